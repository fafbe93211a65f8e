import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from starlette.datastructures import State
from structlog.typing import EventDict
from uuid_utils.compat import uuid7

from app.database.connection import Database
from app.files.storage import LocalStorage
from app.files.sweep import AGE
from app.files.sweep import sweep
from tests.fixtures.files import FILES
from tests.fixtures.files import PNG
from tests.fixtures.files import path_of
from tests.fixtures.files import paths
from tests.fixtures.files import post_file
from tests.fixtures.files import stored
from tests.fixtures.files import upload
from tests.fixtures.wire import head
from tests.fixtures.wire import serving

FORM_HEADERS = ("Content-Length", "Content-Type")

Leave = Callable[..., None]


@pytest.fixture
def leave(directory: Path) -> Leave:
    """Leave bytes that belong to no file next to one that is there."""

    def leave(near: UUID, content: bytes, *, age: float, suffix: str = "") -> None:
        name = uuid7().hex[:-2] + near.hex[-2:] + suffix
        (path := directory / name[30:32] / name).write_bytes(content)
        os.utime(path, (time.time() - age,) * 2)

    return leave


class TestSweep:
    async def test_bytes_without_a_file_go_when_they_are_old(
        self,
        state: State,
        client: AsyncClient,
        storage: LocalStorage,
        directory: Path,
        leave: Leave,
    ) -> None:
        file = UUID((await upload(client))["id"])
        leave(file, b"crashed before the commit", age=AGE + 1)
        leave(file, b"half written", age=AGE + 1, suffix=".part")
        leave(file, b"not committed yet", age=AGE - 60)
        leave(file, b"of somebody else", age=AGE + 1, suffix=".txt")

        await sweep(state.database, storage, file)

        assert stored(directory) == sorted([PNG, b"not committed yet", b"of somebody else"])

    async def test_an_old_file_stays(
        self, state: State, client: AsyncClient, storage: LocalStorage, directory: Path
    ) -> None:
        file = await upload(client)
        [path] = paths(directory)
        os.utime(path, (0, 0))

        await sweep(state.database, storage, UUID(file["id"]))

        assert (await client.get(f"{path_of(file)}/content")).content == PNG


class TestBackground:
    async def test_an_upload_is_answered_and_then_followed_by_a_sweep(
        self, app: FastAPI, client: AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        answered, swept = asyncio.Event(), False

        async def wait(*_: object) -> set[UUID]:
            nonlocal swept
            await answered.wait()
            swept = True
            return set()

        monkeypatch.setattr(LocalStorage, "neighbours", wait)

        async with serving(app) as wire, wire.connect() as line:
            form = client.build_request("POST", FILES, files={"file": ("a.png", PNG)})
            headers = {name.replace("-", "_"): form.headers[name] for name in FORM_HEADERS}
            await line.send(head(client, "POST", FILES, **headers) + await form.aread())
            status, _ = await line.receive()
            answered.set()

        assert (status, swept) == (201, True)

    async def test_a_sweep_that_fails_changes_no_answer(
        self,
        client: AsyncClient,
        monkeypatch: pytest.MonkeyPatch,
        log: list[EventDict],
    ) -> None:
        async def fail(*_: object) -> set[UUID]:
            raise RuntimeError("the volume is gone")

        monkeypatch.setattr(LocalStorage, "neighbours", fail)

        response = await post_file(client, PNG)

        assert response.status_code == 201
        assert any("the volume is gone" in event.get("exception", "") for event in log)

    async def test_a_commit_that_fails_is_followed_by_none(
        self,
        client: AsyncClient,
        monkeypatch: pytest.MonkeyPatch,
        break_commits: Callable[[], None],
    ) -> None:
        async def note(*_: object) -> set[UUID]:
            raise AssertionError

        monkeypatch.setattr(LocalStorage, "neighbours", note)
        break_commits()

        assert (await post_file(client, PNG)).status_code == 503


class TestCommit:
    """On the real database, where a deletion lasts once it is committed."""

    @pytest.fixture
    def database(self, committing_database: Database) -> Database:
        return committing_database

    async def test_a_deletion_that_fails_keeps_the_bytes(
        self, client: AsyncClient, directory: Path, break_commits: Callable[[], None]
    ) -> None:
        file = await upload(client)
        break_commits()

        assert (await client.delete(path_of(file))).status_code == 503
        assert stored(directory) == [PNG]
