"""Services installed for real: by their own Makefile, into an environment of their own."""

import shutil
import ssl
import sys
from collections.abc import Mapping
from pathlib import Path

from harness.commands import Finished
from harness.commands import run
from harness.commands import succeed
from harness.environments import UV
from harness.environments import environment
from harness.environments import tool_folder
from harness.environments import uv
from harness.paths import CACHE
from harness.plan import SMOKE
from harness.service import Service

INSTALLED = CACHE / "installed"
PYTHON = Path(sys.base_prefix) / "bin" / "python3"

INSTALLERS = {"uv": "database=postgresql redis=true", "poetry": ""}
"""What installs, and the service that it installs."""

PARTS = {"poetry": f"tests/unit {SMOKE} --cov-fail-under=0"}
"""Where a part of the tests shows that nothing is missing; others are held to their coverage."""

# Poetry asks PyPI for more than a mirror of it may offer; the plugin has it ask what pip asks.
POETRY = ("poetry", "poetry-plugin-pypi-mirror")
INDEX = "import pip._internal.models.index as index; print(index.PyPI.simple_url)"


def install_and_test(installer: str, service: Service, settings: Mapping[str, str]) -> Finished:
    """Do what the service's README says, with nothing at hand but the installer and Python."""
    folder = INSTALLED / f"{installer}-{service.combination.name}"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(service.path, folder)
    programs = tool_folder(_program(installer), PYTHON)
    surroundings = {
        "LANG": "C.UTF-8",
        "PATH": f"{programs}:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
        "PYTEST_ADDOPTS": PARTS.get(installer, ""),
        "POETRY_CACHE_DIR": str(CACHE / "poetry"),
        "POETRY_PYPI_MIRROR_URL": succeed([sys.executable, "-c", INDEX]).strip(),
        "REQUESTS_CA_BUNDLE": ssl.get_default_verify_paths().cafile or "",
        "UV_CACHE_DIR": uv("cache", "dir").strip(),
        "UV_PYTHON": str(PYTHON),
    }
    return run(
        ["make", "setup", "test"], directory=folder, environment={**surroundings, **settings}
    )


def _program(installer: str) -> Path:
    if installer == "uv":
        return UV
    return environment("poetry", POETRY).with_name("poetry")
