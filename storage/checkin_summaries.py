"""Check-in rounds: who was asked in a project on a day, when the round closes, and the edition of its summary."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlmodel import Session, col

from rules.checkins.summary import AnswerRecord, ParticipantState
from storage.tables.base import core_table, insert_new
from storage.tables.blockers import BlockerRow
from storage.tables.checkins import PartRow, PromptRow, RoundRow
from storage.tables.updates import UpdateRow

round_table = core_table(RoundRow)
part_table = core_table(PartRow)
prompt_table = core_table(PromptRow)
# Late answers still edit a summary for this long after it closed.
LATE_ANSWER_WINDOW = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class CheckinRound:
    project: str
    day: date
    channel: str
    opened_at: datetime
    closes_at: datetime
    closed: bool
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class SummaryParticipant:
    """A person's part in a round; `at` is when their `state` was decided."""

    user: str
    state: ParticipantState
    milestones: tuple[str, ...]
    at: datetime


def open_round(
    session: Session, *, team: str, project: str, day: date, channel: str, now: datetime, closes: datetime
) -> None:
    """Open the round, or extend it to the end of its last participant's window."""
    row = {"team": team, "project": project, "day": day, "channel": channel, "opened_at": now, "closes_at": closes}
    row |= {"next_at": closes, "version": 0, "digest": "", "seen": _newest_update_id(session)}
    if insert_new(session, round_table, row) is None:
        extension = update(round_table).where(*_round_key(team, project, day), round_table.c.closes_at < closes)
        session.connection().execute(extension.values(closes_at=closes, next_at=closes))


def find_round(session: Session, *, team: str, project: str, day: date) -> CheckinRound | None:
    row = session.get(RoundRow, (team, project, day), populate_existing=True)
    if row is None:
        return None
    closed = row.next_at is None
    return CheckinRound(project, day, row.channel, row.opened_at, row.closes_at, closed, row.version, row.digest)


def round_participants(session: Session, *, team: str, project: str, day: date) -> tuple[SummaryParticipant, ...]:
    query = (
        select(part_table.c.user, part_table.c.state, part_table.c.milestones, prompt_table.c.at)
        .join(
            prompt_table,
            (prompt_table.c.team == part_table.c.team)
            & (prompt_table.c.user == part_table.c.user)
            & (prompt_table.c.day == part_table.c.day),
        )
        .where(part_table.c.team == team, part_table.c.project == project, part_table.c.day == day)
        .order_by(part_table.c.user)
    )
    return tuple(
        SummaryParticipant(row.user, ParticipantState(row.state), tuple(row.milestones), row.at)
        for row in session.connection().execute(query)
    )


def rounds_to_update(session: Session, *, team: str, now: datetime, limit: int) -> tuple[tuple[str, date], ...]:
    """Return (project, day) of the rounds that are due to close or have newer captures."""
    newer = (
        select(col(UpdateRow.id))
        .where(
            col(UpdateRow.team) == team,
            col(UpdateRow.project) == round_table.c.project,
            col(UpdateRow.id) > round_table.c.seen,
        )
        .exists()
    )
    recent = round_table.c.day >= (now - LATE_ANSWER_WINDOW).date()
    query = select(round_table.c.project, round_table.c.day).where(
        round_table.c.team == team, or_(round_table.c.next_at <= now, recent & newer)
    )
    return tuple((row.project, row.day) for row in session.connection().execute(query.limit(limit)))


def save_summary(
    session: Session, *, team: str, project: str, day: date, digest: str, closed: bool, posted: bool
) -> int:
    """Save what the summary shows now and return the number of its edition."""
    values = {"digest": digest, "seen": _newest_update_id(session)}
    values |= {"next_at": None} if closed else {}
    values |= {"version": round_table.c.version + 1} if posted else {}
    session.connection().execute(update(round_table).where(*_round_key(team, project, day)).values(**values))
    query = select(round_table.c.version).where(*_round_key(team, project, day))
    return int(session.connection().execute(query).scalar_one())


def postpone_round(session: Session, *, team: str, project: str, day: date, until: datetime) -> None:
    """Leave a round alone until `until`, because its summary could not be rendered."""
    values = {"next_at": until, "seen": _newest_update_id(session)}
    session.connection().execute(update(round_table).where(*_round_key(team, project, day)).values(**values))


def _newest_update_id(session: Session) -> int:
    return session.scalars(select(func.max(col(UpdateRow.id)))).one() or 0


def _round_key(team: str, project: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return (round_table.c.team == team, round_table.c.project == project, round_table.c.day == day)


def captures_since(session: Session, *, team: str, project: str, since: datetime) -> tuple[AnswerRecord, ...]:
    """Return a project's captures since an instant, oldest first; text from closed channels is left out."""
    query = select(UpdateRow).where(
        col(UpdateRow.team) == team,
        col(UpdateRow.project) == project,
        col(UpdateRow.at) >= since,
        col(UpdateRow.state) == "saved",
    )
    return tuple(_to_capture(row) for row in session.scalars(query.order_by(col(UpdateRow.id))))


def blockers_since(
    session: Session, *, team: str, milestones: Iterable[str], since: datetime
) -> tuple[AnswerRecord, ...]:
    """Return the blockers raised against these milestones since an instant that are still open."""
    query = select(BlockerRow).where(
        col(BlockerRow.team) == team,
        col(BlockerRow.milestone).in_(tuple(milestones)),
        col(BlockerRow.raised_at) >= since,
        col(BlockerRow.resolved_at).is_(None),
    )
    return tuple(
        AnswerRecord(
            row.milestone,
            "blocker",
            row.raised_by,
            row.raised_at,
            text="" if row.restricted else row.text,
            source=row.source,
        )
        for row in session.scalars(query.order_by(col(BlockerRow.raised_at)))
    )


def _to_capture(row: UpdateRow) -> AnswerRecord:
    old_forecast = row.undo.get("old", {}).get("forecast")
    quote = row.undo.get("reason") or (row.undo.get("text") or "" if row.kind in ("answer", "update") else "")
    return AnswerRecord(
        row.subject,
        row.kind,
        row.author,
        row.at,
        date.fromisoformat(old_forecast) if old_forecast else None,
        "" if row.restricted else quote,
        row.permalink,
    )
