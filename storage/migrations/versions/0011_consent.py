"""The people who agreed to a proposal, the one asked instead of the decider, and two settings of a program."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import JsonText

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decision", sa.Column("agreed", JsonText(), nullable=False, server_default="[]"))
    op.add_column("decision", sa.Column("escalated_to", sa.String(), nullable=True))
    op.add_column("program", sa.Column("decision_lead", sa.Integer(), nullable=False, server_default="5"))
    op.add_column("program", sa.Column("consent_days", sa.Integer(), nullable=False, server_default="2"))


def downgrade() -> None:
    op.drop_column("program", "consent_days")
    op.drop_column("program", "decision_lead")
    op.drop_column("decision", "escalated_to")
    op.drop_column("decision", "agreed")
