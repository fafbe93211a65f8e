"""What each option adds to the start and to the memory of a process."""

from benchmarks.bench import Bench
from benchmarks.rounds import Values
from benchmarks.scenario import Chapter
from benchmarks.scenario import Scenario
from benchmarks.scenarios.start import starts
from benchmarks.scenarios.trivial import LEAST
from benchmarks.scenarios.trivial import SMALLEST

CHANGES = ("auth=jwt", "redis=true", "websockets=true", "database=postgresql", "database=mysql")


def run(bench: Bench) -> Values:
    """Change one answer at a time."""
    services = {SMALLEST: LEAST}
    for change in CHANGES:
        question = change.partition("=")[0]
        others = [word for word in LEAST.split() if not word.startswith(f"{question}=")]
        services[change] = " ".join([*others, change])
    return starts(bench, services)


SCENARIO = Scenario(
    title="The first answer, by option",
    question="What does each option add?",
    chapter=Chapter.LIFE,
    baseline=SMALLEST,
    run=run,
    quick=False,
    caveat="Each line differs from the least options (SQLite, nothing else) by one answer.",
)
