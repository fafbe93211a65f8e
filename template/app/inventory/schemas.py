"""What is in stock: as the inventory says it, and as it crosses our API."""

from typing import Annotated

from fastapi import Path
from pydantic import Field

from app.http_client.answers import Answer
from app.schemas import Schema

Sku = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", examples=["LAMP-01"])]
"""A stock keeping unit: the name of an article."""


class StockAnswer(Answer):
    """What the inventory answers to `GET /stock/{sku}`."""

    quantity: int = Field(ge=0)


class StockRead(Schema):
    """How many of an article there are."""

    sku: str
    in_stock: int
