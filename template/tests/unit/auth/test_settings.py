import pytest

from app.auth.settings import AuthSettings
from app.settings import SettingsError


@pytest.fixture(autouse=True)
def production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")


class TestSecretKey:
    @pytest.mark.parametrize("key", ["", "changethis", "secret", "a" * 64, "change-me" * 8])
    def test_production_does_not_start_with_one_that_can_be_guessed(
        self, key: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AUTH_SECRET_KEY", key)

        with pytest.raises(SettingsError, match="AUTH_SECRET_KEY"):
            AuthSettings.load()

    def test_production_does_not_start_without_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("AUTH_SECRET_KEY")

        with pytest.raises(SettingsError, match="AUTH_SECRET_KEY: Field required"):
            AuthSettings.load()

    def test_production_starts_with_a_random_one(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AUTH_SECRET_KEY", "mC5xS0vQ8rT2yW6zB9dF3hJ7kN1pL4gA")

        assert AuthSettings.load().environment == "production"

    def test_a_weak_retired_key_is_refused_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AUTH_SECRET_KEY", "mC5xS0vQ8rT2yW6zB9dF3hJ7kN1pL4gA")
        monkeypatch.setenv("AUTH_RETIRED_SECRET_KEY", "changethis")

        with pytest.raises(SettingsError, match="AUTH_RETIRED_SECRET_KEY"):
            AuthSettings.load()
