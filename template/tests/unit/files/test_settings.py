import pytest

from app.files.settings import FilesSettings
from app.settings import SettingsError


class TestTypes:
    def test_some_of_the_known_types_may_be_taken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FILES_TYPES", '["image/png"]')

        assert FilesSettings.load().types == {"image/png"}

    def test_a_type_that_nobody_can_tell_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FILES_TYPES", '["image/png", "text/html"]')

        with pytest.raises(SettingsError, match=r"FILES_TYPES: .*text/html"):
            FilesSettings.load()
