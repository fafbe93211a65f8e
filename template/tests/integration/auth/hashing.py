"""Things that happen in the course of a hash."""

import asyncio
from collections.abc import Callable
from collections.abc import Coroutine
from typing import Any

import pytest
from httpx2 import Response
from pwdlib import PasswordHash

PATIENCE = 3  # seconds; what a hash delays for longer has to wait until its end


class Hashing:
    """Has something done in the middle of every hash; the hash goes on when it is done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[int] = []
        """The status codes of what was asked meanwhile."""
        self._monkeypatch = monkeypatch

    def meanwhile(self, work: Callable[[], Coroutine[Any, Any, Response | None]]) -> None:
        loop = asyncio.get_running_loop()
        for name in ("hash", "verify_and_update"):
            self._interrupt(name, lambda: asyncio.run_coroutine_threadsafe(work(), loop))

    def _interrupt(self, name: str, work: Callable[[], Any]) -> None:
        hash_it = getattr(PasswordHash, name)

        def interrupted(hasher: PasswordHash, *args: str) -> Any:
            answer = work().result(PATIENCE)
            if answer is not None:
                self.answers.append(answer.status_code)
            return hash_it(hasher, *args)

        self._monkeypatch.setattr(PasswordHash, name, interrupted)
