"""Users as they cross the API."""

from datetime import datetime
from typing import Annotated
from typing import Self
from uuid import UUID

from pydantic import AfterValidator
from pydantic import BeforeValidator
from pydantic import EmailStr
from pydantic import Field
from pydantic import SecretStr
from pydantic import model_validator

from app.auth.passwords import MAX_LENGTH
from app.auth.passwords import NewPassword
from app.schemas import Schema
from app.users.models import MAX_EMAIL
from app.users.models import MAX_USERNAME
from app.users.models import User

Email = Annotated[
    EmailStr,
    Field(max_length=MAX_EMAIL, examples=["alice@example.com"]),
    AfterValidator(str.lower),
]


def lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


Username = Annotated[
    str,
    BeforeValidator(lower),
    Field(
        min_length=3,
        max_length=MAX_USERNAME,
        pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$",
        examples=["alice"],
    ),
]
Password = Annotated[SecretStr, Field(max_length=MAX_LENGTH)]


class UserCreate(Schema):
    """Somebody who wants to sign in from now on."""

    email: Email
    username: Username
    password: NewPassword

    @model_validator(mode="after")
    def password_is_not_the_name(self) -> Self:
        password = self.password.get_secret_value().casefold()
        if password in {self.email, self.username, self.email.partition("@")[0]}:
            raise ValueError("The password must not be the user name or the e-mail address")
        return self


class ProfilePatch(Schema):
    """What users may change about themselves; a new address needs the password."""

    username: Username | None = None
    email: Email | None = None
    current_password: Password | None = None


class PasswordChange(Schema):
    """A new password, and the present one to prove who is asking."""

    current_password: Password
    new_password: NewPassword


class UserPatch(Schema):
    """What admins may change about a user."""

    is_active: bool = True
    is_admin: bool = False


class UserRead(Schema):
    """A user as it is stored, without the password."""

    id: UUID
    email: str
    username: str
    is_active: bool
    is_admin: bool
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, user: User) -> Self:
        """Represent a stored user."""
        return cls(
            id=user.id,
            email=user.email,
            username=user.username,
            is_active=user.is_active,
            is_admin=user.is_admin,
            created_at=user.created_at,
            updated_at=user.updated_at,
        )
