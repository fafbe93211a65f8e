"""What counts as a failure of another service, and which failures may pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from datetime import datetime
from http import HTTPStatus

from httpx2 import NetworkError
from httpx2 import PoolTimeout
from httpx2 import RemoteProtocolError
from httpx2 import Response
from httpx2 import TimeoutException

from app.http_client.errors import ServiceFailed
from app.http_client.errors import ServiceUnavailable
from app.http_client.retry_after import parse_retry_after

TRANSIENT = frozenset(
    {HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.GATEWAY_TIMEOUT}
)


@contextmanager
def no_answer() -> Iterator[None]:
    """Name what keeps a complete answer from arriving; our own mistakes stay what they are."""
    try:
        yield
    except PoolTimeout as error:  # the wait was for a connection of ours
        raise ServiceUnavailable("all connections are in use", transient=False) from error
    except (TimeoutError, TimeoutException, NetworkError, RemoteProtocolError) as error:
        raise ServiceFailed(type(error).__name__, transient=True) from error


def raise_for_failure(response: Response) -> None:
    """Raise if the service says that it fails (5xx) or that we ask too often (429)."""
    status = response.status_code
    told = parse_retry_after(response.headers.get("Retry-After", ""), datetime.now(UTC))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise ServiceUnavailable(str(status), transient=True, told=told)
    if response.is_server_error:
        raise ServiceFailed(str(status), transient=status in TRANSIENT, told=told)
