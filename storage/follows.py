"""What a person wants to hear of, what not, how much of it a week; and what waits to be told together."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import func, select
from sqlmodel import Session, col

from storage.tables.base import core_table, insert_new
from storage.tables.people import FollowRow, MemberRow, PingRow
from storage.tables.plan import MilestoneRow, ProjectRow

BUDGET_WINDOW = timedelta(days=7)
DEFAULT_WEEKLY_BUDGET = 25
EVERYTHING = ""
_SUBJECT_ID = re.compile(r"\b(?:M|PRJ|PRG)-\d+\b")


class DirectMessageDecision(Enum):
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
class MessageLoad:
    """How many direct messages came in the last seven days, how many may, and how many wait."""

    sent: int
    budget: int
    held: int


def add_follow(session: Session, *, team: str, user: str, subject: str) -> None:
    """This will follow (twice is once); what was muted is heard again."""
    remove_follow(session, team=team, user=user, subject=subject, mute=True)
    if session.get(FollowRow, (team, user, subject, False)) is None:
        session.add(FollowRow(team=team, user=user, subject=subject))


def mute_subject(session: Session, *, team: str, user: str, subject: str, until: datetime | None) -> None:
    """This will keep a subject (or everything) from a person until then."""
    row = session.get(FollowRow, (team, user, subject, True))
    if row is None:
        row = FollowRow(team=team, user=user, subject=subject, mute=True)
        session.add(row)
    row.until = until


def remove_follow(session: Session, *, team: str, user: str, subject: str, mute: bool) -> bool:
    """This will end a follow or a mute; False when there was none."""
    row = session.get(FollowRow, (team, user, subject, mute))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def follows_of(session: Session, *, team: str, user: str, now: datetime) -> tuple[Follow, ...]:
    """Everything the person follows and mutes now, by subject."""
    rows = select(FollowRow).where(col(FollowRow.team) == team, col(FollowRow.user) == user)
    live = (row for row in session.scalars(rows) if row.until is None or row.until > now)
    return tuple(Follow(row.subject, row.mute, row.until) for row in sorted(live, key=lambda r: (r.subject, r.mute)))


def is_muted(session: Session, *, team: str, user: str, text: str, now: datetime) -> bool:
    """Whether all that a text is about is muted by this person."""
    mutes = {one.subject for one in follows_of(session, team=team, user=user, now=now) if one.mute}
    if not mutes:
        return False
    about = set(_SUBJECT_ID.findall(text))
    return EVERYTHING in mutes or (bool(about) and all(mutes & _enclosing_subjects(session, team, id) for id in about))


def decide_delivery(
    session: Session, *, team: str, user: str, key: str, text: str, is_question: bool, now: datetime
) -> DirectMessageDecision:
    """The one check for direct messages nobody asked for: muted ones end here; over the budget, only questions go out.

    What is held is told together later; the same key is judged once.
    """
    if is_muted(session, team=team, user=user, text=text, now=now):
        return DirectMessageDecision.DROP
    known = session.get(PingRow, key)
    if known is None:
        noise = message_load(session, team=team, user=user, now=now)
        hold = noise.sent >= noise.budget and not is_question
        line = text.split("\n")[0][:300] if hold else ""
        row = {"key": key, "team": team, "user": user, "at": now, "line": line, "held": hold}
        insert_new(
            session, core_table(PingRow), row
        )  # another replica may judge it now: what the first one found holds
        known = session.get_one(PingRow, key)
    return DirectMessageDecision.HOLD if known.held else DirectMessageDecision.SEND


def message_load(session: Session, *, team: str, user: str, now: datetime) -> MessageLoad:
    mine = (col(PingRow.team) == team, col(PingRow.user) == user)
    counted = select(func.count()).select_from(PingRow)
    sent = session.scalars(counted.where(*mine, col(PingRow.at) > now - BUDGET_WINDOW, ~col(PingRow.held))).one()
    held = session.scalars(counted.where(*mine, col(PingRow.held))).one()
    row = session.get(MemberRow, (team, user))
    budget = row.noise_budget if row and row.noise_budget is not None else DEFAULT_WEEKLY_BUDGET
    return MessageLoad(sent, budget, held)


def users_with_held_messages(session: Session, *, team: str) -> tuple[tuple[str, str], ...]:
    """(user, zone) of everybody for whom something is held."""
    rows = (
        select(col(PingRow.user), col(MemberRow.own_zone), col(MemberRow.zone))
        .join(MemberRow, (col(MemberRow.team) == team) & (col(MemberRow.id) == col(PingRow.user)), isouter=True)
        .where(col(PingRow.held), col(PingRow.team) == team)
        .distinct()
    )
    return tuple((user, own or zone or "UTC") for user, own, zone in sorted(map(tuple, session.execute(rows))))


def release_held(session: Session, *, team: str, user: str) -> tuple[str, ...]:
    """This will hand out what was held, oldest first, and hold it no longer; it counts as nothing but its bundle."""
    rows = select(PingRow).where(col(PingRow.held), col(PingRow.team) == team, col(PingRow.user) == user)
    found = list(session.scalars(rows.order_by(col(PingRow.at), col(PingRow.key))))
    for row in found:
        row.held, row.at = False, row.at - BUDGET_WINDOW
    return tuple(row.line for row in found)


def save_preferences(session: Session, *, team: str, user: str, zone: str | None, budget: int | None) -> None:
    """This will keep a person's own choices; None is what Slack says, and the default."""
    if row := session.get(MemberRow, (team, user)):
        row.own_zone, row.noise_budget = zone, budget


def own_preferences(session: Session, *, team: str, user: str) -> tuple[str | None, int | None]:
    """The person's own zone and budget, None where they chose nothing."""
    row = session.get(MemberRow, (team, user))
    return (row.own_zone, row.noise_budget) if row else (None, None)


def _enclosing_subjects(session: Session, team: str, id: str) -> set[str]:
    """The thing itself, its project and its program."""
    around = {id}
    if id.startswith("M-") and (milestone := session.get(MilestoneRow, (team, id))):
        around.add(milestone.project)
        id = milestone.project
    if id.startswith("PRJ-") and (project := session.get(ProjectRow, (team, id))):
        around.add(project.program)
    return around
