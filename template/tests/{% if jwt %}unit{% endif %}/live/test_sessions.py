from datetime import timedelta

import pytest

from app.live.background import running
from app.live.hub import Hub
from app.live.sessions import close_expired
from app.live.sessions import watch_clock
from tests.unit.live.line import Dial


class TestCloseExpired:
    async def test_a_connection_lives_until_its_token_expires(self, hub: Hub, dial: Dial) -> None:
        async with dial() as anne:
            expires_at = anne.connection.caller.principal.expires_at

            close_expired(hub, expires_at - timedelta(microseconds=1))
            anne.ask("ping")
            assert (await anne.hear())["type"] == "pong"

            close_expired(hub, expires_at)
            assert await anne.ended() == 4401


class TestWatchClock:
    async def test_it_looks_again_and_again(
        self, hub: Hub, dial: Dial, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        checks: list[Hub] = []
        monkeypatch.setattr("app.live.sessions.LOOK_AT_CLOCK_EVERY", 0)
        monkeypatch.setattr("app.live.sessions.close_expired", lambda hub, _: checks.append(hub))

        async with running(watch_clock(hub)), dial():
            pass

        assert len(checks) > 1
