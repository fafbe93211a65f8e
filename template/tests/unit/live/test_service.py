from typing import Any

import pytest

from app.live.hub import Hub
from app.live.settings import LiveSettings
from tests.unit.live.line import Dial

MISTAKES = {
    "nothing": "",
    "half an object": "{",
    "a list": "[]",
    "a string": '"ping"',
    "no type": "{}",
    "an unknown type": '{"type": "shout"}',
    "a type that is no text": '{"type": ["ping"]}',
    "an unknown field": '{"type": "ping", "extra": 1}',
    "a missing field": '{"type": "join"}',
    "an empty name": '{"type": "join", "room": ""}',
    "a bad name": '{"type": "join", "room": "No Spaces"}',
    "a name with a line end": '{"type": "join", "room": "a\\n"}',
    "a long name": f'{{"type": "join", "room": "{"a" * 65}"}}',
    "a name that is no text": '{"type": "join", "room": 1}',
    "NaN": '{"type": "tell", "to": "a", "text": NaN}',
    "half a character": '{"type": "tell", "to": "a", "text": "\\ud800"}',
    "deep nesting": "[" * 10_000,
    "a huge number": f'{{"type": "ping", "a": {"9" * 5_000}}}',
}


class TestRooms:
    async def test_everybody_there_hears_who_joins_and_leaves(self, dial: Dial) -> None:
        async with dial() as anne, dial() as bob:
            anne.ask("join", room="lobby")
            await anne.hear()
            bob.ask("join", room="lobby")
            bob.ask("leave", room="lobby")

            for line in anne, bob:
                for event in "joined", "left":
                    heard = await line.hear()
                    assert heard["type"] == event
                    assert heard["member"] == bob.connection.member.model_dump()

    async def test_what_is_said_in_a_room_stays_there(self, dial: Dial) -> None:
        async with dial() as anne, dial() as bob:
            anne.ask("join", room="lobby")
            await anne.hear()
            anne.ask("say", room="lobby", text="hello")
            bob.ask("ping")

            said = await anne.hear()
            assert (said["type"], said["number"], said["text"]) == ("said", 1, "hello")
            assert (await bob.hear())["type"] == "pong"

    async def test_messages_are_numbered_so_that_a_loss_is_seen(self, dial: Dial) -> None:
        async with dial() as anne:
            anne.ask("join", room="lobby")
            await anne.hear()
            for text in "abc":
                anne.ask("say", room="lobby", text=text)

            assert [(await anne.hear())["number"] for _ in range(3)] == [1, 2, 3]

    @pytest.mark.parametrize("verb", ["say", "leave", "who"])
    async def test_outsiders_can_do_nothing_with_a_room(self, dial: Dial, verb: str) -> None:
        fields = {"room": "lobby"} | ({"text": "hello"} if verb == "say" else {})
        async with dial() as anne:
            anne.ask(verb, **fields)

            assert (await anne.hear())["title"] == "Join the room first"

    async def test_one_can_be_in_so_many_rooms_only(
        self, hub: Hub, dial: Dial, settings: LiveSettings
    ) -> None:
        hub.settings = settings.model_copy(update={"rooms": 1})
        async with dial() as anne:
            for room in "lobby", "kitchen", "lobby":
                anne.ask("join", room=room)

            kinds = [(await anne.hear())["type"] for _ in range(3)]
            assert kinds == ["joined", "refused", "joined"]

    async def test_a_large_room_is_counted_and_listed_in_part(
        self, dial: Dial, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.live.service.LISTED", 1)
        async with dial() as anne, dial() as bob:
            for line in anne, bob:
                line.ask("join", room="lobby")
                await line.hear()
            bob.ask("who", room="lobby")

            present = await bob.hear()
            assert present["total"] == 2
            assert len(present["members"]) == 1


class TestPersonalMessages:
    async def test_the_one_who_is_meant_hears_it(self, dial: Dial) -> None:
        async with dial() as anne, dial() as bob:
            anne.ask("tell", to=bob.connection.member.id, text="psst")

            told = await bob.hear()
            assert told["sender"] == anne.connection.member.model_dump()
            assert told["text"] == "psst"

    async def test_nobody_can_tell_whether_a_member_exists(self, dial: Dial) -> None:
        async with dial() as anne:
            anne.ask("tell", to="nobody", text="psst")
            anne.ask("ping")

            assert (await anne.hear())["type"] == "pong"


class TestMistakes:
    @pytest.mark.parametrize("text", MISTAKES.values(), ids=MISTAKES.keys())
    async def test_they_are_told_to_their_author_and_nothing_else_happens(
        self, dial: Dial, text: str
    ) -> None:
        async with dial() as anne:
            anne.send(text=text)
            anne.ask("ping")

            refused = await anne.hear()
            assert refused["title"] == "That is not a message of this protocol"
            assert (await anne.hear())["type"] == "pong"

    async def test_what_was_sent_is_not_repeated(self, dial: Dial) -> None:
        async with dial() as anne:
            anne.ask("canary")

            assert "canary" not in str(await anne.hear())


class TestPace:
    @pytest.fixture(autouse=True)
    def slow(self, hub: Hub, settings: LiveSettings) -> None:
        limits: dict[str, Any] = {"message_rate": 0.001, "message_burst": 2, "queue": 20}
        hub.settings = settings.model_copy(update=limits)

    async def test_who_is_too_fast_is_asked_to_slow_down(self, dial: Dial) -> None:
        async with dial() as anne:
            for _ in range(3):
                anne.ask("ping")

            answers = [await anne.hear() for _ in range(3)]
            assert [answer["type"] for answer in answers] == ["pong", "pong", "refused"]
            assert answers[2]["title"] == "Slow down"

    async def test_who_does_not_care_is_cut_off(self, dial: Dial) -> None:
        async with dial() as anne:
            for _ in range(10):
                anne.ask("ping")

            assert await anne.ended() == 1008
