"""Accounts and events, which do not depend on each other, in one line."""

from collections.abc import Sequence

revision: str = "0005_accounts_and_events"
down_revision: str | Sequence[str] | None = ("0003_accounts", "0004_events")
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Change nothing."""


def downgrade() -> None:
    """Change nothing."""
