"""Risk alerts: open once, update in place, close when the cause is gone; the closed ones are the history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.tables.plan import MilestoneRow
from storage.tables.risks import AlertRow


@dataclass(frozen=True, slots=True)
class Alert:
    """`key` names the cause; `facts` is what its template needs to be said again."""

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


@dataclass(frozen=True, slots=True)
class Turned:
    """What a refresh did: alerts that opened, changed their words, and closed."""

    opened: tuple[Alert, ...]
    changed: tuple[Alert, ...]
    closed: tuple[Alert, ...]


def turn(session: Session, *, team: str, program: str, now_true: Sequence[Alert], now: datetime) -> Turned:
    """This will make the open alerts of a program be exactly `now_true`."""
    rows = {row.key: row for row in _open(session, team=team, program=program)}
    opened = [_open_new(session, team, program, alert, now) for alert in now_true if alert.key not in rows]
    changed = [alert for alert in now_true if alert.key in rows and _rewrite(rows[alert.key], alert, now)]
    keys = {alert.key for alert in now_true}
    closed = []
    for key, row in rows.items():
        if key not in keys:
            row.closed_at = now
            closed.append(_alert(row))
    return Turned(tuple(opened), tuple(_alert(rows[alert.key]) for alert in changed), tuple(closed))


def open_alerts(session: Session, *, team: str, program: str) -> tuple[Alert, ...]:
    """Red first, then the most days."""
    found = [_alert(row) for row in _open(session, team=team, program=program)]
    return tuple(sorted(found, key=lambda a: (a.level != "red", -abs(a.days), a.key)))


def store_computed(session: Session, *, team: str, days: Mapping[str, Any]) -> None:
    """This will keep each milestone's computed date where it differs from what is stored."""
    rows = session.execute(
        select(col(MilestoneRow.id), col(MilestoneRow.computed)).where(col(MilestoneRow.team) == team)
    )
    stale = [id for id, old in rows if days.get(id) != old]
    for id in stale:
        row = session.get(MilestoneRow, (team, id))
        assert row is not None
        row.computed = days.get(id)


def _open(session: Session, *, team: str, program: str) -> Sequence[AlertRow]:
    rows = select(AlertRow).where(
        col(AlertRow.team) == team, col(AlertRow.program) == program, col(AlertRow.closed_at).is_(None)
    )
    return session.scalars(rows.order_by(col(AlertRow.id))).all()


def _open_new(session: Session, team: str, program: str, alert: Alert, now: datetime) -> Alert:
    before = select(func.max(col(AlertRow.episode))).where(col(AlertRow.team) == team, col(AlertRow.key) == alert.key)
    row = AlertRow(
        team=team,
        program=program,
        key=alert.key,
        episode=(session.scalars(before).one() or 0) + 1,
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
    session.add(row)
    session.flush()
    return _alert(row)


def _rewrite(row: AlertRow, alert: Alert, now: datetime) -> bool:
    """This will update the row where its facts differ; True when what people read changed."""
    news = {"level": alert.level, "sentence": alert.sentence, "days": alert.days, "owner": alert.owner}
    if all(getattr(row, name) == value for name, value in news.items()):
        return False
    for name, value in news.items():
        setattr(row, name, value)
    row.chain, row.facts, row.changed_at = list(alert.chain), dict(alert.facts or {}), now
    return True


def _alert(row: AlertRow) -> Alert:
    return Alert(
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
    )
