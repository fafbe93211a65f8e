"""Checking passwords while no connection to the database is held.

A hash takes longer than many queries: within a transaction it would keep all other writers out of
a database that has one at a time, and anywhere else it would occupy a connection of the pool.
"""

from dataclasses import dataclass
from uuid import UUID

from pydantic import SecretStr

from app.auth.errors import InvalidCredentials
from app.auth.errors import WrongPassword
from app.auth.passwords import Passwords
from app.database.connection import Database
from app.database.session import unit_of_work
from app.users.models import User
from app.users.repository import UserRepository


@dataclass(frozen=True)
class Proof:
    """Somebody knew the password a moment ago; it counts while the same hash is stored."""

    user_id: UUID
    stored: str
    renewed: str | None = None
    """What to store instead, when the hash is outdated."""

    def counts_for(self, user: User) -> bool:
        """Tell whether nobody has changed the password meanwhile."""
        return user.id == self.user_id and user.password_hash == self.stored


@dataclass(frozen=True)
class Credentials:
    """Looks a user up in a session of its own, and verifies the password after it has ended."""

    database: Database
    passwords: Passwords

    async def check_login(self, name: str, password: SecretStr) -> Proof:
        """Check a user name or an e-mail address and a password.

        Raises `InvalidCredentials`, the same for an unknown user, a wrong password and a user who
        is not active, after the same amount of work.
        """
        async with unit_of_work(self.database, [], read_only=True) as session:
            user = await UserRepository(session).find_by_login(name)
        proof = await self._verify(user if user and user.is_active else None, password)
        if proof is None:
            raise InvalidCredentials
        return proof

    async def check(self, user_id: UUID, password: SecretStr) -> Proof:
        """Check the password of a user, or raise `WrongPassword`."""
        async with unit_of_work(self.database, [], read_only=True) as session:
            user = await UserRepository(session).get(user_id)
        proof = await self._verify(user, password)
        if proof is None:
            raise WrongPassword
        return proof

    async def _verify(self, user: User | None, password: SecretStr) -> Proof | None:
        stored = user.password_hash if user else None
        matches, renewed = await self.passwords.verify(password, stored)
        return Proof(user.id, user.password_hash, renewed) if user and matches else None
