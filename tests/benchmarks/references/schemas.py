"""Items, as they cross the API of the references."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel
from pydantic import ConfigDict


class ItemCreate(BaseModel):
    """What a client sends."""

    name: str
    description: str = ""
    quantity: int = 0


class ItemRead(BaseModel):
    """What a client gets."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    description: str
    quantity: int
    version: int
    created_at: datetime
    updated_at: datetime
