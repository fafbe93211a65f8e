"""What the driver raises, in the words of the domain."""

from collections.abc import Iterator
from contextlib import contextmanager

from bson.errors import InvalidDocument
from pymongo.errors import DuplicateKeyError
from pymongo.errors import OperationFailure
from pymongo.errors import PyMongoError

from app.errors import ChangedMeanwhile
from app.errors import Conflict
from app.errors import Invalid
from app.errors import Unavailable

WRITE_CONFLICT = 112  # two transactions write the same document; this one came second


@contextmanager
def domain_errors() -> Iterator[None]:
    """Turn what the driver raises into what callers can act on."""
    try:
        yield
    except DuplicateKeyError as error:
        raise Conflict from error
    except (InvalidDocument, OverflowError, UnicodeEncodeError) as error:
        raise Invalid("A value does not fit into the database") from error
    except TimeoutError as error:
        raise Unavailable(retry_after=5) from error
    except PyMongoError as error:
        if isinstance(error, OperationFailure) and error.code == WRITE_CONFLICT:
            raise ChangedMeanwhile from error
        transient = error.has_error_label("TransientTransactionError")
        raise Unavailable(retry_after=1 if transient else 5) from error
