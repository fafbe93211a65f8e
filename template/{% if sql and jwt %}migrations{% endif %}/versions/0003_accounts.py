"""Users, their sessions, and the owners of items and files."""

from collections.abc import Sequence
from datetime import UTC
from datetime import datetime

import sqlalchemy as sa
from alembic import op
from uuid_utils.compat import uuid7

from app.database.types import UtcDateTime

revision: str = "0003_accounts"
down_revision: str | None = "0002_files"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OWNED = ("items", "files")
SORTABLE = ("created_at", "name", "quantity")  # each owner's items are sorted by these


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
    op.create_index(op.f("ix_login_sessions_idle_at"), "login_sessions", ["idle_at"])
    op.create_index(op.f("ix_login_sessions_user_id"), "login_sessions", ["user_id"])
    for table in OWNED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("owner_id", sa.Uuid(), nullable=True))
    give_everything_an_owner(users)
    for table in OWNED:
        with op.batch_alter_table(table) as batch:
            name = op.f(f"fk_{table}_owner_id_users")
            batch.alter_column("owner_id", existing_type=sa.Uuid(), nullable=False)
            batch.create_foreign_key(name, "users", ["owner_id"], ["id"], ondelete="CASCADE")
    op.create_index(op.f("ix_files_owner_id"), "files", ["owner_id"])
    for field in SORTABLE:
        op.drop_index(f"ix_items_{field}", "items")
        op.create_index(f"ix_items_owner_id_{field}", "items", ["owner_id", field, "id"])


def give_everything_an_owner(users: sa.Table) -> None:
    """What is there already goes to a user who cannot sign in, until somebody takes it."""
    tables = [sa.table(name, sa.column("owner_id", sa.Uuid())) for name in OWNED]
    connection = op.get_bind()
    if not any(connection.scalar(sa.select(sa.func.count()).select_from(each)) for each in tables):
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
    for table in tables:
        connection.execute(table.update().values(owner_id=nobody["id"]))


def downgrade() -> None:
    for table in OWNED:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"fk_{table}_owner_id_users"), type_="foreignkey")
    op.drop_index(op.f("ix_files_owner_id"), "files")
    for field in SORTABLE:
        op.drop_index(f"ix_items_owner_id_{field}", "items")
        op.create_index(f"ix_items_{field}", "items", [field, "id"])
    for table in OWNED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("owner_id")
    op.drop_table("login_sessions")
    op.drop_table("users")
