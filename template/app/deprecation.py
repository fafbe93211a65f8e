"""What callers of an endpoint are told when it has a successor."""

from datetime import datetime
from email.utils import format_datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response


class Deprecated:
    """A dependency that names the successor, under another prefix, and the day of the end.

    `since` (RFC 9745) may lie in the future; from `sunset` (RFC 8594) on nothing is promised.
    """

    def __init__(
        self, *, since: datetime, sunset: datetime, prefix: str, successor_prefix: str
    ) -> None:
        self._prefixes = prefix, successor_prefix
        self._headers = {
            "Deprecation": f"@{since.timestamp():.0f}",
            "Sunset": format_datetime(sunset, usegmt=True),
        }

    async def __call__(self, request: Request, response: Response) -> None:
        successor = quote(request.scope["path"].replace(*self._prefixes, 1))
        response.headers.update(self._headers)
        response.headers.append("Link", f'<{successor}>; rel="successor-version"')
