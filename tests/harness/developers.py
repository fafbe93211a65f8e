"""What developers do to services, written down so that it can be done to any of them."""

from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from harness.repository import Repository

FEATURE = {
    "app/orders/__init__.py": "",
    "app/orders/settings.py": '''"""How many orders a customer may have."""

from app.settings import SettingsGroup


class OrdersSettings(SettingsGroup, env_prefix="ORDERS_"):
    """The default suits most customers."""

    most: int = 10
''',
    "app/orders/schemas.py": '''"""Orders as they cross the API."""

from app.schemas import Schema


class OrderLimit(Schema):
    """How many orders a customer may have."""

    most: int
''',
    "app/orders/router.py": '''"""The HTTP side of orders."""

from fastapi import APIRouter

from app.inventory.dependencies import InventoryRead
from app.orders.schemas import OrderLimit
from app.orders.settings import OrdersSettings

router = APIRouter(prefix="/orders", tags=["orders"])


@router.get("/limit")
async def read_limit(_: InventoryRead) -> OrderLimit:
    """Return how many orders a customer may have."""
    return OrderLimit(most=OrdersSettings.load().most)
''',
    "tests/integration/orders/test_orders.py": """from httpx2 import AsyncClient


class TestReadLimit:
    async def test_it_is_a_setting(self, client: AsyncClient) -> None:
        response = await client.get("/api/v1/orders/limit")
        assert response.json() == {"most": 10}
""",
}
TABLE = {
    "app/orders/models.py": '''"""Orders as they are stored."""

from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

from app.database.models import Base
from app.database.models import PrimaryKey


class Order(PrimaryKey, Base):
    """So many of an article."""

    __tablename__ = "orders"

    amount: Mapped[int] = mapped_column()
''',
    "migrations/versions/orders.py": '''"""Orders."""

import sqlalchemy as sa
from alembic import op

revision: str = "orders"
down_revision: str | None = "{head}"
branch_labels: str | None = None
depends_on: str | None = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
    )


def downgrade() -> None:
    op.drop_table("orders")
''',
}


@dataclass(frozen=True)
class Edit:
    """Lines of a file, and what a developer makes of them."""

    path: str
    old: str
    new: str

    def neighbourhood(self, text: str) -> str:
        """Return the lines that are replaced, with the line before and the line behind.

        Git merges no changes that touch each other.
        """
        before, _, after = text.partition(self.old)
        above = before.splitlines(keepends=True)[-1:]
        below = after.splitlines(keepends=True)[: 1 if self.old.endswith("\n") else 2]
        return "".join([*above, self.old, *below])


def behind(path: str, line: str, text: str) -> Edit:
    """Insert text behind a line."""
    return Edit(path, line, line + text)


@dataclass(frozen=True)
class Work:
    """All that developers have done to a service."""

    added: Mapping[str, str] = field(default_factory=dict)
    edits: Sequence[Edit] = ()
    removed: Sequence[str] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)

    def do(self, service: Repository) -> None:
        """Do all of it, and commit."""
        for path, text in self.added.items():
            service.write(path, text)
        for edit in self.edits:
            service.replace(edit.path, edit.old, edit.new)
        for path in self.removed:
            service.remove(path)
        for old, new in self.renamed.items():
            service.git("mv", old, new)
        service.commit()


Developer = Callable[[Repository], Work]


def builder(service: Repository) -> Work:
    """Add a feature with all that belongs to it, and register it; touch files of every kind."""
    rules = '"""The rules about items."""'
    return Work(
        added={**FEATURE, **_table(service)},
        edits=[
            behind("app/api.py", ITEMS_V2, "from app.orders.router import router as orders\n"),
            behind("app/api.py", "v1.include_router(items)\n", "v1.include_router(orders)\n"),
            behind("app/docs/tags.py", "TAGS = [\n", TAG),
            Edit("app/items/service.py", rules, rules.replace("The", "Our")),
            behind("app/main.py", "    app.state.draining = False\n", TEAM),
            Edit("app/settings.py", "    docs: bool | None = None\n", COMPANY),
            behind("compose.yaml", "networks:\n", "  backstage:\n"),
            Edit("pyproject.toml", 'version = "0.1.0"\n', 'version = "1.4.0"\n'),
            Edit(
                "README.md", "## Test\n", "## Orders\n\nA customer has at most ten.\n\n## Test\n"
            ),
            Edit(".env.example", "# development, test or", f"{EXAMPLE}# development, test or"),
        ],
    )


def minimalist(service: Repository) -> Work:
    """Delete the sample resource."""
    folders = ("app/items", "tests/unit/items", "tests/integration/items")
    lines = (
        "from app.items.router import router as items\n",
        ITEMS_V2,
        "v1.include_router(items)\n",
        "v2.include_router(items_v2)\n",
    )
    tag = '    {"name": "items", "description": "The sample resource."},\n'
    return Work(
        removed=folders,
        edits=_possible(
            service,
            *(Edit("app/api.py", line, "") for line in lines),
            Edit("app/docs/tags.py", tag, ""),
        ),
    )


def tidier(service: Repository) -> Work:
    """Rename a file, and reformat lines that stand next to what options bring."""
    return Work(
        renamed={"app/inventory/errors.py": "app/inventory/problems.py"},
        edits=_possible(
            service,
            Edit("app/main.py", LOCAL_CACHE, f"{LOCAL_CACHE.rstrip()}  # ours\n"),
            Edit("app/inventory/service.py", "app.inventory.errors", "app.inventory.problems"),
            Edit("Makefile", "PORT ?= 8000\n", "PORT ?= 8080\n"),
        ),
    )


def disputant(service: Repository) -> Work:
    """Change the very lines that options bring, wherever they are there."""
    return Work(
        edits=_possible(
            service,
            *(Edit("app/main.py", line, f"{line.rstrip()}  # ours\n") for line in ENTERED),
            Edit(
                "pyproject.toml", '    "aiosqlite>=0.22,<0.23",\n', '    "aiosqlite>=0.22,<1",\n'
            ),
            Edit("pyproject.toml", '    "asyncpg>=0.32,<0.33",\n', '    "asyncpg>=0.32,<1",\n'),
            Edit("pyproject.toml", '    "pymongo>=4.20,<5",\n', '    "pymongo>=4.20,<6",\n'),
            Edit("app/database/settings.py", '"""Where the data is', '"""Ours: where the data is'),
            Edit("app/live/hub.py", '"""', '"""Ours: '),
            Edit(".github/workflows/ci.yml", "name: CI\n", "name: Ours\n"),
            Edit(".gitlab-ci.yml", "stages: [", "stages: [ours, "),
            Edit("deploy/kubernetes/deployment.yaml", "replicas: ", "replicas: 1"),
        )
    )


DEVELOPERS: Sequence[Developer] = (builder, minimalist, tidier, disputant)

TAG = '    {"name": "orders", "description": "Ours."},\n'
TEAM = '    app.state.team = "orders"\n'
ITEMS_V2 = "from app.items.v2.router import router as items_v2\n"
LOCAL_CACHE = "from app.local_cache import LocalCache\n"
COMPANY = '''    company: str = "Example"
    """Whose orders these are."""

    docs: bool | None = None
'''
EXAMPLE = """# Whose orders these are, and how many a customer may have.
# COMPANY=Example
# ORDERS_MOST=10

"""
ENTERED = [
    f"        await stack.enter_async_context({part}.lifespan(app))\n"
    for part in ("auth", "live", "redis")
]


def _table(service: Repository) -> dict[str, str]:
    """Return a model and its revision, in a service that has migrations."""
    if not (service.path / "alembic.ini").exists():
        return {}
    head = max(path.stem for path in service.path.glob("migrations/versions/0*.py"))
    return {path: text.replace("{head}", head) for path, text in TABLE.items()}


def _possible(service: Repository, *edits: Edit) -> list[Edit]:
    """Leave out edits of what this service does not have."""
    return [
        edit
        for edit in edits
        if (service.path / edit.path).exists() and edit.old in service.read(edit.path)
    ]
