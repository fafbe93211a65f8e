"""What files are called: a text that a client made up, and that others will read."""

from app.files.models import MAX_NAME

NAMELESS = "file"


def clean_name(given: str | None) -> str:
    """Keep the last part of a path (RFC 6266 4.3), without what does not print.

    Controls would break a line, and direction overrides let `txt.exe` look like `exe.txt`.
    """
    last = (given or "").replace("\\", "/").rpartition("/")[2]
    return "".join(filter(str.isprintable, last))[:MAX_NAME].strip(" .") or NAMELESS
