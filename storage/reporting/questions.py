"""Questions why a project is reported better than computed: which of them its lead got."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from rules.nudges import NudgeHistory, NudgeKind, daily_message_key
from storage.tables.escalations import NudgeRow
from storage.tables.queues import outbox_table

# A person's day may begin a day before or after the server's.
_DAYS_AROUND = (-1, 0, 1)


def question_subject(project: str, reported_at: datetime) -> str:
    """Return what a question is about: a report. Another report is another question."""
    return f"{project}@{reported_at.isoformat()}"


def questions_received(session: Session, *, team: str, leads: Mapping[str, str]) -> dict[str, NudgeHistory]:
    """Return how often each question was asked and when last, by subject; `leads` has the lead of each subject.

    A question is part of a person's one message of the day. While Slack has not accepted that, no one was asked.
    """
    query = select(NudgeRow).where(
        col(NudgeRow.team) == team,
        col(NudgeRow.kind) == NudgeKind.EXPLAIN.value,
        col(NudgeRow.user).in_(set(leads.values())),
        col(NudgeRow.subject).in_(leads),
    )
    rows = [row for row in session.scalars(query) if leads[row.subject] == row.user]
    unsent = _unsent_keys(session, [key for row in rows for key in _message_keys(row)])
    return {row.subject: NudgeHistory(row.count, row.last_at) for row in rows if unsent.isdisjoint(_message_keys(row))}


def _message_keys(row: NudgeRow) -> tuple[str, ...]:
    days = (row.last_at.date() + timedelta(days=shift) for shift in _DAYS_AROUND)
    return tuple(daily_message_key(row.user, day) for day in days)


def _unsent_keys(session: Session, keys: list[str]) -> frozenset[str]:
    """Return the keys of messages that are still to be sent or failed; what was sent long ago is no longer kept."""
    if not keys:
        return frozenset()
    query = select(outbox_table.c.key).where(
        outbox_table.c.key.in_(keys),
        outbox_table.c.method == "chat.postMessage",
        outbox_table.c.state != "sent",
    )
    return frozenset(session.connection().execute(query).scalars())
