"""What Git knows about this service."""

import subprocess


def git(*words: str, may_fail: bool = False) -> str:
    """Call Git and return what it printed."""
    finished = subprocess.run(["git", *words], check=not may_fail, capture_output=True, text=True)
    return finished.stdout


def lines(*words: str, may_fail: bool = False) -> list[str]:
    """Call Git and return the lines that it printed; names of files are as they are."""
    return git("-c", "core.quotePath=false", *words, may_fail=may_fail).splitlines()


def committed(path: str) -> bytes | None:
    """Return the content of a file as it was before the update; None where it was not."""
    found = subprocess.run(["git", "show", f"HEAD:./{path}"], check=False, capture_output=True)
    return found.stdout if found.returncode == 0 else None


def has(path: str) -> bool:
    """Tell whether a file is in the index."""
    return bool(git("ls-files", "--", path))


def restore(path: str) -> None:
    """Put a file back as it was before the update."""
    git("restore", "--source=HEAD", "--staged", "--worktree", "--", path)
