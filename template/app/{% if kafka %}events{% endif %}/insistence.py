"""What becomes of a message that could not be handled, where a broker cannot set it aside."""

from asyncio import sleep

from app.events.delivery import Receive
from app.events.delivery import logger

PAUSE = 1.0  # seconds


def insistent(receive: Receive) -> Receive:
    """Try until it succeeds."""

    async def handle(body: bytes) -> None:
        while True:
            try:
                return await receive(body)
            except Exception:
                logger.exception("a message could not be handled")
                await sleep(PAUSE)

    return handle
