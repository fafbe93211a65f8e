from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from httpx2 import AsyncClient
from httpx2 import Response

from app.database.models import utc_now
from app.idempotency import repository
from app.idempotency import service
from app.idempotency.repository import KeptAnswerRepository
from tests.fixtures.items import ITEMS
from tests.fixtures.items import ITEMS_V2

LAMP = {"name": "Lamp"}


@pytest.fixture(params=[ITEMS, ITEMS_V2])
def path(request: pytest.FixtureRequest) -> str:
    """What is created in either version is created once."""
    items: str = request.param
    return items


@pytest.fixture
def key() -> str:
    return str(uuid4())


async def create(
    client: AsyncClient, key: str, body: object = LAMP, *, path: str = ITEMS
) -> Response:
    return await client.post(path, json=body, headers={"Idempotency-Key": key})


async def total(client: AsyncClient) -> int:
    number: int = (await client.get(ITEMS)).json()["total"]
    return number


class TestReplay:
    async def test_the_same_request_is_answered_alike_and_has_one_effect(
        self, client: AsyncClient, key: str, path: str
    ) -> None:
        first, second = [await create(client, key, path=path) for _ in range(2)]

        assert (first.status_code, second.status_code) == (201, 201)
        assert first.content == second.content
        for header in ("Content-Type", "ETag"):
            assert first.headers[header] == second.headers[header]
        assert "Idempotent-Replayed" not in first.headers
        assert second.headers["Idempotent-Replayed"] == "true"
        assert await total(client) == 1

    async def test_an_answer_tells_about_its_own_moment(
        self, client: AsyncClient, key: str
    ) -> None:
        first, second = [await create(client, key) for _ in range(2)]

        for header in ("X-Request-ID", "RateLimit-Remaining"):
            assert first.headers[header] != second.headers[header]
            assert len(second.headers.get_list(header)) == 1

    async def test_quotes_around_the_key_mean_nothing(self, client: AsyncClient, key: str) -> None:
        await create(client, key)

        assert "Idempotent-Replayed" in (await create(client, f'"{key}"')).headers

    async def test_without_a_key_every_request_has_its_effect(self, client: AsyncClient) -> None:
        for _ in range(2):
            await client.post(ITEMS, json=LAMP)

        assert await total(client) == 2

    async def test_other_keys_are_other_requests(self, client: AsyncClient) -> None:
        for _ in range(2):
            await create(client, str(uuid4()))

        assert await total(client) == 2


class TestKey:
    async def test_for_another_body_it_is_refused(self, client: AsyncClient, key: str) -> None:
        await create(client, key)

        response = await create(client, key, {"name": "Chair"})

        assert response.status_code == 422
        assert response.json()["type"] == "urn:problem:key-reused"
        assert await total(client) == 1

    async def test_for_another_endpoint_it_is_refused(self, client: AsyncClient, key: str) -> None:
        await create(client, key, path=ITEMS)

        assert (await create(client, key, path=ITEMS_V2)).status_code == 422

    async def test_what_is_no_key_is_refused(self, client: AsyncClient) -> None:
        for key in ("", "k" * 15, "k" * 129, f'"{"k" * 16}', "a key with spaces in it"):
            assert (await create(client, key)).status_code == 422, key
        assert await total(client) == 0

    async def test_a_refused_request_leaves_it_free(self, client: AsyncClient, key: str) -> None:
        assert (await create(client, key, {})).status_code == 422

        assert (await create(client, key)).status_code == 201

    async def test_it_is_free_again_after_its_time(
        self, client: AsyncClient, key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = await create(client, key)
        for module in (service, repository):
            monkeypatch.setattr(module, "utc_now", lambda: utc_now() + timedelta(hours=25))

        second = await create(client, key, {"name": "Chair"})

        assert (first.status_code, second.status_code) == (201, 201)
        assert "Idempotent-Replayed" in (await create(client, key, {"name": "Chair"})).headers
        assert await total(client) == 2


class TestCrash:
    async def test_between_the_effect_and_the_record_there_is_neither(
        self, client: AsyncClient, key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async def crash(*_: object) -> None:
            raise RuntimeError

        with monkeypatch.context() as broken:
            broken.setattr(KeptAnswerRepository, "add", crash)
            assert (await create(client, key)).status_code == 500
        assert await total(client) == 0

        assert (await create(client, key)).status_code == 201
        assert await total(client) == 1

    async def test_in_the_commit_there_is_neither(
        self,
        client: AsyncClient,
        key: str,
        break_commits: Callable[[], None],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        break_commits()
        assert (await create(client, key)).status_code == 503
        monkeypatch.undo()

        retried = await create(client, key)

        assert retried.status_code == 201
        assert "Idempotent-Replayed" not in retried.headers
        assert await total(client) == 1


class TestConcurrency:
    async def test_who_looked_too_early_and_comes_too_late_hears_so(
        self, client: AsyncClient, key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await create(client, key)

        async def see_nothing(*_: object) -> None:
            """Look before the other request has been committed."""

        monkeypatch.setattr(KeptAnswerRepository, "get", see_nothing)
        response = await create(client, key)

        assert response.status_code == 409
        assert response.json()["type"] == "urn:problem:request-in-progress"
        assert int(response.headers["Retry-After"]) > 0
        assert await total(client) == 1
