"""Services installed for real: what is missing cannot hide in a shared environment."""

from collections.abc import Callable

import pytest

from harness.expectations import expect_success
from harness.expectations import miss
from harness.installs import INSTALLERS
from harness.matrix import Matrix
from harness.reporting.records import Note
from harness.servers import Unavailable


@pytest.mark.parametrize("installer", INSTALLERS)
def test_installed(
    matrix: Matrix, installer: str, note: Note, record_property: Callable[[str, object], None]
) -> None:
    try:
        expect_success(note(matrix.install(installer)))
    except Unavailable as missing:
        miss(missing, record_property)
