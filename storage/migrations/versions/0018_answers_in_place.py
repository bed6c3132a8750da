"""Answers to digests: what a posted edition shows under its lines, and who was asked and replied."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import JsonText

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("edition", sa.Column("answers", JsonText(), nullable=False, server_default="{}"))
    op.add_column("edition", sa.Column("answered", sa.Integer(), nullable=False, server_default="0"))
    for name in ("asked_of", "reply"):
        op.add_column("digest_answer", sa.Column(name, sa.String(), nullable=True))
    op.add_column("digest_answer", sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("replied_at", "reply", "asked_of"):
        op.drop_column("digest_answer", name)
    for name in ("answered", "answers"):
        op.drop_column("edition", name)
