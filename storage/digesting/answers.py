"""Answers to lines of digests, by record: who is on it, who helps, what was asked, and what a person muted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from rules.digests.line_answers import ReaderAnswer
from rules.refusal import NotFound
from storage.tables.digests import DigestAnswerRow


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer as stored: `item` is the record, `edition` the period and revision whose button was pressed."""

    id: int
    program: str
    item: str
    kind: ReaderAnswer
    by: str
    text: str
    channel: str
    edition: str
    at: datetime
    until: date | None
    asked_of: str
    reply: str


def add_answer(
    session: Session,
    *,
    team: str,
    program: str,
    item: str,
    kind: ReaderAnswer,
    by: str,
    channel: str,
    edition: str,
    now: datetime,
    text: str = "",
    asked_of: str = "",
    until: date | None = None,
) -> StoredAnswer:
    row = DigestAnswerRow(
        team=team,
        program=program,
        item=item,
        kind=kind.value,
        by=by,
        text=text,
        channel=channel,
        edition=edition,
        at=now,
        until=until,
        asked_of=asked_of or None,
    )
    session.add(row)
    session.flush()
    return _to_answer(row)


def get_answer(session: Session, *, team: str, id: int, lock: bool = False) -> StoredAnswer:
    """Return an answer that was not taken back; raise NotFound if it was."""
    row = session.get(DigestAnswerRow, id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.team != team:
        raise NotFound("That question was taken back.")
    return _to_answer(row)


def save_reply(session: Session, *, id: int, reply: str, now: datetime) -> None:
    row = session.get_one(DigestAnswerRow, id)
    row.reply, row.replied_at = reply, now


def close_answer(session: Session, *, id: int, now: datetime) -> None:
    """End an answer that has no further effect: a mute whose line has changed."""
    session.get_one(DigestAnswerRow, id).closed_at = now


def close_mutes(session: Session, *, team: str, user: str, item: str, now: datetime) -> None:
    """End every mute of a line by this person, who now hears of it again or mutes it otherwise."""
    query = select(DigestAnswerRow).where(
        col(DigestAnswerRow.team) == team,
        col(DigestAnswerRow.by) == user,
        col(DigestAnswerRow.item) == item,
        col(DigestAnswerRow.kind) == ReaderAnswer.MUTED.value,
        col(DigestAnswerRow.closed_at).is_(None),
    )
    for row in session.scalars(query):
        row.closed_at = now


def answers_since(
    session: Session, *, team: str, programs: Collection[str], since: datetime, items: Collection[str] | None = None
) -> tuple[StoredAnswer, ...]:
    """Return what was answered or replied since an instant, oldest first; mutes are each person's own and left out."""
    query = select(DigestAnswerRow).where(
        col(DigestAnswerRow.team) == team,
        col(DigestAnswerRow.program).in_(programs),
        col(DigestAnswerRow.kind) != ReaderAnswer.MUTED.value,
        or_(col(DigestAnswerRow.at) >= since, col(DigestAnswerRow.replied_at) >= since),
    )
    if items is not None:
        query = query.where(col(DigestAnswerRow.item).in_(items))
    return tuple(map(_to_answer, session.scalars(query.order_by(col(DigestAnswerRow.id)))))


def open_mutes(
    session: Session, *, team: str, on: date, users: Collection[str] | None = None
) -> tuple[StoredAnswer, ...]:
    """Return the mutes that last on that day: of these people, or of all."""
    query = select(DigestAnswerRow).where(
        col(DigestAnswerRow.team) == team,
        col(DigestAnswerRow.kind) == ReaderAnswer.MUTED.value,
        col(DigestAnswerRow.closed_at).is_(None),
        col(DigestAnswerRow.until) >= on,
    )
    if users is not None:
        query = query.where(col(DigestAnswerRow.by).in_(users))
    return tuple(map(_to_answer, session.scalars(query.order_by(col(DigestAnswerRow.id)))))


def _to_answer(row: DigestAnswerRow) -> StoredAnswer:
    assert row.id is not None
    return StoredAnswer(
        row.id,
        row.program,
        row.item,
        ReaderAnswer(row.kind),
        row.by,
        row.text,
        row.channel,
        row.edition,
        row.at,
        row.until,
        row.asked_of or "",
        row.reply or "",
    )
