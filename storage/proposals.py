"""Changes awaiting a yes: drafts for the author of a statement, and proposals to the person who may allow them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlmodel import Session, col

from rules.capture.proposals import ANSWERED_ORIGINS, ProposalOrigin, ProposalState
from rules.refusal import NotFound
from storage.tables.updates import ProposalRow
from storage.updates import MessageSource


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for `asked`.

    `said` is an explicit form, without its milestone while there are `choices`.
    """

    id: int
    origin: ProposalOrigin
    kind: str
    part: int
    author: str
    asked: str
    channel: str
    ts: str
    thread_ts: str | None
    permalink: str
    text: str
    restricted: bool
    said: Mapping[str, Any]
    choices: tuple[str, ...]
    state: ProposalState
    at: datetime
    expires_at: datetime
    decided_by: str | None

    @property
    def private(self) -> bool:
        return self.restricted


def add_proposal(
    session: Session,
    *,
    team: str,
    origin: ProposalOrigin,
    kind: str,
    author: str,
    asked: str,
    source: MessageSource,
    statement: Mapping[str, Any],
    choices: tuple[str, ...] = (),
    expires_at: datetime,
    now: datetime,
) -> Proposal:
    """Add a proposal; the parts of a message are counted per origin and kind."""
    same_kind = (col(ProposalRow.origin) == origin, col(ProposalRow.kind) == kind)
    part_query = select(func.count()).where(*_message_condition(team, source.channel, source.ts), *same_kind)
    row = ProposalRow(
        team=team,
        origin=origin,
        kind=kind,
        part=session.scalars(part_query).one(),
        author=author,
        asked=asked,
        channel=source.channel,
        ts=source.ts,
        thread_ts=source.thread_ts,
        permalink=source.permalink,
        text=source.text[:4000],
        restricted=source.private,
        said=dict(statement),
        choices=list(choices),
        at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    return _to_proposal(row)


def get_proposal(session: Session, *, team: str, id: int, lock: bool = False) -> Proposal:
    """Return a proposal. With `lock`, others cannot answer it until this transaction ends."""
    return _to_proposal(_proposal_row(session, team=team, id=id, lock=lock))


def proposals_of_message(
    session: Session, *, team: str, channel: str, ts: str, origin: ProposalOrigin | None = None
) -> tuple[Proposal, ...]:
    """Return all proposals of one message in order, whatever became of them."""
    query = select(ProposalRow).where(*_message_condition(team, channel, ts))
    if origin:
        query = query.where(col(ProposalRow.origin) == origin)
    return tuple(_to_proposal(row) for row in session.scalars(query.order_by(col(ProposalRow.id))))


def proposals_awaiting(session: Session, *, team: str, asked: str) -> tuple[Proposal, ...]:
    """Return the open proposals that wait for a person, oldest first."""
    query = select(ProposalRow).where(
        col(ProposalRow.team) == team, col(ProposalRow.asked) == asked, col(ProposalRow.state) == ProposalState.OPEN
    )
    return tuple(_to_proposal(row) for row in session.scalars(query.order_by(col(ProposalRow.id))))


def has_guess_since(session: Session, *, team: str, author: str, at: datetime) -> bool:
    """Return whether a person was shown a guess from prose since an instant."""
    query = select(col(ProposalRow.id)).where(
        col(ProposalRow.team) == team,
        col(ProposalRow.author) == author,
        col(ProposalRow.origin) == ProposalOrigin.PROSE,
        col(ProposalRow.at) > at,
    )
    return session.scalars(query.limit(1)).first() is not None


def close_proposal(session: Session, *, team: str, id: int, state: ProposalState, by: str | None = None) -> Proposal:
    """Record the outcome."""
    row = _proposal_row(session, team=team, id=id)
    row.state, row.decided_by = state, by
    session.flush()
    return _to_proposal(row)


# Built once, because building a statement costs more than running it.
_SELECT_DRAFTS = select(ProposalRow).where(
    col(ProposalRow.team) == bindparam("team"),
    col(ProposalRow.state) == ProposalState.OPEN,
    col(ProposalRow.origin).in_((ProposalOrigin.PROSE, ProposalOrigin.UPDATE, ProposalOrigin.CHOICE)),
    col(ProposalRow.kind).in_(bindparam("kinds")),
)
# The private drafts that a change of each column makes untrue.
STALE_DRAFTS = {
    "forecast": ("slip",),
    "actual": ("done", "slip", "percent"),
    "percent": ("percent",),
    "owner": ("owner",),
}


def withdraw_stale_drafts(session: Session, *, team: str, milestone: str, columns: Iterable[str]) -> None:
    """Withdraw the open drafts about columns of a milestone that were changed since."""
    kinds = {kind for column in columns for kind in STALE_DRAFTS.get(column, ())}
    for row in session.scalars(_SELECT_DRAFTS, {"team": team, "kinds": tuple(kinds)}):
        if row.said.get("milestone") == milestone:
            row.state = ProposalState.WITHDRAWN
    session.flush()


def reopen_proposal(
    session: Session, *, team: str, id: int, author: str, now: datetime, expires_at: datetime
) -> Proposal:
    """Reopen a dismissed proposal for the person who asks now."""
    row = _proposal_row(session, team=team, id=id)
    row.state, row.decided_by, row.author, row.asked = ProposalState.OPEN, None, author, author
    row.at, row.expires_at = now, expires_at
    session.flush()
    return _to_proposal(row)


def has_expired(session: Session, *, team: str, now: datetime) -> bool:
    """Return whether any proposal is past its time; checked every minute, so it is one look into an index."""
    query = select(col(ProposalRow.id)).where(
        col(ProposalRow.state).in_((ProposalState.OPEN, ProposalState.DISMISSED, ProposalState.WITHDRAWN)),
        col(ProposalRow.expires_at) <= now,
        col(ProposalRow.team) == team,
    )
    expired_query = query.where(
        col(ProposalRow.origin).not_in(ANSWERED_ORIGINS) | (col(ProposalRow.state) == ProposalState.OPEN)
    )
    return session.scalars(expired_query.limit(1)).first() is not None


def expired_proposals(session: Session, *, team: str, origin: ProposalOrigin, now: datetime) -> tuple[Proposal, ...]:
    """Return proposals to other people that were not answered in time."""
    query = select(ProposalRow).where(
        col(ProposalRow.state) == ProposalState.OPEN,
        col(ProposalRow.expires_at) <= now,
        col(ProposalRow.team) == team,
        col(ProposalRow.origin) == origin,
    )
    return tuple(_to_proposal(row) for row in session.scalars(query.order_by(col(ProposalRow.id)).limit(100)))


def open_proposals(session: Session, *, team: str, origin: ProposalOrigin) -> tuple[Proposal, ...]:
    """Return the open proposals of an origin, oldest first."""
    query = select(ProposalRow).where(
        col(ProposalRow.team) == team, col(ProposalRow.origin) == origin, col(ProposalRow.state) == ProposalState.OPEN
    )
    return tuple(_to_proposal(row) for row in session.scalars(query.order_by(col(ProposalRow.id))))


def purge_expired_drafts(session: Session, *, team: str, now: datetime) -> int:
    """Delete drafts past their time: an unconfirmed statement is not kept (B-119)."""
    statement = delete(ProposalRow).where(
        col(ProposalRow.team) == team,
        col(ProposalRow.expires_at) <= now,
        col(ProposalRow.origin).not_in(ANSWERED_ORIGINS),
        col(ProposalRow.state) != ProposalState.SAVED,
    )
    return session.connection().execute(statement).rowcount


def _message_condition(team: str, channel: str, ts: str) -> tuple[Any, ...]:
    return (col(ProposalRow.team) == team, col(ProposalRow.channel) == channel, col(ProposalRow.ts) == ts)


def _proposal_row(session: Session, *, team: str, id: int, lock: bool = False) -> ProposalRow:
    row = session.get(ProposalRow, id, with_for_update=lock or None, populate_existing=lock)
    if row is None or row.team != team:
        raise NotFound("That is no longer open.", "It was not answered in time, or its message changed.")
    return row


def _to_proposal(row: ProposalRow) -> Proposal:
    assert row.id is not None
    return Proposal(
        id=row.id,
        origin=ProposalOrigin(row.origin),
        kind=row.kind,
        part=row.part,
        author=row.author,
        asked=row.asked,
        channel=row.channel,
        ts=row.ts,
        thread_ts=row.thread_ts,
        permalink=row.permalink,
        text=row.text,
        restricted=row.restricted,
        said=row.said,
        choices=tuple(row.choices),
        state=ProposalState(row.state),
        at=row.at,
        expires_at=row.expires_at,
        decided_by=row.decided_by,
    )
