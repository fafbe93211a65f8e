"""What a run did, how long it took, and what another combination would cost."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from typing import Any
from typing import Protocol

from harness.commands import Finished
from harness.servers.pool import Server

STAGES = {
    "test_copier_records_exactly_the_answers_of_the_combination": "answers",
    "test_every_file_is_tidy_and_shows_no_trace_of_a_generator": "tidy",
    "test_every_file_is_what_its_name_says": "formats",
    "test_an_option_that_was_not_chosen_is_not_mentioned": "options",
    "test_containers_and_pipelines_pass_their_linters": "containers",
    "test_workflows_fit_together": "workflows",
    "test_images_and_pipelines_have_no_more_rights_than_they_need": "rights",
    "test_manifests_are_valid_and_careful": "manifests",
    "test_nginx_accepts_its_file": "nginx",
    "test_imports_and_dependencies_agree": "dependencies",
    "test_format": "format",
    "test_lint": "lint",
    "test_types": "types",
    "test_suite": "suite",
}
STEPS = (8, 16, 32)


class Note(Protocol):
    """Notes what a stage took and what it told, and hands the program's end on."""

    def __call__(self, finished: Finished, **facts: object) -> Finished:
        """Note it."""


@dataclass(frozen=True)
class Record:
    """How one stage of one combination ended."""

    stage: str
    outcome: str
    seconds: float
    cpu_seconds: float
    facts: Mapping[str, Any] = field(default_factory=dict)
    missing: str = ""
    """The server without which it could not run."""


@dataclass(frozen=True)
class Stint:
    """Time that a lane spent on a stage of a combination, counted from the start of the run."""

    lane: int
    stage: str
    combination: str
    began: float
    ended: float
    cpu_seconds: float


@dataclass(frozen=True)
class Row:
    """Everything about one combination."""

    name: str
    records: Mapping[str, Record]

    @property
    def outcome(self) -> str:
        """Passed only if every stage has run and passed."""
        outcomes = {record.outcome for record in self.records.values()}
        if "failed" in outcomes:
            return "failed"
        complete = self.records.keys() >= set(STAGES.values())
        return "passed" if complete and outcomes == {"passed"} else "skipped"

    @property
    def suite(self) -> Mapping[str, Any]:
        """What the suite told: tests, servers, and coverage if it was measured."""
        return self.records["suite"].facts if "suite" in self.records else {}

    @property
    def is_tried(self) -> bool:
        """Did its own suite run, and not that of another combination with the same code?"""
        return not self.suite.get("same_as")

    @property
    def seconds(self) -> float:
        """How long all stages took, one after the other."""
        return sum(record.seconds for record in self.records.values())

    @property
    def cpu_seconds(self) -> float:
        """How much processor time all stages took."""
        return sum(record.cpu_seconds for record in self.records.values())


@dataclass(frozen=True)
class Cost:
    """What a number of combinations took, and each further one of the last half."""

    count: int
    seconds: float
    cpu_seconds: float
    further_seconds: float
    further_cpu_seconds: float


@dataclass(frozen=True)
class Tally:
    """How many tests of one kind have passed, of how many."""

    passed: int = 0
    total: int = 0

    def with_one_more(self, outcome: str) -> "Tally":
        """Count another test."""
        return Tally(self.passed + (outcome == "passed"), self.total + 1)


def costs(stints: Iterable[Stint]) -> list[Cost]:
    """Tell whether a further combination costs the same however many there are."""
    stints = list(stints)
    ends = sorted((stint.ended, stint.combination) for stint in stints if stint.stage == "suite")
    cpu = _totals(stints)
    found: list[Cost] = []
    before = (0, min((stint.began for stint in stints), default=0.0), 0.0)
    for count in (step for step in STEPS if step <= len(ends)):
        seconds = ends[count - 1][0]
        cpu_seconds = sum(cpu[name] for _, name in ends[:count])
        further = count - before[0]
        found.append(
            Cost(
                count,
                seconds,
                cpu_seconds,
                (seconds - before[1]) / further,
                (cpu_seconds - before[2]) / further,
            )
        )
        before = (count, seconds, cpu_seconds)
    return found


def _totals(stints: Sequence[Stint]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for stint in stints:
        totals[stint.combination] = totals.get(stint.combination, 0.0) + stint.cpu_seconds
    return totals


@dataclass(frozen=True)
class Run:
    """Everything that the report tells."""

    rows: Sequence[Row]
    known: int
    """How many combinations the questionnaire has."""

    servers: Sequence[Server]
    stints: Sequence[Stint]
    installs: Mapping[str, Record]
    """How the services fared that were installed for real, by installer."""

    others: Mapping[str, int]
    """How many tests apart from the combinations' ended how."""

    seconds: float
    cpu_seconds: float
    rendering_seconds: float

    tallies: Mapping[str, Tally] = field(default_factory=dict)
    """What tests counted by `record_property("tally", what)`."""

    @property
    def passed(self) -> int:
        """How many combinations are all right."""
        return sum(row.outcome == "passed" for row in self.rows)

    @property
    def applications(self) -> Sequence[Row]:
        """The combinations that stand for all with the same code; their suites ran."""
        return [row for row in self.rows if row.is_tried]

    @property
    def whole_applications(self) -> int:
        """How many distinct applications ran their whole suite."""
        return sum(bool(row.suite.get("whole")) for row in self.applications)

    @property
    def passed_applications(self) -> int:
        """How many distinct applications are all right."""
        return sum(row.outcome == "passed" for row in self.applications)

    @property
    def notable(self) -> Sequence[Row]:
        """The combinations worth a line: one for each application, and whichever did not pass."""
        return [row for row in self.rows if row.is_tried or row.outcome != "passed"]

    @property
    def missing(self) -> dict[str, list[str]]:
        """The combinations that each missing server costs."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            for record in row.records.values():
                if record.missing:
                    found.setdefault(record.missing, []).append(row.name)
        return found

    @property
    def tests(self) -> int:
        """How many generated tests ran."""
        return sum(row.suite.get("tests", 0) for row in self.applications)

    @property
    def costs(self) -> list[Cost]:
        """What 8, 16, 32 … combinations took."""
        return costs(self.stints)
