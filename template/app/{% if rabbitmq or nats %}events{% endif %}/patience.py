"""How soon a message that could not be handled is delivered again."""

from asyncio import sleep

from app.events.delivery import Receive

PAUSE = 1.0  # seconds


def patient(receive: Receive) -> Receive:
    """Wait before a failure is reported, as the broker may redeliver at once."""

    async def handle(body: bytes) -> None:
        try:
            await receive(body)
        except Exception:
            await sleep(PAUSE)
            raise

    return handle
