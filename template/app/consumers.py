"""The table of contents of what the service tells and hears: one line per event and consumer."""

from collections.abc import Sequence

from app.events.consumer import Consumer
from app.events.event import Event
from app.imports.steps import imports
from app.items.events import ItemCreated
from app.items.events import ItemDeleted
from app.items.events import ItemUpdated
from app.jobs.events import JobEnded
from app.jobs.events import JobProgressed
from app.timeline.consumer import timeline

PUBLISHED: Sequence[type[Event]] = (
    ItemCreated,
    ItemUpdated,
    ItemDeleted,
    JobProgressed,
    JobEnded,
)
"""What others may count on."""

CONSUMERS: Sequence[Consumer] = (imports, timeline)
"""What happens here when something has happened, here or elsewhere."""
