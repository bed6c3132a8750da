"""One column for every number that a program sets for itself, in place of one each."""

import json

import sqlalchemy as sa
from alembic import op

from storage.tables.base import JsonText

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The columns that were there before, each with the name of its number and its default.
_COLUMNS = (("tolerance", "tolerance", 5), ("decision_lead", "decision_lead", 5), ("consent_days", "consent", 2))


def upgrade() -> None:
    op.add_column("program", sa.Column("numbers", JsonText(), server_default="{}", nullable=False))
    columns = sa.table(
        "program",
        *(sa.column(name) for name in ("team", "id", "numbers")),
        *(sa.column(name) for name, _, _ in _COLUMNS),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(columns)).mappings().all():
        numbers = {number: row[name] for name, number, default in _COLUMNS if row[name] != default}
        if numbers:
            is_row = (columns.c.team == row["team"]) & (columns.c.id == row["id"])
            connection.execute(columns.update().where(is_row).values(numbers=json.dumps(numbers)))
    for name, _, _ in _COLUMNS:
        op.drop_column("program", name)


def downgrade() -> None:
    for name, _, default in _COLUMNS:
        op.add_column("program", sa.Column(name, sa.Integer(), server_default=str(default), nullable=False))
    op.drop_column("program", "numbers")
