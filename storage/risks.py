"""Results of the engine: alerts that open once and close with their cause, colours, each night's analysis."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlmodel import Session, col

from rules.alerts.stored_analysis import StoredAnalysis
from rules.plan import Milestone
from storage.tables.base import core_table
from storage.tables.plan import MilestoneRow
from storage.tables.risks import AlertRow, AnalysisRow

# An alert that reopens within this time stays in the message that announced it before, if one was posted.
REOPENING_WINDOW = timedelta(days=1)
# Built once, because building a statement costs more than running it.
_OF_PROGRAM = (col(AnalysisRow.team) == bindparam("team"), col(AnalysisRow.program) == bindparam("program"))
_SELECT_ANALYSES = (
    select(AnalysisRow).where(*_OF_PROGRAM).order_by(col(AnalysisRow.day).desc()).limit(bindparam("most"))
)
_SELECT_COMPUTED = select(col(MilestoneRow.id), col(MilestoneRow.computed), col(MilestoneRow.pushed_by)).where(
    col(MilestoneRow.team) == bindparam("team")
)


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """A risk alert.

    `key` names the cause, `facts` is what its template needs to render it again, `notice` is the message that announced
    it.
    """

    key: str
    kind: str
    level: str
    subject: str
    sentence: str
    owner: str | None = None
    days: int = 0
    chain: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None
    episode: int = 1
    notice: str | None = None
    channels: tuple[str, ...] = ()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class AlertChanges:
    """The result of a refresh: alerts that opened, changed their text, and closed."""

    opened: tuple[StoredAlert, ...]
    changed: tuple[StoredAlert, ...]
    closed: tuple[StoredAlert, ...]


def sync_alerts(
    session: Session,
    *,
    team: str,
    program: str,
    current_alerts: Sequence[StoredAlert],
    now: datetime,
    kinds: Collection[str] | None = None,
) -> AlertChanges:
    """Make the open alerts of a program (of these kinds, or all) exactly `current_alerts`."""
    open_columns = _open_alert_columns(session, team=team, program=program, kinds=kinds)
    opened = _open_alerts(
        session, team, program, [alert for alert in current_alerts if alert.key not in open_columns], now
    )
    changed_alerts = {
        a.key: a
        for a in current_alerts
        if a.key in open_columns and open_columns[a.key][1:] != (a.level, a.sentence, a.days, a.owner)
    }
    gone_keys = open_columns.keys() - {alert.key for alert in current_alerts}
    changed, closed = [], []
    for row in _alert_rows(session, sorted(open_columns[key][0] for key in (*changed_alerts, *gone_keys))):
        if row.key in changed_alerts:
            changed.append(_update_alert(row, changed_alerts[row.key], now))
        else:
            row.closed_at = now
            closed.append(_to_alert(row))
    session.flush()
    return AlertChanges(opened, tuple(changed), tuple(closed))


def _open_alert_columns(
    session: Session, *, team: str, program: str, kinds: Collection[str] | None
) -> dict[str, tuple[int, str, str, int, str | None]]:
    """Return id, level, sentence, days and owner of open alerts: columns, because most of them don't change."""
    names = ("key", "id", "level", "sentence", "days", "owner")
    query = select(*(getattr(AlertRow, name) for name in names)).where(*_open_condition(team, program))
    if kinds is not None:
        query = query.where(col(AlertRow.kind).in_(kinds))
    return {key: (id, level, sentence, days, owner) for key, id, level, sentence, days, owner in session.execute(query)}


def _alert_rows(session: Session, ids: Sequence[int]) -> Sequence[AlertRow]:
    return (
        session.scalars(select(AlertRow).where(col(AlertRow.id).in_(ids)).order_by(col(AlertRow.id))).all()
        if ids
        else ()
    )


def close_alerts(session: Session, *, team: str, keys: Collection[str], now: datetime) -> None:
    """Close these alerts where they are open, because their causes are seen to be gone before the next refresh."""
    is_open = col(AlertRow.closed_at).is_(None)
    for row in session.scalars(
        select(AlertRow).where(col(AlertRow.team) == team, col(AlertRow.key).in_(keys), is_open)
    ):
        row.closed_at = now


def close_alerts_about(session: Session, *, team: str, milestones: Collection[str], now: datetime) -> None:
    """Close every alert about these milestones."""
    is_about = (col(AlertRow.subject).in_(milestones), col(AlertRow.closed_at).is_(None))
    for row in session.scalars(select(AlertRow).where(col(AlertRow.team) == team, *is_about)):
        row.closed_at = now


def unannounced_alerts(session: Session, *, team: str, program: str) -> tuple[StoredAlert, ...]:
    """Return open red alerts that are in no message yet, oldest first."""
    query = select(AlertRow).where(
        *_open_condition(team, program), col(AlertRow.level) == "red", col(AlertRow.notice).is_(None)
    )
    return tuple(_to_alert(row) for row in session.scalars(query.order_by(col(AlertRow.id))))


def open_alerts(session: Session, *, team: str, program: str) -> tuple[StoredAlert, ...]:
    """Return the open alerts, red first, then the most days."""
    alerts = [_to_alert(row) for row in _open_rows(session, team=team, program=program)]
    return tuple(sorted(alerts, key=lambda alert: (alert.level != "red", -abs(alert.days), alert.key)))


def open_alerts_of_kinds(session: Session, *, team: str, kinds: Collection[str]) -> tuple[StoredAlert, ...]:
    """Return open alerts of every program, one program after the other; red first, then the most days."""
    query = select(AlertRow).where(
        col(AlertRow.team) == team, col(AlertRow.closed_at).is_(None), col(AlertRow.kind).in_(kinds)
    )

    def sort_key(row: AlertRow) -> tuple[int, str, bool, int, str]:
        return len(row.program), row.program, row.level != "red", -abs(row.days), row.key

    return tuple(_to_alert(row) for row in sorted(session.scalars(query), key=sort_key))


def set_notice(session: Session, *, team: str, key: str, notice: str, channels: Sequence[str]) -> None:
    """Record the message and the channels in which an open alert was announced."""
    query = select(AlertRow).where(
        col(AlertRow.team) == team, col(AlertRow.key) == key, col(AlertRow.closed_at).is_(None)
    )
    for row in session.scalars(query):
        row.notice, row.channels = notice, list(channels)


def alerts_in_notice(session: Session, *, team: str, notice: str, channel: str) -> tuple[StoredAlert, ...]:
    """Return the current alerts of one message, in the order they were announced; each in its last episode."""
    query = select(AlertRow).where(col(AlertRow.team) == team, col(AlertRow.notice) == notice)
    alerts_by_key = {row.key: _to_alert(row) for row in session.scalars(query.order_by(col(AlertRow.id)))}
    return tuple(alert for alert in alerts_by_key.values() if channel in alert.channels)


def alerts_of_notice(session: Session, *, team: str, notice: str) -> tuple[StoredAlert, ...]:
    """Return the open alerts that belong to one notice, in the order in which they were opened."""
    query = select(AlertRow).where(
        col(AlertRow.team) == team, col(AlertRow.notice) == notice, col(AlertRow.closed_at).is_(None)
    )
    return tuple(_to_alert(row) for row in session.scalars(query.order_by(col(AlertRow.id))))


def store_computed_dates(session: Session, *, team: str, milestones: Iterable[Milestone]) -> None:
    """Save the computed date of each milestone, and what pushes it, where they differ."""
    stored = {row.id: (row.computed, row.pushed_by) for row in session.execute(_SELECT_COMPUTED, {"team": team})}
    changes = [
        {"which": m.id, "day": m.computed, "cause": m.pushed_by}
        for m in milestones
        if m.id in stored and stored[m.id] != (m.computed, m.pushed_by)
    ]
    if changes:
        milestone_table = core_table(MilestoneRow)
        statement = (
            update(milestone_table)
            .where(milestone_table.c.team == team, milestone_table.c.id == bindparam("which"))
            .values(computed=bindparam("day"), pushed_by=bindparam("cause"))
        )
        session.connection().execute(statement, changes)


def save_analysis(
    session: Session, *, team: str, program: str, day: date, facts: Mapping[str, Any], now: datetime
) -> None:
    """Save the findings of a local day; a later refresh on the same day replaces them."""
    row = session.get(AnalysisRow, (team, program, day)) or AnalysisRow(
        team=team, program=program, day=day, at=now, facts={}
    )
    row.facts, row.at = dict(facts), now
    session.add(row)


def latest_analysis(session: Session, *, team: str, program: str) -> StoredAnalysis | None:
    """Return the findings of the last full refresh."""
    return next(iter(recent_analyses(session, team=team, program=program, limit=1)), None)


def recent_analyses(session: Session, *, team: str, program: str, limit: int) -> tuple[StoredAnalysis, ...]:
    """Return the findings of the last days' full refreshes, newest first."""
    rows = session.scalars(_SELECT_ANALYSES, {"team": team, "program": program, "most": limit})
    return tuple(StoredAnalysis.from_json(row.day, row.facts) for row in rows)


def finishes_since(session: Session, *, team: str, program: str, day: date) -> tuple[date, dict[str, date]] | None:
    """Return the day of the first full refresh since `day`, and when program and projects were expected to finish."""
    query = select(AnalysisRow).where(
        col(AnalysisRow.team) == team, col(AnalysisRow.program) == program, col(AnalysisRow.day) >= day
    )
    row = session.scalars(query.order_by(col(AnalysisRow.day)).limit(1)).first()
    if row is None:
        return None
    return row.day, {id: date.fromisoformat(text) for id, text in row.facts.get("finishes", {}).items()}


def _open_rows(session: Session, *, team: str, program: str) -> Sequence[AlertRow]:
    query = select(AlertRow).where(*_open_condition(team, program))
    return session.scalars(query.order_by(col(AlertRow.id))).all()


def _open_condition(team: str, program: str) -> tuple[ColumnElement[bool], ...]:
    return col(AlertRow.team) == team, col(AlertRow.program) == program, col(AlertRow.closed_at).is_(None)


def _open_alerts(
    session: Session, team: str, program: str, alerts: Sequence[StoredAlert], now: datetime
) -> tuple[StoredAlert, ...]:
    last_episodes = _last_episodes(session, team, [alert.key for alert in alerts])
    rows = []
    for alert in alerts:
        previous = last_episodes.get(alert.key)
        row = AlertRow(
            team=team,
            program=program,
            key=alert.key,
            episode=previous.episode + 1 if previous else 1,
            kind=alert.kind,
            level=alert.level,
            subject=alert.subject,
            owner=alert.owner,
            days=alert.days,
            sentence=alert.sentence,
            chain=list(alert.chain),
            facts=dict(alert.facts or {}),
            opened_at=now,
            changed_at=now,
        )
        if previous and previous.channels and previous.closed_at and now - previous.closed_at <= REOPENING_WINDOW:
            row.notice, row.channels = previous.notice, list(previous.channels)
        rows.append(row)
    session.add_all(rows)
    return tuple(_to_alert(row) for row in rows)


def _last_episodes(session: Session, team: str, keys: Sequence[str]) -> dict[str, AlertRow]:
    if not keys:
        return {}
    newest = (
        select(func.max(col(AlertRow.id)))
        .where(col(AlertRow.team) == team, col(AlertRow.key).in_(keys))
        .group_by(col(AlertRow.key))
    )
    return {row.key: row for row in session.scalars(select(AlertRow).where(col(AlertRow.id).in_(newest)))}


def _update_alert(row: AlertRow, alert: StoredAlert, now: datetime) -> StoredAlert:
    row.level, row.sentence, row.days, row.owner = alert.level, alert.sentence, alert.days, alert.owner
    row.chain, row.facts, row.changed_at = list(alert.chain), dict(alert.facts or {}), now
    return _to_alert(row)


def _to_alert(row: AlertRow) -> StoredAlert:
    return StoredAlert(
        key=row.key,
        kind=row.kind,
        level=row.level,
        subject=row.subject,
        sentence=row.sentence,
        owner=row.owner,
        days=row.days,
        chain=tuple(row.chain),
        facts=row.facts,
        episode=row.episode,
        notice=row.notice,
        channels=tuple(row.channels),
        closed=row.closed_at is not None,
    )
