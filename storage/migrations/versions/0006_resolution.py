"""The words with which a blocker was resolved."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("blocker", sa.Column("resolution", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("blocker", "resolution")
