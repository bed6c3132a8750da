"""Goals, benefits, decisions, change requests, scenarios and close-outs."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dismissed_pair",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("second", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("team", "first", "second", name=op.f("pk_dismissed_pair")),
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overruled_by", sa.String(), nullable=True),
        sa.Column("overruled_because", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index("ix_objection_subject", "objection", ["team", "subject"])
    op.create_table(
        "reading_ask",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("benefit", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reading", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("team", "benefit", "due", name=op.f("pk_reading_ask")),
    )
    op.create_table(
        "benefit",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("goal", sa.String(), nullable=True),
        sa.Column("kpi", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("baseline_source", sa.String(), nullable=False),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.Column("milestones", sa.Text(), nullable=False),
        sa.Column("curve", sa.String(), nullable=False),
        sa.Column("ramp_days", sa.Integer(), nullable=False),
        sa.Column("go_live", sa.Date(), nullable=True),
        sa.Column("delay_rule", sa.String(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("half_life", sa.Float(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("likely", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("stop", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("next_ask", sa.Date(), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_channel", sa.String(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "program"], ["program.team", "program.id"], name=op.f("fk_benefit_team_program_program")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_benefit")),
    )
    op.create_index("ix_benefit_ask", "benefit", ["team", "next_ask"])
    op.create_index("ix_benefit_owner", "benefit", ["team", "owner"])
    op.create_index("ix_benefit_program", "benefit", ["team", "program"])
    op.create_table(
        "change_request",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("impact", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=True),
        sa.Column("effective", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("part_of", sa.String(), nullable=True),
        sa.Column("scenario", sa.String(), nullable=True),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_channel", sa.String(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "program"], ["program.team", "program.id"], name=op.f("fk_change_request_team_program_program")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_change_request")),
    )
    op.create_index("ix_change_request_program", "change_request", ["team", "program", "state"])
    op.create_table(
        "decision",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("decider", sa.String(), nullable=True),
        sa.Column("must_agree", sa.Text(), nullable=False),
        sa.Column("consulted", sa.Text(), nullable=False),
        sa.Column("informed", sa.Text(), nullable=False),
        sa.Column("gates", sa.Text(), nullable=False),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("chosen", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supersedes", sa.String(), nullable=True),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_channel", sa.String(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "program"], ["program.team", "program.id"], name=op.f("fk_decision_team_program_program")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_program", "decision", ["team", "program", "state"])
    op.create_index("ix_decision_window", "decision", ["state", "window_until"])
    op.create_table(
        "goal",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("horizon", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "program"], ["program.team", "program.id"], name=op.f("fk_goal_team_program_program")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_goal")),
    )
    op.create_index("ix_goal_program", "goal", ["team", "program"])
    op.create_table(
        "scenario",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("source_channel", sa.String(), nullable=True),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("adopted_as", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "program"], ["program.team", "program.id"], name=op.f("fk_scenario_team_program_program")
        ),
        sa.PrimaryKeyConstraint("team", "id", name=op.f("pk_scenario")),
    )
    op.create_index("ix_scenario_thread", "scenario", ["team", "source_channel", "thread"])
    op.create_table(
        "closeout",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("scorecard", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "project"], ["project.team", "project.id"], name=op.f("fk_closeout_team_project_project")
        ),
        sa.PrimaryKeyConstraint("team", "project", name=op.f("pk_closeout")),
    )
    op.create_table(
        "key_result",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("actual", sa.Float(), nullable=True),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("measured_by", sa.String(), nullable=True),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team", "goal"], ["goal.team", "goal.id"], name=op.f("fk_key_result_team_goal_goal")),
        sa.PrimaryKeyConstraint("team", "goal", "number", name=op.f("pk_key_result")),
    )
    op.create_table(
        "lesson",
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["team", "project"], ["project.team", "project.id"], name=op.f("fk_lesson_team_project_project")
        ),
        sa.PrimaryKeyConstraint("team", "project", "user", name=op.f("pk_lesson")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("benefit", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("corrects", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team", "benefit"], ["benefit.team", "benefit.id"], name=op.f("fk_reading_team_benefit_benefit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index("ix_reading_benefit", "reading", ["team", "benefit", "day"])
    op.add_column("entry", sa.Column("rests", sa.Text(), server_default="[]", nullable=False))
    op.add_column("program", sa.Column("currency", sa.String(), nullable=True))
    op.add_column("program", sa.Column("discount_rate", sa.Float(), server_default="0.08", nullable=False))
    op.add_column("program", sa.Column("change_budget_days", sa.Integer(), nullable=True))
    op.add_column("program", sa.Column("change_budget_cost", sa.Float(), nullable=True))
    op.add_column("project", sa.Column("closed", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("project", "closed")
    op.drop_column("program", "change_budget_cost")
    op.drop_column("program", "change_budget_days")
    op.drop_column("program", "discount_rate")
    op.drop_column("program", "currency")
    op.drop_column("entry", "rests")
    op.drop_table("reading")
    op.drop_table("lesson")
    op.drop_table("key_result")
    op.drop_table("closeout")
    op.drop_table("scenario")
    op.drop_table("goal")
    op.drop_table("decision")
    op.drop_table("change_request")
    op.drop_table("benefit")
    op.drop_table("reading_ask")
    op.drop_table("objection")
    op.drop_table("dismissed_pair")
