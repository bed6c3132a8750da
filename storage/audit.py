"""The audit log writes itself: every change of a domain row in a session adds one entry, or the flush is refused."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, func, inspect, or_, select
from sqlalchemy.orm import UOWTransaction
from sqlmodel import Session, col

from storage.tables.audit import AuditRow
from storage.tables.base import BaseRow, core_table
from storage.tables.benefits import BenefitRow, ReadingRow
from storage.tables.blockers import BlockerRow
from storage.tables.change_requests import ChangeRequestRow, ScenarioRow
from storage.tables.checkins import CheckinRow
from storage.tables.closeouts import CloseoutRow, LessonRow
from storage.tables.decisions import DecisionRow, ObjectionRow
from storage.tables.digests import DigestAnswerRow, DigestEditRow
from storage.tables.escalations import EscalationPolicyRow, EscalationRow
from storage.tables.goals import DismissedPairRow, GoalRow, KeyResultRow
from storage.tables.leave import HoursRow, LeaveRow
from storage.tables.money import BudgetLineRow, ExchangeRateRow
from storage.tables.people import RoleRow
from storage.tables.plan import ChannelLinkRow, DependencyRow, MilestoneRow, ProgramRow, ProjectRow
from storage.tables.register import EntryRow
from storage.tables.reporting import ConfidenceRow
from storage.tables.resources import AllocationRow, ClashRow, ResourceRow
from storage.tables.risks import AlertRow
from storage.tables.updates import UpdateRow

AUDITED_ROWS = (
    ProgramRow,
    ProjectRow,
    ChannelLinkRow,
    MilestoneRow,
    DependencyRow,
    BlockerRow,
    EntryRow,
    AlertRow,
    EscalationRow,
    EscalationPolicyRow,
    RoleRow,
    UpdateRow,
    CheckinRow,
    LeaveRow,
    HoursRow,
    GoalRow,
    KeyResultRow,
    BenefitRow,
    ReadingRow,
    DecisionRow,
    ObjectionRow,
    ChangeRequestRow,
    ScenarioRow,
    CloseoutRow,
    LessonRow,
    DismissedPairRow,
    ResourceRow,
    AllocationRow,
    ClashRow,
    BudgetLineRow,
    ExchangeRateRow,
    DigestEditRow,
    DigestAnswerRow,
    ConfidenceRow,
)
BATON_ACTOR = "baton"
_AUDIT_TABLE = core_table(AuditRow)


@dataclass(frozen=True, slots=True)
class ActorContext:
    """The actor of a session, the time, and the cause (a permalink or a command)."""

    team: str
    actor: str
    now: datetime
    source: str = ""


@dataclass(frozen=True, slots=True)
class AuditRecord:
    id: int
    at: datetime
    actor: str
    action: str
    kind: str
    subject: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    source: str


def set_actor(session: Session, *, team: str, actor: str, now: datetime, source: str = "") -> None:
    """Sign every change that the session makes from here on."""
    session.info["acting"] = ActorContext(team, actor, now, source)


def current_actor(session: Session) -> str | None:
    """Return the actor that signs this session's changes, if there is one."""
    context: ActorContext | None = session.info.get("acting")
    return context.actor if context else None


def newest_entry(session: Session, *, team: str) -> int:
    """Return the number of the newest entry; while it is the same, nothing that is audited has changed."""
    return session.scalars(select(func.max(col(AuditRow.id))).where(col(AuditRow.team) == team)).first() or 0


def latest_entries(
    session: Session,
    *,
    team: str,
    subject: str | None = None,
    subjects: Collection[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 50,
) -> tuple[AuditRecord, ...]:
    """Return the newest `limit` entries, newest first."""
    query = select(AuditRow).where(col(AuditRow.team) == team)
    if subject:
        query = query.where(col(AuditRow.subject) == subject)
    if subjects is not None:
        query = query.where(col(AuditRow.subject).in_(subjects))
    if since:
        query = query.where(col(AuditRow.at) >= since)
    if until:
        query = query.where(col(AuditRow.at) <= until)
    rows = session.scalars(query.order_by(col(AuditRow.id).desc()).limit(limit))
    return tuple(_to_entry(row) for row in rows)


def subjects_of(session: Session, *, team: str, root: str) -> frozenset[str]:
    """Return the subjects under which the log records an item and everything in it.

    Those are milestones, their blockers and register entries, what they depend on, and what was captured about them.
    """

    def find_ids(row: type[Any], about: object, among: Collection[str]) -> set[str]:
        return set(session.scalars(select(col(row.id)).where(col(row.team) == team, col(about).in_(among))))

    objections = select(ObjectionRow).where(col(ObjectionRow.team) == team, col(ObjectionRow.subject) == root)
    projects = find_ids(ProjectRow, ProjectRow.program, {root}) | ({root} if root.startswith("PRJ-") else set())
    milestones = find_ids(MilestoneRow, MilestoneRow.project, projects) | ({root} if root.startswith("M-") else set())
    about_them = or_(col(UpdateRow.subject).in_(milestones), col(UpdateRow.project).in_(projects))
    own_results = (col(KeyResultRow.team) == team) & (col(KeyResultRow.goal) == root)
    captures = session.scalars(select(UpdateRow).where(col(UpdateRow.team) == team, about_them))
    return frozenset(
        {root, *projects, *milestones, *(subject_of(row) for row in (*captures, *session.scalars(objections)))}
        | find_ids(BlockerRow, BlockerRow.milestone, milestones)
        | find_ids(EntryRow, EntryRow.milestone, milestones)
        | find_ids(EntryRow, EntryRow.project, projects)
        | find_ids(DependencyRow, DependencyRow.consumer, milestones)
        | {subject_of(row) for row in session.scalars(select(KeyResultRow).where(own_results))}
        | find_ids(DecisionRow, DecisionRow.project, projects)
        | find_ids(DecisionRow, DecisionRow.program, {root})
    )


def state_at(session: Session, *, team: str, kind: str, at: datetime) -> dict[str, Mapping[str, Any]]:
    """Return every item of a kind as it was at an instant: the newest `after` of each subject until then (B-120).

    Computed dates are not included, because they follow from the rest.
    """
    is_earlier = (col(AuditRow.team) == team, col(AuditRow.kind) == kind, col(AuditRow.at) <= at)
    newest = select(func.max(col(AuditRow.id))).where(*is_earlier).group_by(col(AuditRow.subject))
    query = select(col(AuditRow.subject), col(AuditRow.after)).where(col(AuditRow.id).in_(newest))
    return {subject: after for subject, after in session.execute(query.order_by(col(AuditRow.id))) if after is not None}


def last_actors(
    session: Session, *, team: str, at: datetime, kinds: Collection[str], limit: int
) -> dict[tuple[str, str], str]:
    """Return, by (kind, subject), who changed it last since an instant; only from the newest entries.

    The values of the entries are not read.
    """
    columns = (_AUDIT_TABLE.c.kind, _AUDIT_TABLE.c.subject, _AUDIT_TABLE.c.actor)
    query = select(*columns).where(
        _AUDIT_TABLE.c.team == team, _AUDIT_TABLE.c.at > at, _AUDIT_TABLE.c.kind.in_(tuple(kinds))
    )
    newest_rows = session.execute(query.order_by(_AUDIT_TABLE.c.id.desc()).limit(limit)).all()
    return {(row.kind, row.subject): row.actor for row in reversed(newest_rows)}


def entries_since(
    session: Session,
    *,
    team: str,
    at: datetime,
    kinds: Collection[str],
    limit: int,
    subjects: Collection[str] | None = None,
) -> tuple[AuditRecord, ...]:
    """Return the entries about these kinds of items (and only about `subjects`) after an instant, newest first."""
    query = select(_AUDIT_TABLE).where(
        col(AuditRow.team) == team, col(AuditRow.at) > at, col(AuditRow.kind).in_(tuple(kinds))
    )
    if subjects is not None:
        query = query.where(_AUDIT_TABLE.c.subject.in_(subjects))
    return tuple(_to_entry(row) for row in session.execute(query.order_by(col(AuditRow.id).desc()).limit(limit)))


def _to_entry(row: Any) -> AuditRecord:
    """Build a record from an object, or from a row of its columns."""
    return AuditRecord(row.id, row.at, row.actor, row.action, row.kind, row.subject, row.before, row.after, row.source)


@event.listens_for(Session, "before_flush")
def _sign_changes(session: Session, _flush: UOWTransaction, _instances: object) -> None:
    for row, action in _audited_changes(session):
        context: ActorContext | None = session.info.get("acting")
        if context is None:
            raise RuntimeError(f"{type(row).__name__} was changed by nobody: call audit.acting(session, …) in the flow")
        before = None if action == "created" else _column_values(row, old=True)
        after = None if action == "deleted" else _column_values(row)
        session.add(
            AuditRow(
                team=context.team,
                at=context.now,
                actor=context.actor,
                action=action,
                kind=str(row.__tablename__),
                subject=subject_of(row),
                before=before,
                after=after,
                source=context.source,
            )
        )


def _audited_changes(session: Session) -> list[tuple[BaseRow, str]]:
    def with_action(rows: Iterable[Any], action: str) -> list[tuple[BaseRow, str]]:
        return [(row, action) for row in rows if isinstance(row, AUDITED_ROWS)]

    dirty = [row for row in session.dirty if session.is_modified(row)]
    changes = (
        with_action(session.new, "created") + with_action(dirty, "changed") + with_action(session.deleted, "deleted")
    )
    return sorted(changes, key=lambda change: (str(change[0].__tablename__), subject_of(change[0])))


def _column_values(row: BaseRow, *, old: bool = False) -> dict[str, Any]:
    values = {}
    for attribute in inspect(row).mapper.column_attrs:
        history = inspect(row).attrs[attribute.key].history
        value = history.deleted[0] if old and history.deleted else getattr(row, attribute.key)
        values[attribute.key] = value.isoformat() if isinstance(value, date | datetime) else value
    return values


def subject_of(row: BaseRow) -> str:
    """Return the id people know it by; rows without one are named by their key, without the workspace."""
    if isinstance(row, UpdateRow):
        return f"{row.channel}/{row.ts}/{row.kind}/{row.part}"
    if isinstance(row, LeaveRow):
        return row.user
    if isinstance(row, AlertRow):
        return f"{row.key}#{row.episode}"
    if isinstance(row, ReadingRow):
        return f"{row.benefit}/{row.day.isoformat()}"
    if isinstance(row, ObjectionRow):
        return f"{row.subject}/{row.user}"
    if isinstance(row, DigestAnswerRow):
        return f"{row.item}/{row.by}"
    if isinstance(row, DigestEditRow):
        return f"{row.program}/{row.period}/{row.item}"
    if isinstance(row, ConfidenceRow):
        return f"{row.program}/{row.at.isoformat()}"
    keys = [column.key for column in inspect(row).mapper.primary_key if column.key != "team"]
    return "/".join(str(getattr(row, key)) for key in keys if key)
