"""What tests leave behind in NATS, and how it goes away."""

from contextlib import suppress

from nats.js.errors import NotFoundError

from app.events.broker import Broker
from app.events.broker import simple


async def forget(broker: Broker, namespace: str) -> None:
    """Stop a broker, and delete the stream of its namespace."""
    await broker.stop()
    await broker.connect()
    with suppress(NotFoundError):
        await broker.config.connection_state.stream.delete_stream(simple(namespace))
    await broker.stop()
