"""Write `.env` from `.env.example`, with a fresh secret in place of every placeholder."""

import os
import re
import secrets
from pathlib import Path

PLACEHOLDER = re.compile(r"(?<==)change-me$", re.MULTILINE)
OWNER_ONLY = 0o600


def main() -> None:
    """Write the file for its owner's eyes only; one that exists is left alone."""
    example = Path(".env.example").read_text(encoding="utf-8")
    settings = PLACEHOLDER.sub(lambda _: secrets.token_hex(32), example)
    try:
        descriptor = os.open(".env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(settings)


if __name__ == "__main__":
    main()
