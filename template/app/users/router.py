"""The HTTP side of users: one's own account, and for admins everybody's."""

from uuid import UUID

from fastapi import Depends
from fastapi import Security

from app.auth.dependencies import CurrentUser
from app.auth.dependencies import EarlyPrincipal
from app.auth.dependencies import get_principal
from app.auth.limits import UserRateLimit
from app.auth.scopes import ADMIN
from app.pagination import LINK
from app.pagination import Page
from app.pagination import PageLinks
from app.pagination import Paging
from app.routing import Router
from app.users.dependencies import SomebodyElse
from app.users.dependencies import Users
from app.users.schemas import PasswordChange
from app.users.schemas import ProfilePatch
from app.users.schemas import UserCreate
from app.users.schemas import UserPatch
from app.users.schemas import UserRead

router = Router(tags=["users"])
me = Router(prefix="/users/me")
guesses = Depends(UserRateLimit("password", "10/minute"))  # a stolen token is no password
everybody = Router(prefix="/users", dependencies=[Security(get_principal, scopes=[ADMIN])])


@me.get("")
async def read_me(user: CurrentUser) -> UserRead:
    """Return the caller's account."""
    return UserRead.of(user)


@me.patch("", dependencies=[guesses], responses={409: {}})
async def patch_me(body: ProfilePatch, principal: EarlyPrincipal, users: Users) -> UserRead:
    """Change the caller's user name, or with the password the e-mail address."""
    return UserRead.of(await users.change_profile(principal.user_id, body))


@me.patch("/password", status_code=204, dependencies=[guesses])
async def change_password(body: PasswordChange, principal: EarlyPrincipal, users: Users) -> None:
    """Change the caller's password and end all of their other sessions."""
    await users.change_password(principal.user_id, body, keep=principal.session_id)


@everybody.get("", responses={200: {"headers": LINK}})
async def list_users(paging: Paging, users: Users, links: PageLinks) -> Page[UserRead]:
    """Return a page of users, the newest first."""
    found, total = await users.list(limit=paging.limit, offset=paging.offset)
    links.add_neighbours(paging, total)
    return Page.of(map(UserRead.of, found), total, paging)


@everybody.post("", status_code=201, responses={409: {}})
async def create_user(body: UserCreate, users: Users) -> UserRead:
    """Create an account for somebody."""
    return UserRead.of(await users.create(body))


@everybody.get("/{user_id}")
async def read_user(user_id: UUID, users: Users) -> UserRead:
    """Return one user."""
    return UserRead.of(await users.get(user_id))


@everybody.patch("/{user_id}")
async def patch_user(user_id: SomebodyElse, body: UserPatch, users: Users) -> UserRead:
    """Let a user sign in or not, and make them an admin or not."""
    changes = body.model_dump(exclude_unset=True)
    return UserRead.of(await users.change_rights(user_id, changes))


@everybody.delete("/{user_id}", status_code=204)
async def delete_user(user_id: SomebodyElse, users: Users) -> None:
    """Remove a user with everything they own."""
    await users.delete(user_id)


router.include_router(me)
router.include_router(everybody)
