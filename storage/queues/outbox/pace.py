"""Slack's pace as gates: one row for a team, a channel or a method says when it may be used next.

Published limits: one message a second in a channel, a number of calls a minute for a method, several hundred posts a
minute in a workspace. A method's gate is a bucket kept as a time: it may run ahead of the clock by its burst.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, FromClause, and_, case, exists, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from storage.tables.base import UtcDateTime
from storage.tables.queues import gate_table

CHANNEL_INTERVAL = timedelta(seconds=1.05)
GATE_MEMORY = timedelta(seconds=10)  # longer than any burst takes to come back
MAX_GATE_LEAD = timedelta(minutes=1)  # a channel's or method's gate beyond it was set before the clock was put back
MAX_TEAM_PAUSE = timedelta(minutes=15)  # of a team; Slack asks for seconds, and is asked again after this
ENDLESS_PAUSE = timedelta(days=365)
TEAM_GATE = "team"


@dataclass(frozen=True)
class Bucket:
    """One call every `gap`; `burst` calls may come at once after a rest."""

    gap: timedelta
    burst: int

    def next_at(self, gate_at: datetime | None, now: datetime) -> datetime:
        """The gate after one more call: it is open whenever it is not in the future."""
        slack = self.gap * (self.burst - 1)
        return max(gate_at or now - slack, now - slack) + self.gap


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
    """The gates as they stand at `now`, moved by each call that is let through."""

    def __init__(self, session: Session, *, now: datetime) -> None:
        self._session, self._now = session, now
        rows = session.connection().execute(select(gate_table).where(gate_table.c.next_at > now - GATE_MEMORY))
        self._at: dict[tuple[str, str], datetime] = {(row.team, row.name): row.next_at for row in rows}
        self._moved: set[tuple[str, str]] = set()

    def allows_call(self, team: str, method: str, channel: str) -> bool:
        """Whether this call may go now."""
        return all(self._at.get((team, name), self._now) <= self._now for name in _gate_names(method, channel))

    def record_call(self, team: str, method: str, channel: str) -> None:
        """This will move the gates for one call."""
        _, by_method, by_channel = _gate_names(method, channel)
        self._move_gate(team, by_channel, self._now + CHANNEL_INTERVAL)
        if (bucket := METHOD_BUCKETS.get(method)) is not None:
            self._move_gate(team, by_method, bucket.next_at(self._at.get((team, by_method)), self._now))

    def save(self) -> None:
        """This will write the moved gates."""
        for team, name in sorted(self._moved):
            _save_gate(self._session, team, name, self._at[team, name])

    def _move_gate(self, team: str, name: str, at: datetime) -> None:
        self._at[team, name] = at
        self._moved.add((team, name))


def has_closed_gate(post: FromClause, *, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The condition that some gate before `post`, a row of the outbox, is not open yet."""
    names = (TEAM_GATE, "method " + post.c.method, "channel " + post.c.channel)
    return exists().where(gate_table.c.team == post.c.team, gate_table.c.name.in_(names), gate_table.c.next_at > now)


def delete_far_gates(session: Session, *, now: datetime) -> None:
    """This will open the gates that a clock put back has left in the far future; a pause without an end stays."""
    far = case(
        (gate_table.c.name == TEAM_GATE, literal(now + MAX_GATE_LEAD + MAX_TEAM_PAUSE, UtcDateTime())),
        else_=literal(now + MAX_GATE_LEAD, UtcDateTime()),
    )
    endless = and_(gate_table.c.name == TEAM_GATE, gate_table.c.next_at > now + ENDLESS_PAUSE)
    session.connection().execute(gate_table.delete().where(gate_table.c.next_at > far, ~endless))


def pause_team(session: Session, *, team: str, until: datetime) -> None:
    """This will send nothing for a team before `until` (a Retry-After, a revoked token); never shortens a pause."""
    held = session.connection().execute(select(gate_table.c.next_at).where(_is_gate(team, TEAM_GATE))).scalar()
    if held is None or held < until:
        _save_gate(session, team, TEAM_GATE, until)


def resume_team(session: Session, *, team: str) -> None:
    """This will end a team's pause."""
    session.connection().execute(gate_table.delete().where(_is_gate(team, TEAM_GATE)))


def _gate_names(method: str, channel: str) -> tuple[str, str, str]:
    return TEAM_GATE, f"method {method}", f"channel {channel}"


def _is_gate(team: str, name: str) -> ColumnElement[bool]:
    return and_(gate_table.c.team == team, gate_table.c.name == name)


def _save_gate(session: Session, team: str, name: str, next_at: datetime) -> None:
    engine = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    put = engine.insert(gate_table).values(team=team, name=name, next_at=next_at)
    put = put.on_conflict_do_update(
        index_elements=[gate_table.c.team, gate_table.c.name], set_={"next_at": put.excluded.next_at}
    )
    session.connection().execute(put)
