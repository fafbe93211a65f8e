import io
import os
from pathlib import Path
from uuid import uuid4

import pytest

from app.files.errors import StorageUnavailable
from app.files.storage import LocalStorage
from tests.fixtures.files import paths
from tests.fixtures.files import stored


@pytest.fixture
def storage(directory: Path) -> LocalStorage:
    return LocalStorage(directory)


class TestLocalStorage:
    async def test_a_file_is_there_once_it_is_complete(
        self, storage: LocalStorage, directory: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def cut_off(descriptor: int) -> None:
            raise OSError("no space left")

        id = uuid4()
        monkeypatch.setattr(os, "fsync", cut_off)
        with pytest.raises(StorageUnavailable):
            await storage.save(id, io.BytesIO(b"content"))

        assert [path.suffix for path in paths(directory)] == [".part"]
        await storage.delete(id)
        assert stored(directory) == []

    async def test_what_is_not_there_is_deleted_already(self, storage: LocalStorage) -> None:
        await storage.delete(uuid4())

    async def test_it_answers_while_it_can_be_written_to(
        self, storage: LocalStorage, broken_storage: LocalStorage
    ) -> None:
        await storage.ping()

        with pytest.raises(StorageUnavailable):
            await broken_storage.ping()

    async def test_a_read_only_volume_does_not_answer(
        self, storage: LocalStorage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(os, "access", lambda *_: False)

        with pytest.raises(StorageUnavailable):
            await storage.ping()
