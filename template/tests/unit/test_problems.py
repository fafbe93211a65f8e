from collections.abc import Callable

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.exceptions import HTTPException

from app.errors import Conflict
from app.errors import DomainError
from app.errors import NotFound
from app.errors import TooManyRequests
from app.errors import Unauthenticated
from app.middleware import add_middleware
from app.problems import STATUS
from app.problems import add_error_handlers
from app.problems import pointer
from app.schemas import Schema
from app.settings import Settings
from tests.fixtures.app import connect


class EmailTaken(Conflict):
    title = "That address is registered"


class Leaf(Schema):
    number: int


async def answer_to(error: Exception) -> Response:
    """Ask a service whose only endpoint fails with an error."""

    async def fail() -> None:
        raise error

    return await connect(service(fail)).post("/")


def service(endpoint: Callable[..., object]) -> FastAPI:
    app = FastAPI()
    add_middleware(app, Settings.load())
    add_error_handlers(app)
    app.post("/")(endpoint)
    return app


class TestDomainErrors:
    def test_every_kind_of_error_has_a_status(self) -> None:
        assert set(STATUS) == set(DomainError.__subclasses__())

    @pytest.mark.parametrize(("kind", "status"), STATUS.items())
    async def test_an_error_is_a_problem_document(
        self, kind: type[DomainError], status: int
    ) -> None:
        response = await answer_to(kind())

        assert response.status_code == status
        assert response.headers["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == status
        assert response.json()["title"] == kind.title
        assert response.json()["request_id"] == response.headers["X-Request-ID"]

    async def test_a_features_error_has_a_type_of_its_own(self) -> None:
        response = await answer_to(EmailTaken("It is alice@example.com"))

        assert response.status_code == 409
        assert response.json()["type"] == "urn:problem:email-taken"
        assert response.json()["title"] == EmailTaken.title
        assert response.json()["detail"] == "It is alice@example.com"

    async def test_without_a_detail_there_is_none(self) -> None:
        assert "detail" not in (await answer_to(NotFound())).json()

    async def test_who_must_sign_in_is_told_how(self) -> None:
        assert (await answer_to(Unauthenticated())).headers["WWW-Authenticate"] == "Bearer"

    async def test_the_time_to_wait_is_in_whole_seconds(self) -> None:
        response = await answer_to(TooManyRequests(retry_after=1.2))

        assert response.headers["Retry-After"] == "2"

    async def test_no_text_breaks_the_document(self) -> None:
        response = await answer_to(NotFound('"\ud800"\0'))

        assert response.json()["detail"] == '"\ud800"\0'


class TestValidationErrors:
    @pytest.fixture
    def app(self) -> FastAPI:
        async def create_leaf(leaf: Leaf) -> Leaf:
            return leaf

        return service(create_leaf)

    async def test_valid_input_is_accepted(self, app: FastAPI) -> None:
        assert (await connect(app).post("/", json={"number": 1})).json() == {"number": 1}

    async def test_the_place_and_the_rule_are_told_and_the_input_is_not_repeated(
        self, app: FastAPI
    ) -> None:
        response = await connect(app).post("/", json={"number": "hunter2"})

        assert response.status_code == 422
        assert response.headers["Content-Type"] == "application/problem+json"
        [error] = response.json()["errors"]
        assert (error["in"], error["pointer"]) == ("body", "/number")
        assert "valid integer" in error["detail"]
        assert "hunter2" not in response.text

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"", id="nothing"),
            pytest.param(b"{", id="half a document"),
            pytest.param(b"[1,]", id="trailing comma"),
            pytest.param(b'{"number": NaN}', id="NaN"),
            pytest.param(b'{"number": 1e400}', id="beyond the largest number"),
            pytest.param(rb'{"\ud800": 1}', id="lone surrogate"),
            pytest.param(b'{"number": "\xff"}', id="not UTF-8"),
            pytest.param(b"[" * 100_000, id="deeply nested"),
            pytest.param(b'{"number": 1' + b"0" * 5000 + b"}", id="5000 digits"),
        ],
    )
    async def test_no_body_is_a_crash(self, app: FastAPI, body: bytes) -> None:
        headers = {"Content-Type": "application/json"}

        response = await connect(app).post("/", content=body, headers=headers)

        assert response.status_code in {400, 422}
        assert response.headers["Content-Type"] == "application/problem+json"


class TestPointer:
    @pytest.mark.parametrize(
        ("location", "expected"),
        [((), ""), (("items", 0, "name"), "/items/0/name"), (("a/b", "~"), "/a~1b/~0")],
    )
    def test_a_location_is_written_as_rfc_6901_says(
        self, location: tuple[int | str, ...], expected: str
    ) -> None:
        assert pointer(location) == expected


class TestHttpExceptions:
    async def test_what_the_framework_raises_is_a_problem_too(self) -> None:
        response = await answer_to(HTTPException(418, headers={"X-Kind": "teapot"}))

        assert response.status_code == 418
        assert response.headers["X-Kind"] == "teapot"
        assert response.json()["title"] == "I'm a Teapot"


class TestCrashes:
    async def test_nothing_is_told_about_the_cause(self) -> None:
        response = await answer_to(RuntimeError("password=hunter2"))

        assert response.status_code == 500
        assert response.json() == {
            "type": "about:blank",
            "title": "Internal Server Error",
            "status": 500,
            "request_id": response.headers["X-Request-ID"],
        }
