"""The envelope of an event: CloudEvents 1.0, in structured JSON."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from typing import Literal
from typing import Self
from uuid import NAMESPACE_URL
from uuid import UUID
from uuid import uuid5

from pydantic import AwareDatetime
from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import Field
from pydantic import ValidationError
from pydantic import model_validator
from uuid_utils.compat import uuid7

from app import about
from app.database.models import utc_now
from app.events.event import Event
from app.request_id import current_request_id
from app.request_id import current_trace_id

MEDIA_TYPE = "application/cloudevents+json"


class Malformed(Exception):
    """It is no event, or not the one that its type promises, and never will be."""


class CloudEvent(BaseModel):
    """What every event says of itself, whoever sends it (CloudEvents 1.0.2, section 3).

    `requestid` and `traceparent` are extensions: a log line about an effect names the request
    that caused it, in whichever process it was caused.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    specversion: Literal["1.0"] = "1.0"
    id: str = Field(min_length=1, max_length=200)
    source: str = Field(min_length=1, max_length=200)
    type: str = Field(min_length=1, max_length=200)
    subject: str = Field(default="", max_length=200)
    time: AwareDatetime = Field(default_factory=utc_now)
    datacontenttype: str = Field(default="application/json", max_length=200)
    data: Any = None
    requestid: str | None = None
    traceparent: str | None = None

    @model_validator(mode="before")
    @classmethod
    def leave_out_null(cls, attributes: Any) -> Any:
        """Take null for an attribute that is not there, as CloudEvents' JSON format does."""
        if not isinstance(attributes, dict):
            return attributes
        return {name: value for name, value in attributes.items() if value is not None}

    @classmethod
    def of(cls, event: Event, subject: str) -> Self:
        """Wrap an event of this service that belongs to the request that is being served."""
        id = uuid7()
        return cls(
            id=str(id),
            source=f"/{about.NAME}",
            type=event.type,
            subject=subject,
            data=event.model_dump(mode="json"),
            requestid=current_request_id.get() or None,
            traceparent=traceparent(id),
        )

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read what somebody sent, or raise `Malformed`."""
        with well_formed():
            return cls.model_validate_json(body)

    def to_json(self) -> bytes:
        return self.model_dump_json(exclude_none=True).encode()

    def identity(self, consumer: str) -> UUID:
        """Name what one consumer makes of this event: `source` and `id` are unique together."""
        return uuid5(NAMESPACE_URL, f"{consumer}\n{self.source}\n{self.id}")

    @property
    def age(self) -> float:
        """The seconds since it happened."""
        now: datetime = utc_now()
        return (now - self.time).total_seconds()


@contextmanager
def well_formed() -> Iterator[None]:
    """Say of what is not valid here that it never will be."""
    try:
        yield
    except ValidationError as error:
        raise Malformed(str(error)) from error


def traceparent(id: UUID) -> str | None:
    """Continue the caller's trace, if there is one (W3C Trace Context 3.2)."""
    trace = current_trace_id.get()
    return f"00-{trace}-{id.hex[-16:]}-01" if trace else None
