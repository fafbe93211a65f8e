"""How long brokers and handlers wait for each other, whatever the broker."""

import logging
from collections.abc import Awaitable
from collections.abc import Callable
from typing import Any

from faststream import StreamMessage

DEADLINE = 4.0  # seconds in which a broker has to answer
GRACE = 10.0  # seconds that handlers get to finish in when the service stops

Receive = Callable[[bytes], Awaitable[None]]

# FastStream's own logger prints past ours; what it calls information is noise.
logger = logging.getLogger(__name__)
logger.setLevel(logging.WARNING)


async def undecoded(message: StreamMessage[Any]) -> bytes:
    """Leave decoding to those who receive the message."""
    return message.body
