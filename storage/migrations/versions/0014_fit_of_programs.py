"""Fit tests belong to a program, whatever it is called later."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("fit", sa.Column("program", sa.String(), nullable=True))
    program, fit = (sa.table(name, *map(sa.column, names)) for name, names in _TABLES)
    connection = op.get_bind()
    for row in connection.execute(sa.select(program)).mappings().all():
        is_about = (fit.c.team == row["team"]) & (sa.func.lower(fit.c.subject) == row["name"].lower())
        connection.execute(fit.update().where(is_about & fit.c.program.is_(None)).values(program=row["id"]))


_TABLES = (("program", ("team", "id", "name")), ("fit", ("team", "subject", "program")))


def downgrade() -> None:
    op.drop_column("fit", "program")
