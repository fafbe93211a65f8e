"""Prints as JSON which distributions an environment has; runs inside that environment."""

import json
from importlib.metadata import entry_points
from importlib.metadata import packages_distributions


def main() -> None:
    """Print who owns each module, and which modules are pytest plugins."""
    plugins = {
        entry.value.partition(":")[0]: entry.dist.name
        for entry in entry_points(group="pytest11")
        if entry.dist
    }
    print(json.dumps({"owners": packages_distributions(), "plugins": plugins}))


if __name__ == "__main__":
    main()
