"""Options, the shared matrix, and what is said while the tests run and when they have."""

import os
import signal
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.combinations import Combination
from harness.combinations import chosen
from harness.combinations import combinations
from harness.commands import Finished
from harness.matrix import Matrix
from harness.paths import CACHE
from harness.rendering import snapshot
from harness.reporting.plugin import Reporting
from harness.reporting.records import Note
from harness.service import Service

collect_ignore = ["golden", "harness"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make test-one` and `make golden` need."""
    parser.addoption("--answers", help='one combination only: "database=postgresql redis=true"')
    parser.addoption("--regenerate", action="store_true", help="write the golden trees anew")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the developer's own Copier settings out, and let SIGTERM end a run as Ctrl-C does."""
    CACHE.mkdir(exist_ok=True)
    (settings := CACHE / "copier-settings.yml").write_text("{}\n", "utf-8")
    os.environ["COPIER_SETTINGS_PATH"] = str(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.pluginmanager.register(Reporting(config), "reporting")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Turn a test about a combination into one test for each, named by its answers."""
    if "combination" in metafunc.fixturenames:
        answers = metafunc.config.getoption("answers")
        wanted = combinations() if answers is None else [chosen(answers)]
        metafunc.parametrize("combination", wanted, ids=str, scope="session")


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest) -> Iterator[Matrix]:
    """Everything that the selected combinations share; their long checks begin at once."""
    selected = [item for item in request.session.items if "combination" in _parameters(item)]
    matrix = Matrix(dict.fromkeys(_parameters(item)["combination"] for item in selected))
    _announce(request.config, matrix)
    try:
        _schedule(matrix, request.session.items)
        yield matrix
    finally:
        matrix.stop()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working tree as Copier sees it, without Git."""
    return snapshot(tmp_path_factory.mktemp("template"))


@pytest.fixture
def service(matrix: Matrix, combination: Combination) -> Service:
    """The rendered service of the combination."""
    return matrix.services[combination]


@pytest.fixture
def note(record_property: Callable[[str, object], None]) -> Note:
    """Note what a stage took and told, for the report."""

    def note(finished: Finished, **facts: object) -> Finished:
        record_property("seconds", finished.seconds)
        record_property("cpu_seconds", finished.cpu_seconds)
        for name, value in facts.items():
            record_property(name, value)
        return finished

    return note


def _announce(config: pytest.Config, matrix: Matrix) -> None:
    reporting = config.pluginmanager.get_plugin("reporting")
    if isinstance(reporting, Reporting):
        reporting.matrix = matrix
        reporting.say(
            f"\n{len(matrix.services)} combinations rendered in {matrix.rendering_seconds:.1f} s"
        )


def _schedule(matrix: Matrix, items: Sequence[pytest.Item]) -> None:
    """Begin what takes long and will be asked for, in the order in which it will be."""
    for item in items:
        parameters = _parameters(item)
        match item.name.partition("[")[0]:
            case "test_types":
                matrix.schedule_types(parameters["combination"])
            case "test_suite":
                matrix.schedule_suite(parameters["combination"])
            case "test_installed":
                matrix.schedule_install(parameters["installer"])


def _parameters(item: pytest.Item) -> dict[str, Any]:
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec else {}
