import pytest
from sqlalchemy import exc
from sqlalchemy.orm.exc import StaleDataError

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
            (exc.IntegrityError("INSERT", {}, Exception()), Conflict),
            (StaleDataError(), ChangedMeanwhile),
            (exc.DataError("INSERT", {}, Exception()), Invalid),
            (OverflowError(), Invalid),
            (UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogate"), Invalid),
            (exc.OperationalError("SELECT", {}, Exception()), Unavailable),
            (exc.InterfaceError("SELECT", {}, Exception()), Unavailable),
            (exc.TimeoutError(), Unavailable),
            (ConnectionRefusedError(), Unavailable),
        ],
    )
    def test_what_a_driver_raises_becomes_a_word_of_the_domain(
        self, raised: Exception, expected: type[DomainError]
    ) -> None:
        with pytest.raises(expected) as error, domain_errors():
            raise raised

        assert error.value.__cause__ is raised

    def test_an_outage_tells_when_to_try_again(self) -> None:
        with pytest.raises(Unavailable) as error, domain_errors():
            raise ConnectionRefusedError

        assert error.value.retry_after == 5

    def test_anything_else_is_nobodys_business(self) -> None:
        with pytest.raises(ZeroDivisionError), domain_errors():
            raise ZeroDivisionError
