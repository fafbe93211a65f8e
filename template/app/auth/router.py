"""The HTTP side of signing in and out."""

from fastapi import Depends
from fastapi import Response
from pydantic import SecretStr

from app.auth.dependencies import Authentication
from app.auth.dependencies import CurrentPrincipal
from app.auth.dependencies import OptionalPrincipal
from app.auth.dependencies import SharedCredentials
from app.auth.dependencies import SharedRevocation
from app.auth.limits import LoginForm
from app.auth.limits import limit_logins
from app.auth.limits import limit_registrations
from app.auth.schemas import LogoutRequest
from app.auth.schemas import RefreshRequest
from app.auth.schemas import TokenPair
from app.routing import Router
from app.users.dependencies import Users
from app.users.schemas import UserCreate
from app.users.schemas import UserRead


async def forbid_storing(response: Response) -> None:
    """Keep tokens out of every cache on the way (RFC 6749 5.1)."""
    response.headers["Cache-Control"] = "no-store"


router = Router(prefix="/auth", tags=["auth"], dependencies=[Depends(forbid_storing)])


@router.post(
    "/register",
    status_code=201,
    dependencies=[Depends(limit_registrations)],
    responses={409: {}},
)
async def register(body: UserCreate, users: Users) -> UserRead:
    """Create an account."""
    return UserRead.of(await users.create(body))


@router.post("/login", dependencies=[Depends(limit_logins)], responses={401: {}})
async def login(
    form: LoginForm, credentials: SharedCredentials, auth: Authentication
) -> TokenPair:
    """Exchange a user name or e-mail address and a password for tokens (RFC 6749 4.3)."""
    proof = await credentials.check_login(form.username, SecretStr(form.password))
    return await auth.login(proof, form.scopes)


@router.post("/refresh", responses={401: {}})
async def refresh(body: RefreshRequest, auth: Authentication) -> TokenPair:
    """Exchange a refresh token for new tokens; it is good for one exchange only."""
    return await auth.refresh(body.refresh_token)


@router.post("/logout", status_code=204)
async def logout(
    auth: Authentication, principal: OptionalPrincipal, body: LogoutRequest | None = None
) -> None:
    """End a session, and with it all of its tokens."""
    await auth.logout(principal, body.refresh_token if body else None)


@router.post("/logout-all", status_code=204)
async def logout_everywhere(principal: CurrentPrincipal, revocation: SharedRevocation) -> None:
    """End all sessions of the caller."""
    await revocation.revoke_all(principal.user_id)
