"""All queries about users."""

from sqlalchemy import or_

from app.database.repository import Repository
from app.users.models import User


class UserRepository(Repository[User]):
    """All users."""

    model = User

    async def find_by_login(self, name: str) -> User | None:
        """Find a user by e-mail address or user name."""
        name = name.lower()
        query = self.visible().where(or_(User.email == name, User.username == name))
        user = (await self.session.scalars(query)).first()
        # MySQL takes "alicé " for "alice", and attempts are counted by the name that is given.
        return user if user and name in (user.email, user.username) else None
