from httpx2 import AsyncClient

from app import about


class TestOpenApi:
    async def test_the_document_describes_every_endpoint(self, client: AsyncClient) -> None:
        document = (await client.get("/openapi.json")).json()

        assert document["info"]["title"] == about.TITLE
        assert document["info"]["version"] == about.VERSION
        assert document["paths"].keys() >= {"/health", "/ready", "/info", "/api/v1/items"}

    async def test_every_operation_has_a_name_of_its_own(self, client: AsyncClient) -> None:
        document = (await client.get("/openapi.json")).json()

        names = [
            operation["operationId"]
            for path in document["paths"].values()
            for operation in path.values()
        ]

        assert len(names) == len(set(names))
