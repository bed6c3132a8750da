"""Until when each person is not reminded of a clash."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import JsonText

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clash", sa.Column("snoozed", JsonText(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("clash", "snoozed")
