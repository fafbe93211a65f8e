"""All queries about users."""

from app.database.models import Document
from app.database.repository import Repository
from app.users.models import User


class UserRepository(Repository[User]):
    """All users."""

    model = User

    async def find_by_login(self, name: str) -> User | None:
        """Find a user by e-mail address or user name."""
        name = name.lower()
        return await self.find_one({"$or": [{"email": name}, {"username": name}]})

    async def delete(self, entity: User) -> None:
        """Remove a user, and the documents that belong to them."""
        for model in Document.models():
            if model.user_field is not None:
                await self.session.collection(model).delete_many(
                    {model.user_field: entity.id}, session=self.session.transaction
                )
        await super().delete(entity)
