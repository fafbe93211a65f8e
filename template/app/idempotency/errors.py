"""What can go wrong with requests that are sent again."""

from app.errors import Conflict
from app.errors import Invalid


class RequestInProgress(Conflict):
    title = "The same request is being answered right now"


class KeyReused(Invalid):
    title = "The Idempotency-Key belongs to another request"
