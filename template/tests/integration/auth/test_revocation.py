from collections.abc import Callable
from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

import pytest
from starlette.datastructures import State

from tests.fixtures.accounts import Account


@pytest.fixture
def told(state: State) -> list[UUID]:
    """The sessions that a listener was told have ended."""
    ended: list[UUID] = []

    async def listen(session_ids: Collection[UUID]) -> None:
        ended.extend(session_ids)

    state.auth = replace(state.auth, revocation_listeners=[listen])
    return ended


class TestListeners:
    async def test_they_are_told_who_logs_out(
        self, told: list[UUID], alice: Account, bob: Account
    ) -> None:
        await alice.client.post("/api/v1/auth/logout")

        assert told == [alice.session_id]

    async def test_they_are_told_of_every_session_of_somebody_who_logs_out_everywhere(
        self, told: list[UUID], alice: Account, bob: Account
    ) -> None:
        laptop = await alice.sign_in()

        await alice.client.post("/api/v1/auth/logout-all")

        assert set(told) == {alice.session_id, laptop.session_id}

    async def test_they_are_told_of_a_refresh_token_that_was_used_twice(
        self, told: list[UUID], alice: Account
    ) -> None:
        await alice.refresh()
        assert told == []

        await alice.refresh()
        assert told == [alice.session_id]

    async def test_they_are_told_of_the_other_sessions_when_a_password_changes(
        self, told: list[UUID], alice: Account
    ) -> None:
        laptop = await alice.sign_in()
        body = {"current_password": alice.password, "new_password": "alice rides a bike"}

        await alice.client.patch("/api/v1/users/me/password", json=body)

        assert told == [laptop.session_id]

    async def test_they_are_told_when_an_admin_removes_somebody_or_shuts_them_out(
        self, told: list[UUID], admin: Account, alice: Account, bob: Account
    ) -> None:
        await admin.client.patch(f"/api/v1/users/{alice.id}", json={"is_active": False})
        await admin.client.delete(f"/api/v1/users/{bob.id}")

        assert told == [alice.session_id, bob.session_id]

    async def test_they_are_told_nothing_before_the_commit(
        self, told: list[UUID], alice: Account, break_commits: Callable[[], None]
    ) -> None:
        break_commits()

        response = await alice.client.post("/api/v1/auth/logout")

        assert (response.status_code, told) == (503, [])
