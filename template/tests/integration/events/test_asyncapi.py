from pathlib import Path

from httpx2 import AsyncClient

from app.consumers import CONSUMERS
from app.consumers import PUBLISHED
from app.docs.document import serialize
from app.events.document import describe_events
from app.main import create_app
from app.settings import Settings
from tests.fixtures.app import connect

COMMITTED = Path(__file__).parents[3] / "docs" / "asyncapi.json"
STALE = "docs/asyncapi.json is not what the service says of its events: run `make openapi`"


class TestDocument:
    def test_what_is_committed_is_what_the_service_says(self) -> None:
        said = serialize(describe_events(PUBLISHED, CONSUMERS))

        assert COMMITTED.read_text("utf-8") == said, STALE

    async def test_it_can_be_had_from_the_service(self, client: AsyncClient) -> None:
        response = await client.get("/asyncapi.json")

        assert response.json()["asyncapi"] == "3.0.0"


class TestPage:
    async def test_it_shows_every_event_and_may_load_nothing_from_elsewhere(
        self, client: AsyncClient
    ) -> None:
        response = await client.get("/docs/events")

        assert all(event.type in response.text for event in PUBLISHED)
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]

    async def test_its_style_is_there(self, client: AsyncClient) -> None:
        assert (await client.get("/docs/assets/events.css")).status_code == 200

    async def test_production_shows_neither(self) -> None:
        closed = connect(create_app(Settings.load().model_copy(update={"docs": False})))

        assert (await closed.get("/docs/events")).status_code == 404
        assert (await closed.get("/asyncapi.json")).status_code == 404
