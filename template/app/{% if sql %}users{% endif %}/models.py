"""Users as they are stored."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.database.models import Base
from app.database.models import PrimaryKey
from app.database.models import Timestamps

MAX_EMAIL = 254  # RFC 5321
MAX_USERNAME = 30


class User(PrimaryKey, Timestamps, Base):
    """Somebody who can sign in."""

    __tablename__ = "users"

    email: Mapped[str] = mapped_column(String(MAX_EMAIL), unique=True)
    username: Mapped[str] = mapped_column(String(MAX_USERNAME), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    is_admin: Mapped[bool] = mapped_column(default=False)
