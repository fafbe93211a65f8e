"""The rules about users."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from pydantic import SecretStr

from app.auth.credentials import Credentials
from app.auth.credentials import Proof
from app.auth.errors import WrongPassword
from app.auth.revocation import Revocation
from app.errors import Conflict
from app.users.errors import NameTaken
from app.users.errors import UserNotFound
from app.users.models import User
from app.users.repository import UserRepository
from app.users.schemas import PasswordChange
from app.users.schemas import ProfilePatch
from app.users.schemas import UserCreate


@contextmanager
def name_taken() -> Iterator[None]:
    """Name the conflict: users have no other constraint."""
    try:
        yield
    except Conflict as error:
        raise NameTaken from error


@dataclass
class UserService:
    """Creates, finds, changes and removes users."""

    users: UserRepository
    credentials: Credentials
    revocation: Revocation

    async def create(self, body: UserCreate) -> User:
        """Store a new user, or raise `NameTaken`."""
        password_hash = await self.credentials.passwords.hash(body.password)
        user = User(email=body.email, username=body.username, password_hash=password_hash)
        with name_taken():
            return await self.users.add(user)

    async def list(self, *, limit: int, offset: int) -> tuple[Sequence[User], int]:
        """Return a page, the newest first, and how many there are in all."""
        page = await self.users.list(limit=limit, offset=offset)
        return page, await self.users.count()

    async def get(self, user_id: UUID) -> User:
        """Find a user, or raise `UserNotFound`."""
        if (user := await self.users.get(user_id)) is None:
            raise UserNotFound
        return user

    async def change_profile(self, user_id: UUID, body: ProfilePatch) -> User:
        """Change the user name, or the e-mail address for whoever knows the password."""
        proof = await self._check(user_id, body.current_password) if body.email else None
        user = await self._get(user_id, proof)
        changes = {"email": body.email, "username": body.username}
        with name_taken():
            return await self.users.update(user, **{k: v for k, v in changes.items() if v})

    async def change_password(
        self, user_id: UUID, body: PasswordChange, *, keep: UUID | None
    ) -> None:
        """Store a new password and end all sessions but the one that is kept."""
        proof = await self.credentials.check(user_id, body.current_password)
        password_hash = await self.credentials.passwords.hash(body.new_password)
        await self.users.update(await self._get(user_id, proof), password_hash=password_hash)
        await self.revocation.revoke_all(user_id, but=keep)

    async def change_rights(self, user_id: UUID, changes: Mapping[str, bool]) -> User:
        """Set whether a user may sign in and is an admin; it counts from the next request."""
        user = await self.users.update(await self.get(user_id), **changes)
        if user.is_active:
            await self.revocation.look_again(user_id)
        else:
            await self.revocation.revoke_all(user_id)
        return user

    async def delete(self, user_id: UUID) -> None:
        """Remove a user with everything they own."""
        user = await self.get(user_id)
        await self.revocation.revoke_all(user_id)
        await self.users.delete(user)

    async def _check(self, user_id: UUID, password: SecretStr | None) -> Proof:
        if password is None:
            raise WrongPassword("An e-mail address is changed with `current_password`")
        return await self.credentials.check(user_id, password)

    async def _get(self, user_id: UUID, proof: Proof | None) -> User:
        user = await self.get(user_id)
        if proof is not None and not proof.counts_for(user):
            raise WrongPassword
        return user
