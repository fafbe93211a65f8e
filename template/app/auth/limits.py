"""How often somebody may sign in or register, and how often a user may ask for something."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import OAuth2PasswordRequestForm
from starlette.requests import Request

from app.auth.dependencies import EarlyPrincipal
from app.auth.errors import TooManyLogins
from app.auth.errors import TooManyRegistrations
from app.auth.service import fingerprint
from app.auth.state import SharedAuth
from app.client_address import client_address
from app.rate_limit import RateLimit

LoginForm = Annotated[OAuth2PasswordRequestForm, Depends()]


async def limit_logins(form: LoginForm, request: Request, auth: SharedAuth) -> None:
    """Count every attempt against the address, and against the account, known or not.

    An address that is refused counts against no account. While somebody keeps guessing from many
    addresses, the owner of the account is kept out as well, and for a window at most after that.
    """
    for name, limit, client in (
        ("login-address", auth.settings.login_limit_per_address, client_address(request)),
        ("login-account", auth.settings.login_limit_per_account, account(form.username)),
    ):
        await RateLimit(name, limit, TooManyLogins).hit(request, client)


def account(name: str) -> str:
    """Name an account, so that whoever reads the counts does not read names."""
    return fingerprint(name.lower())


async def limit_registrations(request: Request, auth: SharedAuth) -> None:
    """Count every account, and every attempt at one, against the address."""
    limit = RateLimit(
        "registration", auth.settings.registration_limit_per_address, TooManyRegistrations
    )
    await limit(request)


class UserRateLimit:
    """A dependency that lets each user through so often, wherever they are; see `RateLimit`.

    For endpoints that need a sign-in anyway: users who share an address do not share this limit,
    and one user cannot evade it with many addresses.
    """

    def __init__(self, name: str, limit: str) -> None:
        self._limit = RateLimit(name, limit)

    async def __call__(self, request: Request, principal: EarlyPrincipal) -> None:
        await self._limit.hit(request, str(principal.user_id))
