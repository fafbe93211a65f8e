"""What can go wrong with users."""

from app.errors import Conflict
from app.errors import Forbidden
from app.errors import NotFound


class UserNotFound(NotFound):
    title = "There is no such user"


class NameTaken(Conflict):
    title = "That e-mail address or user name is already registered"


class OwnAccount(Forbidden):
    title = "The rights of an admin are another admin's business"
