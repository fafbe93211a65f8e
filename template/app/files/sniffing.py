"""What a file is, told from its bytes: neither its name nor a header is believed.

A table of our own, because detectors know hundreds of types, tell text only by guessing, and each
signature more is one more way to be fooled. Add a type by adding its signature.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 64 * 1024  # bytes

TEXT = "text/plain"
SIGNATURES = {
    "application/pdf": re.compile(rb"%PDF-\d\.\d"),
    "image/gif": re.compile(rb"GIF8[79]a"),
    "image/jpeg": re.compile(rb"\xff\xd8\xff"),
    "image/png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "image/webp": re.compile(rb"RIFF.{4}WEBP", re.DOTALL),
}
KNOWN_TYPES = frozenset({TEXT, *SIGNATURES})

CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # text has tabs, line ends and page feeds


def sniff(file: BinaryIO) -> str | None:
    """Return the media type of a file, or nothing for one that is not known; this blocks."""
    file.seek(0)
    first = file.read(16)
    for media_type, signature in SIGNATURES.items():
        if signature.match(first):
            return media_type
    return TEXT if is_text(file) else None


def is_text(file: BinaryIO) -> bool:
    """Tell whether all of a file is UTF-8 without control characters."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        if any(CONTROLS.search(decode(chunk)) for chunk in chunks(file)):
            return False
        decode(b"", final=True)  # the last character may be cut off
    except UnicodeDecodeError:
        return False
    return True


def chunks(file: BinaryIO) -> Iterator[bytes]:
    """Read a file from its beginning, piece by piece."""
    file.seek(0)
    while chunk := file.read(CHUNK):
        yield chunk
