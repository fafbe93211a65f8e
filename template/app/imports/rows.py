"""Rows become items."""

from collections.abc import Iterable

from pydantic import ValidationError

from app.imports.table import Row
from app.items.announcements import AnnouncingItemService
from app.items.schemas import ItemCreate
from app.jobs.schemas import Refusal


async def create(items: AnnouncingItemService, rows: Iterable[Row]) -> list[Refusal]:
    """Create an item of each row, and tell which rows are none."""
    refusals: list[Refusal] = []
    for row in rows:
        if row.problem:
            refusals.append(Refusal(line=row.line, reason=row.problem))
            continue
        try:
            item = ItemCreate.model_validate(row.cells)
        except ValidationError as error:
            refusals.append(Refusal(line=row.line, reason=first_reason(error)))
        else:
            await items.create(**item.model_dump())
    return refusals


def first_reason(error: ValidationError) -> str:
    """Say which column breaks which rule, and never repeat what is in it."""
    first = error.errors(include_url=False, include_input=False)[0]
    return f"{first['loc'][0]}: {first['msg']}"
