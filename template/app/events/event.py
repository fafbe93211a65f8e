"""What one part of the service tells others, here and elsewhere."""

from typing import ClassVar

from pydantic import BaseModel
from pydantic import ConfigDict


class Event(BaseModel):
    """A fact that others may act on; a subclass names its type and topic, and has its data.

    A type is a contract that ends with its version: fields may be added to it, and whoever reads
    it ignores those that it does not know. What breaks a reader is another version's business,
    and is told beside the old one until nobody reads that any more.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, allow_inf_nan=False)

    type: ClassVar[str]
    """What has happened and in which version it is told, such as `item.created.v1`."""

    topic: ClassVar[str]
    """Where it is told; what concerns the same key stays in order within a topic."""
