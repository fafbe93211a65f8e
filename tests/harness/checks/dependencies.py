"""What the code imports and what `pyproject.toml` declares agree, both ways."""

import re
import sys
from collections.abc import Mapping
from collections.abc import Sequence
from functools import cache

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from harness.service import Service

PURPOSE = r'"{name}\b[^"]*", # \w+'


def find_undeclared(service: Service, owners: Mapping[str, Sequence[str]]) -> list[str]:
    """List imports that no declared dependency provides; `owners` knows who provides a module."""
    runtime = names(service.dependencies)
    everything = runtime | names(service.development)
    return [
        f"{folder} imports {module}, which no declared dependency provides"
        for folders, declared in (
            (("app", "migrations", "scripts"), runtime),
            (("tests",), everything),
        )
        for folder in folders
        for module in sorted(service.imports(folder))
        if not _is_declared(module, declared, owners)
    ]


def find_unused(service: Service, owners: Mapping[str, Sequence[str]]) -> list[str]:
    """List dependencies that nothing imports, names or gives a purpose."""
    runtime = providers(service.imports("app", "migrations", "scripts"), owners)
    everything = runtime | providers(service.imports("tests"), owners)
    return [
        f"{requirement.name} is declared, but nothing uses it"
        for requirements, used in (
            (service.dependencies, runtime),
            (service.development, everything),
        )
        for requirement in requirements
        if canonicalize_name(requirement.name) not in used and not _is_named(requirement, service)
    ]


def names(requirements: Sequence[Requirement]) -> set[str]:
    """Return the normalised names of the distributions required."""
    return {canonicalize_name(requirement.name) for requirement in requirements}


def providers(modules: set[str], owners: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the normalised names of the distributions that provide the modules."""
    tops = {module.partition(".")[0] for module in modules}
    return {canonicalize_name(owner) for top in tops for owner in owners.get(top, ())}


def _is_declared(module: str, declared: set[str], owners: Mapping[str, Sequence[str]]) -> bool:
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names or bool(providers({top}, owners) & declared)


def _is_named(requirement: Requirement, service: Service) -> bool:
    """Does a command or setting name it, or the line that declares it say what it is for?"""
    word = rf"\b{re.escape(requirement.name)}\b"
    purpose = PURPOSE.format(name=re.escape(requirement.name))
    return any(
        _occurs(purpose if path == "pyproject.toml" else word, text)
        for path, text in service.texts.items()
        if not path.endswith(".py")
    )


@cache
def _occurs(pattern: str, text: str) -> bool:
    """Search a text once, however many services share it."""
    return bool(re.search(pattern, text))
