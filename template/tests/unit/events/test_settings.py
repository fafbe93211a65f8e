import pytest

from app import about
from app.events.settings import EventsSettings
from app.settings import Environment


class TestEmbedded:
    @pytest.mark.parametrize(
        ("environment", "embedded"),
        [("development", True), ("test", False), ("production", False)],
    )
    def test_the_api_does_all_by_itself_only_in_development(
        self, environment: Environment, *, embedded: bool
    ) -> None:
        assert EventsSettings(environment=environment).is_embedded == embedded

    @pytest.mark.parametrize("embedded", [True, False])
    def test_it_can_be_said(self, *, embedded: bool) -> None:
        for environment in ("development", "production"):
            settings = EventsSettings(environment=environment, embedded=embedded)
            assert settings.is_embedded == embedded


class TestNamespace:
    def test_it_is_the_services_name_unless_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("EVENTS_NAMESPACE", raising=False)

        assert EventsSettings.load().namespace == about.NAME
