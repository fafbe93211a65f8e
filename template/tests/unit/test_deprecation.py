from datetime import UTC
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from app.deprecation import Deprecated


class TestDeprecated:
    async def test_the_headers_have_the_form_that_the_standards_demand(self) -> None:
        deprecated = Deprecated(
            since=datetime(2026, 12, 1, tzinfo=UTC),
            sunset=datetime(2027, 12, 1, tzinfo=UTC),
            prefix="/v1",
            successor_prefix="/v2",
        )
        response = Response()

        await deprecated(Request({"type": "http", "path": "/root/v1/a\r\n<b>"}), response)

        assert response.headers["Deprecation"] == "@1796083200"
        assert response.headers["Sunset"] == "Wed, 01 Dec 2027 00:00:00 GMT"
        link = response.headers["Link"]
        assert link == '</root/v2/a%0D%0A%3Cb%3E>; rel="successor-version"'
