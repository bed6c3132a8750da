"""Context for capture: linked channels, names of milestones, silenced guesses, apps, reactions."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

import storage.channels
from storage.tables.plan import ChannelLinkRow, CounterRow, MilestoneRow, is_open_milestone
from storage.tables.queues import outbox_table
from storage.tables.updates import CaptureRuleRow

SILENCE_RULE = "silence"
APP_RULE = "app"
REACTION_RULE = "reaction"


@dataclass(frozen=True, slots=True)
class ListeningScope:
    """A channel as capture sees it.

    `milestones_made` counts the milestones ever created, so that a new name is noticed.
    """

    projects: tuple[str, ...] = ()
    milestones_made: int = 0
    app_allowed: bool = True


def listening_scope(session: Session, *, team: str, channel: str, app: str = "") -> ListeningScope:
    """Return the channel's projects (one query when it has none), and whether the app that wrote is allowed."""
    projects = storage.channels.served_projects(session, team=team, channel=channel)
    if not projects:
        return ListeningScope()
    counter = session.get(CounterRow, (team, "M"))
    allowed = not app or session.get(CaptureRuleRow, (team, APP_RULE, app)) is not None
    return ListeningScope(projects, counter.last if counter else 0, allowed)


def open_milestone_names(session: Session, *, team: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return (id, name, aliases) of every milestone that is not done."""
    rows = session.execute(
        select(col(MilestoneRow.id), col(MilestoneRow.name), col(MilestoneRow.aliases)).where(
            col(MilestoneRow.team) == team, is_open_milestone()
        )
    )
    return tuple((row.id, row.name, tuple(row.aliases)) for row in rows)


def mark_project_used(session: Session, *, team: str, channel: str, project: str, now: datetime) -> None:
    """Mark the project as the one last mentioned in the channel."""
    if row := session.get(ChannelLinkRow, (team, channel, project, "project")):
        row.used_at = now


def silence_guesses(session: Session, *, team: str, user: str, channel: str = "", now: datetime) -> None:
    """Stop guesses for a person, everywhere or in one channel; explicit statements still work."""
    _save_rule(session, team=team, kind=SILENCE_RULE, key=f"{user} {channel}".strip(), by=user, now=now)


def allow_guesses(session: Session, *, team: str, user: str, channel: str = "") -> None:
    """Allow guesses again; without a channel, everywhere."""
    for key in _rule_keys(session, team=team, kind=SILENCE_RULE):
        if key == f"{user} {channel}".strip() or (not channel and key.split()[0] == user):
            _delete_rule(session, team=team, kind=SILENCE_RULE, key=key)


def is_silenced(session: Session, *, team: str, user: str, channel: str) -> bool:
    keys = (user, f"{user} {channel}")
    return any(session.get(CaptureRuleRow, (team, SILENCE_RULE, key)) is not None for key in keys)


def allow_app(session: Session, *, team: str, app: str, by: str, now: datetime) -> None:
    """Allow another app's messages; `app` is its bot id."""
    _save_rule(session, team=team, kind=APP_RULE, key=app, by=by, now=now)


def forbid_app(session: Session, *, team: str, app: str) -> None:
    _delete_rule(session, team=team, kind=APP_RULE, key=app)


def allowed_apps(session: Session, *, team: str) -> tuple[str, ...]:
    return _rule_keys(session, team=team, kind=APP_RULE)


def map_reaction(session: Session, *, team: str, emoji: str, means: str, by: str, now: datetime) -> None:
    """Give an emoji another meaning from now on; an empty one removes its meaning."""
    _save_rule(session, team=team, kind=REACTION_RULE, key=emoji, value=means, by=by, now=now)


def reaction_meanings(session: Session, *, team: str) -> dict[str, str]:
    """Return the emoji that were given another meaning, "" where it was removed."""
    query = select(CaptureRuleRow).where(col(CaptureRuleRow.team) == team, col(CaptureRuleRow.kind) == REACTION_RULE)
    return {row.key: row.value for row in session.scalars(query.order_by(col(CaptureRuleRow.key)))}


def reaction_meaning(session: Session, *, team: str, emoji: str, default: Mapping[str, str], at: datetime) -> str:
    """Return the meaning of a reaction made at an instant; "" without one, or when its rule is newer than it (B-23)."""
    rule = session.get(CaptureRuleRow, (team, REACTION_RULE, emoji))
    if rule is None:
        return default.get(emoji, "")
    return rule.value if rule.at <= at else ""


@contextmanager
def discard_posts(session: Session, *, now: datetime) -> Iterator[None]:
    """Drop the posts that are queued inside the block as of `now`, so that nothing reaches Slack."""
    last_seq = session.connection().execute(select(func.max(outbox_table.c.seq))).scalar() or 0
    yield
    session.flush()
    session.connection().execute(
        outbox_table.delete().where(outbox_table.c.seq > last_seq, outbox_table.c.created_at == now)
    )


def _rule_keys(session: Session, *, team: str, kind: str) -> tuple[str, ...]:
    query = select(col(CaptureRuleRow.key)).where(col(CaptureRuleRow.team) == team, col(CaptureRuleRow.kind) == kind)
    return tuple(session.scalars(query.order_by(col(CaptureRuleRow.key))))


def _save_rule(session: Session, *, team: str, kind: str, key: str, value: str = "", by: str, now: datetime) -> None:
    row = session.get(CaptureRuleRow, (team, kind, key)) or CaptureRuleRow(team=team, kind=kind, key=key, at=now)
    row.value, row.by, row.at = value, by, now
    session.add(row)


def _delete_rule(session: Session, *, team: str, kind: str, key: str) -> None:
    if row := session.get(CaptureRuleRow, (team, kind, key)):
        session.delete(row)
