from uuid_utils.compat import uuid7

from app.auth.principal import LiveSession
from app.auth.principal import NoSessionCache
from app.auth.principal import SessionCache


class TestNoSessionCache:
    async def test_nothing_is_remembered(self) -> None:
        cache: SessionCache = NoSessionCache()
        session = LiveSession(id=uuid7(), user_id=uuid7(), is_admin=False)

        await cache.put(session)
        await cache.forget([session.id])

        assert await cache.get(session.id) is None
