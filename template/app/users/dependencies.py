"""What an endpoint asks for to work with users."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends
from starlette.requests import HTTPConnection

from app.auth.dependencies import CurrentPrincipal
from app.auth.dependencies import credentials_of
from app.auth.dependencies import revocation_of
from app.auth.state import auth_of
from app.database.after_commit import after_commit_of
from app.database.session import DatabaseSession
from app.users.errors import OwnAccount
from app.users.repository import UserRepository
from app.users.service import UserService


async def get_users(connection: HTTPConnection, session: DatabaseSession) -> UserService:
    revocation = revocation_of(auth_of(connection), session, after_commit_of(connection))
    return UserService(UserRepository(session), credentials_of(connection), revocation)


Users = Annotated[UserService, Depends(get_users)]


async def get_somebody_else(user_id: UUID, principal: CurrentPrincipal) -> UUID:
    """Leave admins their own account, so that the last one locks nobody out."""
    if user_id == principal.user_id:
        raise OwnAccount
    return user_id


SomebodyElse = Annotated[UUID, Depends(get_somebody_else)]
"""The id of a user who is not the caller."""
