"""Where files are kept, and which ones are taken."""

from pathlib import Path

from pydantic import Field
from pydantic import field_validator

from app.files.sniffing import KNOWN_TYPES
from app.settings import SettingsGroup


class FilesSettings(SettingsGroup, env_prefix="FILES_"):
    """Replicas share one directory, such as a volume that each of them mounts."""

    directory: Path = Path("files")

    max_bytes: int = Field(default=10 * 1024 * 1024, ge=1)
    """The size of the largest file."""

    types: frozenset[str] = KNOWN_TYPES
    """The media types that are taken."""

    @field_validator("types")
    @classmethod
    def types_are_known(cls, types: frozenset[str]) -> frozenset[str]:
        if unknown := types - KNOWN_TYPES:
            raise ValueError(f"nobody can tell from the content what is {', '.join(unknown)}")
        return types
