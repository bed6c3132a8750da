"""Change requests: stored with their fields and effect, and applied to the plan."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.change_requests.fields import PlanChange, as_json, from_json
from rules.change_requests.tolerance import ApprovalLevel, Limits
from rules.refusal import NotFound
from storage.tables.change_requests import ChangeRequestRow
from storage.tables.plan import ForecastRow, MilestoneRow


@dataclass(frozen=True, slots=True)
class RequestComment:
    user: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """A change request as stored; `impact` and `basis` are as of `computed_at`."""

    id: str
    program: str
    title: str
    why: str
    changes: tuple[PlanChange, ...]
    impact: Mapping[str, Any]
    basis: str
    computed_at: datetime | None
    level: ApprovalLevel
    approver: str | None
    effective: date | None
    state: str
    because: str
    comments: tuple[RequestComment, ...]
    part_of: str | None
    scenario: str | None
    requested_by: str
    requested_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    source: str
    source_channel: str | None
    restricted: bool

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def largest_move(self) -> int:
        """The working days of the largest move that it makes, earlier or later; 0 where no date moves."""
        days = self.impact.get("measure", {}).get("days", {}).values()
        return int(max(days, key=abs)) if days else 0


def add_request(
    session: Session,
    *,
    team: str,
    program: str,
    title: str,
    changes: Collection[PlanChange],
    by: str,
    now: datetime,
    id: str | None = None,
    **values: Any,
) -> ChangeRequest:
    """Add an open request; `values` are its other columns."""
    row = ChangeRequestRow(
        team=team,
        id=id or storage.plan.next_id(session, team=team, prefix="CR"),
        program=program,
        title=title,
        fields=as_json(changes),
        requested_by=by,
        requested_at=now,
        **values,
    )
    session.add(row)
    session.flush()
    return to_request(row)


def get_request(session: Session, *, team: str, id: str, lock: bool = False) -> ChangeRequest:
    """Return a request; with `lock`, nobody else changes it until the transaction ends."""
    return to_request(_row(session, team, id, lock=lock))


def update_request(session: Session, *, team: str, id: str, values: Mapping[str, Any]) -> ChangeRequest:
    """Set the given columns."""
    row = _row(session, team, id)
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return to_request(row)


def add_comment(session: Session, *, team: str, id: str, by: str, text: str, now: datetime) -> ChangeRequest:
    row = _row(session, team, id)
    row.comments = [*row.comments, {"user": by, "at": now.isoformat(), "text": text}]
    session.flush()
    return to_request(row)


def requests(
    session: Session, *, team: str, programs: Collection[str] | None = None, states: Collection[str] | None = None
) -> tuple[ChangeRequest, ...]:
    """Return requests, those decided last first and open ones, oldest first, before them."""
    query = select(ChangeRequestRow).where(col(ChangeRequestRow.team) == team)
    if programs is not None:
        query = query.where(col(ChangeRequestRow.program).in_(programs))
    if states is not None:
        query = query.where(col(ChangeRequestRow.state).in_(states))
    found = [to_request(row) for row in session.scalars(query)]
    open_ones = sorted((one for one in found if one.is_open), key=lambda one: one.requested_at)
    closed = sorted((one for one in found if not one.is_open), key=lambda one: one.decided_at or one.requested_at)
    return (*open_ones, *reversed(closed))


def approved_requests(session: Session, *, team: str, program: str) -> tuple[ChangeRequest, ...]:
    """Return a program's approved requests, in the order of their approval."""
    found = requests(session, team=team, programs=(program,), states=("approved",))
    return tuple(sorted(found, key=lambda one: (one.decided_at or one.requested_at, len(one.id), one.id)))


def decided_since(session: Session, *, team: str, program: str, at: datetime) -> tuple[ChangeRequest, ...]:
    found = requests(session, team=team, programs=(program,), states=("approved", "rejected"))
    return tuple(one for one in found if one.decided_at and one.decided_at >= at)


def limits_of(session: Session, *, team: str, program: str) -> Limits:
    """Return how much each level of a program may change."""
    row = storage.plan.program_row(session, team=team, id=program)
    return Limits(**row.change_limits, budget_days=row.change_budget_days, budget_cost=row.change_budget_cost)


def set_limits(session: Session, *, team: str, program: str, limits: Limits) -> None:
    row = storage.plan.program_row(session, team=team, id=program)
    names = ("lead_days", "lead_percent", "manager_days", "manager_percent")
    row.change_limits = {name: getattr(limits, name) for name in names}
    row.change_budget_days, row.change_budget_cost = limits.budget_days, limits.budget_cost
    session.flush()


def lock_milestones(session: Session, *, team: str, ids: Collection[str]) -> None:
    """Keep others from changing these milestones until the transaction ends."""
    for id in sorted(ids):
        session.get(MilestoneRow, (team, id), with_for_update=True, populate_existing=True)


def rebaseline(
    session: Session,
    *,
    team: str,
    milestone: str,
    values: Mapping[str, date],
    by: str,
    why: str,
    source: str,
    now: datetime,
) -> None:
    """Write a milestone's new dates, and its new baseline into the ledger (B-46)."""
    row = session.get_one(MilestoneRow, (team, milestone))
    for name, value in values.items():
        setattr(row, name, value)
    row.touched_at = now
    entry = ForecastRow(team=team, milestone=milestone, day=values["baseline"], kind="baseline", by=by, at=now)
    entry.reason, entry.source = why, source
    session.add(entry)
    session.flush()
    if row.forecast != values["baseline"]:
        # The owner expects another day; what is expected is read from the newest entry.
        storage.plan.note_forecast(
            session, team=team, milestone=milestone, kind="no change", by=by, now=now, source=source
        )
    session.flush()


def set_owner(session: Session, *, team: str, milestone: str, owner: str, now: datetime) -> None:
    row = session.get_one(MilestoneRow, (team, milestone))
    row.owner, row.touched_at = owner, now
    session.flush()


def set_duration(
    session: Session, *, team: str, milestone: str, values: Mapping[str, Any], by: str, now: datetime, source: str
) -> None:
    """Write another duration with what moves along with it; a forecast that moves is noted with its `source`."""
    row = session.get_one(MilestoneRow, (team, milestone))
    for name, value in values.items():
        setattr(row, name, value)
    row.touched_at = now
    session.flush()
    if "forecast" in values:
        storage.plan.note_forecast(session, team=team, milestone=milestone, by=by, now=now, source=source)
        session.flush()


def _row(session: Session, team: str, id: str, *, lock: bool = False) -> ChangeRequestRow:
    row = session.get(ChangeRequestRow, (team, id), with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound(f"There is no change request {id}.", "", "`changes` lists them.")
    return row


def to_request(row: Any) -> ChangeRequest:
    """Build a request from a row, or from its columns as they were."""
    comments = tuple(
        RequestComment(one["user"], datetime.fromisoformat(one["at"]), one["text"]) for one in row.comments
    )
    return ChangeRequest(
        id=row.id,
        program=row.program,
        title=row.title,
        why=row.why,
        changes=from_json(row.fields),
        impact=dict(row.impact),
        basis=row.basis,
        computed_at=row.computed_at,
        level=ApprovalLevel(row.level),
        approver=row.approver,
        effective=row.effective,
        state=row.state,
        because=row.because,
        comments=comments,
        part_of=row.part_of,
        scenario=row.scenario,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        source=row.source,
        source_channel=row.source_channel,
        restricted=row.restricted,
    )
