from app.live.presence import LocalPresence
from app.live.schemas import Member

ANNE = Member(id="anne", connection="1")
ANNES_PHONE = Member(id="anne", connection="2")


class TestLocalPresence:
    async def test_nobody_is_in_a_room_nobody_joined(self) -> None:
        assert await LocalPresence().members("lobby") == set()

    async def test_a_member_stays_until_the_last_of_their_connections_leaves(self) -> None:
        presence = LocalPresence()
        presence.join("lobby", ANNE)
        presence.join("lobby", ANNES_PHONE)

        presence.leave(["lobby"], ANNE)
        assert await presence.members("lobby") == {"anne"}

        presence.leave(["lobby"], ANNES_PHONE)
        assert await presence.members("lobby") == set()

    def test_an_empty_room_takes_no_memory(self) -> None:
        presence = LocalPresence()
        presence.join("lobby", ANNE)

        presence.leave(["lobby"], ANNE)

        assert not presence.rooms
