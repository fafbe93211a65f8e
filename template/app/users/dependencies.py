"""What an endpoint asks for to work with users."""

from typing import Annotated

from fastapi import Depends

from app.auth.dependencies import SharedRevocation
from app.auth.state import SharedAuth
from app.database.session import DatabaseSession
from app.users.repository import UserRepository
from app.users.service import UserService


async def get_users(
    session: DatabaseSession, auth: SharedAuth, revocation: SharedRevocation
) -> UserService:
    return UserService(UserRepository(session), auth.passwords, revocation)


Users = Annotated[UserService, Depends(get_users)]
