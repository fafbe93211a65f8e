import pytest

from app.limit import Limit
from app.settings import Settings
from app.settings import SettingsError


class TestParse:
    @pytest.mark.parametrize(
        ("text", "limit"),
        [
            ("1/second", (1, 1)),
            ("600/minute", (600, 60)),
            ("30/hour", (30, 3_600)),
            ("5/day", (5, 86_400)),
        ],
    )
    def test_a_limit_is_a_number_and_a_unit_of_time(
        self, text: str, limit: tuple[int, int]
    ) -> None:
        assert Limit.parse(text) == limit

    @pytest.mark.parametrize("text", ["", "10", "10/fortnight", "many/minute"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="is no limit"):
            Limit.parse(text)


class TestSetting:
    def test_a_limit_can_be_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RATE_LIMIT", "5/second")

        assert Settings.load().rate_limit == "5/second"

    @pytest.mark.parametrize("text", ["0/minute", "-1/minute", "10 per minute", "", "unlimited"])
    def test_a_start_is_refused_without_a_limit(
        self, monkeypatch: pytest.MonkeyPatch, text: str
    ) -> None:
        monkeypatch.setenv("RATE_LIMIT", text)

        with pytest.raises(SettingsError, match="RATE_LIMIT"):
            Settings.load()
