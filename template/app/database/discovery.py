"""Finds every model, wherever a feature defines one."""

from importlib import import_module
from pathlib import Path

import app


def import_models() -> None:
    """Import the `models` module of every feature, so that nothing has to list them."""
    for path in sorted(Path(app.__path__[0]).glob("*/models.py")):
        import_module(f"app.{path.parent.name}.models")
