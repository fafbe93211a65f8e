"""The ground rules of everything that crosses the API."""

from datetime import UTC
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator
from pydantic import AwareDatetime
from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field


def refuse_unstorable(text: str) -> str:
    """Refuse what PostgreSQL cannot store, SQLite silently cuts off or UTF-8 cannot express."""
    if "\0" in text:
        raise ValueError("must not contain NUL characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("must not contain lone surrogates") from None
    return text


Text = Annotated[str, AfterValidator(refuse_unstorable)]
"""A string that every database stores as it is."""

Moment = Annotated[
    AwareDatetime,
    Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(9999, 1, 1, tzinfo=UTC)),
]
"""A time that every database can compare with others."""


class Schema(BaseModel):
    """A request or response body: unknown fields, NaN and infinity are refused."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)
