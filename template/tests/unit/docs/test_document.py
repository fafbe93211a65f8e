from fastapi import APIRouter
from fastapi import FastAPI

from app.docs.document import describe
from app.docs.document import operation_id


async def read_thing() -> None:
    """Return a thing."""


class TestOperationId:
    def test_it_is_the_name_of_the_function_and_from_the_second_on_the_version(self) -> None:
        app = FastAPI(generate_unique_id_function=operation_id)
        things = APIRouter()
        things.add_api_route("/things", read_thing)
        for prefix in ("/api/v1", "/api/v2"):
            app.include_router(things, prefix=prefix)

        names = [path["get"]["operationId"] for path in describe(app)["paths"].values()]

        assert names == ["read_thing", "read_thing_v2"]


class TestDescribe:
    def test_it_gives_the_same_document_every_time(self) -> None:
        app = FastAPI()
        app.add_api_route("/things/{id}", read_thing, responses={409: {}})

        assert str(describe(app)) == str(describe(app))

    def test_an_error_of_a_route_keeps_what_the_route_says(self) -> None:
        app = FastAPI()
        app.add_api_route("/", read_thing, responses={409: {"description": "Not twice"}})

        declared = describe(app)["paths"]["/"]["get"]["responses"]["409"]

        assert declared["description"] == "Not twice"
        assert declared["content"].keys() == {"application/problem+json"}
