"""The HTTP side of the timeline."""

from app.pagination import LINK
from app.pagination import Page
from app.pagination import PageLinks
from app.pagination import Paging
from app.routing import Router
from app.timeline.dependencies import Timeline
from app.timeline.schemas import TimelineEntryRead

router = Router(prefix="/timeline", tags=["timeline"])


@router.get("", responses={200: {"headers": LINK}})
async def list_timeline(
    paging: Paging, timeline: Timeline, links: PageLinks
) -> Page[TimelineEntryRead]:
    """Return what happened to items, the latest first; a change shows up a moment after it."""
    found = await timeline.list(limit=paging.limit, offset=paging.offset)
    total = await timeline.count()
    links.add_neighbours(paging, total)
    return Page.of(map(TimelineEntryRead.of, found), total, paging)
