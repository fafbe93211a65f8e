"""How often something may happen, in the words of settings: `10/minute`."""

from typing import Annotated
from typing import NamedTuple
from typing import Self

from pydantic import StringConstraints

SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}

LimitText = Annotated[
    str, StringConstraints(pattern=rf"^[1-9][0-9]{{0,8}}/({'|'.join(SECONDS)})$")
]
"""A setting that `Limit.parse` understands; nothing can be unlimited."""


class Limit(NamedTuple):
    """So many times in a window of so many seconds."""

    amount: int
    window: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read such a text as `10/minute`, or raise `ValueError`."""
        amount, _, unit = text.partition("/")
        if not amount.isdecimal() or unit not in SECONDS:
            raise ValueError(f"{text!r} is no limit such as 10/minute")
        return cls(int(amount), SECONDS[unit])
