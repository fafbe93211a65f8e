import asyncio
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from pwdlib import PasswordHash
from pydantic import SecretStr
from pydantic import TypeAdapter
from pydantic import ValidationError

from app.auth.passwords import BCRYPT_MAX_BYTES
from app.auth.passwords import MAX_LENGTH
from app.auth.passwords import MIN_LENGTH
from app.auth.passwords import NewPassword
from app.auth.passwords import Passwords
from app.auth.passwords import PasswordTooLong
from app.auth.settings import AuthSettings

RIGHT = SecretStr("correct horse battery staple")
WRONG = SecretStr("correct horse battery stapler")


def passwords(**settings: object) -> Passwords:
    """Make the hasher of a service with these settings."""
    return Passwords(AuthSettings.load().model_copy(update={"bcrypt_rounds": 4, **settings}))


class TestHash:
    async def test_a_hash_is_argon2id_at_the_configured_cost(self) -> None:
        stored = await passwords(argon2_memory_kib=16, argon2_passes=3).hash(RIGHT)

        assert stored.startswith("$argon2id$v=19$m=16,t=3,p=1$")

    async def test_a_hash_is_bcrypt_at_the_configured_cost_if_that_is_chosen(self) -> None:
        stored = await passwords(password_algorithm="bcrypt", bcrypt_rounds=5).hash(RIGHT)

        assert stored.startswith("$2b$05$")

    async def test_the_same_password_never_has_the_same_hash(self) -> None:
        hasher = passwords()

        assert await hasher.hash(RIGHT) != await hasher.hash(RIGHT)

    async def test_what_bcrypt_would_cut_off_is_refused(self) -> None:
        hasher = passwords(password_algorithm="bcrypt")
        longest = SecretStr("ü" * (BCRYPT_MAX_BYTES // 2))
        too_long = SecretStr(f"{longest.get_secret_value()}!")

        assert await hasher.hash(longest)
        with pytest.raises(PasswordTooLong):
            await hasher.hash(too_long)


class TestVerify:
    @pytest.mark.parametrize("algorithm", ["argon2", "bcrypt"])
    async def test_the_right_password_matches_and_no_other(self, algorithm: str) -> None:
        hasher = passwords(password_algorithm=algorithm)
        stored = await hasher.hash(RIGHT)

        assert await hasher.verify(RIGHT, stored) == (True, None)
        assert await hasher.verify(WRONG, stored) == (False, None)

    async def test_nothing_stored_matches_nothing(self) -> None:
        assert (await passwords().verify(SecretStr("nobody's password"), None))[0] is False

    async def test_every_character_of_a_long_password_counts(self) -> None:
        hasher = passwords()
        stored = await hasher.hash(SecretStr("A" * BCRYPT_MAX_BYTES + "tail"))

        assert (await hasher.verify(SecretStr("A" * BCRYPT_MAX_BYTES + "tail"), stored))[0]
        assert not (await hasher.verify(SecretStr("A" * BCRYPT_MAX_BYTES + "tale"), stored))[0]

    async def test_a_password_too_long_for_bcrypt_matches_nothing(self) -> None:
        hasher = passwords(password_algorithm="bcrypt")
        stored = await hasher.hash(SecretStr("A" * BCRYPT_MAX_BYTES))

        assert not (await hasher.verify(SecretStr("A" * BCRYPT_MAX_BYTES + "tail"), stored))[0]

    @pytest.mark.parametrize("other", ["Correct horse battery staple", " correct horse battery"])
    async def test_case_and_spaces_count(self, other: str) -> None:
        hasher = passwords()

        assert not (await hasher.verify(SecretStr(other), await hasher.hash(RIGHT)))[0]

    async def test_the_way_a_keyboard_composes_letters_does_not(self) -> None:
        hasher = passwords()
        stored = await hasher.hash(SecretStr("cr\u00e8me br\u00fbl\u00e9e"))

        assert (await hasher.verify(SecretStr("cre\u0300me bru\u0302le\u0301e"), stored))[0]

    async def test_an_outdated_hash_comes_back_renewed(self) -> None:
        outdated = await passwords(password_algorithm="bcrypt").hash(RIGHT)

        matches, renewed = await passwords().verify(RIGHT, outdated)

        assert matches
        assert renewed is not None
        assert renewed.startswith("$argon2id$")

    async def test_a_wrong_password_renews_nothing(self) -> None:
        outdated = await passwords(password_algorithm="bcrypt").hash(RIGHT)

        assert await passwords().verify(WRONG, outdated) == (False, None)


Work = Callable[[], object]


@pytest.fixture
def during(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """Have something done in the course of every verification."""
    verify = PasswordHash.verify_and_update

    def watch(work: Work) -> None:
        def watched(hasher: PasswordHash, password: str, stored: str) -> tuple[bool, str | None]:
            work()
            return verify(hasher, password, stored)

        monkeypatch.setattr(PasswordHash, "verify_and_update", watched)

    return watch


class TestWork:
    async def test_a_verification_costs_the_same_whatever_is_stored(
        self, during: Callable[[Work], None]
    ) -> None:
        hasher = passwords()
        stored = await hasher.hash(RIGHT)
        verifications: list[None] = []
        during(lambda: verifications.append(None))

        for password, against in ((RIGHT, stored), (WRONG, stored), (RIGHT, None)):
            verifications.clear()
            await hasher.verify(password, against)
            assert len(verifications) == 1

    async def test_it_is_not_done_on_the_event_loop(self, during: Callable[[Work], None]) -> None:
        threads: set[int] = set()
        during(lambda: threads.add(threading.get_ident()))

        await passwords().verify(RIGHT, None)

        assert threads
        assert threading.get_ident() not in threads

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere only processes are nice")
    async def test_the_event_loop_goes_first(self, during: Callable[[Work], None]) -> None:
        niceness: list[int] = []
        during(lambda: niceness.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id())))

        await passwords().verify(RIGHT, None)

        assert niceness[0] > os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    @pytest.mark.parametrize("at_once", [1, 2])
    async def test_only_so_many_are_done_at_once(
        self, during: Callable[[Work], None], at_once: int
    ) -> None:
        hasher = passwords(hashes_at_once=at_once)
        meeting = threading.Barrier(2, timeout=0.05)
        met: list[int] = []

        def meet() -> None:
            with suppress(threading.BrokenBarrierError):
                met.append(meeting.wait())

        during(meet)
        await asyncio.gather(hasher.verify(RIGHT, None), hasher.verify(RIGHT, None))

        assert bool(met) is (at_once > 1)


class TestNewPassword:
    @pytest.mark.parametrize(
        "password",
        [
            pytest.param("q" * MIN_LENGTH, id="shortest, of one kind"),
            pytest.param("q" * MAX_LENGTH, id="longest"),
            pytest.param("  eight  ", id="spaces"),
            pytest.param("🦉🦉🦉🦉🦉🦉🦉🦉", id="owls"),
            pytest.param("שלום עולם!", id="right to left"),
        ],
    )
    def test_length_is_all_that_counts(self, password: str) -> None:
        assert check(password).get_secret_value() == password

    @pytest.mark.parametrize(
        "password",
        [
            pytest.param("q" * (MIN_LENGTH - 1), id="short"),
            pytest.param("q" * (MAX_LENGTH + 1), id="long"),
            pytest.param("password", id="tried first"),
            pytest.param("PassWord", id="tried first, in other letters"),
            pytest.param("contains\0nul", id="NUL"),
            pytest.param("contains half of \ud83d", id="lone surrogate"),
        ],
    )
    def test_what_is_short_endless_or_tried_first_is_refused(self, password: str) -> None:
        with pytest.raises(ValidationError):
            check(password)


def check(password: str) -> SecretStr:
    adapter: TypeAdapter[SecretStr] = TypeAdapter(NewPassword)
    return adapter.validate_python(password)
