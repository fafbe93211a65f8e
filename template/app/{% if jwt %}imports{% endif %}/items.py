"""Whose items the rows of a file become."""

from app.cache import CachedReads
from app.events.consumer import Delivery
from app.items.announcements import AnnouncingItemService
from app.items.repository import ItemRepository
from app.items.schemas import ItemRead
from app.jobs.models import Job


def items_of(job: Job, delivery: Delivery) -> AnnouncingItemService:
    """Work on the items of whoever has asked for the job."""
    return AnnouncingItemService(
        ItemRepository(delivery.session, owner_id=job.owner_id),
        CachedReads(delivery.state.cache, f"items:{job.owner_id}", ItemRead),
        delivery.after_commit,
    )
