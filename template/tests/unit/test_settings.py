import pytest
from pydantic import SecretStr

from app.settings import Settings
from app.settings import SettingsError
from app.settings import SettingsGroup
from app.settings import is_weak

STRONG = "mC5xS0vQ8rT2yW6zB9dF3hJ7kN1pL4gA"


class MailSettings(SettingsGroup, env_prefix="MAIL_"):
    """A group as a feature would have it."""

    host: str
    password: SecretStr
    relay: SecretStr = SecretStr("smtp://relay.test")


class TestIsWeak:
    @pytest.mark.parametrize(
        "secret",
        [
            pytest.param("", id="empty"),
            pytest.param(STRONG[:-1], id="31 bytes"),
            pytest.param("a" * 64, id="one character"),
            pytest.param("abcabcabc" * 8, id="few characters"),
            pytest.param(f"{STRONG}-Change-Me", id="placeholder"),
            pytest.param("smtp://user:change-me@mail.test", id="placeholder in an address"),
        ],
    )
    def test_what_anybody_could_guess_is_weak(self, secret: str) -> None:
        assert is_weak(secret)

    @pytest.mark.parametrize(
        "secret",
        [
            pytest.param(STRONG, id="32 random characters"),
            pytest.param("smtp://user:x7Kp2mQ9@mail.test", id="random password in an address"),
            pytest.param("smtp://mail.test", id="address without a password"),
        ],
    )
    def test_what_nobody_could_guess_is_not(self, secret: str) -> None:
        assert not is_weak(secret)


class TestSettingsGroup:
    def test_settings_come_from_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MAIL_HOST", "mail.test")
        monkeypatch.setenv("MAIL_PASSWORD", STRONG)

        settings = MailSettings.load()

        assert settings.host == "mail.test"
        assert settings.password.get_secret_value() == STRONG

    def test_a_variable_that_all_groups_share_is_named_without_prefix(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ENVIRONMENT", "staging")
        with pytest.raises(SettingsError, match=r"(^|; )ENVIRONMENT: "):
            MailSettings.load()

    def test_every_missing_variable_is_named(self) -> None:
        with pytest.raises(SettingsError, match=r"MAIL_HOST: .*; MAIL_PASSWORD: "):
            MailSettings.load()

    def test_production_refuses_a_weak_secret_and_names_it_without_its_value(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("MAIL_HOST", "mail.test")
        monkeypatch.setenv("MAIL_PASSWORD", "tell-nobody")
        monkeypatch.setenv("ENVIRONMENT", "production")

        with pytest.raises(SettingsError, match="MAIL_PASSWORD is too short") as refusal:
            MailSettings.load()

        assert "tell-nobody" not in str(refusal.value)

    def test_production_accepts_a_strong_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("MAIL_HOST", "mail.test")
        monkeypatch.setenv("MAIL_PASSWORD", STRONG)
        monkeypatch.setenv("ENVIRONMENT", "production")

        assert MailSettings.load().environment == "production"

    def test_an_unknown_environment_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ENVIRONMENT", "prod")

        with pytest.raises(SettingsError, match="ENVIRONMENT: "):
            Settings.load()

    def test_secrets_are_not_shown(self) -> None:
        settings = MailSettings(host="mail.test", password=SecretStr(STRONG))

        assert STRONG not in repr(settings)


class TestAllowedOrigins:
    def test_nobody_is_allowed_unless_named(self) -> None:
        assert Settings.load().allowed_origins == frozenset()

    def test_exact_origins_are_accepted(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALLOWED_ORIGINS", '["https://a.test", "http://localhost:3000"]')

        assert Settings.load().allowed_origins == {"https://a.test", "http://localhost:3000"}

    @pytest.mark.parametrize(
        "origin", ["*", "a.test", "https://a.test/", "https://a.test/path", "https://*.a.test"]
    )
    def test_anything_else_is_refused(self, origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALLOWED_ORIGINS", f'["{origin}"]')

        with pytest.raises(SettingsError, match="ALLOWED_ORIGINS: "):
            Settings.load()


class TestAllowedHosts:
    def test_only_this_machine_is_allowed_unless_others_are_named(self) -> None:
        assert Settings.model_fields["allowed_hosts"].default == {
            "localhost",
            "127.0.0.1",
            "[::1]",
        }

    @pytest.mark.parametrize("host", ["api.example.com", "*.example.com", "[::1]", "*"])
    def test_names_and_patterns_are_accepted(
        self, host: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ALLOWED_HOSTS", f'["{host}"]')

        assert Settings.load().allowed_hosts == {host}

    @pytest.mark.parametrize(
        "host",
        ["", "https://a.test", "a.test:8000", "a.test/path", "a.*.test", "*a.test", "A.TEST"],
    )
    def test_anything_else_is_refused(self, host: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ALLOWED_HOSTS", f'["{host}"]')

        with pytest.raises(SettingsError, match="ALLOWED_HOSTS: "):
            Settings.load()


class TestMetricsToken:
    @pytest.mark.parametrize("token", ["", "change-me", "short"])
    def test_production_refuses_a_weak_one(
        self, token: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ENVIRONMENT", "production")
        monkeypatch.setenv("METRICS_TOKEN", token)

        with pytest.raises(SettingsError, match="METRICS_TOKEN is too short"):
            Settings.load()

    def test_none_is_fine(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ENVIRONMENT", "production")

        assert Settings.load().metrics_token is None
