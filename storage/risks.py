"""What the engine found, kept: alerts that open once and close with their cause, colours, each night's analysis."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select, update
from sqlmodel import Session, col

from rules.alerts.lead_time import Colour
from storage.tables.base import core_table
from storage.tables.plan import MilestoneRow
from storage.tables.risks import AlertRow, AnalysisRow, ColourRow

REOPENING_WINDOW = timedelta(days=1)
"""An alert that opens again within a day is told in the message in which it was told before."""


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """`key` names the cause; `facts` is what its template needs to be said again; `notice` where it was told."""

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
    """What a refresh did: alerts that opened, changed their words, and closed."""

    opened: tuple[StoredAlert, ...]
    changed: tuple[StoredAlert, ...]
    closed: tuple[StoredAlert, ...]


@dataclass(frozen=True, slots=True)
class DisplayedColour:
    """The colour a project shows and why; `seen` the last computed ones, oldest first."""

    colour: Colour
    why: str
    seen: tuple[Colour, ...]


def sync_alerts(
    session: Session,
    *,
    team: str,
    program: str,
    current_alerts: Sequence[StoredAlert],
    now: datetime,
    kinds: Collection[str] | None = None,
) -> AlertChanges:
    """This will make the open alerts of a program (of these kinds, or all) be exactly `now_true`."""
    known = _open_alert_columns(session, team=team, program=program, kinds=kinds)
    opened = _open_alerts(session, team, program, [alert for alert in current_alerts if alert.key not in known], now)
    news = {
        a.key: a
        for a in current_alerts
        if a.key in known and known[a.key][1:] != (a.level, a.sentence, a.days, a.owner)
    }
    gone = known.keys() - {alert.key for alert in current_alerts}
    changed, closed = [], []
    for row in _alert_rows(session, sorted(known[key][0] for key in (*news, *gone))):
        if row.key in news:
            changed.append(_update_alert(row, news[row.key], now))
        else:
            row.closed_at = now
            closed.append(_to_alert(row))
    session.flush()
    return AlertChanges(opened, tuple(changed), tuple(closed))


def _open_alert_columns(
    session: Session, *, team: str, program: str, kinds: Collection[str] | None
) -> dict[str, tuple[int, str, str, int, str | None]]:
    """Number, level, sentence, days and owner of each open alert: columns, because most of them stay as they are."""
    names = ("key", "id", "level", "sentence", "days", "owner")
    wanted = select(*(getattr(AlertRow, name) for name in names)).where(*_open_condition(team, program))
    if kinds is not None:
        wanted = wanted.where(col(AlertRow.kind).in_(kinds))
    return {
        key: (id, level, sentence, days, owner) for key, id, level, sentence, days, owner in session.execute(wanted)
    }


def _alert_rows(session: Session, ids: Sequence[int]) -> Sequence[AlertRow]:
    return (
        session.scalars(select(AlertRow).where(col(AlertRow.id).in_(ids)).order_by(col(AlertRow.id))).all()
        if ids
        else ()
    )


def close_alerts(session: Session, *, team: str, keys: Collection[str], now: datetime) -> None:
    """This will close these alerts where they are open; for causes that are seen to be gone before the next refresh."""
    wanted = select(AlertRow).where(
        col(AlertRow.team) == team, col(AlertRow.key).in_(keys), col(AlertRow.closed_at).is_(None)
    )
    for row in session.scalars(wanted):
        row.closed_at = now


def unannounced_alerts(session: Session, *, team: str, program: str) -> tuple[StoredAlert, ...]:
    """Open red alerts that stand in no message yet, oldest first."""
    rows = select(AlertRow).where(
        *_open_condition(team, program), col(AlertRow.level) == "red", col(AlertRow.notice).is_(None)
    )
    return tuple(_to_alert(row) for row in session.scalars(rows.order_by(col(AlertRow.id))))


def open_alerts(session: Session, *, team: str, program: str) -> tuple[StoredAlert, ...]:
    """Red first, then the most days."""
    found = [_to_alert(row) for row in _open_rows(session, team=team, program=program)]
    return tuple(sorted(found, key=lambda a: (a.level != "red", -abs(a.days), a.key)))


def open_alerts_of_kinds(session: Session, *, team: str, kinds: Collection[str]) -> tuple[StoredAlert, ...]:
    """Those of every program, one program after the other; red first, then the most days."""
    rows = select(AlertRow).where(
        col(AlertRow.team) == team, col(AlertRow.closed_at).is_(None), col(AlertRow.kind).in_(kinds)
    )

    def sort_key(row: AlertRow) -> tuple[int, str, bool, int, str]:
        return len(row.program), row.program, row.level != "red", -abs(row.days), row.key

    return tuple(_to_alert(row) for row in sorted(session.scalars(rows), key=sort_key))


def alert_episodes(session: Session, *, team: str, key: str) -> tuple[tuple[datetime, datetime | None], ...]:
    """When an alert was open, episode by episode; the end is None while it still is."""
    rows = select(col(AlertRow.opened_at), col(AlertRow.closed_at)).where(
        col(AlertRow.team) == team, col(AlertRow.key) == key
    )
    return tuple((row.opened_at, row.closed_at) for row in session.execute(rows.order_by(col(AlertRow.episode))))


def set_notice(session: Session, *, team: str, key: str, notice: str, channels: Sequence[str]) -> None:
    """This will note in which message of which channels an open alert is told."""
    rows = select(AlertRow).where(
        col(AlertRow.team) == team, col(AlertRow.key) == key, col(AlertRow.closed_at).is_(None)
    )
    for row in session.scalars(rows):
        row.notice, row.channels = notice, list(channels)


def alerts_in_notice(session: Session, *, team: str, notice: str, channel: str) -> tuple[StoredAlert, ...]:
    """The alerts of one message as they stand now, in the order they were told; of each its last episode."""
    rows = select(AlertRow).where(col(AlertRow.team) == team, col(AlertRow.notice) == notice)
    found = {row.key: _to_alert(row) for row in session.scalars(rows.order_by(col(AlertRow.id)))}
    return tuple(alert for alert in found.values() if channel in alert.channels)


def store_computed_dates(session: Session, *, team: str, days: Mapping[str, date | None]) -> frozenset[str]:
    """This will keep the computed dates of these milestones where they differ; the ids that changed come back."""
    rows = select(col(MilestoneRow.id), col(MilestoneRow.computed)).where(col(MilestoneRow.team) == team)
    stale = [row.id for row in session.execute(rows) if row.id in days and days[row.id] != row.computed]
    if stale:
        milestone = core_table(MilestoneRow)
        put = (
            update(milestone)
            .where(milestone.c.team == team, milestone.c.id == bindparam("which"))
            .values(computed=bindparam("day"))
        )
        session.connection().execute(put, [{"which": id, "day": days[id]} for id in stale])
    return frozenset(stale)


def computed_dates(session: Session, *, team: str, projects: Collection[str]) -> dict[str, date]:
    """The computed dates of the milestones of these projects, as they were last stored."""
    rows = select(col(MilestoneRow.id), col(MilestoneRow.computed)).where(
        col(MilestoneRow.team) == team, col(MilestoneRow.project).in_(projects), col(MilestoneRow.computed).is_not(None)
    )
    return {row.id: row.computed for row in session.execute(rows)}


def displayed_colours(session: Session, *, team: str) -> dict[str, DisplayedColour]:
    rows = session.scalars(select(ColourRow).where(col(ColourRow.team) == team))
    return {row.project: DisplayedColour(Colour(row.colour), row.why, tuple(map(Colour, row.seen))) for row in rows}


def save_displayed_colour(session: Session, *, team: str, project: str, shown: DisplayedColour, now: datetime) -> None:
    row = session.get(ColourRow, (team, project)) or ColourRow(team=team, project=project, colour="", at=now)
    row.colour, row.why, row.seen, row.at = shown.colour.value, shown.why, [c.value for c in shown.seen], now
    session.add(row)


def save_analysis(
    session: Session, *, team: str, program: str, day: date, facts: Mapping[str, Any], now: datetime
) -> None:
    """This will keep what was found on a local day; a later refresh of the same day replaces it."""
    row = session.get(AnalysisRow, (team, program, day)) or AnalysisRow(
        team=team, program=program, day=day, at=now, facts={}
    )
    row.facts, row.at = dict(facts), now
    session.add(row)


def recent_analyses(
    session: Session, *, team: str, program: str, limit: int = 1
) -> tuple[tuple[date, Mapping[str, Any]], ...]:
    """What the last days' full refreshes found, newest first."""
    rows = select(AnalysisRow).where(col(AnalysisRow.team) == team, col(AnalysisRow.program) == program)
    return tuple(
        (row.day, row.facts) for row in session.scalars(rows.order_by(col(AnalysisRow.day).desc()).limit(limit))
    )


def _open_rows(session: Session, *, team: str, program: str) -> Sequence[AlertRow]:
    rows = select(AlertRow).where(*_open_condition(team, program))
    return session.scalars(rows.order_by(col(AlertRow.id))).all()


def _open_condition(team: str, program: str) -> tuple[ColumnElement[bool], ...]:
    return col(AlertRow.team) == team, col(AlertRow.program) == program, col(AlertRow.closed_at).is_(None)


def _open_alerts(
    session: Session, team: str, program: str, alerts: Sequence[StoredAlert], now: datetime
) -> tuple[StoredAlert, ...]:
    before = _last_episodes(session, team, [alert.key for alert in alerts])
    rows = []
    for alert in alerts:
        last = before.get(alert.key)
        row = AlertRow(
            team=team,
            program=program,
            key=alert.key,
            episode=last.episode + 1 if last else 1,
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
        if last and last.notice and last.closed_at and now - last.closed_at <= REOPENING_WINDOW:
            row.notice, row.channels = last.notice, list(last.channels)
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
