import json

from httpx2 import AsyncClient

from tests.fixtures.accounts import Account
from tests.fixtures.accounts import log_in
from tests.fixtures.accounts import registration

REGISTER = "/api/v1/auth/register"
JSON = {"Content-Type": "application/json"}


class TestRegister:
    async def test_somebody_new_gets_an_account_and_can_sign_in(
        self, anonymous: AsyncClient
    ) -> None:
        body = registration()

        response = await anonymous.post(REGISTER, json=body)

        assert response.status_code == 201
        user = response.json()
        assert (user["email"], user["username"]) == (body["email"], body["username"])
        assert (user["is_active"], user["is_admin"]) == (True, False)
        login = await log_in(anonymous, body["username"], body["password"])
        assert login.status_code == 200

    async def test_nothing_secret_comes_back(self, anonymous: AsyncClient) -> None:
        response = await anonymous.post(REGISTER, json=registration())

        assert not any("password" in field or "hash" in field for field in response.json())
        assert response.headers["Cache-Control"] == "no-store"

    async def test_a_name_belongs_to_one_account_whatever_its_case(
        self, anonymous: AsyncClient, alice: Account
    ) -> None:
        for taken in ({"email": alice.email.upper()}, {"username": alice.username.upper()}):
            response = await anonymous.post(REGISTER, json=registration(**taken))
            assert response.status_code == 409
            assert response.json()["type"] == "urn:problem:name-taken"

    async def test_what_breaks_a_rule_is_refused_and_not_repeated(
        self, anonymous: AsyncClient
    ) -> None:
        for field, value in (
            ("email", "carol"),
            ("username", "carol\0"),
            ("username", "\ud800"),
            ("password", "short"),
            ("password", "password1"),
            ("password", "has a \0 in it"),
            ("password", "has half of \ud83d in it"),
            ("password", "q" * 129),
        ):
            body = json.dumps({**registration(), field: value})
            response = await anonymous.post(REGISTER, content=body, headers=JSON)
            assert response.status_code == 422
            assert [error["pointer"] for error in response.json()["errors"]] == [f"/{field}"]
            assert value not in response.text

    async def test_nobody_grants_themselves_anything(self, anonymous: AsyncClient) -> None:
        for field in ("id", "is_active", "is_admin", "role", "scopes", "password_hash"):
            response = await anonymous.post(REGISTER, json={**registration(), field: True})
            assert response.status_code == 422, field
