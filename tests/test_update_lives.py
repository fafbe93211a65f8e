"""What developers did to their service survives every update, or is a conflict that is told."""

from collections.abc import Callable
from collections.abc import Iterator
from functools import cache
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from harness.developers import DEVELOPERS
from harness.developers import Developer
from harness.developers import disputant
from harness.edges import Update
from harness.edges import around_each_question
from harness.edges import edges
from harness.edges import one_of_each_kind
from harness.edges import version_updates
from harness.expectations import expect_none
from harness.lives import Life
from harness.lives import live
from harness.releases import releases
from harness.releases import repository
from harness.updating import many_updates

Live = Callable[[Update, Developer], Life]


def lives(config: pytest.Config) -> list[tuple[Update, Developer]]:
    """Every developer with a service of each release and with an edge of each kind.

    Every change tries edges around each question, with one developer each; a night has time for
    all.
    """
    made = version_updates()[: len(releases())]
    everybody = [(update, each) for update in made for each in DEVELOPERS]
    if config.getoption("all"):
        switches = one_of_each_kind(edges())
        return everybody + [(update, each) for update in switches for each in DEVELOPERS]
    return everybody + list(zip(around_each_question(edges()), cycle(DEVELOPERS), strict=False))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "developer" in metafunc.fixturenames:
        wanted = lives(metafunc.config)
        names = [f"{developer.__name__}:{update}" for update, developer in wanted]
        metafunc.parametrize(("way", "developer"), wanted, ids=names)


@pytest.fixture(scope="module")
def live_once() -> Iterator[Live]:
    with TemporaryDirectory() as folder:
        template = repository(Path(folder) / "template")
        with many_updates(Path(folder)):
            yield cache(lambda update, developer: live(template, update, developer))


def test_their_work_is_kept_and_the_rest_is_the_templates(
    live_once: Live,
    way: Update,
    developer: Developer,
    record_property: Callable[[str, object], None],
) -> None:
    record_property("tally", "developers' edits kept")
    expect_none(list(live_once(way, developer).losses()))


def test_there_is_a_conflict_where_both_sides_changed_the_same_lines_and_nowhere_else(
    live_once: Live,
    way: Update,
    developer: Developer,
    record_property: Callable[[str, object], None],
) -> None:
    record_property("tally", "conflicts expected = conflicts seen")
    life = live_once(way, developer)
    assert sorted(life.disputed) == life.unresolved
    assert all(life.now[path].count(b"<<<<<<< ") <= 1 for path in life.disputed)


def test_a_line_and_a_file_of_an_option_that_goes_are_conflicts_if_they_were_edited(
    live_once: Live,
) -> None:
    off = next(edge for edge in edges() if edge.kind == ("websockets", True, False))
    life = live_once(off, disputant)
    assert life.unresolved == ["app/live/hub.py", "app/main.py"]
    assert b"# ours" in life.now["app/main.py"]
