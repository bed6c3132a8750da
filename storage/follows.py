"""What a person wants to hear of, what not, how much of it a week; and what waits to be told together."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.tables.base import insert_new, table
from storage.tables.people import FollowRow, MemberRow, PingRow
from storage.tables.plan import MilestoneRow, ProjectRow

WEEK = timedelta(days=7)
BUDGET = 25
EVERYTHING = ""
_THING = re.compile(r"\b(?:M|PRJ|PRG)-\d+\b")


class Verdict(Enum):
    """What becomes of a direct message that was not asked for."""

    SEND = "send"
    HOLD = "hold"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Follow:
    """`subject` is an id, or empty for everything; a mute without `until` is for good."""

    subject: str
    mute: bool
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Noise:
    """How many direct messages came in the last seven days, how many may, and how many wait."""

    sent: int
    budget: int
    held: int


def follow(session: Session, *, team: str, user: str, subject: str) -> None:
    """This will follow (twice is once); what was muted is heard again."""
    drop(session, team=team, user=user, subject=subject, mute=True)
    if session.get(FollowRow, (team, user, subject, False)) is None:
        session.add(FollowRow(team=team, user=user, subject=subject))


def mute(session: Session, *, team: str, user: str, subject: str, until: datetime | None) -> None:
    """This will keep a subject (or everything) from a person until then."""
    row = session.get(FollowRow, (team, user, subject, True))
    if row is None:
        row = FollowRow(team=team, user=user, subject=subject, mute=True)
        session.add(row)
    row.until = until


def drop(session: Session, *, team: str, user: str, subject: str, mute: bool) -> bool:
    """This will end a follow or a mute; False when there was none."""
    row = session.get(FollowRow, (team, user, subject, mute))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def of(session: Session, *, team: str, user: str, now: datetime) -> tuple[Follow, ...]:
    """Everything the person follows and mutes now, by subject."""
    rows = select(FollowRow).where(col(FollowRow.team) == team, col(FollowRow.user) == user)
    live = (row for row in session.scalars(rows) if row.until is None or row.until > now)
    return tuple(Follow(row.subject, row.mute, row.until) for row in sorted(live, key=lambda r: (r.subject, r.mute)))


def muted(session: Session, *, team: str, user: str, text: str, now: datetime) -> bool:
    """Whether all that a text is about is muted by this person."""
    mutes = {one.subject for one in of(session, team=team, user=user, now=now) if one.mute}
    if not mutes:
        return False
    about = set(_THING.findall(text))
    return EVERYTHING in mutes or (bool(about) and all(mutes & _around(session, team, id) for id in about))


def admit(session: Session, *, team: str, user: str, key: str, text: str, asks: bool, now: datetime) -> Verdict:
    """The one check for direct messages nobody asked for: muted ones end here; over the budget, only questions go out.

    What is held is told together later; the same key is judged once.
    """
    if muted(session, team=team, user=user, text=text, now=now):
        return Verdict.DROP
    known = session.get(PingRow, key)
    if known is None:
        noise = noise_of(session, team=team, user=user, now=now)
        hold = noise.sent >= noise.budget and not asks
        line = text.split("\n")[0][:300] if hold else ""
        row = {"key": key, "team": team, "user": user, "at": now, "line": line, "held": hold}
        insert_new(session, table(PingRow), row)  # another replica may judge it now: what the first one found holds
        known = session.get_one(PingRow, key)
    return Verdict.HOLD if known.held else Verdict.SEND


def noise_of(session: Session, *, team: str, user: str, now: datetime) -> Noise:
    mine = (col(PingRow.team) == team, col(PingRow.user) == user)
    counted = select(func.count()).select_from(PingRow)
    sent = session.scalars(counted.where(*mine, col(PingRow.at) > now - WEEK, ~col(PingRow.held))).one()
    held = session.scalars(counted.where(*mine, col(PingRow.held))).one()
    row = session.get(MemberRow, (team, user))
    budget = row.noise_budget if row and row.noise_budget is not None else BUDGET
    return Noise(sent, budget, held)


def waiting(session: Session, *, team: str) -> tuple[tuple[str, str], ...]:
    """(user, zone) of everybody for whom something is held."""
    rows = (
        select(col(PingRow.user), col(MemberRow.own_zone), col(MemberRow.zone))
        .join(MemberRow, (col(MemberRow.team) == team) & (col(MemberRow.id) == col(PingRow.user)), isouter=True)
        .where(col(PingRow.held), col(PingRow.team) == team)
        .distinct()
    )
    return tuple((user, own or zone or "UTC") for user, own, zone in sorted(map(tuple, session.execute(rows))))


def release(session: Session, *, team: str, user: str) -> tuple[str, ...]:
    """This will hand out what was held, oldest first, and hold it no longer; it counts as nothing but its bundle."""
    rows = select(PingRow).where(col(PingRow.held), col(PingRow.team) == team, col(PingRow.user) == user)
    found = list(session.scalars(rows.order_by(col(PingRow.at), col(PingRow.key))))
    for row in found:
        row.held, row.at = False, row.at - WEEK
    return tuple(row.line for row in found)


def choose(session: Session, *, team: str, user: str, zone: str | None, budget: int | None) -> None:
    """This will keep a person's own choices; None is what Slack says, and the default."""
    if row := session.get(MemberRow, (team, user)):
        row.own_zone, row.noise_budget = zone, budget


def chosen(session: Session, *, team: str, user: str) -> tuple[str | None, int | None]:
    """The person's own zone and budget, None where they chose nothing."""
    row = session.get(MemberRow, (team, user))
    return (row.own_zone, row.noise_budget) if row else (None, None)


def _around(session: Session, team: str, id: str) -> set[str]:
    """The thing itself, its project and its program."""
    around = {id}
    if id.startswith("M-") and (milestone := session.get(MilestoneRow, (team, id))):
        around.add(milestone.project)
        id = milestone.project
    if id.startswith("PRJ-") and (project := session.get(ProjectRow, (team, id))):
        around.add(project.program)
    return around
