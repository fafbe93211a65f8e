from httpx2 import AsyncClient
from starlette.datastructures import State

from app.database.connection import Database
from app.events.inbox import Inbox
from app.timeline.consumer import timeline
from tests.fixtures.accounts import Account
from tests.fixtures.bells import waiting
from tests.fixtures.events import TIMELINE
from tests.fixtures.items import create_item


class TestAccess:
    async def test_nobody_reads_it_without_signing_in(self, anonymous: AsyncClient) -> None:
        assert (await anonymous.get(TIMELINE)).status_code == 401

    async def test_it_tells_only_of_ones_own_items(
        self, state: State, database: Database, alice: Account, bob: Account
    ) -> None:
        await create_item(alice.client)
        for message in await waiting(database):
            await Inbox(timeline, state, attempts=1).receive(message.body)

        assert (await alice.client.get(TIMELINE)).json()["total"] == 1
        assert (await bob.client.get(TIMELINE)).json()["total"] == 0

    async def test_a_token_for_something_else_is_not_enough(self, alice: Account) -> None:
        writer = await alice.sign_in(scope="items:write")

        assert (await writer.client.get(TIMELINE)).status_code == 403
