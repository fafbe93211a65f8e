"""Where things are in the template's repository."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template"
GOLDEN = ROOT / "tests" / "golden"
REPORT = ROOT / "report" / "index.html"
COSTS = REPORT.with_name("costs.json")
"""What combinations cost the matrix."""

CACHE = ROOT / ".cache"
SNAPSHOT = CACHE / "snapshot"
RENDERED = CACHE / "rendered"
LOGS = CACHE / "logs"
ENVIRONMENTS = CACHE / "environments"
TYPES = CACHE / "types"

PARTS = ("copier.yml", "template", "hooks", "CHANGELOG.md")
"""What Copier reads of the repository."""
