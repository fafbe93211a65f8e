"""Bring what has changed in the template into this service, and say what that means for it.

The service's own work must be committed. What cannot be decided here is left to a person: lines
that both sides changed, and files that one side changed and the other removed.
"""

import sys
from argparse import ArgumentParser
from argparse import Namespace

from scripts.follow import conflicts
from scripts.follow import settings
from scripts.follow import template
from scripts.follow.removals import Removals

STAYING = (
    "Migrations that stay, because a database may have them; "
    'what tables need now, `make revision m="…"` writes'
)


def main() -> None:
    """Update, put back what must not go, and tell; fail while anything has to be resolved."""
    wishes = arguments()
    if not wishes.data and not template.has_news():
        print(f"{template.version()} is the newest version of the template.")
        return
    before = template.pristine()
    template.update(wishes.data, trust=wishes.trust)
    removals = Removals(before, template.pristine())
    removals.put_back()
    conflicts.settle_computed()
    report("Settings that are new, see .env.example", settings.added())
    report("Settings that are gone", settings.removed())
    report(STAYING, removals.revisions)
    report("Changed in the template, but you removed or renamed them", removals.missed)
    report("Removed by the template, but you changed them; keep or delete them", removals.edited)
    report("Conflicts", unresolved := conflicts.find())
    if unresolved or removals.edited:
        sys.exit("Resolve what is listed above, and commit; then run `make update` once more.")


def arguments() -> Namespace:
    """Read the answers to change, and whether the template may run its migration scripts."""
    parser = ArgumentParser(prog="python -m scripts.follow", description=__doc__)
    parser.add_argument("--data", action="append", default=[], metavar="QUESTION=ANSWER")
    parser.add_argument("--trust", action="store_true")
    return parser.parse_args()


def report(title: str, lines: list[str]) -> None:
    """Print a list, if there is something in it."""
    if lines:
        print(f"\n{title}:", *lines, sep="\n    ")


if __name__ == "__main__":
    main()
