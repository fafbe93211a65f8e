"""Assertions that show what a tool said, and nothing of ours."""

import os
from collections.abc import Callable
from typing import NoReturn

import pytest

from harness.commands import Finished
from harness.servers import Unavailable


def expect_none(findings: list[str]) -> None:
    """Fail with the findings, if there are any."""
    if findings:
        pytest.fail("\n".join(findings), pytrace=False)


def expect_success(finished: Finished) -> None:
    """Fail with what the program said, unless it succeeded."""
    if finished.exit_code:
        pytest.fail(finished.output, pytrace=False)


def miss(missing: Unavailable, record: Callable[[str, object], None] | None = None) -> NoReturn:
    """Skip what a missing server costs; where everything has to be there, fail."""
    if record:
        record("missing", str(missing).partition("\n")[0])
    verdict = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    verdict(str(missing))
