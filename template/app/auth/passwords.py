"""Passwords: how they are kept, and which ones are refused."""

import asyncio
import os
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from pwdlib.hashers.bcrypt import BcryptHasher
from pydantic import AfterValidator
from pydantic import Field
from pydantic import SecretStr

from app.auth.settings import AuthSettings
from app.errors import Invalid
from app.schemas import refuse_unstorable

MIN_LENGTH = 8  # NIST SP 800-63B, which advises against rules about kinds of characters
MAX_LENGTH = 128
BCRYPT_MAX_BYTES = 72  # bcrypt ignores the rest
NICENESS = 10  # a tenth of the processor's time while the event loop wants it, too

COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text("utf-8").split())


class PasswordTooLong(Invalid):
    title = f"With bcrypt a password has at most {BCRYPT_MAX_BYTES} bytes"


def refuse_common(password: SecretStr) -> SecretStr:
    """Refuse what is tried first."""
    text = refuse_unstorable(password.get_secret_value())
    if text.casefold() in COMMON:
        raise ValueError("is one of the passwords that are tried first")
    return password


NewPassword = Annotated[
    SecretStr,
    Field(min_length=MIN_LENGTH, max_length=MAX_LENGTH),
    AfterValidator(refuse_common),
]


class Passwords:
    """Hashes and verifies, off the event loop and only a few at once.

    In the loop a single hash would stop every other request for its 20 ms or more; beside it, it
    would still take half of a processor that both have to share.
    """

    def __init__(self, settings: AuthSettings) -> None:
        hashers = {
            "argon2": Argon2Hasher(
                memory_cost=settings.argon2_memory_kib,
                time_cost=settings.argon2_passes,
                parallelism=1,
            ),
            "bcrypt": BcryptHasher(rounds=settings.bcrypt_rounds),
        }
        self._algorithm = settings.password_algorithm
        preferred = hashers.pop(self._algorithm)
        self._hash = PasswordHash((preferred, *hashers.values()))
        self._threads = ThreadPoolExecutor(
            settings.hashes_at_once, thread_name_prefix="passwords", initializer=step_back
        )
        self._nobodys_hash = self._hash.hash("nobody's password")

    async def hash(self, password: SecretStr) -> str:
        """Return what to store instead of the password."""
        text = normalise(password)
        if self._algorithm == "bcrypt" and len(text.encode()) > BCRYPT_MAX_BYTES:
            raise PasswordTooLong
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._hash.hash, text)

    async def verify(self, password: SecretStr, stored: str | None) -> tuple[bool, str | None]:
        """Tell whether it is the password, and what to store instead when the hash is outdated.

        Nothing stored costs one verification like everything else, so that the time of an answer
        does not tell whether an account exists.
        """
        loop = asyncio.get_running_loop()
        matches, new_hash = await loop.run_in_executor(
            self._threads, self._verify, normalise(password), stored or self._nobodys_hash
        )
        return matches and stored is not None, new_hash

    def _verify(self, password: str, stored: str) -> tuple[bool, str | None]:
        if stored.startswith("$2") and len(password.encode()) > BCRYPT_MAX_BYTES:
            return False, None
        return self._hash.verify_and_update(password, stored)


def step_back() -> None:
    """Let other threads go first; only Linux knows how nice a single thread is (sched(7))."""
    if sys.platform == "linux":
        os.nice(NICENESS)


def normalise(password: SecretStr) -> str:
    """Use one form of Unicode (NIST SP 800-63B: NFKC), whatever the keyboard sends."""
    return unicodedata.normalize("NFKC", password.get_secret_value())
