"""Alembic's entry point: it runs inside the transaction that `storage.engine.upgrade` opened, and opens no other."""

from typing import Any, Literal

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

import storage.tables  # noqa: F401  (fills BaseRow.metadata)
from storage.tables.base import BaseRow, JsonText, UtcDateTime

COLUMN_TYPES = {UtcDateTime: "sa.DateTime(timezone=True)", JsonText: "sa.Text()", AutoString: "sa.String()"}


def _render_type(kind: str, value: Any, _: Any) -> str | Literal[False]:
    """Render our types as the database sees them, so that a version never depends on code that changes later."""
    return COLUMN_TYPES.get(type(value), False) if kind == "type" else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=BaseRow.metadata,
    render_item=_render_type,
    render_as_batch=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
