"""Imports as they cross the API."""

from uuid import UUID

from pydantic import Field

from app.schemas import Schema


class ImportCreate(Schema):
    """Which file is to be imported."""

    file_id: UUID = Field(
        description="A CSV file in UTF-8, whose first line names its columns: "
        "`name`, and if wanted `description` and `quantity`."
    )
