"""Edits of digests and answers to them, rhythms of channels, wishes of followers, status by week, confidence."""

import sqlalchemy as sa
from alembic import op

from storage.tables.base import JsonText

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("channel_link", sa.Column("rhythms", JsonText(), nullable=False, server_default='["weekly"]'))
    op.add_column("channel_link", sa.Column("quiet", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("follow", sa.Column("detail", sa.String(), nullable=False, server_default="executive"))
    op.add_column("follow", sa.Column("threshold", sa.String(), nullable=False, server_default="always"))
    op.add_column("edition", sa.Column("rhythm", sa.String(), nullable=False, server_default="weekly"))
    _create_digest_tables()
    _create_status_tables()


def _create_digest_tables() -> None:
    op.create_table(
        "digest_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("team", "program", "period", "audience", "kind", "item", "text", "original", "by"),
        sa.Column("at", _AT, nullable=False),
        sa.Column("withdrawn_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_edit")),
    )
    op.create_index("ix_digest_edit_period", "digest_edit", ["team", "program", "period"])
    op.create_table(
        "digest_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("team", "program", "item", "kind", "by", "text", "channel", "edition"),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("at", _AT, nullable=False),
        sa.Column("closed_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_answer")),
    )
    op.create_index("ix_digest_answer_item", "digest_answer", ["team", "program", "item"])


def _create_status_tables() -> None:
    op.create_table(
        "status_week",
        *_texts("team", "subject", "week", "program", "reported", "computed", "reason", "explanation"),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("expected", "committed", "p50", "p80")),
        sa.Column("on_time", sa.Float(), nullable=True),
        sa.Column("at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("team", "subject", "week", name=op.f("pk_status_week")),
    )
    op.create_index("ix_status_week_program", "status_week", ["team", "program", "week"])
    op.create_table(
        "confidence",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("team", "program"),
        sa.Column("level", sa.Integer(), nullable=False),
        *_texts("why", "by"),
        sa.Column("at", _AT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confidence")),
    )
    op.create_index("ix_confidence_program", "confidence", ["team", "program", "id"])


def _texts(*names: str) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.String(), nullable=False) for name in names)


def downgrade() -> None:
    for name in ("confidence", "status_week", "digest_answer", "digest_edit"):
        op.drop_table(name)
    op.drop_column("edition", "rhythm")
    for table, columns in (("follow", ("threshold", "detail")), ("channel_link", ("quiet", "rhythms"))):
        for column in columns:
            op.drop_column(table, column)
