"""Dependencies: who waits for whom, and how far the two have agreed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session, col

from rules.dependencies.confidence import Confidence
from rules.dependencies.handovers import HandoverSide, HandoverTerms
from rules.nudges import NudgeKind
from rules.plan import Dependency, HandoverState, LinkStrength
from rules.refusal import NotFound, Refusal
from storage.plan import next_id, to_dependency
from storage.tables.base import core_table
from storage.tables.escalations import NudgeRow
from storage.tables.plan import DependencyRow, MilestoneRow

COMMITTED_STATES = (HandoverState.COMMITTED, HandoverState.AT_RISK)
DROPPED_STATES = (HandoverState.DECLINED, HandoverState.WAIVED)
EXPECTED_DAY = func.coalesce(col(MilestoneRow.computed), col(MilestoneRow.forecast), col(MilestoneRow.committed))
_DEPENDENCY_TABLE = core_table(DependencyRow)
ANSWER_WINDOW = timedelta(days=90)
"""How long after "still on?" its answer is waited for."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """A dependency with its terms; `since` is when it came to stand where it stands, `by` whose step that was."""

    dependency: Dependency
    terms: HandoverTerms
    since: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class SilentCommitment:
    """A promise: the last "still on?" about it, the last one `counted`, when its provider was heard of."""

    agreement: Agreement
    asked: datetime
    counted: datetime | None
    last_heard_at: datetime


class DependencySummary(NamedTuple):
    """As much of a link as a list is sorted by."""

    id: str
    provider: str
    consumer: str
    state: str
    need_by: date | None
    confidence: str


def dependency_edges(session: Session, *, team: str) -> tuple[tuple[str, str], ...]:
    """(provider, consumer) of every link that still counts."""
    rows = select(col(DependencyRow.provider), col(DependencyRow.consumer)).where(
        col(DependencyRow.team) == team, col(DependencyRow.state).not_in(DROPPED_STATES)
    )
    return tuple((provider, consumer) for provider, consumer in session.execute(rows))


def dependencies_of(session: Session, *, team: str, milestone: str) -> tuple[Dependency, ...]:
    """The links at either end of a milestone."""
    ends = or_(col(DependencyRow.provider) == milestone, col(DependencyRow.consumer) == milestone)
    rows = session.scalars(select(DependencyRow).where(col(DependencyRow.team) == team, ends))
    return tuple(sorted((to_dependency(row) for row in rows), key=_id_sort_key))


def get_agreement(session: Session, *, team: str, id: str, lock: bool = False) -> Agreement:
    """`lock` keeps others from taking a step on it until this transaction ends."""
    row = session.get(DependencyRow, (team, id), with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound(f"There is no dependency {id}.", "", "A milestone's card lists what it waits for.")
    return _to_agreement(row)


def find_between(session: Session, *, team: str, provider: str, consumer: str) -> Agreement | None:
    """The link of these two milestones, if there is one."""
    row = session.scalars(
        select(DependencyRow).where(
            col(DependencyRow.team) == team,
            col(DependencyRow.provider) == provider,
            col(DependencyRow.consumer) == consumer,
        )
    ).first()
    return _to_agreement(row) if row else None


def expected_handover_days(session: Session, *, team: str) -> dict[str, date]:
    """The day each agreed hand-over that has a day is now expected on, by its id. Cheap: columns, no objects."""
    rows = _committed_query(col(DependencyRow.id), EXPECTED_DAY).where(col(DependencyRow.team) == team)
    return {row[0]: row[1] for row in session.execute(rows)}


def overdue_handovers(session: Session, *, team: str, before: date) -> tuple[Agreement, ...]:
    """Agreed hand-overs whose day lies before a date."""
    rows = _committed_query(*_DEPENDENCY_TABLE.c).where(
        col(DependencyRow.team) == team, col(DependencyRow.need_by) < before
    )
    return _sorted_agreements(session, rows)


def _committed_query(*columns: Any) -> Select[Any]:
    same = (col(MilestoneRow.team) == col(DependencyRow.team)) & (col(MilestoneRow.id) == col(DependencyRow.provider))
    agreed = col(DependencyRow.state).in_(COMMITTED_STATES) & col(DependencyRow.need_by).is_not(None)
    open_ones = col(MilestoneRow.actual).is_(None) & EXPECTED_DAY.is_not(None)
    return select(*columns).select_from(_DEPENDENCY_TABLE).join(MilestoneRow, same).where(agreed, open_ones)


def unanswered_questions(session: Session, *, team: str, before: date) -> tuple[Agreement, ...]:
    """Questions whose last day lies before a date."""
    asked = col(DependencyRow.asked).is_not(None) & (col(DependencyRow.answer_by) < before)
    return _sorted_agreements(session, select(_DEPENDENCY_TABLE).where(col(DependencyRow.team) == team, asked))


def open_dependencies(session: Session, *, team: str) -> tuple[DependencySummary, ...]:
    """Those that are not over. Cheap: columns, no objects."""
    over = (*DROPPED_STATES, HandoverState.DELIVERED)
    columns = (DependencyRow.id, DependencyRow.provider, DependencyRow.consumer, DependencyRow.state)
    rows = select(*map(col, columns), col(DependencyRow.need_by), col(DependencyRow.confidence))
    found = session.execute(rows.where(col(DependencyRow.team) == team, col(DependencyRow.state).not_in(over)))
    return tuple(DependencySummary(*row) for row in found)


def commitments_due_after(session: Session, *, team: str, after: date) -> tuple[Agreement, ...]:
    """What one person promised to another for a day after this one."""
    giver, taker = col(DependencyRow.provider_user), col(DependencyRow.consumer_user)
    rows = select(_DEPENDENCY_TABLE).where(
        col(DependencyRow.team) == team,
        col(DependencyRow.state) == HandoverState.COMMITTED,
        col(DependencyRow.need_by) > after,
        giver.is_not(None),
        or_(taker.is_(None), taker != giver),
    )
    return _sorted_agreements(session, rows)


def handovers_awaiting(session: Session, *, team: str, user: str) -> tuple[Agreement, ...]:
    """Hand-overs that this person has to answer for, the oldest question first."""
    mine = or_(
        (col(DependencyRow.asked) == HandoverSide.PROVIDER) & (col(DependencyRow.provider_user) == user),
        (col(DependencyRow.asked) == HandoverSide.CONSUMER) & (col(DependencyRow.consumer_user) == user),
    )
    found = _sorted_agreements(session, select(_DEPENDENCY_TABLE).where(col(DependencyRow.team) == team, mine))
    return tuple(sorted(found, key=lambda a: a.since))


def save_terms(session: Session, *, team: str, id: str, terms: HandoverTerms, by: str, now: datetime) -> Agreement:
    """This will write the terms; `since` moves when the state does."""
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
    """The promises that their provider was asked about lately, for the day they are promised for."""
    asked = select(col(NudgeRow.subject), col(NudgeRow.user), col(NudgeRow.last_at)).where(
        col(NudgeRow.team) == team,
        col(NudgeRow.kind) == NudgeKind.CANARY.value,
        col(NudgeRow.last_at) > now - ANSWER_WINDOW,
    )
    found = {(row.subject, row.user): row.last_at for row in session.execute(asked)}
    ids = {subject.partition("@")[0] for subject, _ in found}
    same = (col(MilestoneRow.team) == col(DependencyRow.team)) & (col(MilestoneRow.id) == col(DependencyRow.provider))
    rows = select(DependencyRow, col(MilestoneRow.touched_at)).join(MilestoneRow, same)
    promised = (col(DependencyRow.team) == team, col(DependencyRow.state) == HandoverState.COMMITTED.value)
    rows = rows.where(*promised, col(DependencyRow.id).in_(ids)).order_by(col(DependencyRow.id))
    canaries = []
    for row, heard in session.execute(rows) if ids else ():
        if at := found.get((f"{row.id}@{row.need_by}", row.provider_user)):
            canaries.append(SilentCommitment(_to_agreement(row), at, row.doubted_at, heard))
    return tuple(canaries)


def set_confidence(session: Session, *, team: str, id: str, confidence: Confidence, counted: datetime | None) -> None:
    """This will write how sure a promise is now; `counted` is the question whose silence says so, if one does."""
    row = session.get(DependencyRow, (team, id))
    assert row is not None
    row.confidence, row.version = confidence.value, row.version + 1
    row.doubted_at = counted or row.doubted_at
    session.flush()


def transfer_to_owner(
    session: Session, *, team: str, milestone: str, old_owner: str | None, new_owner: str | None
) -> tuple[str, ...]:
    """Who answered for a milestone's side because they owned it hands that to its new owner; the links come back."""
    ends = or_(col(DependencyRow.provider) == milestone, col(DependencyRow.consumer) == milestone)
    over = (*DROPPED_STATES, HandoverState.DELIVERED)
    rows = select(DependencyRow).where(col(DependencyRow.team) == team, ends, col(DependencyRow.state).not_in(over))
    changed = []
    for row in session.scalars(rows):
        side = "provider_user" if row.provider == milestone else "consumer_user"
        if getattr(row, side) in (None, old_owner):
            setattr(row, side, new_owner)
            row.version += 1
            changed.append(row.id)
    session.flush()
    return tuple(changed)


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
    """This will link the two; a second link of the same pair is refused."""
    if known := find_between(session, team=team, provider=provider, consumer=consumer):
        link = known.dependency
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
    found = (_to_agreement(row) for row in session.execute(rows))
    return tuple(sorted(found, key=lambda a: _id_sort_key(a.dependency)))


def _to_agreement(row: Any) -> Agreement:
    """Of an object, or of a row of its columns (many are read ten times faster so)."""
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
