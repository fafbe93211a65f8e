"""What a run found, and how it is kept for later runs."""

import json
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from typing import Self

from benchmarks.quantities import QUANTITIES
from benchmarks.rounds import Spread
from benchmarks.rounds import ratios
from harness.paths import ROOT

FOLDER = ROOT / "report" / "bench"
PAGE = FOLDER / "index.html"
RESULTS = FOLDER / "results.json"


@dataclass(frozen=True)
class Table:
    """What a scenario found: for each contender and quantity, a value from every round."""

    scenario: str
    title: str
    question: str
    chapter: str
    baseline: str
    caveat: str = ""
    values: Mapping[str, Mapping[str, Sequence[float]]] = field(default_factory=dict)
    seconds: float = 0.0
    missing: str = ""
    """Why there are no figures, if there are none."""

    failed: bool = False
    """Is that nobody's wish?"""

    @property
    def quantities(self) -> list[str]:
        """Name what was measured of anybody, in the order in which it was."""
        return list(dict.fromkeys(name for each in self.values.values() for name in each))

    def spread(self, contender: str, quantity: str) -> Spread | None:
        """Return the values of all rounds."""
        found = self.values.get(contender, {}).get(quantity)
        return Spread.of(found) if found else None

    def ratio(self, contender: str, quantity: str, against: str = "") -> Spread | None:
        """Compare two contenders round by round; the other one is the baseline unless named."""
        one = self.values.get(contender, {}).get(quantity)
        other = self.values.get(against or self.baseline, {}).get(quantity)
        if not QUANTITIES[quantity].is_compared or not one or not other or not all(other):
            return None
        return Spread.of(ratios(one, other))


@dataclass(frozen=True)
class Machine:
    """Where it ran, as far as it matters."""

    processor: str
    processors: int
    system: str
    python: str
    servers: Sequence[str] = ()


@dataclass(frozen=True)
class Run:
    """Everything that one run found."""

    date: str
    commit: str
    machine: Machine
    tables: Sequence[Table]
    seconds: float
    quick: bool = False

    @property
    def by_name(self) -> dict[str, Table]:
        """The tables by scenario."""
        return {table.scenario: table for table in self.tables}

    def chapters(self) -> Iterator[tuple[str, list[Table]]]:
        """Group the tables as the report does."""
        for chapter in dict.fromkeys(table.chapter for table in self.tables):
            yield chapter, [table for table in self.tables if table.chapter == chapter]

    def save(self, path: Path) -> None:
        """Write it as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(self), indent=1), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` has written."""
        document: dict[str, Any] = json.loads(path.read_text("utf-8"))
        tables = [Table(**table) for table in document.pop("tables")]
        return cls(**{**document, "machine": Machine(**document["machine"]), "tables": tables})
