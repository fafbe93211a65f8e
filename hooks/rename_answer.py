"""Keep the answer to a question that got another name.

A migration that runs before an update, as `rename_answer.py OLD NEW`, in the service's folder. By
itself Copier would forget the answer and take the new question's default.
"""

import re
import sys
from pathlib import Path

ANSWERS = Path(".copier-answers.yml")


def main(old: str, new: str) -> None:
    """Rename a key of the answers file; its value, of however many lines, stays as it is."""
    text = ANSWERS.read_text("utf-8")
    if not re.search(rf"^{re.escape(new)}:", text, re.MULTILINE):
        ANSWERS.write_text(re.sub(rf"(?m)^{re.escape(old)}:", f"{new}:", text), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
