"""What crosses a socket: a client asks with a verb, what happened is told in the past tense."""

from typing import Annotated
from typing import Literal

from pydantic import Field
from pydantic import StringConstraints
from pydantic import TypeAdapter

from app.schemas import Schema

Room = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]


class Join(Schema):
    type: Literal["join"]
    room: Room


class Leave(Schema):
    type: Literal["leave"]
    room: Room


class Say(Schema):
    """Speak to everybody in a room."""

    type: Literal["say"]
    room: Room
    text: str


class Tell(Schema):
    """Speak to one member, wherever they are connected."""

    type: Literal["tell"]
    to: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    text: str


class Who(Schema):
    """Ask who is in a room."""

    type: Literal["who"]
    room: Room


class Ping(Schema):
    type: Literal["ping"]


Request = Join | Leave | Say | Tell | Who | Ping

REQUEST: TypeAdapter[Request] = TypeAdapter(Annotated[Request, Field(discriminator="type")])


class Member(Schema):
    """Somebody connected: `id` is whom others write to, `connection` the socket it came from."""

    id: str
    connection: str


class Welcome(Schema):
    type: Literal["welcome"] = "welcome"
    you: Member
    reconnect_within: float
    """After a lost connection, come back at a random moment of so many seconds."""


class Joined(Schema):
    type: Literal["joined"] = "joined"
    room: str
    member: Member


class Left(Schema):
    type: Literal["left"] = "left"
    room: str
    member: Member


class Said(Schema):
    """`number` counts what a connection said since it joined: a jump is a message lost."""

    type: Literal["said"] = "said"
    room: str
    sender: Member
    number: int
    text: str


class Told(Schema):
    type: Literal["told"] = "told"
    sender: Member
    text: str


class Announced(Schema):
    """Word from the service itself."""

    type: Literal["announced"] = "announced"
    text: str


class Present(Schema):
    """How many are in a room, and the first of them."""

    type: Literal["present"] = "present"
    room: str
    total: int
    members: list[str]


class Refused(Schema):
    type: Literal["refused"] = "refused"
    title: str
    detail: str | None


class Pong(Schema):
    type: Literal["pong"] = "pong"
