import pytest

from app.live.audiences import EVERYONE
from app.live.audiences import member
from app.live.audiences import room
from app.live.connection import End
from app.live.errors import Full
from app.live.hub import Hub
from app.live.schemas import Announced
from app.live.settings import LiveSettings
from tests.unit.live.line import Dial

NEWS = Announced(text="news")


class TestSend:
    async def test_everyone_hears_it(self, hub: Hub, dial: Dial) -> None:
        async with dial() as anne, dial() as bob:
            hub.send(EVERYONE, NEWS)

            assert (await anne.hear())["text"] == (await bob.hear())["text"] == "news"

    async def test_a_member_hears_it_alone(self, hub: Hub, dial: Dial) -> None:
        async with dial() as anne, dial() as bob:
            hub.send(member(anne.connection.member.id), NEWS)
            bob.ask("ping")

            assert (await anne.hear())["type"] == "announced"
            assert (await bob.hear())["type"] == "pong"

    async def test_it_is_serialised_once_for_all(
        self, hub: Hub, dial: Dial, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        frames: list[str] = []
        async with dial() as anne, dial() as bob:
            for line in anne, bob:
                monkeypatch.setattr(line.connection, "send", frames.append)
            hub.send(EVERYONE, NEWS)

        assert frames[0] is frames[1]

    async def test_an_audience_of_nobody_is_fine(self, hub: Hub) -> None:
        hub.send(room("empty"), NEWS)


class TestConnected:
    async def test_a_connection_leaves_no_trace(self, hub: Hub, dial: Dial) -> None:
        async with dial() as anne:
            anne.ask("join", room="lobby")
            await anne.hear()

        assert not hub.listeners(EVERYONE)
        assert not hub.listeners(room("lobby"))
        assert await hub.presence.members("lobby") == set()

    async def test_more_than_the_limit_are_refused_until_somebody_leaves(
        self, hub: Hub, dial: Dial, settings: LiveSettings
    ) -> None:
        hub.settings = settings.model_copy(update={"connections": 1})
        async with dial():
            with pytest.raises(Full):
                await dial().__aenter__()

        async with dial():
            pass


class TestClose:
    async def test_an_audience_is_sent_away(self, hub: Hub, dial: Dial) -> None:
        async with dial() as anne, dial() as bob:
            hub.close(member(anne.connection.member.id), End(4000, "go, please"))
            bob.ask("ping")

            assert await anne.ended() == 4000
            assert (await bob.hear())["type"] == "pong"
