"""Items as tutorials keep them: an asynchronous session for each request, and nothing else."""

import os
from collections.abc import AsyncIterator
from datetime import UTC
from datetime import datetime
from typing import Annotated
from uuid import UUID
from uuid import uuid4

from fastapi import Depends
from fastapi import FastAPI
from sqlalchemy import DateTime
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from benchmarks.references.bare import read_health
from benchmarks.references.schemas import ItemCreate
from benchmarks.references.schemas import ItemRead

engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=10, max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    """The models of this application."""


class Item(Base):
    """A row of the service's table."""

    __tablename__ = "items"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    owner_id: Mapped[UUID]
    name: Mapped[str]
    description: Mapped[str]
    quantity: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    updated_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


async def get_session() -> AsyncIterator[AsyncSession]:
    """Lend a session to a request."""
    async with sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]


async def read_item(item_id: UUID, session: Session) -> ItemRead:
    """Return one item."""
    return ItemRead.model_validate(await session.get_one(Item, item_id))


async def create_item(body: ItemCreate, session: Session) -> ItemRead:
    """Store an item."""
    now = datetime.now(UTC)
    owner = UUID(os.environ["OWNER_ID"])
    item = Item(**body.model_dump(), owner_id=owner, created_at=now, updated_at=now)
    session.add(item)
    await session.commit()
    return ItemRead.model_validate(item)


app = FastAPI(openapi_url=None)
app.add_api_route("/health", read_health)
app.add_api_route("/items/{item_id}", read_item)
app.add_api_route("/items", create_item, methods=["POST"], status_code=201)
