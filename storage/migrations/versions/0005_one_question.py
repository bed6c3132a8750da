"""Other questions in the message of a day, and whether a person has acted on a message."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("prompt", sa.Column("asks", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("prompt", sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("prompt", sa.Column("digest", sa.String(), nullable=True))
    op.add_column("ping", sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("ping", "acted_at")
    op.drop_column("prompt", "digest")
    op.drop_column("prompt", "shown_at")
    op.drop_column("prompt", "asks")
