"""Users, their sessions, and the owners of items."""

from collections.abc import Sequence
from datetime import UTC
from datetime import datetime

import sqlalchemy as sa
from alembic import op
from uuid_utils.compat import uuid7

from app.database.types import UtcDateTime

revision: str = "0002_accounts"
down_revision: str | None = "0001_items"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    users = op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("username", sa.String(30), nullable=False),
        sa.Column("password_hash", sa.String(200), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
        sa.UniqueConstraint("username", name=op.f("uq_users_username")),
    )
    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("refresh_hash", sa.String(64), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("idle_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime, nullable=True),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("updated_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_login_sessions_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
    )
    op.create_index(op.f("ix_login_sessions_user_id"), "login_sessions", ["user_id"])
    with op.batch_alter_table("items") as batch:
        batch.add_column(sa.Column("owner_id", sa.Uuid(), nullable=True))
    give_items_an_owner(users)
    with op.batch_alter_table("items") as batch:
        batch.alter_column("owner_id", existing_type=sa.Uuid(), nullable=False)
        batch.create_foreign_key(
            op.f("fk_items_owner_id_users"), "users", ["owner_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_index(op.f("ix_items_owner_id"), ["owner_id"])


def give_items_an_owner(users: sa.Table) -> None:
    """Items that are there already go to a user who cannot sign in, until somebody takes them."""
    items = sa.table("items", sa.column("owner_id", sa.Uuid()))
    connection = op.get_bind()
    if not connection.scalar(sa.select(sa.func.count()).select_from(items)):
        return
    now = datetime.now(UTC)
    nobody = {
        "id": uuid7(),
        "email": "nobody@localhost",
        "username": "nobody",
        "password_hash": "",
        "is_active": False,
        "is_admin": False,
        "created_at": now,
        "updated_at": now,
    }
    connection.execute(users.insert().values(nobody))
    connection.execute(items.update().values(owner_id=nobody["id"]))


def downgrade() -> None:
    with op.batch_alter_table("items") as batch:
        batch.drop_constraint(op.f("fk_items_owner_id_users"), type_="foreignkey")
        batch.drop_index(op.f("ix_items_owner_id"))
        batch.drop_column("owner_id")
    op.drop_table("login_sessions")
    op.drop_table("users")
