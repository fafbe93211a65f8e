"""Options, the shared matrix, and what is said while the tests run and when they have."""

import os
import signal
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from harness.aside import Aside
from harness.combinations import Combination
from harness.combinations import chosen
from harness.combinations import combinations
from harness.commands import Finished
from harness.matrix import Matrix
from harness.paths import CACHE
from harness.rendering import snapshot
from harness.reporting.plugin import Reporting
from harness.reporting.records import Note
from harness.scratch import write_into_memory
from harness.service import Service
from harness.shards import Sharding
from harness.shards import parse
from harness.updates import Updates

collect_ignore = ["benchmarks", "golden", "harness"]

IN_LANES = ("test_types", "test_suite", "test_installed")
"""The tests that wait for what runs beside them."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `make test-one`, `make golden` and the nights need."""
    parser.addoption("--answers", help='one combination only: "database=postgresql redis=true"')
    parser.addoption("--all", action="store_true", help="everything: what a night has time for")
    parser.addoption("--regenerate", action="store_true", help="write the golden trees anew")
    parser.addoption(
        "--shard", type=parse, metavar="I/N", help="this share of the tests only: 2/4"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Write into memory, keep the developer's own Copier settings out, end on SIGTERM."""
    write_into_memory()
    CACHE.mkdir(exist_ok=True)
    (settings := CACHE / "copier-settings.yml").write_text("{}\n", "utf-8")
    os.environ["COPIER_SETTINGS_PATH"] = str(settings)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.pluginmanager.register(Reporting(config), "reporting")
    if shard := config.getoption("shard"):
        config.pluginmanager.register(Sharding(shard))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Turn a test about a combination into one test for each, named by its answers."""
    if "combination" in metafunc.fixturenames:
        answers = metafunc.config.getoption("answers")
        wanted = combinations() if answers is None else [chosen(answers)]
        metafunc.parametrize("combination", wanted, ids=str, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave some tests to the nights; wait for what goes on beside when all else is done."""
    if not config.getoption("all"):
        nightly = [item for item in items if item.get_closest_marker("nightly")]
        config.hook.pytest_deselected(items=nightly)
        items[:] = [item for item in items if item not in nightly]
    items.sort(key=lambda item: (_function(item) in IN_LANES, _is_prepared_aside(item)))


@pytest.fixture(scope="session", autouse=True)
def early_start(request: pytest.FixtureRequest) -> None:
    """Begin what runs in the lanes, or beside them, before anything else."""
    if any(_function(item) in IN_LANES for item in request.session.items):
        request.getfixturevalue("matrix")
    if any(map(_is_prepared_aside, request.session.items)):
        request.getfixturevalue("aside")


@pytest.fixture(scope="session")
def aside(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Aside]:
    """The preparations that the selected modules are marked with; all begin at once."""
    markers = [item.get_closest_marker("aside") for item in request.session.items]
    preparations = [marker.args[0] for marker in markers if marker]
    aside = Aside(preparations, tmp_path_factory.mktemp("aside"))
    yield aside
    aside.stop()


@pytest.fixture(scope="session")
def thorough(request: pytest.FixtureRequest) -> bool:
    """Is there time for everything?"""
    return bool(request.config.getoption("all"))


@pytest.fixture(scope="session")
def matrix(request: pytest.FixtureRequest) -> Iterator[Matrix]:
    """Everything that the selected combinations share; their long checks begin at once."""
    selected = [item for item in request.session.items if "combination" in _parameters(item)]
    combinations = dict.fromkeys(_parameters(item)["combination"] for item in selected)
    matrix = Matrix(combinations, everything=request.config.getoption("all"))
    _announce(request.config, matrix)
    try:
        _schedule(matrix, request.session.items)
        yield matrix
    finally:
        matrix.stop()


@pytest.fixture(scope="session")
def updates(request: pytest.FixtureRequest) -> Iterator[Updates]:
    """Every selected update of a service; all begin at once."""
    parameters = [_parameters(item) for item in request.session.items]
    updates = Updates([each["update"] for each in parameters if "update" in each])
    yield updates
    updates.stop()


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


def _is_prepared_aside(item: pytest.Item) -> bool:
    return item.get_closest_marker("aside") is not None


def _announce(config: pytest.Config, matrix: Matrix) -> None:
    reporting = config.pluginmanager.get_plugin("reporting")
    if isinstance(reporting, Reporting):
        reporting.matrix = matrix
        reporting.say(
            f"\n{len(matrix.services)} combinations rendered in {matrix.rendering_seconds:.1f} s"
        )


def _schedule(matrix: Matrix, items: Sequence[pytest.Item]) -> None:
    """Begin what takes long and will be asked for, in the order in which it will be.

    Types come first and sorted: the less two neighbours differ, the more the checker knows.
    """
    typed = [_parameters(item)["combination"] for item in items if _function(item) == "test_types"]
    for combination in sorted(typed, key=lambda each: each.pairs):
        matrix.schedule_types(combination)
    for item in items:
        match _function(item):
            case "test_suite":
                matrix.schedule_suite(_parameters(item)["combination"])
            case "test_installed":
                matrix.schedule_install(_parameters(item)["installer"])


def _function(item: pytest.Item) -> str:
    return item.name.partition("[")[0]


def _parameters(item: pytest.Item) -> dict[str, Any]:
    callspec = getattr(item, "callspec", None)
    return callspec.params if callspec else {}
