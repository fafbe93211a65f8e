"""An option that was not chosen leaves no file, import, setting, dependency or word behind."""

import re
from functools import cache

from harness.checks.texts import TELLING
from harness.questionnaire import Question
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
    unchosen = _unchosen(service)
    return [
        f"{path}:{number}: {line}"
        for path, text in service.texts.items()
        if not path.startswith(TELLING)
        for number, line, word in _mentions(text)
        if word in unchosen and (path, word) not in MEANT
    ]


@cache
def _mentions(text: str) -> tuple[tuple[int, str, str], ...]:
    """Find the words of all options in a text, once however many services share it."""
    return tuple(
        (number, line.strip(), word.lower())
        for number, line in enumerate(text.splitlines(), 1)
        for word in _words().findall(line)
    )


@cache
def _words() -> re.Pattern[str]:
    features = [question for question in _questions() if question.is_feature]
    told = [[each.name] if each.kind == "bool" else each.answers for each in features]
    words = {_singular(word) for group in told for word in group}
    return re.compile(rf"\b({'|'.join(sorted(words - {'none'}))})s?\b", re.IGNORECASE)


def _unchosen(service: Service) -> set[str]:
    """Name every choice that was not made, and every question that got a no.

    A word may be both, as another question may have it as its answer; then it was chosen.
    """
    answers = service.combination.answers
    chosen, others = {"none"}, set[str]()
    for question in (each for each in _questions() if each.name in answers):
        answer = answers[question.name]
        if question.kind == "bool":
            (chosen if answer else others).add(_singular(question.name))
        else:
            chosen.add(_singular(answer))
            others.update(map(_singular, question.options(answers)))
    return others - chosen


@cache
def _questions() -> list[Question]:
    return questions()


def _singular(word: object) -> str:
    return str(word).removesuffix("s")
