"""Keep what pushes a computed date and how late a program tolerates; colours are no longer stored."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("milestone", sa.Column("pushed_by", sa.String(), nullable=True))
    op.add_column("program", sa.Column("tolerance", sa.Integer(), nullable=False, server_default="5"))
    op.drop_table("project_colour")


def downgrade() -> None:
    op.create_table(
        "project_colour",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("colour", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "project", name=op.f("pk_project_colour")),
    )
    op.drop_column("program", "tolerance")
    op.drop_column("milestone", "pushed_by")
