"""Close-outs of projects with their scorecards."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from rules.closeouts.scorecards import HandoverRecord, ProjectScorecard, from_json, to_json
from rules.people import Role
from storage.tables.closeouts import CloseoutRow
from storage.tables.people import RoleRow
from storage.tables.plan import DependencyRow, ForecastRow, MilestoneRow, ProjectRow


@dataclass(frozen=True, slots=True)
class Closeout:
    """The close-out of a project; `accepted` is the sponsor's answer, None until there is one."""

    project: str
    day: date
    scorecard: ProjectScorecard
    accepted: bool | None
    accepted_by: str | None
    accepted_at: datetime | None
    comment: str
    closed_by: str
    closed_at: datetime


def close_project(
    session: Session, *, team: str, project: str, day: date, scorecard: ProjectScorecard, by: str, now: datetime
) -> None:
    """Close a project with its scorecard."""
    session.get_one(ProjectRow, (team, project)).closed = day
    stored = to_json(scorecard)
    session.add(CloseoutRow(team=team, project=project, day=day, scorecard=stored, closed_by=by, closed_at=now))
    session.flush()


def reopen_project(session: Session, *, team: str, project: str) -> None:
    """Open a closed project again; its scorecard goes, its lessons stay."""
    session.get_one(ProjectRow, (team, project)).closed = None
    row = session.get(CloseoutRow, (team, project))
    if row is not None:
        session.delete(row)
    session.flush()


def set_acceptance(
    session: Session, *, team: str, project: str, accepted: bool, comment: str, by: str, now: datetime
) -> None:
    row = session.get_one(CloseoutRow, (team, project))
    row.accepted, row.comment, row.accepted_by, row.accepted_at = accepted, comment, by, now
    session.flush()


def find_closeout(session: Session, *, team: str, project: str) -> Closeout | None:
    row = session.get(CloseoutRow, (team, project))
    return _to_closeout(row) if row else None


def closeouts_of(
    session: Session, *, team: str, projects: Collection[str] | None = None, since: datetime | None = None
) -> tuple[Closeout, ...]:
    """Return the close-outs of these projects, or of all, or those since a moment; the last closed first."""
    query = select(CloseoutRow).where(col(CloseoutRow.team) == team)
    if projects is not None:
        query = query.where(col(CloseoutRow.project).in_(projects))
    if since is not None:
        query = query.where(col(CloseoutRow.closed_at) > since)
    rows = session.scalars(query.order_by(col(CloseoutRow.closed_at).desc(), col(CloseoutRow.project)))
    return tuple(_to_closeout(row) for row in rows)


def _to_closeout(row: CloseoutRow) -> Closeout:
    answer = (row.accepted, row.accepted_by, row.accepted_at, row.comment)
    return Closeout(row.project, row.day, from_json(row.scorecard), *answer, row.closed_by, row.closed_at)


def sponsors_of(session: Session, *, team: str, project: str, program: str) -> tuple[str, ...]:
    """Return the sponsors of a project, else those of its program."""
    query = select(col(RoleRow.scope), col(RoleRow.user)).where(
        col(RoleRow.team) == team, col(RoleRow.role) == Role.SPONSOR.value, col(RoleRow.scope).in_((project, program))
    )
    rows = session.execute(query.order_by(col(RoleRow.user))).all()
    own = tuple(user for scope, user in rows if scope == project)
    return own or tuple(user for _, user in rows)


def handover_record(session: Session, *, team: str, project: str) -> HandoverRecord:
    """Count the hand-overs between a project and others that were kept and broken."""
    provider, consumer = aliased(MilestoneRow), aliased(MilestoneRow)
    query = (
        select(col(provider.project), col(DependencyRow.kept), func.count())
        .join(provider, (col(provider.team) == team) & (col(provider.id) == col(DependencyRow.provider)))
        .join(consumer, (col(consumer.team) == team) & (col(consumer.id) == col(DependencyRow.consumer)))
        .where(
            col(DependencyRow.team) == team,
            col(DependencyRow.kept).is_not(None),
            col(provider.project) != col(consumer.project),
            or_(col(provider.project) == project, col(consumer.project) == project),
        )
        .group_by(col(provider.project), col(DependencyRow.kept))
    )
    counts = dict.fromkeys(((given, kept) for given in (True, False) for kept in (True, False)), 0)
    for source, kept, count in session.execute(query):
        counts[source == project, bool(kept)] += count
    return HandoverRecord(counts[True, True], counts[True, False], counts[False, True], counts[False, False])


def count_reopened(session: Session, *, team: str, milestones: Collection[str]) -> int:
    """Count how often a milestone of these was done and then was not."""
    query = select(func.count()).select_from(ForecastRow)
    query = query.where(col(ForecastRow.team) == team, col(ForecastRow.milestone).in_(milestones))
    return int(session.scalar(query.where(col(ForecastRow.kind) == "undone")) or 0)


def first_baselines(session: Session, *, team: str, milestones: Collection[str]) -> Mapping[str, date]:
    """Return the first date that was ever agreed for each milestone, before any change request moved it."""
    query = select(col(ForecastRow.milestone), col(ForecastRow.day)).where(
        col(ForecastRow.team) == team,
        col(ForecastRow.milestone).in_(milestones),
        col(ForecastRow.kind) == "baseline",
        col(ForecastRow.day).is_not(None),
    )
    return {name: day for name, day in session.execute(query.order_by(col(ForecastRow.id).desc())) if day}
