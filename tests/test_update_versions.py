"""A service made from any release becomes what a fresh copy of the template is."""

from collections.abc import Callable

import pytest

from harness.edges import Update
from harness.edges import version_updates
from harness.expectations import expect_none
from harness.updates import Updates

FEW = 16
"""So many are tried with every change; a night has time for all."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "update" in metafunc.fixturenames:
        few = None if metafunc.config.getoption("all") else FEW
        metafunc.parametrize("update", version_updates()[:few], ids=str)


def test_an_update_of_a_release_equals_a_fresh_copy_and_keeps_what_was_added(
    updates: Updates, update: Update, record_property: Callable[[str, object], None]
) -> None:
    record_property("tally", "updates over versions")
    expect_none(updates.problems(update))
