"""Files that are on one side only after an update."""

from functools import cached_property
from pathlib import Path

from scripts.follow import git
from scripts.follow.template import Tree

MIGRATED = Path("alembic.ini")
REVISIONS = "migrations/versions/"


class Removals:
    """Compares what the template made before and after an update with what the service had."""

    def __init__(self, before: Tree, after: Tree) -> None:
        self._before = before
        self._gone = sorted(before.keys() - after.keys())
        stayed = sorted(before.keys() & after.keys())
        self._changed = [path for path in stayed if after[path] != before[path]]

    @cached_property
    def revisions(self) -> list[str]:
        """Migrations that the template no longer has, while the service still has migrations."""
        if not MIGRATED.exists():
            return []
        return [path for path in self._gone if path.startswith(REVISIONS) and git.committed(path)]

    @cached_property
    def edited(self) -> list[str]:
        """Files that the template removed and the service had changed.

        What a migration script of the template dealt with is gone from Git's index, too.
        """
        rest = [path for path in self._gone if path not in self.revisions and git.has(path)]
        return [path for path in rest if git.committed(path) != self._before[path]]

    @cached_property
    def missed(self) -> list[str]:
        """Files that the template changed and the service no longer has under that name."""
        return [path for path in self._changed if git.committed(path) is None]

    def put_back(self) -> None:
        """Restore what is not for an update to remove."""
        for path in (*self.revisions, *self.edited):
            git.restore(path)
