"""Whose items the rows of a file become: everybody's."""

from app.cache import CachedReads
from app.events.consumer import Delivery
from app.items.announcements import AnnouncingItemService
from app.items.repository import ItemRepository
from app.items.schemas import ItemRead
from app.jobs.models import Job


def items_of(_: Job, delivery: Delivery) -> AnnouncingItemService:
    """Work on all items."""
    return AnnouncingItemService(
        ItemRepository(delivery.session),
        CachedReads(delivery.state.cache, "items", ItemRead),
        delivery.after_commit,
    )
