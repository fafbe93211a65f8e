from httpx2 import AsyncClient

from app.auth.scopes import ITEMS_READ
from app.auth.scopes import ITEMS_WRITE
from tests.fixtures.accounts import Account
from tests.fixtures.other_services import STOCK
from tests.fixtures.upstream import Upstream


class TestAccess:
    async def test_who_has_not_signed_in_learns_nothing(
        self, anonymous: AsyncClient, inventory: Upstream
    ) -> None:
        assert (await anonymous.get(STOCK)).status_code == 401
        assert inventory.hits == 0

    async def test_it_takes_the_scope_to_read(self, alice: Account, inventory: Upstream) -> None:
        writer = await alice.sign_in(ITEMS_WRITE)
        assert (await writer.client.get(STOCK)).status_code == 403
        assert inventory.hits == 0

        reader = await alice.sign_in(ITEMS_READ)
        assert (await reader.client.get(STOCK)).status_code == 200

    async def test_the_callers_token_stays_here(self, alice: Account, inventory: Upstream) -> None:
        await alice.client.get(STOCK)

        assert "authorization" not in inventory.asked[0].headers
