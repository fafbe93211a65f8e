"""An option that was not chosen leaves no file, import, setting, dependency or word behind."""

import re
from functools import cache

from harness.checks.texts import ANSWERS_FILE
from harness.checks.texts import texts
from harness.questionnaire import questions
from harness.service import Service

MEANT = {
    ("app/middleware/fallback.py", "websocket"),  # ASGI's own word
    ("app/middleware/observe.py", "websocket"),  # likewise
    ("app/schemas.py", "postgresql"),  # why a rule holds for every database
    ("app/schemas.py", "sqlite"),  # likewise
    ("app/users/repository.py", "mysql"),  # likewise
    ("migrations/env.py", "sqlite"),  # asks the connection for its dialect
    ("tests/unit/middleware/test_fallback.py", "websocket"),  # ASGI's own word
    ("tests/unit/middleware/test_guard.py", "websocket"),  # likewise
    ("tests/unit/middleware/test_observe.py", "websocket"),  # likewise
}


def find_orphans(service: Service) -> list[str]:
    """List the lines that name an option which was not chosen."""
    unchosen = re.compile(rf"\b({'|'.join(sorted(_unchosen(service)))})s?\b", re.IGNORECASE)
    return [
        f"{path}:{number}: {line}"
        for path, text in texts(service)
        if path != ANSWERS_FILE
        for number, line, word in _mentions(unchosen, text)
        if (path, word) not in MEANT
    ]


@cache
def _mentions(words: re.Pattern[str], text: str) -> tuple[tuple[int, str, str], ...]:
    """Search a text once, however many services share it."""
    return tuple(
        (number, line.strip(), word.lower())
        for number, line in enumerate(text.splitlines(), 1)
        for word in words.findall(line)
    )


def _unchosen(service: Service) -> set[str]:
    """Name every choice that was not made, and every question that got a no."""
    answers = service.combination.answers
    words: set[str] = set()
    for question in (each for each in questions() if each.name in answers):
        if question.kind != "bool":
            words |= {str(option) for option in question.options(answers)} - {"none"}
            words.discard(str(answers[question.name]))
        elif not answers[question.name]:
            words.add(question.name.removesuffix("s"))  # the singular is in the plural
    return words
