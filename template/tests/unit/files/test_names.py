import pytest

from app.files.models import MAX_NAME
from app.files.names import NAMELESS
from app.files.names import clean_name


class TestCleanName:
    @pytest.mark.parametrize("name", ["a.txt", "Grüße 你好.pdf", 'a"b;c.txt'])
    def test_a_good_name_is_kept(self, name: str) -> None:
        assert clean_name(name) == name

    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("C:\\Users\\alice\\a.txt", "a.txt"),
            ("/home/alice/a.txt", "a.txt"),
            ("../../a.txt", "a.txt"),
            ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
            ("a\0.txt", "a.txt"),
            ("a\u202etxt.exe", "atxt.exe"),
            ("a\ud800.txt", "a.txt"),
            (" a.txt. ", "a.txt"),
            ("a" * 1000, "a" * MAX_NAME),
        ],
    )
    def test_what_could_deceive_is_dropped(self, given: str, kept: str) -> None:
        assert clean_name(given) == kept

    @pytest.mark.parametrize("given", [None, "", "..", "/", "\0", "a/"])
    def test_what_is_left_of_nothing_has_a_name_all_the_same(self, given: str | None) -> None:
        assert clean_name(given) == NAMELESS
