"""Where a run takes place."""

import platform
import sys
from pathlib import Path

from benchmarks import processors
from benchmarks.results import Machine
from harness.commands import run
from harness.paths import ROOT
from harness.servers import Servers


def describe(servers: Servers) -> Machine:
    """Say what a reader has to know before comparing figures with theirs."""
    return Machine(
        processor=_processor(),
        processors=len(processors.ALL),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        servers=[server.title for server in servers.running],
    )


def commit() -> str:
    """Name the revision that is measured, with a plus if it is not quite that."""
    finished = run(["git", "describe", "--always", "--dirty=+"], directory=ROOT)
    return finished.output.strip() if finished.exit_code == 0 else "unknown"


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
