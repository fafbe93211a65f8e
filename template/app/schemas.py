"""The ground rules of everything that crosses the API."""

from typing import Annotated

from pydantic import AfterValidator
from pydantic import BaseModel
from pydantic import ConfigDict


def refuse_nul(text: str) -> str:
    """Refuse what PostgreSQL cannot store and SQLite silently cuts off."""
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    return text


Text = Annotated[str, AfterValidator(refuse_nul)]
"""A string that every database stores as it is."""


class Schema(BaseModel):
    """A request or response body: unknown fields, NaN and infinity are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
