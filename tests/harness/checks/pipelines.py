"""Pipelines and images: nothing that others can change unseen, no right that is not used."""

import re
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.actionlint import actionlint
from harness.commands import run
from harness.service import Service

ZIZMOR = Path(sys.executable).with_name("zizmor")
PINNED = re.compile(r"uses: (\./\S+( #.*)?|[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*)$")
IMAGE = re.compile(r"^ *(?:image|- name): (\S+)$", re.MULTILINE)
TAGGED = re.compile(r"[^\s:@]+:[\w.-]*\d[\w.-]*(@sha256:[0-9a-f]{64})?$")
LOWEST_USER = 10_000


def find_pipeline_flaws(service: Service) -> list[str]:
    """List what zizmor says about workflows, and actions that are not pinned to a commit."""
    return [
        f"{path.relative_to(service.path)}: {finding}"
        for path in sorted(service.path.glob(".github/workflows/*.yml"))
        for finding in (*_unpinned(path.read_text("utf-8")), *_zizmor(path.read_text("utf-8")))
    ]


def find_workflow_lint(service: Service) -> list[str]:
    """List what actionlint says about workflows; fails with `Unavailable` where it is missing."""
    return [
        f"{path.relative_to(service.path)}:{finding}"
        for path in sorted(service.path.glob(".github/workflows/*.yml"))
        for finding in actionlint(path.read_text("utf-8"))
    ]


def find_image_flaws(service: Service) -> list[str]:
    """List what makes the image stronger, larger or less certain than it has to be."""
    return list(_image_flaws((service.path / "Dockerfile").read_text("utf-8")))


def find_floating_images(service: Service) -> list[str]:
    """List images without a version, wherever containers are described."""
    return [
        f"{path.relative_to(service.path)}: {image}"
        for pattern in ("compose.yaml", "deploy/compose/*.yaml", ".gitlab-ci.yml")
        for path in service.path.glob(pattern)
        for image in IMAGE.findall(path.read_text("utf-8"))
        if not TAGGED.match(image)
    ]


def _unpinned(workflow: str) -> list[str]:
    uses = [line.strip(" -") for line in workflow.splitlines() if "uses:" in line]
    return [line for line in uses if not PINNED.match(line)]


@cache
def _zizmor(workflow: str) -> tuple[str, ...]:
    """Audit a text once, however many services share it."""
    with TemporaryDirectory(prefix="workflow-") as name:
        (folder := Path(name, ".github", "workflows")).mkdir(parents=True)
        (folder / "workflow.yml").write_text(workflow, "utf-8")
        finished = run([ZIZMOR, "--offline", "--no-progress", "--quiet", "--color=never", name])
    return tuple(finished.output.splitlines()) if finished.exit_code else ()


@cache
def _image_flaws(dockerfile: str) -> tuple[str, ...]:
    lines = dockerfile.splitlines()
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    last = dockerfile[dockerfile.rindex("\nFROM ") :]
    flaws = {
        f"runs as a user below {LOWEST_USER}": not users or int(users[-1]) < LOWEST_USER,
        "has no health check": "\nHEALTHCHECK " not in last,
        "starts a shell, which keeps signals to itself": '\nCMD ["' not in last,
        "installs in the image that runs": re.search(r"\b(apt-get|pip|uv) ", last),
        "installs development tools": "uv sync --no-dev" not in dockerfile,
        "has one stage": len(bases) < len({"build", "run"}),
        "has a base without a version": not TAGGED.match(bases[0]),
        "installs another lock than was tested": "UV_LOCKED" not in dockerfile,
    }
    return tuple(f"Dockerfile: {flaw}" for flaw, found in flaws.items() if found)
