import sys
from pathlib import Path

import pytest

import app
from app.database.discovery import import_models


class TestImportModels:
    def test_the_models_of_a_new_feature_are_found(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "parcels").mkdir()
        (tmp_path / "parcels" / "models.py").write_text("", encoding="utf-8")
        monkeypatch.setattr(app, "__path__", [str(tmp_path)])

        import_models()

        assert "app.parcels.models" in sys.modules
