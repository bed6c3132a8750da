"""Plans read at once: a whole workspace, or a program with what is linked to it and nothing else."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.alerts import active
from rules.plan import Dependency, Handover, Link, Plan, Strength
from storage.tables.plan import DependencyRow, MilestoneRow, ProjectRow

MANY = 1_000
_LINK_FIELDS = (
    "id",
    "provider",
    "consumer",
    "type",
    "lag",
    "strength",
    "provider_user",
    "consumer_user",
    "need_by",
    "state",
)
_TYPES = {each.value: each for each in Link}
_STRENGTHS = {each.value: each for each in Strength}
_STATES = {each.value: each for each in Handover}


def whole(session: Session, *, team: str, program: str) -> Plan:
    """The program with all projects, milestones and links of the workspace."""
    return Plan(
        program=storage.plan.program(session, team=team, id=program),
        projects=storage.plan.projects(session, team=team),
        milestones=storage.plan.milestones(session, team=team),
        dependencies=_dependencies(session, team=team),
        targets=_targets(session, team=team, program=program),
    )


def linked(session: Session, *, team: str, program: str, milestones: Collection[str] = ()) -> Plan:
    """The program's own projects and milestones, and all that is linked to them, or to `milestones`, however far."""
    near = active.reached(_pairs(session, team), {*_own(session, team, program), *milestones})
    few = near if len(near) <= MANY else None  # so many are found sooner by reading all
    found = tuple(m for m in storage.plan.milestones(session, team=team, among=few) if m.id in near)
    return Plan(
        program=storage.plan.program(session, team=team, id=program),
        projects=storage.plan.projects(session, team=team, program=program, also={m.project for m in found}),
        milestones=found,
        dependencies=tuple(d for d in _dependencies(session, team=team, providers=few) if d.provider in near),
        targets=_targets(session, team=team, program=program),
    )


def _own(session: Session, team: str, program: str) -> Iterable[str]:
    inside = select(col(ProjectRow.id)).where(col(ProjectRow.team) == team, col(ProjectRow.program) == program)
    rows = select(col(MilestoneRow.id)).where(col(MilestoneRow.team) == team, col(MilestoneRow.project).in_(inside))
    return session.scalars(rows)


def _pairs(session: Session, team: str) -> Iterable[tuple[str, str]]:
    """Both ends of every link of the workspace, also of those that are over."""
    ends = select(col(DependencyRow.provider), col(DependencyRow.consumer)).where(col(DependencyRow.team) == team)
    return ((provider, consumer) for provider, consumer in session.execute(ends))


def _targets(session: Session, *, team: str, program: str) -> tuple[str, ...]:
    return tuple(storage.plan.program_row(session, team=team, id=program).targets)


def _dependencies(session: Session, *, team: str, providers: Collection[str] | None = None) -> tuple[Dependency, ...]:
    """Columns, not objects: every change reads many. The shortest ids, so the oldest, first."""
    columns = (getattr(DependencyRow, name) for name in _LINK_FIELDS)
    wanted = select(*columns).where(col(DependencyRow.team) == team)
    if providers is not None:
        wanted = wanted.where(col(DependencyRow.provider).in_(providers))
    return tuple(
        Dependency(id, provider, consumer, _TYPES[type], lag, _STRENGTHS[strength], by, to, need_by, _STATES[state])
        for id, provider, consumer, type, lag, strength, by, to, need_by, state in sorted(
            session.execute(wanted).all(), key=_shortest
        )
    )


def _shortest(row: Sequence[str]) -> tuple[int, str]:
    return len(row[0]), row[0]
