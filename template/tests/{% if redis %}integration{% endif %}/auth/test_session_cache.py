from dataclasses import replace

import pytest
from fastapi import FastAPI
from redis.asyncio import Redis
from starlette.datastructures import State
from uuid_utils.compat import uuid7

from app.auth.principal import LiveSession
from app.auth.redis import RedisSessionCache
from app.auth.repository import SessionRepository
from app.database.session import unit_of_work
from tests.fixtures.accounts import ME
from tests.fixtures.accounts import Account
from tests.fixtures.accounts import update_user
from tests.fixtures.app import another_replica
from tests.fixtures.app import connect
from tests.fixtures.items import ITEMS


@pytest.fixture
def cache(app: FastAPI) -> RedisSessionCache:
    return RedisSessionCache(app.state.redis)


@pytest.fixture
def session() -> LiveSession:
    return LiveSession(id=uuid7(), user_id=uuid7(), is_admin=False)


class TestRedisSessionCache:
    def test_the_service_uses_it(self, app: FastAPI) -> None:
        assert isinstance(app.state.auth.sessions, RedisSessionCache)

    @pytest.mark.parametrize("is_admin", [True, False])
    async def test_a_session_is_remembered(self, cache: RedisSessionCache, is_admin: bool) -> None:
        session = LiveSession(id=uuid7(), user_id=uuid7(), is_admin=is_admin)

        await cache.put(session)

        assert await cache.get(session.id) == session
        assert await cache.get(uuid7()) is None

    async def test_a_session_that_was_forgotten_cannot_be_put_back_by_a_slower_request(
        self, cache: RedisSessionCache, session: LiveSession
    ) -> None:
        await cache.put(session)

        await cache.forget([session.id])
        await cache.put(session)

        assert await cache.get(session.id) is None

    async def test_nothing_is_remembered_for_ever(
        self, app: FastAPI, cache: RedisSessionCache, session: LiveSession
    ) -> None:
        redis: Redis = app.state.redis
        await cache.put(session)
        [key] = await redis.keys("*")
        assert 0 < await redis.ttl(key) <= 30

        await cache.forget([session.id])
        assert 0 < await redis.ttl(key) <= 60

    async def test_without_redis_nothing_is_found_and_nothing_fails(
        self, unreachable_redis: Redis, session: LiveSession
    ) -> None:
        cache = RedisSessionCache(unreachable_redis)

        await cache.put(session)
        await cache.forget([session.id])

        assert await cache.get(session.id) is None


class TestAuthentication:
    async def test_a_second_request_does_not_ask_the_database(
        self, alice: Account, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert await alice.is_signed_in()

        async def fail(repository: SessionRepository, session_id: object) -> LiveSession:
            raise AssertionError

        monkeypatch.setattr(SessionRepository, "find_live", fail)
        assert await alice.is_signed_in()

    async def test_ones_own_account_is_not_shown_by_what_is_remembered(
        self, app: FastAPI, alice: Account
    ) -> None:
        assert await alice.is_signed_in()

        async with unit_of_work(app.state.database, []) as session:
            await SessionRepository(session).revoke([alice.session_id])

        assert (await alice.client.get(ITEMS)).status_code == 200
        assert (await alice.client.get(ME)).status_code == 401

    async def test_a_session_that_ends_at_one_replica_has_ended_at_the_other(
        self, app: FastAPI, alice: Account
    ) -> None:
        async with another_replica(app) as replica:
            other = connect(replica, headers=alice.headers)
            assert (await other.get(ITEMS)).status_code == 200

            await alice.client.post("/api/v1/auth/logout")

            assert (await other.get(ITEMS)).status_code == 401

    async def test_rights_that_change_at_one_replica_have_changed_at_the_other(
        self, app: FastAPI, admin: Account, bob: Account
    ) -> None:
        await update_user(bob, is_admin=True)
        bob = await bob.sign_in()
        async with another_replica(app) as replica:
            other = connect(replica, headers=bob.headers)
            assert (await other.get("/api/v1/users")).status_code == 200

            await admin.client.patch(f"/api/v1/users/{bob.id}", json={"is_admin": False})

            assert (await other.get("/api/v1/users")).status_code == 403

    async def test_a_redis_that_has_lost_everything_brings_no_session_back(
        self, app: FastAPI, alice: Account
    ) -> None:
        await alice.is_signed_in()
        await alice.client.post("/api/v1/auth/logout")

        await app.state.redis.flushdb()

        assert not await alice.is_signed_in()

    async def test_without_redis_sessions_end_all_the_same(
        self, state: State, alice: Account, unreachable_redis: Redis
    ) -> None:
        cut_off = RedisSessionCache(unreachable_redis)
        state.auth = replace(state.auth, sessions=cut_off)
        assert await alice.is_signed_in()

        await alice.client.post("/api/v1/auth/logout")

        assert not await alice.is_signed_in()
