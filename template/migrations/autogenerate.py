"""What autogenerate writes never loses data.

A table or a column that no model describes any more stays, and is named. Dropping it is a decision
that somebody writes into a revision by hand.
"""

from typing import Any

import structlog
from alembic.operations.ops import AlterColumnOp
from alembic.operations.ops import DropColumnOp
from alembic.operations.ops import MigrateOperation
from alembic.operations.ops import MigrationScript
from alembic.operations.ops import ModifyTableOps
from alembic.runtime.migration import MigrationContext

from app.database.models import Base

logger = structlog.get_logger()


def is_ours(thing: Any, name: str | None, kind: str, reflected: bool, model: Any) -> bool:
    """Leave out tables without a model, and what belongs to columns without one.

    A foreign key stays together with its index, without which some databases do not keep it.
    """
    if not reflected or model is not None or kind == "column":
        return True
    if kind == "table":
        logger.warning("no model describes this table; it stays", table=name)
        return False
    described = Base.metadata.tables[thing.table.key].columns
    return all(column.name in described for column in thing.columns)


def keep_columns(_: MigrationContext, __: Any, scripts: list[MigrationScript]) -> None:
    """Keep columns without a model, but ask for no value where rows are written without them."""
    for script in scripts:
        changes = zip(script.upgrade_ops_list, script.downgrade_ops_list, strict=True)
        for upgrade, downgrade in changes:
            kept = map(without_drops, upgrade.ops)
            upgrade.ops = [change for change in kept if change is not None]
            upgrade.reverse_into(downgrade)


def without_drops(change: MigrateOperation) -> MigrateOperation | None:
    """Return what is left of a change when no column is dropped."""
    if not isinstance(change, ModifyTableOps):
        return change
    kept = [relaxed(each) if isinstance(each, DropColumnOp) else each for each in change.ops]
    change.ops = [each for each in kept if each is not None]
    return change if change.ops else None


def relaxed(drop: DropColumnOp) -> AlterColumnOp | None:
    """Return what lets a column be empty, instead of dropping it."""
    column = drop.to_column()
    name = f"{drop.table_name}.{column.name}"
    logger.warning("no model describes this column; it stays", column=name)
    if column.nullable or column.server_default is not None:
        return None
    return AlterColumnOp(
        drop.table_name,
        column.name,
        existing_type=column.type,
        existing_nullable=False,
        modify_nullable=True,
    )
