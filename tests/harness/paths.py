"""Where things are in the template's repository."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template"
GOLDEN = ROOT / "tests" / "golden"
REPORT = ROOT / "report" / "index.html"

CACHE = ROOT / ".cache"
SNAPSHOT = CACHE / "snapshot"
RENDERED = CACHE / "rendered"
LOGS = CACHE / "logs"
ENVIRONMENTS = CACHE / "environments"
TYPES = CACHE / "types"
