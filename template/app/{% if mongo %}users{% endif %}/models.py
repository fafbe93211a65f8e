"""Users as they are stored."""

from dataclasses import dataclass

from pymongo import IndexModel

from app.database.models import Timestamps

MAX_EMAIL = 254  # RFC 5321
MAX_USERNAME = 30


@dataclass(kw_only=True)
class User(Timestamps):
    """Somebody who can sign in."""

    collection = "users"
    indexes = (IndexModel("email", unique=True), IndexModel("username", unique=True))

    email: str
    username: str
    password_hash: str
    is_active: bool = True
    is_admin: bool = False
