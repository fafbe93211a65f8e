from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from app.auth.settings import AuthSettings
from app.auth.tokens import LEEWAY
from app.auth.tokens import BadToken
from app.auth.tokens import Tokens
from tests.fixtures.forgery import DROPPED
from tests.fixtures.forgery import KEY
from tests.fixtures.forgery import forge
from tests.fixtures.forgery import right_claims
from tests.fixtures.forgery import seconds_from_now
from tests.fixtures.forgery import sign
from tests.fixtures.forgery import unsigned

ANOTHER_KEY = "another key, which is as long as ours"
LATE = int(LEEWAY.total_seconds()) + 2  # a second more than the clocks of two hosts may differ


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(AuthSettings.load())


def is_accepted(tokens: Tokens, token: str) -> bool:
    try:
        tokens.read("at+jwt", token)
    except BadToken:
        return False
    return True


class TestSign:
    def test_a_token_says_who_made_it_and_for_whom(self, tokens: Tokens) -> None:
        claims = right_claims()
        token = tokens.sign("at+jwt", {name: claims[name] for name in claims.keys() - {"iat"}})

        read = tokens.read("at+jwt", token)

        assert str(read.sub) == claims["sub"]
        assert read.scope == claims["scope"]
        assert datetime.now(UTC) - read.iat < timedelta(seconds=5)


class TestRead:
    def test_a_right_token_is_accepted(self, tokens: Tokens) -> None:
        assert is_accepted(tokens, forge())

    @pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
    def test_an_unsigned_token_is_refused(self, tokens: Tokens, algorithm: str) -> None:
        assert not is_accepted(tokens, unsigned(algorithm))

    @pytest.mark.parametrize(("algorithm", "digest"), [("HS384", "sha384"), ("HS512", "sha512")])
    def test_another_algorithm_is_refused(
        self, tokens: Tokens, algorithm: str, digest: str
    ) -> None:
        assert not is_accepted(tokens, forge(header={"alg": algorithm}, digest=digest))

    def test_another_key_is_refused(self, tokens: Tokens) -> None:
        assert not is_accepted(tokens, forge(key=ANOTHER_KEY))

    @pytest.mark.parametrize("part", [0, 1, 2])
    def test_no_part_can_be_exchanged(self, tokens: Tokens, part: int) -> None:
        parts = forge().split(".")
        parts[part] = forge(key=ANOTHER_KEY, header={"kid": "x"}).split(".")[part]

        assert not is_accepted(tokens, ".".join(parts))

    @pytest.mark.parametrize(
        "header",
        [
            pytest.param({"typ": "JWT"}, id="any token"),
            pytest.param({"typ": "id+jwt"}, id="identity token"),
            pytest.param({"typ": "rt+jwt"}, id="refresh token"),
            pytest.param({"typ": DROPPED}, id="no type"),
            pytest.param({"crit": ["x"], "x": 1}, id="unknown critical extension"),
        ],
    )
    def test_another_kind_of_token_is_refused(
        self, tokens: Tokens, header: dict[str, Any]
    ) -> None:
        assert not is_accepted(tokens, forge(header=header))

    @pytest.mark.parametrize("claim", right_claims())
    def test_every_claim_is_needed(self, tokens: Tokens, claim: str) -> None:
        assert not is_accepted(tokens, forge({claim: DROPPED}))

    @pytest.mark.parametrize(
        "claims",
        [
            pytest.param({"aud": "another-service"}, id="audience"),
            pytest.param({"aud": ""}, id="empty audience"),
            pytest.param({"aud": ["another-service"]}, id="list of audiences"),
            pytest.param({"aud": []}, id="empty list of audiences"),
            pytest.param({"iss": "another-service"}, id="issuer"),
            pytest.param({"sub": "alice"}, id="subject that is no id"),
            pytest.param({"sid": 7}, id="session that is no id"),
            pytest.param({"exp": "tomorrow"}, id="end that is no time"),
            pytest.param({"exp": 10**400}, id="end beyond all time"),
            pytest.param({"exp": True}, id="end that is true"),
            pytest.param({"is_admin": True}, id="claim that we never make"),
        ],
    )
    def test_a_wrong_claim_is_refused(self, tokens: Tokens, claims: dict[str, Any]) -> None:
        assert not is_accepted(tokens, forge(claims))

    @pytest.mark.parametrize(
        ("claim", "seconds"), [("exp", -LATE), ("exp", -31), ("iat", LATE), ("nbf", 300)]
    )
    def test_a_token_is_refused_before_and_after_its_time(
        self, tokens: Tokens, claim: str, seconds: int
    ) -> None:
        assert not is_accepted(tokens, forge({claim: seconds_from_now(seconds)}))

    @pytest.mark.parametrize(("claim", "seconds"), [("exp", 4 - LATE), ("iat", LATE - 4)])
    def test_clocks_may_differ_a_little(self, tokens: Tokens, claim: str, seconds: int) -> None:
        assert is_accepted(tokens, forge({claim: seconds_from_now(seconds)}))

    @pytest.mark.parametrize(
        "token",
        [
            pytest.param("", id="nothing"),
            pytest.param(".", id="one dot"),
            pytest.param("..", id="two dots"),
            pytest.param("a.b", id="two parts"),
            pytest.param("a.b.c", id="three letters"),
            pytest.param(f"{forge()}.a.b", id="five parts"),
            pytest.param(forge().replace(".", "!.", 1), id="not base64"),
            pytest.param(f"{forge()}\xff", id="not ASCII"),
            pytest.param(f"{forge()} ", id="trailing space"),
            pytest.param("a" * 1_000_000, id="a megabyte"),
            pytest.param(sign({"alg": "HS256", "typ": "at+jwt"}, [right_claims()]), id="list"),
            pytest.param(sign(["HS256"], right_claims()), id="list as header"),
            pytest.param(sign({"alg": "HS256", "typ": "at+jwt"}, None), id="null"),
        ],
    )
    def test_a_malformed_token_is_refused(self, tokens: Tokens, token: str) -> None:
        assert not is_accepted(tokens, token)

    def test_a_token_that_was_good_before_is_refused_once_it_has_ended(self) -> None:
        now = datetime.now(UTC)
        tokens = Tokens(AuthSettings.load(), clock=lambda: now)
        token = forge({"exp": int(now.timestamp()) + 60})
        assert is_accepted(tokens, token)

        now += timedelta(seconds=60 + LATE)

        assert not is_accepted(tokens, token)

    def test_a_token_that_was_good_before_is_still_of_its_kind(self, tokens: Tokens) -> None:
        token = forge()
        assert is_accepted(tokens, token)

        with pytest.raises(BadToken):
            tokens.read("rt+jwt", token)


class TestKeyRotation:
    def test_tokens_of_the_retired_key_are_believed_until_it_is_dropped(self) -> None:
        rotated = AuthSettings.load().model_copy(
            update={"secret_key": SecretStr(ANOTHER_KEY), "retired_secret_key": SecretStr(KEY)}
        )
        dropped = rotated.model_copy(update={"retired_secret_key": None})

        assert is_accepted(Tokens(rotated), forge())
        assert not is_accepted(Tokens(dropped), forge())

    def test_the_retired_key_signs_nothing(self, tokens: Tokens) -> None:
        rotated = AuthSettings.load().model_copy(
            update={"secret_key": SecretStr(ANOTHER_KEY), "retired_secret_key": SecretStr(KEY)}
        )
        claims = right_claims()

        token = Tokens(rotated).sign("at+jwt", claims)

        assert is_accepted(Tokens(rotated), token)
        assert not is_accepted(tokens, token)
