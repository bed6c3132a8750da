"""Slack's pace as gates: one row for a team, a channel or a method says when it may be used next.

Published limits: one message per second in a channel, a number of calls per minute for a method, several hundred posts
per minute in a workspace. A method's gate is a bucket stored as a time: it may run ahead of the clock by its burst.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.tables.base import UtcDateTime
from storage.tables.queues import gate_table

CHANNEL_INTERVAL = timedelta(seconds=1.05)
# Longer than any burst takes to refill.
GATE_MEMORY = timedelta(seconds=10)
# A channel's or method's gate further ahead was set before the clock was set back.
MAX_GATE_LEAD = timedelta(minutes=1)
# Slack usually asks for seconds; after this long it is asked again.
MAX_PAUSE = timedelta(minutes=15)
ENDLESS_PAUSE = timedelta(days=365)
TEAM_GATE = "team"
LIMIT_PREFIX = "limit "
# Slack paces messages by channel; everything else by method.
MESSAGE_METHOD = "chat.postMessage"


@dataclass(frozen=True)
class Bucket:
    """A rate limit of one call every `gap`; `burst` calls may come at once after a rest."""

    gap: timedelta
    burst: int

    def next_at(self, gate_at: datetime | None, now: datetime) -> datetime:
        """Return the gate's time after one more call; a gate is open whenever that is not in the future."""
        allowance = self.gap * (self.burst - 1)
        return max(gate_at or now - allowance, now - allowance) + self.gap


TEAM_BUCKET = Bucket(timedelta(seconds=1 / 3), 3)
TIER_3 = Bucket(timedelta(seconds=1.2), 5)
TIER_4 = Bucket(timedelta(seconds=0.6), 10)
METHOD_BUCKETS = {
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "reactions.add": TIER_3,
    "reactions.remove": TIER_3,
    "chat.postEphemeral": TIER_4,
    "views.publish": TIER_4,
    "chat.postMessage": TEAM_BUCKET,
}


class Gates:
    """The gates as they are at `now`, moved by each call that is let through."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self._session, self._now = session, now
        rows = session.connection().execute(select(gate_table).where(gate_table.c.next_at > now - GATE_MEMORY))
        self._at: dict[tuple[str, str], datetime] = {(row.team, row.name): row.next_at for row in rows}
        self._moved: set[tuple[str, str]] = set()

    def allows_call(self, team: str, method: str, channel: str) -> bool:
        """Return whether this call may go now."""
        return all(self._at.get((team, name), self._now) <= self._now for name in _gate_names(method, channel))

    def record_call(self, team: str, method: str, channel: str) -> None:
        """Move the gates for one call."""
        by_method = f"method {method}"
        if method == MESSAGE_METHOD:
            self._move_gate(team, f"channel {channel}", self._now + CHANNEL_INTERVAL)
        if (bucket := METHOD_BUCKETS.get(method)) is not None:
            self._move_gate(team, by_method, bucket.next_at(self._at.get((team, by_method)), self._now))

    def save(self) -> None:
        """Write the moved gates."""
        for team, name in sorted(self._moved):
            _save_gate(self._session, team, name, self._at[team, name])

    def _move_gate(self, team: str, name: str, at: datetime) -> None:
        self._at[team, name] = at
        self._moved.add((team, name))


def has_closed_gate(post: FromClause, *, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Build the condition that some gate before `post`, a row of the outbox, is not open yet."""
    limit = LIMIT_PREFIX + post.c.method
    of_messages = case((post.c.method == MESSAGE_METHOD, "channel " + post.c.channel), else_=TEAM_GATE)
    names = (TEAM_GATE, "method " + post.c.method, of_messages, limit, limit + " " + post.c.channel)
    return exists().where(gate_table.c.team == post.c.team, gate_table.c.name.in_(names), gate_table.c.next_at > now)


def delete_far_gates(session: Session, *, now: datetime) -> None:
    """Open gates left in the far future by a clock that was set back; a pause without an end stays."""
    latest_plausible = case(
        (
            or_(gate_table.c.name == TEAM_GATE, gate_table.c.name.startswith(LIMIT_PREFIX)),
            literal(now + MAX_GATE_LEAD + MAX_PAUSE, UtcDateTime()),
        ),
        else_=literal(now + MAX_GATE_LEAD, UtcDateTime()),
    )
    is_endless = and_(gate_table.c.name == TEAM_GATE, gate_table.c.next_at > now + ENDLESS_PAUSE)
    session.connection().execute(gate_table.delete().where(gate_table.c.next_at > latest_plausible, ~is_endless))


def pause_team(session: Session, *, team: str, until: datetime) -> None:
    """Send nothing for a team before `until` (a limit of the workspace, a revoked token); never shorten a pause."""
    _hold_gate(session, team, TEAM_GATE, until)


def limit_calls(session: Session, *, team: str, method: str, channel: str, until: datetime) -> None:
    """Make no call before `until` that Slack's limit concerns: of a method, or for messages of one channel."""
    _hold_gate(session, team, _limit_names(method, channel)[method == MESSAGE_METHOD], until)


def _hold_gate(session: Session, team: str, name: str, until: datetime) -> None:
    held_until = session.connection().execute(select(gate_table.c.next_at).where(_is_gate(team, name))).scalar()
    if held_until is None or held_until < until:
        _save_gate(session, team, name, until)


def resume_team(session: Session, *, team: str) -> None:
    """End a team's pause."""
    session.connection().execute(gate_table.delete().where(_is_gate(team, TEAM_GATE)))


def _gate_names(method: str, channel: str) -> tuple[str, ...]:
    by_channel = (f"channel {channel}",) if method == MESSAGE_METHOD else ()
    return (TEAM_GATE, f"method {method}", *by_channel, *_limit_names(method, channel))


def _limit_names(method: str, channel: str) -> tuple[str, str]:
    return f"{LIMIT_PREFIX}{method}", f"{LIMIT_PREFIX}{method} {channel}"


def _is_gate(team: str, name: str) -> ColumnElement[bool]:
    return and_(gate_table.c.team == team, gate_table.c.name == name)


def _save_gate(session: Session, team: str, name: str, next_at: datetime) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = dialect.insert(gate_table).values(team=team, name=name, next_at=next_at)
    statement = statement.on_conflict_do_update(
        index_elements=[gate_table.c.team, gate_table.c.name], set_={"next_at": statement.excluded.next_at}
    )
    session.connection().execute(statement)
