"""What endpoints about items answer besides a success, for OpenAPI."""

from typing import Any

from app.errors import ChangedMeanwhile
from app.errors import PreconditionFailed
from app.etags import ETAG
from app.idempotency.errors import RequestInProgress
from app.items.errors import ItemNotFound
from app.pagination import LINK

Responses = dict[int | str, dict[str, Any]]

CREATED: Responses = {
    201: {"headers": ETAG},
    409: {"description": RequestInProgress.title},
}
LISTED: Responses = {
    200: {"headers": LINK},
}
FOUND: Responses = {
    200: {"headers": ETAG},
    304: {"description": "It is the version that you have", "headers": ETAG},
    404: {"description": ItemNotFound.title},
}
DELETED: Responses = {
    404: {"description": ItemNotFound.title},
    409: {"description": ChangedMeanwhile.title},
    412: {"description": PreconditionFailed.title},
}
CHANGED: Responses = {
    200: {"headers": ETAG},
    **DELETED,
}
