"""Shows dead letters, or handles them again: `python -m app.events list`, `… replay [ID …]`."""

import argparse
import asyncio
import sys
from collections.abc import Collection
from collections.abc import Sequence

from starlette.datastructures import State

from app.consumers import CONSUMERS
from app.events.dead_letters import DeadLetters
from app.events.models import DeadLetter
from app.events.replay import replay
from app.worker import create_app
from app.worker import resources


async def main(arguments: Sequence[str]) -> int:
    """Return 1 if an event failed again."""
    parser = argparse.ArgumentParser(prog="python -m app.events")
    parser.add_argument("command", choices=["list", "replay"])
    parser.add_argument("ids", nargs="*", metavar="ID", help="which ones; by default all")
    options = parser.parse_args(arguments)
    app = create_app()
    async with resources(app):
        letters = await chosen(DeadLetters(app.state.database), options.ids)
        if options.command == "list":
            show(letters)
            return 0
        return 0 if all([await replayed(app.state, letter) for letter in letters]) else 1


async def chosen(letters: DeadLetters, ids: Collection[str]) -> Sequence[DeadLetter]:
    found = {str(letter.id): letter for letter in await letters.list()}
    if missing := set(ids) - found.keys():
        sys.exit(f"There is no dead letter {', '.join(sorted(missing))}.")
    return [letter for id, letter in found.items() if not ids or id in ids]


def show(letters: Sequence[DeadLetter]) -> None:
    for letter in letters:
        print(letter.id, f"{letter.created_at:%Y-%m-%d %H:%M}", letter.consumer, letter.error)
        print("   ", letter.body.decode(errors="backslashreplace"))


async def replayed(state: State, letter: DeadLetter) -> bool:
    try:
        await replay(state, CONSUMERS, letter)
    except Exception as error:
        print(letter.id, "failed again:", error)
        return False
    print(letter.id, "is handled")
    return True


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
