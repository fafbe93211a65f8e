import io

import pytest

from app.files.sniffing import CHUNK
from app.files.sniffing import KNOWN_TYPES
from app.files.sniffing import sniff

FILES = {
    "application/pdf": [b"%PDF-1.7\n"],
    "image/gif": [b"GIF87a...", b"GIF89a..."],
    "image/jpeg": [b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xdb"],
    "image/png": [b"\x89PNG\r\n\x1a\n"],
    "image/webp": [b"RIFF\x0a\x00\x00\x00WEBPVP8 "],
    "text/plain": [b"", b"a,b\r\n\t1", "Grüße 你好 🦉".encode(), b"<script>", b" %PDF-1.7"],
}
UNKNOWN = [
    b"MZ\x90\x00",
    b"\x7fELF",
    b"PK\x03\x04",
    b"RIFF\x0a\x00\x00\x00WAVE",
    b"\x89PNG\n",
    b"nearly text\0",
    b"\x1b[2J",
    b"latin-1: \xfc",
    "cut off: 你".encode()[:-1],
    b"x" * CHUNK + b"\0",
]


class TestSniff:
    @pytest.mark.parametrize(
        ("media_type", "content"), [(kind, each) for kind, many in FILES.items() for each in many]
    )
    def test_a_known_type_is_told(self, media_type: str, content: bytes) -> None:
        assert sniff(io.BytesIO(content)) == media_type

    @pytest.mark.parametrize("content", UNKNOWN)
    def test_anything_else_is_not(self, content: bytes) -> None:
        assert sniff(io.BytesIO(content)) is None

    def test_a_character_may_lie_across_two_pieces(self) -> None:
        content = b"x" * (CHUNK - 1) + "你".encode()

        assert sniff(io.BytesIO(content)) == "text/plain"

    def test_every_type_is_tested(self) -> None:
        assert FILES.keys() == KNOWN_TYPES
