"""How often somebody may try to log in."""

from typing import Annotated

from fastapi import Depends
from fastapi.security import OAuth2PasswordRequestForm
from limits import parse
from starlette.requests import Request

from app.auth.errors import TooManyLogins
from app.auth.service import fingerprint
from app.auth.state import SharedAuth
from app.rate_limit import SharedRateLimiter
from app.rate_limit import client_address

LoginForm = Annotated[OAuth2PasswordRequestForm, Depends()]


async def limit_logins(
    form: LoginForm, request: Request, auth: SharedAuth, limiter: SharedRateLimiter
) -> None:
    """Count every attempt against the account, known or not, and against the address."""
    for limit, key in (
        (auth.settings.login_limit_per_address, f"address:{client_address(request)}"),
        (auth.settings.login_limit_per_account, f"account:{fingerprint(form.username.lower())}"),
    ):
        allowance = await limiter.hit(parse(limit), "login", key)
        if not allowance.allowed:
            raise TooManyLogins(retry_after=allowance.resets_in)
