"""Follows and mutes, weekly message budgets, and direct messages that wait to be sent together."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import func, select
from sqlmodel import Session, col

import storage.changes
from storage.tables.base import core_table, insert_all_new, insert_new
from storage.tables.people import FollowRow, MemberRow, PingRow
from storage.tables.plan import MilestoneRow, ProjectRow

BUDGET_WINDOW = timedelta(days=7)
DEFAULT_WEEKLY_BUDGET = 25
EVERYTHING = ""
_SUBJECT_ID = re.compile(r"\b(?:M|PRJ|PRG)-\d+\b")


class DirectMessageDecision(Enum):
    """The decision on a direct message that was not asked for."""

    SEND = "send"
    HOLD = "hold"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Follow:
    """A follow or a mute. `subject` is an id, or empty for everything; a mute without `until` is for good.

    detail, threshold: the voice of the follower's own digest ("none" without one), and the colour it begins with.
    """

    subject: str
    mute: bool
    until: datetime | None
    detail: str = "executive"
    threshold: str = "always"


@dataclass(frozen=True, slots=True)
class MessageLoad:
    """Direct messages sent in the last seven days, how many are allowed, and how many are held back."""

    sent: int
    budget: int
    held: int


def add_follow(
    session: Session, *, team: str, user: str, subject: str, detail: str | None = None, threshold: str | None = None
) -> Follow:
    """Follow a subject and end its mute; following it again changes only the wishes that are given."""
    lock_follows(session, team=team, user=user)
    remove_follow(session, team=team, user=user, subject=subject, mute=True)
    row = session.get(FollowRow, (team, user, subject, False))
    if row is None:
        row = FollowRow(team=team, user=user, subject=subject)
        session.add(row)
    row.detail, row.threshold = detail or row.detail, threshold or row.threshold
    return _to_follow(row)


def lock_follows(session: Session, *, team: str, user: str) -> None:
    """Make others who change what a person follows or mutes wait: two clicks at once are one follow."""
    session.get(MemberRow, (team, user), with_for_update=True, populate_existing=True)


def digest_followers(session: Session, *, team: str) -> tuple[str, ...]:
    """Return everyone who gets a digest of something that they follow."""
    query = select(col(FollowRow.user)).where(
        col(FollowRow.team) == team, ~col(FollowRow.mute), col(FollowRow.detail) != "none"
    )
    return tuple(session.scalars(query.distinct().order_by(col(FollowRow.user))))


def was_messaged_since(session: Session, *, team: str, user: str, since: datetime) -> bool:
    """Return whether the person was sent a direct message that they had not asked for."""
    query = select(col(PingRow.key)).where(
        col(PingRow.team) == team, col(PingRow.user) == user, col(PingRow.at) > since, ~col(PingRow.held)
    )
    return session.scalars(query.limit(1)).first() is not None


def mute_subject(session: Session, *, team: str, user: str, subject: str, until: datetime | None) -> None:
    """Mute a subject (or everything) for a person until then."""
    lock_follows(session, team=team, user=user)
    row = session.get(FollowRow, (team, user, subject, True))
    if row is None:
        row = FollowRow(team=team, user=user, subject=subject, mute=True)
        session.add(row)
    row.until = until


def remove_follow(session: Session, *, team: str, user: str, subject: str, mute: bool) -> bool:
    """End a follow or a mute; return False when there was nothing to end."""
    row = session.get(FollowRow, (team, user, subject, mute))
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True


def follows_of(session: Session, *, team: str, user: str, now: datetime) -> tuple[Follow, ...]:
    """Return everything the person follows and mutes now, by subject."""
    query = select(FollowRow).where(col(FollowRow.team) == team, col(FollowRow.user) == user)
    active = (row for row in session.scalars(query) if row.until is None or row.until > now)
    return tuple(map(_to_follow, sorted(active, key=lambda row: (row.subject, row.mute))))


def _to_follow(row: FollowRow) -> Follow:
    return Follow(row.subject, row.mute, row.until, row.detail, row.threshold)


def is_muted(session: Session, *, team: str, user: str, text: str, now: datetime) -> bool:
    """Return whether everything a text is about is muted by this person."""
    muted = {follow.subject for follow in follows_of(session, team=team, user=user, now=now) if follow.mute}
    if not muted:
        return False
    subjects = set(_SUBJECT_ID.findall(text))
    return EVERYTHING in muted or (
        bool(subjects) and all(muted & _enclosing_subjects(session, team, id) for id in subjects)
    )


def decide_delivery(
    session: Session, *, team: str, user: str, key: str, text: str, is_question: bool, now: datetime
) -> DirectMessageDecision:
    """Decide on a direct message that was not asked for: muted ones end here; over the budget, only questions go out.

    Held messages are sent together later; the same key is judged once.
    """
    if is_muted(session, team=team, user=user, text=text, now=now):
        return DirectMessageDecision.DROP
    ping = session.get(PingRow, key)
    if ping is None:
        load = message_load(session, team=team, user=user, now=now)
        hold = load.sent >= load.budget and not is_question
        line = text.split("\n")[0][:300] if hold else ""
        row = {"key": key, "team": team, "user": user, "at": now, "line": line, "held": hold}
        # Another replica may judge it at the same moment; the first decision counts.
        insert_new(session, core_table(PingRow), row)
        ping = session.get_one(PingRow, key)
        if hold:
            storage.changes.note_created(session, ping)
    return DirectMessageDecision.HOLD if ping.held else DirectMessageDecision.SEND


def count_messages(session: Session, *, posts: Iterable[tuple[str, str, str]], now: datetime) -> None:
    """Count questions that are sent whatever the budget, given as (key, team, user)."""
    rows = [{"key": key, "team": team, "user": user, "at": now, "line": "", "held": False} for key, team, user in posts]
    if rows:
        insert_all_new(session, core_table(PingRow), rows)


def mark_acted(session: Session, *, key: str, now: datetime) -> None:
    """Record that a person acted upon a message; only the first time counts."""
    ping = session.get(PingRow, key)
    if ping and ping.acted_at is None:
        ping.acted_at = now


def message_load(session: Session, *, team: str, user: str, now: datetime) -> MessageLoad:
    is_own = (col(PingRow.team) == team, col(PingRow.user) == user)
    count_query = select(func.count()).select_from(PingRow)
    sent_count = session.scalars(
        count_query.where(*is_own, col(PingRow.at) > now - BUDGET_WINDOW, ~col(PingRow.held))
    ).one()
    held_count = session.scalars(count_query.where(*is_own, col(PingRow.held))).one()
    row = session.get(MemberRow, (team, user))
    budget = row.noise_budget if row and row.noise_budget is not None else DEFAULT_WEEKLY_BUDGET
    return MessageLoad(sent_count, budget, held_count)


def users_with_held_messages(session: Session, *, team: str) -> tuple[tuple[str, str], ...]:
    """Return (user, zone) of everyone with held messages."""
    query = (
        select(col(PingRow.user), col(MemberRow.own_zone), col(MemberRow.zone))
        .join(MemberRow, (col(MemberRow.team) == team) & (col(MemberRow.id) == col(PingRow.user)), isouter=True)
        .where(col(PingRow.held), col(PingRow.team) == team)
        .distinct()
    )
    return tuple(
        (user, own_zone or zone or "UTC") for user, own_zone, zone in sorted(map(tuple, session.execute(query)))
    )


def release_held(session: Session, *, team: str, user: str) -> tuple[str, ...]:
    """Return the held messages, oldest first, and release them; only their bundle counts against the budget."""
    query = select(PingRow).where(col(PingRow.held), col(PingRow.team) == team, col(PingRow.user) == user)
    rows = list(session.scalars(query.order_by(col(PingRow.at), col(PingRow.key))))
    for row in rows:
        row.held, row.at = False, row.at - BUDGET_WINDOW
    return tuple(row.line for row in rows)


def save_preferences(session: Session, *, team: str, user: str, zone: str | None, budget: int | None) -> None:
    """Save a person's own choices; None means Slack's zone and the default budget."""
    if row := session.get(MemberRow, (team, user)):
        row.own_zone, row.noise_budget = zone, budget


def own_preferences(session: Session, *, team: str, user: str) -> tuple[str | None, int | None]:
    """Return the person's own zone and budget, None where they chose nothing."""
    row = session.get(MemberRow, (team, user))
    return (row.own_zone, row.noise_budget) if row else (None, None)


def _enclosing_subjects(session: Session, team: str, id: str) -> set[str]:
    """Return the item itself, its project and its program."""
    subjects = {id}
    if id.startswith("M-") and (milestone := session.get(MilestoneRow, (team, id))):
        subjects.add(milestone.project)
        id = milestone.project
    if id.startswith("PRJ-") and (project := session.get(ProjectRow, (team, id))):
        subjects.add(project.program)
    return subjects
