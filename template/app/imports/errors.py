"""What can go wrong with imports."""

from app.errors import Invalid


class FileNotImportable(Invalid):
    title = "The file cannot be imported"


class NotATable(Exception):
    """The file is no table of items; the message tells people why."""
