"""Where another service is, and how patient we are with it."""

from pydantic import Field
from pydantic import HttpUrl
from pydantic import field_validator

from app.settings import SettingsGroup


class ServiceSettings(SettingsGroup):
    """The settings of a feature that uses another service; a subclass gives prefix and address."""

    url: HttpUrl
    """Where its paths begin, such as http://inventory or https://example.com/inventory."""

    connect_timeout: float = Field(default=1, gt=0)
    """Seconds to find its address and connect, or to wait for a free connection."""

    read_timeout: float = Field(default=2, gt=0)
    """Seconds without a byte of its answer."""

    deadline: float = Field(default=5, gt=0)
    """Seconds for the whole answer, with all attempts and the pauses between them."""

    attempts: int = Field(default=3, ge=1, le=5)
    """How often a call is made at most, if it may be repeated at all."""

    connections: int = Field(default=50, ge=1)
    """Calls at the same time, in each process."""

    max_answer_bytes: int = Field(default=2**20, ge=1)

    @field_validator("url")
    @classmethod
    def url_is_a_beginning(cls, url: HttpUrl) -> HttpUrl:
        if url.username or url.password or url.query or url.fragment:
            raise ValueError("must be an address without credentials, query and fragment")
        return url
