import pytest

from app.http_client.settings import ServiceSettings
from app.settings import SettingsError


class OtherSettings(ServiceSettings, env_prefix="OTHER_"):
    """The settings of a feature that uses another service."""


class TestServiceSettings:
    @pytest.mark.parametrize(
        "url", ["http://other", "https://other.test:8443", "http://gateway.test/other/v1"]
    )
    def test_a_service_may_be_anywhere(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("OTHER_URL", url)

        assert str(OtherSettings.load().url).removesuffix("/") == url

    @pytest.mark.parametrize(
        "url",
        [
            "other",
            "file:///etc/passwd",
            "redirect://other.test",
            "http://",
            "http://user@other.test",
            "http://user:hunter2@other.test",
            "http://other.test/?q=",
            "http://other.test/#here",
        ],
    )
    def test_what_is_no_beginning_of_an_address_is_refused(
        self, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OTHER_URL", url)

        with pytest.raises(SettingsError, match=r"^OTHER_URL: ") as refusal:
            OtherSettings.load()

        assert "hunter2" not in str(refusal.value)

    @pytest.mark.parametrize("name", ["CONNECT_TIMEOUT", "READ_TIMEOUT", "DEADLINE", "ATTEMPTS"])
    def test_there_is_always_some_patience(
        self, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OTHER_URL", "http://other")
        monkeypatch.setenv(f"OTHER_{name}", "0")

        with pytest.raises(SettingsError, match=rf"^OTHER_{name}: "):
            OtherSettings.load()
