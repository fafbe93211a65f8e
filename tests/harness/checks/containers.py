"""The files that put the service into containers and pipelines: schemas and linters."""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for
from ruamel.yaml import YAML
from yamllint import linter
from yamllint.config import YamlLintConfig

from harness.commands import run
from harness.service import Service

SCRIPTS = Path(sys.executable).parent
SCHEMAS = {
    "compose*.yaml": "vendor.compose-spec",
    "deploy/compose/*.yaml": "vendor.compose-spec",
    ".github/workflows/*.yml": "vendor.github-workflows",
    ".gitlab-ci.yml": "vendor.gitlab-ci",
    "renovate.json": "vendor.renovate",
}
YAML_RULES = """
extends: default
rules:
  document-start: disable
  line-length: {max: 120}
  truthy: {check-keys: false}
  comments: {min-spaces-from-content: 1}
"""


def find_schema_errors(service: Service) -> list[str]:
    """List what the published schemas of compose files, pipelines and Renovate refuse."""
    return [
        f"{path.relative_to(service.path)}: {error}"
        for pattern, schema in SCHEMAS.items()
        for path in service.path.glob(pattern)
        for error in _schema_errors(schema, path.read_text("utf-8"))
    ]


def find_yaml_lint(service: Service) -> list[str]:
    """List what yamllint says about every YAML file."""
    return [
        f"{path.relative_to(service.path)}:{finding}"
        for path in service.files
        if path.suffix in (".yaml", ".yml") and path.name != ".copier-answers.yml"
        for finding in _yamllint(path.read_text("utf-8"))
    ]


def find_dockerfile_lint(service: Service) -> list[str]:
    """List what hadolint says about the Dockerfiles."""
    return _findings(service, "Dockerfile*", _hadolint)


def find_shell_lint(service: Service) -> list[str]:
    """List what shellcheck says about shell scripts."""
    return _findings(service, "**/*.sh", _shellcheck)


def _findings(service: Service, pattern: str, lint: Callable[[str], str]) -> list[str]:
    return [
        f"{path.relative_to(service.path)}: {line}"
        for path in service.path.glob(pattern)
        for line in lint(path.read_text("utf-8")).splitlines()
    ]


@cache
def _schema_errors(schema: str, text: str) -> tuple[str, ...]:
    """Hold a text to a schema once, however many services share it."""
    document = YAML(typ="safe").load(text)  # YAML 1.2, in which `on` is no truth value
    errors = _validator(schema).iter_errors(document)
    return tuple(f"{error.json_path}: {error.message}" for error in errors)


@cache
def _validator(name: str) -> Validator:
    schema = get_builtin_schema(name)
    return validator_for(schema)(schema)


@cache
def _yamllint(text: str) -> tuple[str, ...]:
    rules = YamlLintConfig(YAML_RULES)
    return tuple(f"{problem.line}: {problem.desc}" for problem in linter.run(text, rules))


@cache
def _hadolint(text: str) -> str:
    return _lint("hadolint", text)


@cache
def _shellcheck(text: str) -> str:
    return _lint("shellcheck", text)


def _lint(program: str, text: str) -> str:
    """Lint a text once, however many combinations share it."""
    return run([SCRIPTS / program, "-"], text=text).output
