"""The status of programs and projects week by week."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from rules.reporting.status_weeks import StatusWeek
from rules.truth.colours import Colour
from storage.tables.reporting import StatusWeekRow


def save_weeks(session: Session, *, team: str, weeks: Iterable[StatusWeek], now: datetime) -> None:
    """Save the status of these subjects and weeks; the newest of a week counts."""
    for week in weeks:
        session.merge(
            StatusWeekRow(
                team=team,
                subject=week.subject,
                week=week.week,
                program=week.program,
                reported=week.reported.value if week.reported else "",
                computed=week.computed.value,
                reason=week.reason,
                explanation=week.explanation,
                expected=week.expected,
                committed=week.committed,
                p50=week.p50,
                p80=week.p80,
                on_time=week.on_time,
                differs_since=week.differs_since,
                explain_since=week.explain_since,
                at=now,
            )
        )
    session.flush()


def program_weeks(session: Session, *, team: str, program: str, since: str, until: str) -> tuple[StatusWeek, ...]:
    """Return the weeks of a program and its projects from week `since` to `until` ("2026-W49"), oldest first."""
    query = select(StatusWeekRow).where(
        col(StatusWeekRow.team) == team,
        col(StatusWeekRow.program) == program,
        col(StatusWeekRow.week) >= since,
        col(StatusWeekRow.week) <= until,
    )
    rows = session.scalars(query.order_by(col(StatusWeekRow.week), col(StatusWeekRow.subject)))
    return tuple(_to_week(row) for row in rows)


def subject_weeks(session: Session, *, team: str, subject: str, limit: int) -> tuple[StatusWeek, ...]:
    """Return the last weeks of a program or project, newest first."""
    query = select(StatusWeekRow).where(col(StatusWeekRow.team) == team, col(StatusWeekRow.subject) == subject)
    rows = session.scalars(query.order_by(col(StatusWeekRow.week).desc()).limit(limit))
    return tuple(_to_week(row) for row in rows)


def latest_weeks(session: Session, *, team: str, programs: Collection[str] | None = None) -> dict[str, StatusWeek]:
    """Return the newest week of every subject of these programs (of all, without them), by subject."""
    newest = (
        select(col(StatusWeekRow.subject).label("subject"), func.max(col(StatusWeekRow.week)).label("week"))
        .where(col(StatusWeekRow.team) == team)
        .group_by(col(StatusWeekRow.subject))
        .subquery()
    )
    query = select(StatusWeekRow).join(
        newest, (col(StatusWeekRow.subject) == newest.c.subject) & (col(StatusWeekRow.week) == newest.c.week)
    )
    query = query.where(col(StatusWeekRow.team) == team)
    if programs is not None:
        query = query.where(col(StatusWeekRow.program).in_(programs))
    return {row.subject: _to_week(row) for row in session.scalars(query)}


def _to_week(row: StatusWeekRow) -> StatusWeek:
    return StatusWeek(
        subject=row.subject,
        week=row.week,
        program=row.program,
        reported=Colour(row.reported) if row.reported else None,
        computed=Colour(row.computed),
        reason=row.reason,
        explanation=row.explanation,
        expected=row.expected,
        committed=row.committed,
        p50=row.p50,
        p80=row.p80,
        on_time=row.on_time,
        differs_since=row.differs_since,
        explain_since=row.explain_since,
    )
