"""The day that a milestone, a project or a program was cancelled."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("milestone", "project", "program"):
        op.add_column(name, sa.Column("cancelled", sa.Date(), nullable=True))
