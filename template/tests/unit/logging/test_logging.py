import logging

import pytest
import structlog
from structlog.typing import EventDict

from app.logging import Relay
from app.logging import configure_logging
from app.settings import Settings


class TestStandardLogging:
    @pytest.fixture(autouse=True)
    def configured(self) -> None:
        configure_logging(Settings.load())
        configure_logging(Settings.load())

    def test_a_record_of_a_library_is_an_event(self, log: list[EventDict]) -> None:
        logging.getLogger("a.library").warning("%d of %s", 1, "many")

        [event] = log
        assert (event["event"], event["level"]) == ("1 of many", "warning")
        assert event["logger"] == "a.library"

    def test_so_is_its_exception(self, log: list[EventDict]) -> None:
        logging.getLogger("a.library").error("failed", exc_info=LookupError("why"))

        assert "LookupError: why" in log[0]["exception"]

    @pytest.mark.parametrize(("level", "name"), [(25, "info"), (35, "warning"), (99, "critical")])
    def test_an_unusual_level_counts_as_the_one_below(
        self, level: int, name: str, log: list[EventDict]
    ) -> None:
        logging.getLogger("a.library").log(level, "odd")

        assert log[0]["level"] == name

    def test_a_record_that_cannot_be_read_harms_nobody(
        self, log: list[EventDict], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(logging, "raiseExceptions", False)

        Relay().handle(logging.makeLogRecord({"levelno": 20, "msg": "%d", "args": ("x",)}))

        assert log == []

    def test_the_servers_own_access_log_is_off(self) -> None:
        configure_logging(Settings.load())  # after pytest, which listens to everything

        assert not logging.getLogger("uvicorn.access").hasHandlers()

    def test_libraries_do_not_go_into_details_that_may_be_secret(self) -> None:
        configure_logging(Settings.load().model_copy(update={"log_level": "DEBUG"}))

        assert logging.getLogger().level == logging.INFO
        assert not logging.getLogger("httpx2").isEnabledFor(logging.INFO)


class TestContext:
    def test_what_is_bound_to_the_context_is_in_the_line(
        self, capfd: pytest.CaptureFixture[str]
    ) -> None:
        configure_logging(Settings.load())

        with structlog.contextvars.bound_contextvars(order="4711"):
            structlog.get_logger().info("shipped")

        assert "order='4711'" in capfd.readouterr().out
