"""What the driver raises, in the words of the domain."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from app.errors import Conflict
from app.errors import Invalid
from app.errors import Unavailable


@contextmanager
def domain_errors() -> Iterator[None]:
    """Turn what the driver raises into what callers can act on."""
    try:
        yield
    except exc.IntegrityError as error:
        raise Conflict from error
    except (exc.DataError, OverflowError, UnicodeEncodeError) as error:
        raise Invalid("A value does not fit into the database") from error
    except (exc.DBAPIError, exc.TimeoutError, OSError) as error:
        raise Unavailable(retry_after=5) from error
