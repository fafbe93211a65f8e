"""How long another service asks us to wait (RFC 9110 10.2.3)."""

import re
from datetime import UTC
from datetime import datetime
from email.utils import parsedate_to_datetime

LONGEST = 60.0
"""Seconds; whoever asks for more is asked again after a minute."""


def parse_retry_after(value: str, now: datetime) -> float | None:
    """Return the seconds to wait, or nothing if the header is missing or makes no sense."""
    if re.fullmatch(r"[0-9]{1,9}", value):
        return min(float(value), LONGEST)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    seconds = (date.replace(tzinfo=date.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST)
