from pathlib import Path
from uuid import UUID

from httpx2 import AsyncClient
from starlette.datastructures import State

from app.files.storage import LocalStorage
from app.files.sweep import sweep
from tests.fixtures.accounts import Account
from tests.fixtures.files import FILES
from tests.fixtures.files import PNG
from tests.fixtures.files import path_of
from tests.fixtures.files import post_file
from tests.fixtures.files import stored
from tests.fixtures.files import upload


class TestEveryEndpoint:
    async def test_it_needs_a_user(self, anonymous: AsyncClient, alice: Account) -> None:
        file = path_of(await upload(alice.client))

        assert (await post_file(anonymous, PNG)).status_code == 401
        for method, path in (
            ("GET", FILES),
            ("GET", file),
            ("GET", f"{file}/content"),
            ("DELETE", file),
        ):
            assert (await anonymous.request(method, path)).status_code == 401

    async def test_it_needs_its_scope(self, alice: Account) -> None:
        file = path_of(await upload(alice.client))
        reader = (await alice.sign_in("files:read")).client
        writer = (await alice.sign_in("files:write")).client

        assert (await reader.get(f"{file}/content")).status_code == 200
        assert (await writer.get(f"{file}/content")).status_code == 403
        assert (await post_file(reader, PNG)).status_code == 403
        assert (await reader.delete(file)).status_code == 403
        assert (await post_file(writer, PNG)).status_code == 201
        assert (await writer.delete(file)).status_code == 204


class TestSomebodyElse:
    async def test_their_file_looks_missing(
        self, alice: Account, bob: Account, directory: Path
    ) -> None:
        file = await upload(alice.client)

        for method, path in (
            ("GET", path_of(file)),
            ("GET", f"{path_of(file)}/content"),
            ("DELETE", path_of(file)),
        ):
            assert (await bob.client.request(method, path)).status_code == 404
        assert (await bob.client.get(FILES)).json()["items"] == []
        assert stored(directory) == [PNG]


class TestDeletedAccount:
    async def test_its_files_go_with_it(
        self, state: State, alice: Account, admin: Account, storage: LocalStorage, directory: Path
    ) -> None:
        file = await upload(alice.client)
        await admin.client.delete(f"/api/v1/users/{alice.id}")

        await sweep(state.database, storage, UUID(file["id"]), age=0)

        assert stored(directory) == []
