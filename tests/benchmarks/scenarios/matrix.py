"""What a further combination of options costs the tests of the template."""

import json

from benchmarks.bench import Bench
from benchmarks.quantities import PER_COMBINATION
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from harness.paths import COSTS
from harness.servers import Unavailable


def run(_: Bench) -> Values:
    """Read what the last run of the tests has noted."""
    if not COSTS.exists():
        raise Unavailable("The tests have not noted yet what combinations cost: make test.")
    costs = json.loads(COSTS.read_text("utf-8"))
    return {name: {PER_COMBINATION.title: [seconds]} for name, seconds in costs.items()}


SCENARIO = Scenario(
    title="A combination in the tests",
    question="Does the next combination of options cost as much as the first ones?",
    chapter=Chapter.GROWTH,
    baseline="",
    run=run,
    caveat=(
        "Noted by the last `make test` here, for types and suites. Combinations that differ in "
        "files around the application only share one run of both."
    ),
)
