"""The environment that all services share: whatever any of them declares, and nothing else."""

import json
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.utils import canonicalize_name

from harness.checks.dependencies import names
from harness.combinations import combinations
from harness.commands import succeed
from harness.cover import cover
from harness.environments import environment
from harness.environments import find_environment
from harness.rendering import snapshot
from harness.service import Service
from harness.service import render_services

NAME = "services"
INVENTORY = Path(__file__).with_name("inventory.py")
FOLDERS = ("app", "migrations", "tests")
TYPE_CHECKER = "mypy.__main__"


@dataclass(frozen=True)
class Workshop:
    """An interpreter with the libraries and tools of every service."""

    interpreter: Path
    owners: Mapping[str, Sequence[str]]
    """The distributions that provide a module."""

    plugins: Mapping[str, str]
    """The pytest plugins, as modules, with the distributions they come from."""

    preloaded: Sequence[str]
    """The modules worth importing once for all suites."""

    @property
    def path(self) -> str:
        """The value of PATH with which its tools are found first."""
        return f"{self.interpreter.parent}:/usr/local/bin:/usr/bin:/bin"

    def tool(self, name: str) -> Path:
        """Where a tool of the services is installed."""
        return self.interpreter.parent / name

    def plugins_of(self, service: Service) -> list[str]:
        """The pytest plugins that the service declares itself."""
        declared = names([*service.dependencies, *service.development])
        return [
            module
            for module, owner in self.plugins.items()
            if canonicalize_name(owner) in declared
        ]


def open_workshop(services: Sequence[Service]) -> Workshop:
    """Open the environment that has what the services declare.

    One that has to be made is made for every possible service, so that the next run finds it too.
    """
    wanted = requirements(services)
    if len(services) < len(combinations()) and not find_environment(NAME, wanted):
        wanted |= every_requirement()
    interpreter = environment(NAME, wanted)
    inventory = json.loads(succeed([interpreter, INVENTORY]))
    modules = {name for service in services for name in service.imports(*FOLDERS)}
    preloaded = sorted((modules | {TYPE_CHECKER}) - inventory["plugins"].keys())
    return Workshop(interpreter, inventory["owners"], inventory["plugins"], preloaded)


def every_requirement() -> set[str]:
    """Whatever any combination needs, told by a few in which all answers meet."""
    with TemporaryDirectory(prefix="combinations-") as name:
        folder = Path(name)
        template = snapshot(folder / "template")
        wanted = cover(combinations())
        return requirements(render_services(template, wanted, folder / "services"))


def requirements(services: Iterable[Service]) -> set[str]:
    """Whatever the services need to run and to be developed."""
    return {
        str(requirement)
        for service in services
        for requirement in (*service.dependencies, *service.development)
    }
