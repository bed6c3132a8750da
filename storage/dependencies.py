"""Dependencies: which milestone depends on which, and how far the two sides have agreed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from rules.dependencies.confidence import Confidence
from rules.dependencies.handovers import HandoverSide, HandoverTerms
from rules.nudges import NudgeKind
from rules.plan import Dependency, HandoverState, LinkStrength
from rules.refusal import NotFound, Refusal
from storage.plan import next_id
from storage.plan_values import to_dependency
from storage.tables.base import core_table
from storage.tables.escalations import NudgeRow
from storage.tables.plan import DependencyRow, MilestoneRow, cancelled_milestones, is_open_milestone

COMMITTED_STATES = (HandoverState.COMMITTED, HandoverState.AT_RISK)
DROPPED_STATES = (HandoverState.DECLINED, HandoverState.WAIVED)
EXPECTED_DAY = func.coalesce(col(MilestoneRow.computed), col(MilestoneRow.forecast), col(MilestoneRow.committed))
_DEPENDENCY_TABLE = core_table(DependencyRow)
# How long an answer to "still on?" is waited for.
ANSWER_WINDOW = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A dependency with its terms; `since` is when it reached its state, `by` is who took that step."""

    dependency: Dependency
    terms: HandoverTerms
    since: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class SilentCommitment:
    """A commitment that was asked about.

    `asked` is the last "still on?" about it, `counted` the last one that lowered its confidence, `last_heard_at` its
    provider's last activity.
    """

    agreement: Agreement
    asked: datetime
    counted: datetime | None
    last_heard_at: datetime


class DependencySummary(NamedTuple):
    """The fields of a link that lists are sorted by."""

    id: str
    provider: str
    consumer: str
    state: str
    need_by: date | None
    confidence: str


def dependency_edges(session: Session, *, team: str) -> tuple[tuple[str, str], ...]:
    """Return (provider, consumer) of every link that still counts."""
    query = select(col(DependencyRow.provider), col(DependencyRow.consumer)).where(
        col(DependencyRow.team) == team, col(DependencyRow.state).not_in(DROPPED_STATES)
    )
    return tuple((provider, consumer) for provider, consumer in session.execute(query))


def dependencies_of(session: Session, *, team: str, milestone: str) -> tuple[Dependency, ...]:
    """Return the links at either end of a milestone."""
    ends = or_(col(DependencyRow.provider) == milestone, col(DependencyRow.consumer) == milestone)
    rows = session.scalars(select(DependencyRow).where(col(DependencyRow.team) == team, ends))
    return tuple(sorted((to_dependency(row) for row in rows), key=_id_sort_key))


def get_agreement(session: Session, *, team: str, id: str, lock: bool = False) -> Agreement:
    """Return the agreement. With `lock`, others cannot take a step on it until this transaction ends."""
    row = session.get(DependencyRow, (team, id), with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound(f"There is no dependency {id}.", "", "A milestone's card lists what it waits for.")
    return _to_agreement(row)


def find_between(session: Session, *, team: str, provider: str, consumer: str) -> Agreement | None:
    """Return the link between these two milestones, if there is one."""
    row = session.scalars(
        select(DependencyRow).where(
            col(DependencyRow.team) == team,
            col(DependencyRow.provider) == provider,
            col(DependencyRow.consumer) == consumer,
        )
    ).first()
    return _to_agreement(row) if row else None


def expected_handover_days(session: Session, *, team: str) -> dict[str, date]:
    """Return the day each agreed, dated hand-over is now expected on, by its id. Cheap: columns, no objects."""
    return {row[0]: row[1] for row in session.execute(_expected_day_query(), {"team": team})}


@cache
def _expected_day_query() -> Select[Any]:
    """Build the statement once, because building it costs more than running it."""
    return _committed_query(col(DependencyRow.id), EXPECTED_DAY).where(_is_live(bindparam("team")))


def overdue_handovers(session: Session, *, team: str, before: date) -> tuple[Agreement, ...]:
    """Return agreed hand-overs whose day lies before a date."""
    rows = _committed_query(*_DEPENDENCY_TABLE.c).where(_is_live(team), col(DependencyRow.need_by) < before)
    return _sorted_agreements(session, rows)


def _is_live(team: str | BindParameter[str]) -> ColumnElement[bool]:
    """Return the condition for a workspace's links of which neither end is cancelled."""
    ends = (col(DependencyRow.provider), col(DependencyRow.consumer))
    return and_(col(DependencyRow.team) == team, *(end.not_in(cancelled_milestones(team)) for end in ends))


def _committed_query(*columns: Any) -> Select[Any]:
    is_provider = (col(MilestoneRow.team) == col(DependencyRow.team)) & (
        col(MilestoneRow.id) == col(DependencyRow.provider)
    )
    is_agreed = col(DependencyRow.state).in_(COMMITTED_STATES) & col(DependencyRow.need_by).is_not(None)
    is_open = is_open_milestone() & EXPECTED_DAY.is_not(None)
    return select(*columns).select_from(_DEPENDENCY_TABLE).join(MilestoneRow, is_provider).where(is_agreed, is_open)


def unanswered_questions(session: Session, *, team: str, before: date) -> tuple[Agreement, ...]:
    """Return agreements with a question whose last day to answer lies before a date."""
    is_unanswered = col(DependencyRow.asked).is_not(None) & (col(DependencyRow.answer_by) < before)
    return _sorted_agreements(session, select(_DEPENDENCY_TABLE).where(_is_live(team), is_unanswered))


def open_dependencies(session: Session, *, team: str) -> tuple[DependencySummary, ...]:
    """Return the dependencies that are not over. Cheap: columns, no objects."""
    ended_states = (*DROPPED_STATES, HandoverState.DELIVERED)
    columns = (DependencyRow.id, DependencyRow.provider, DependencyRow.consumer, DependencyRow.state)
    query = select(*map(col, columns), col(DependencyRow.need_by), col(DependencyRow.confidence))
    rows = session.execute(query.where(_is_live(team), col(DependencyRow.state).not_in(ended_states)))
    return tuple(DependencySummary(*row) for row in rows)


def commitments_due_after(session: Session, *, team: str, after: date) -> tuple[Agreement, ...]:
    """Return what one person has committed to another for a day after this one."""
    provider_user, consumer_user = col(DependencyRow.provider_user), col(DependencyRow.consumer_user)
    query = select(_DEPENDENCY_TABLE).where(
        _is_live(team),
        col(DependencyRow.state) == HandoverState.COMMITTED,
        col(DependencyRow.need_by) > after,
        provider_user.is_not(None),
        or_(consumer_user.is_(None), consumer_user != provider_user),
    )
    return _sorted_agreements(session, query)


def handovers_awaiting(session: Session, *, team: str, user: str) -> tuple[Agreement, ...]:
    """Return hand-overs that wait for this person's answer, oldest question first."""
    asks_user = or_(
        (col(DependencyRow.asked) == HandoverSide.PROVIDER) & (col(DependencyRow.provider_user) == user),
        (col(DependencyRow.asked) == HandoverSide.CONSUMER) & (col(DependencyRow.consumer_user) == user),
    )
    agreements = _sorted_agreements(session, select(_DEPENDENCY_TABLE).where(_is_live(team), asks_user))
    return tuple(sorted(agreements, key=lambda agreement: agreement.since))


def save_terms(session: Session, *, team: str, id: str, terms: HandoverTerms, by: str, now: datetime) -> Agreement:
    """Save the terms; `since` changes when the state does."""
    row = session.get(DependencyRow, (team, id))
    assert row is not None
    if row.state != terms.state:
        row.state_at = now
    row.state_by = by
    row.state, row.need_by, row.offered = terms.state.value, terms.need_by, terms.offered
    row.asked = terms.asked.value if terms.asked else None
    row.answer_by, row.version, row.question = terms.answer_by, terms.version, terms.question
    row.kept, row.reason, row.confidence = terms.kept, terms.reason, terms.confidence.value
    session.flush()
    return _to_agreement(row)


def unconfirmed_commitments(session: Session, *, team: str, now: datetime) -> tuple[SilentCommitment, ...]:
    """Return commitments whose provider was asked lately about the day they are committed for."""
    nudge_query = select(col(NudgeRow.subject), col(NudgeRow.user), col(NudgeRow.last_at)).where(
        col(NudgeRow.team) == team,
        col(NudgeRow.kind) == NudgeKind.CANARY.value,
        col(NudgeRow.last_at) > now - ANSWER_WINDOW,
    )
    asked_at = {(row.subject, row.user): row.last_at for row in session.execute(nudge_query)}
    ids = {subject.partition("@")[0] for subject, _ in asked_at}
    is_provider = (col(MilestoneRow.team) == col(DependencyRow.team)) & (
        col(MilestoneRow.id) == col(DependencyRow.provider)
    )
    query = select(DependencyRow, col(MilestoneRow.touched_at)).join(MilestoneRow, is_provider)
    is_committed = (_is_live(team), col(DependencyRow.state) == HandoverState.COMMITTED.value)
    query = query.where(*is_committed, col(DependencyRow.id).in_(ids)).order_by(col(DependencyRow.id))
    commitments = []
    for row, last_heard_at in session.execute(query) if ids else ():
        if at := asked_at.get((f"{row.id}@{row.need_by}", row.provider_user)):
            commitments.append(SilentCommitment(_to_agreement(row), at, row.doubted_at, last_heard_at))
    return tuple(commitments)


def set_confidence(session: Session, *, team: str, id: str, confidence: Confidence, counted: datetime | None) -> None:
    """Save how sure a commitment is now; `counted` is the unanswered question behind it, if there is one."""
    row = session.get(DependencyRow, (team, id))
    assert row is not None
    row.confidence, row.version = confidence.value, row.version + 1
    row.doubted_at = counted or row.doubted_at
    session.flush()


def transfer_to_owner(
    session: Session, *, team: str, milestone: str, old_owner: str | None, new_owner: str | None
) -> tuple[str, ...]:
    """Transfer a milestone's side of its links from the old owner to the new one; return the ids of those links."""
    ends = or_(col(DependencyRow.provider) == milestone, col(DependencyRow.consumer) == milestone)
    ended_states = (*DROPPED_STATES, HandoverState.DELIVERED)
    query = select(DependencyRow).where(
        col(DependencyRow.team) == team, ends, col(DependencyRow.state).not_in(ended_states)
    )
    changed_ids = []
    for row in session.scalars(query):
        side = "provider_user" if row.provider == milestone else "consumer_user"
        if getattr(row, side) in (None, old_owner):
            setattr(row, side, new_owner)
            row.version += 1
            changed_ids.append(row.id)
    session.flush()
    return tuple(changed_ids)


def add_dependency(
    session: Session,
    *,
    team: str,
    provider: str,
    consumer: str,
    strength: str,
    state: HandoverState,
    provider_user: str | None,
    consumer_user: str | None,
    need_by: date | None,
    now: datetime,
    asked: HandoverSide | None = None,
    answer_by: date | None = None,
) -> Dependency:
    """Link the two milestones; refuse a second link of the same pair."""
    if existing := find_between(session, team=team, provider=provider, consumer=consumer):
        link = existing.dependency
        raise Refusal(f"{consumer} already depends on {provider}.", f"That is {link.id}, {link.state}.", "")
    row = DependencyRow(
        team=team,
        id=next_id(session, team=team, prefix="D"),
        provider=provider,
        consumer=consumer,
        strength=strength,
        state=state.value,
        provider_user=provider_user,
        consumer_user=consumer_user,
        need_by=need_by,
        asked=asked.value if asked else None,
        answer_by=answer_by,
        created_at=now,
        state_at=now,
    )
    session.add(row)
    session.flush()
    return to_dependency(row)


def _sorted_agreements(session: Session, rows: Select[Any]) -> tuple[Agreement, ...]:
    agreements = (_to_agreement(row) for row in session.execute(rows))
    return tuple(sorted(agreements, key=lambda agreement: _id_sort_key(agreement.dependency)))


def _to_agreement(row: Any) -> Agreement:
    """Build an agreement from an object, or from a row of its columns (ten times faster when reading many)."""
    terms = HandoverTerms(
        state=HandoverState(row.state),
        strength=LinkStrength(row.strength),
        need_by=row.need_by,
        offered=row.offered,
        asked=HandoverSide(row.asked) if row.asked else None,
        answer_by=row.answer_by,
        version=row.version,
        question=row.question,
        kept=row.kept,
        reason=row.reason,
        confidence=Confidence(row.confidence),
    )
    return Agreement(to_dependency(row), terms, row.state_at, row.state_by)


def _id_sort_key(link: Dependency) -> tuple[int, str]:
    return len(link.id), link.id
