"""Comments on change requests, and how much of a program each level may change."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("change_request", sa.Column("comments", sa.Text(), server_default="[]", nullable=False))
    op.add_column("program", sa.Column("change_limits", sa.Text(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("program", "change_limits")
    op.drop_column("change_request", "comments")
