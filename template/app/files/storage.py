"""Where the bytes of files are."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO
from typing import Protocol
from uuid import UUID

from anyio import to_thread

from app.files.errors import FileNotFound
from app.files.errors import StorageUnavailable
from app.files.sniffing import chunks

PART = ".part"
NAME = re.compile(r"([0-9a-f]{32})(\.part)?")


class Storage(Protocol):
    """Bytes by id; what a file is called and whose it is, the database knows."""

    async def save(self, id: UUID, source: BinaryIO) -> str:
        """Store all bytes or none, and return their SHA-256."""

    async def path(self, id: UUID) -> Path:
        """Return where the bytes can be read, or raise `FileNotFound`."""

    async def delete(self, id: UUID) -> None:
        """Remove the bytes, if they are there."""

    async def neighbours(self, id: UUID, age: float) -> set[UUID]:
        """Return the files of one part of the storage that are `age` seconds old or older."""


class LocalStorage:
    """A directory, in which a file has its name once it is complete.

    Names are ids, so that nothing a client says gets into a path.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def save(self, id: UUID, source: BinaryIO) -> str:
        with storage_errors():
            return await to_thread.run_sync(write, self._path(id), source)

    async def path(self, id: UUID) -> Path:
        with storage_errors():
            if not await to_thread.run_sync(self._path(id).is_file):
                raise FileNotFound
        return self._path(id)

    async def delete(self, id: UUID) -> None:
        path = self._path(id)
        with storage_errors():
            for each in (path, path.with_suffix(PART)):
                await to_thread.run_sync(partial(each.unlink, missing_ok=True))

    async def neighbours(self, id: UUID, age: float) -> set[UUID]:
        with storage_errors():
            return await to_thread.run_sync(older, self._path(id).parent, age)

    async def ping(self) -> None:
        """Raise `StorageUnavailable` unless files can be written."""
        with storage_errors():
            await to_thread.run_sync(partial(self._directory.mkdir, parents=True, exist_ok=True))
            if not await to_thread.run_sync(os.access, self._directory, os.W_OK):
                raise PermissionError

    def _path(self, id: UUID) -> Path:
        """Spread the files over 256 folders by the end of their ids, which is random."""
        return self._directory / id.hex[-2:] / id.hex


@contextmanager
def storage_errors() -> Iterator[None]:
    """Say that the storage does not work: a full disk, a missing volume, missing rights."""
    try:
        yield
    except OSError as error:
        raise StorageUnavailable(retry_after=5) from error


def write(path: Path, source: BinaryIO) -> str:
    """Write a file under another name, and give it its own once all of it is on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    part = path.with_suffix(PART)
    with part.open("xb") as file:
        for chunk in chunks(source):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    return digest.hexdigest()


def older(folder: Path, age: float) -> set[UUID]:
    """Return the ids of files, complete or not, that nobody has written to for `age` seconds."""
    since = time.time() - age
    ids: set[UUID] = set()
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # somebody else may be removing them
            if (name := NAME.fullmatch(path.name)) and path.stat().st_mtime <= since:
                ids.add(UUID(name[1]))
    return ids
