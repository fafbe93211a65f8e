"""Any option can be switched in any service, which becomes what a fresh copy is."""

from collections.abc import Callable

import pytest

from harness.edges import Update
from harness.edges import edges
from harness.edges import one_of_each_kind
from harness.expectations import expect_none
from harness.updates import Updates


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "update" in metafunc.fixturenames:
        everything = metafunc.config.getoption("all")
        wanted = edges() if everything else one_of_each_kind(edges())
        metafunc.parametrize("update", wanted, ids=str)


def test_switching_an_option_equals_a_fresh_copy_and_keeps_what_was_added(
    updates: Updates, update: Update, record_property: Callable[[str, object], None]
) -> None:
    record_property("tally", "updates over edges")
    expect_none(updates.problems(update))
