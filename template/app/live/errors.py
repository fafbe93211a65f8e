"""What can go wrong on a socket."""

from app.errors import Conflict
from app.errors import Forbidden
from app.errors import Invalid
from app.errors import TooManyRequests
from app.errors import Unavailable


class ForeignOrigin(Forbidden):
    title = "Pages of this site may not connect"


class Full(Unavailable):
    title = "There is no room for another connection"


class Leaving(Unavailable):
    title = "This replica is about to stop"


class NotUnderstood(Invalid):
    title = "That is not a message of this protocol"


class TooFast(TooManyRequests):
    title = "Slow down"


class TooManyRooms(Conflict):
    title = "Leave a room first"


class PrivateRoom(Forbidden):
    title = "That room is private"


class NotInRoom(Forbidden):
    title = "Join the room first"
