import pytest
from bson.errors import InvalidDocument
from pymongo.errors import AutoReconnect
from pymongo.errors import DuplicateKeyError
from pymongo.errors import ExecutionTimeout
from pymongo.errors import OperationFailure

from app.database.errors import WRITE_CONFLICT
from app.database.errors import domain_errors
from app.errors import ChangedMeanwhile
from app.errors import Conflict
from app.errors import DomainError
from app.errors import Invalid
from app.errors import Unavailable


class TestDomainErrors:
    @pytest.mark.parametrize(
        ("raised", "expected"),
        [
            (DuplicateKeyError("E11000"), Conflict),
            (OperationFailure("write conflict", code=WRITE_CONFLICT), ChangedMeanwhile),
            (InvalidDocument("key must not contain NUL"), Invalid),
            (OverflowError(), Invalid),
            (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogate"), Invalid),
            (AutoReconnect(), Unavailable),
            (ExecutionTimeout("too slow"), Unavailable),
        ],
    )
    def test_what_the_driver_raises_becomes_a_word_of_the_domain(
        self, raised: Exception, expected: type[DomainError]
    ) -> None:
        with pytest.raises(expected) as error, domain_errors():
            raise raised

        assert error.value.__cause__ is raised

    @pytest.mark.parametrize(("labels", "seconds"), [(["TransientTransactionError"], 1), ([], 5)])
    def test_who_lost_a_race_may_try_again_sooner(self, labels: list[str], seconds: int) -> None:
        with pytest.raises(Unavailable) as error, domain_errors():
            raise OperationFailure("conflict", details={"errorLabels": labels})

        assert error.value.retry_after == seconds

    def test_anything_else_is_nobodys_business(self) -> None:
        with pytest.raises(ZeroDivisionError), domain_errors():
            raise ZeroDivisionError
