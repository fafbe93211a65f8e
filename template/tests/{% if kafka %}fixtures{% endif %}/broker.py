"""What tests leave behind in Kafka, and how it goes away."""

from app.events.broker import Broker


async def forget(broker: Broker, namespace: str) -> None:
    """Stop a broker; its topics go away together with the cluster that is started for tests."""
    await broker.stop()
