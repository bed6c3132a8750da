"""The file's own ids of milestones, and the names by which files know people."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import JsonText, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_key",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("team", "program", "source", "key", "milestone")),
        sa.Column("seen", JsonText(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team", "program", "source", "key"),
    )
    op.create_index("ix_import_key_milestone", "import_key", ["team", "milestone"])
    op.create_table(
        "import_person",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("team", "name", "user", "by")),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("team", "name"),
    )
    op.create_table(
        "member_name",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("team", "user", "kind", "name")),
        sa.PrimaryKeyConstraint("team", "user", "kind"),
    )
    op.create_index("ix_member_name_name", "member_name", ["team", "name"])


def downgrade() -> None:
    for table in ("member_name", "import_person", "import_key"):
        op.drop_table(table)
