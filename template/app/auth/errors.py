"""What can go wrong when signing in."""

from app.errors import Forbidden
from app.errors import Invalid
from app.errors import TooManyRequests
from app.errors import Unauthenticated


class InvalidToken(Unauthenticated):
    title = "The access token is missing or not valid"


class InvalidRefreshToken(Unauthenticated):
    title = "The refresh token is not valid"


class RefreshTokenReused(InvalidRefreshToken):
    """The same answer as for any bad token, but the session it belongs to stays revoked."""

    keeps_changes = True


class InvalidCredentials(Unauthenticated):
    title = "The user name or the password is wrong"


class WrongPassword(Invalid):
    title = "The current password is wrong"


class MissingScope(Forbidden):
    title = "The access token is not good for this"


class TooManyLogins(TooManyRequests):
    title = "Too many attempts to log in"


class TooManyRegistrations(TooManyRequests):
    title = "Too many accounts from one address"
