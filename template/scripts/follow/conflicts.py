"""What an update could not decide."""

from scripts.follow import git

COMPUTED = ("docs/*api.json",)  # `make follow` writes these anew in the end
MARKED = ("--untracked", "--files-with-matches", "--extended-regexp")
MARKERS = "^(<{7}|>{7}) "


def settle_computed() -> None:
    """Take conflicts out of files that need not be merged."""
    for path in git.lines("diff", "--name-only", "--relative", "--diff-filter=U", "--", *COMPUTED):
        git.restore(path)


def find() -> list[str]:
    """List files in which both sides changed the same lines, and changes that did not apply."""
    unmerged = git.lines("diff", "--name-only", "--relative", "--diff-filter=U")
    marked = git.lines("grep", *MARKED, MARKERS, may_fail=True)
    rejected = git.lines("ls-files", "--others", "--", "*.rej")
    return sorted({*unmerged, *marked, *rejected})
