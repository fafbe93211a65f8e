"""What the driver raises, in the words of the domain."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError

from app.errors import ChangedMeanwhile
from app.errors import Conflict
from app.errors import Invalid
from app.errors import Unavailable

MISFITS = (exc.DataError, OverflowError, UnicodeEncodeError)


@contextmanager
def domain_errors() -> Iterator[None]:
    """Turn what the driver raises into what callers can act on."""
    try:
        yield
    except exc.IntegrityError as error:
        raise Conflict from error
    except StaleDataError as error:
        raise ChangedMeanwhile from error
    except (exc.DBAPIError, exc.TimeoutError, OSError, *MISFITS) as error:
        if is_misfit(error):
            raise Invalid("A value does not fit into the database") from error
        raise Unavailable(retry_after=5) from error


def is_misfit(error: Exception) -> bool:
    """Tell whether a value was refused; of asyncpg's errors only the class of the code says so."""
    sqlstate = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
    return isinstance(error, MISFITS) or sqlstate.startswith("22")
