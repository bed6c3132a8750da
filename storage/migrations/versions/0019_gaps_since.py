"""Since when a report has been better than the data, and since when that has needed a sentence."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("differs_since", "explain_since"):
        op.add_column("status_week", sa.Column(name, sa.Date(), nullable=True))


def downgrade() -> None:
    for name in ("explain_since", "differs_since"):
        op.drop_column("status_week", name)
