"""What a client may ask for."""

from typing import assert_never

from pydantic import ValidationError

from app.errors import DomainError
from app.live.audiences import member
from app.live.audiences import room
from app.live.connection import TOO_FAST
from app.live.connection import Connection
from app.live.errors import NotInRoom
from app.live.errors import NotUnderstood
from app.live.errors import PrivateRoom
from app.live.errors import TooFast
from app.live.errors import TooManyRooms
from app.live.hub import Hub
from app.live.pace import Pace
from app.live.schemas import REQUEST
from app.live.schemas import Join
from app.live.schemas import Leave
from app.live.schemas import Ping
from app.live.schemas import Pong
from app.live.schemas import Present
from app.live.schemas import Refused
from app.live.schemas import Request
from app.live.schemas import Said
from app.live.schemas import Say
from app.live.schemas import Tell
from app.live.schemas import Told
from app.live.schemas import Welcome
from app.live.schemas import Who

LISTED = 100  # members; the rest of a large room is only counted


class Conversation:
    """One client's requests, answered in the order in which they come."""

    def __init__(self, hub: Hub, connection: Connection) -> None:
        self._hub = hub
        self._connection = connection
        self._pace = Pace(hub.settings.message_rate, hub.settings.message_burst)
        connection.reply(
            Welcome(you=connection.member, reconnect_within=hub.settings.reconnect_within)
        )

    async def receive(self, text: str) -> None:
        """Do what the client asks; what is wrong with it is told to that client alone."""
        try:
            self._keep_pace()
            await self._answer(text)
        except DomainError as error:
            self._connection.reply(Refused(title=error.title, detail=error.detail))

    def _keep_pace(self) -> None:
        """Refuse what comes too fast; who does not care is sent away."""
        left = self._pace.spend()
        if left < -self._hub.settings.message_burst:
            self._connection.close(TOO_FAST)
        if left < 0:
            raise TooFast

    async def _answer(self, text: str) -> None:
        match understand(text):
            case Join(room=name):
                self._join(name)
            case Leave(room=name):
                self._require(name)
                self._hub.leave(self._connection, name)
            case Say(room=name, text=words):
                self._say(name, words)
            case Tell(to=somebody, text=words):
                told = Told(sender=self._connection.member, text=words)
                self._hub.send(member(somebody), told)
            case Who(room=name):
                await self._list(name)
            case Ping():
                self._connection.reply(Pong())
            case never:
                assert_never(never)

    def _join(self, name: str) -> None:
        rooms = self._connection.rooms
        if not self._connection.caller.may_join(name):
            raise PrivateRoom
        if name not in rooms and len(rooms) >= self._hub.settings.rooms:
            raise TooManyRooms
        self._hub.join(self._connection, name)

    def _say(self, name: str, words: str) -> None:
        self._require(name)
        self._connection.rooms[name] += 1
        said = Said(
            room=name,
            sender=self._connection.member,
            number=self._connection.rooms[name],
            text=words,
        )
        self._hub.send(room(name), said)

    async def _list(self, name: str) -> None:
        self._require(name)
        members = await self._hub.presence.members(name)
        listed = sorted(members)[:LISTED]
        self._connection.reply(Present(room=name, total=len(members), members=listed))

    def _require(self, name: str) -> None:
        """Only members may talk to a room, or look inside."""
        if name not in self._connection.rooms:
            raise NotInRoom


def understand(text: str) -> Request:
    """Parse a request; the refusal names the first rule it breaks, and repeats none of it."""
    try:
        return REQUEST.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        types = first.get("ctx", {}).get("expected_tags")
        detail = f"'type' must be one of {types}" if types else first["msg"]
        raise NotUnderstood(detail) from None
