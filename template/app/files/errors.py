"""What can go wrong with files."""

from app.errors import NotFound
from app.errors import TooLarge
from app.errors import Unavailable
from app.errors import UnsupportedType


class FileNotFound(NotFound):
    title = "There is no such file"


class FileTooLarge(TooLarge):
    title = "The file is too large"


class FileTypeNotAllowed(UnsupportedType):
    title = "The file is of a type that is not taken here"


class StorageUnavailable(Unavailable):
    title = "Files can neither be read nor written at the moment"
