"""Users on several devices, and what is theirs alone."""

from tests.fixtures.accounts import Account
from tests.fixtures.live import Server


class TestPersonalMessages:
    async def test_they_reach_all_devices_of_the_user_and_nobody_else(
        self, server: Server, alice: Account, bob: Account
    ) -> None:
        async with (
            server.connect(alice.client) as phone,
            server.connect(alice.client) as laptop,
            server.connect(bob.client) as talker,
        ):
            await talker.ask("tell", to=str(alice.id), text="psst")

            assert (await phone.hear())["text"] == (await laptop.hear())["text"] == "psst"
            assert await talker.hears_nothing()


class TestPresence:
    async def test_a_user_is_there_once(self, server: Server, alice: Account) -> None:
        async with server.connect(alice.client) as phone, server.connect(alice.client) as laptop:
            await phone.join("lobby")
            await laptop.join("lobby")
            await laptop.ask("who", room="lobby")

            assert (await laptop.hear_of("present"))["members"] == [str(alice.id)]


class TestPrivateRoom:
    async def test_it_is_open_to_its_user(self, server: Server, alice: Account) -> None:
        async with server.connect(alice.client) as talker:
            await talker.join(f"user.{alice.id}")

    async def test_others_get_neither_in_nor_a_word_out(
        self, server: Server, alice: Account, bob: Account
    ) -> None:
        room = f"user.{alice.id}"
        async with server.connect(alice.client) as hers, server.connect(bob.client) as his:
            await hers.join(room)
            await his.ask("join", room=room)
            assert (await his.hear())["title"] == "That room is private"

            await hers.ask("say", room=room, text="only for me")

            assert await his.hears_nothing()
