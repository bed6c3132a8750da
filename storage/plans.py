"""Plans read at once: a whole workspace, or a program with what is linked to it and nothing else."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

import storage.plan
from rules.alerts import active
from rules.plan import Dependency, HandoverState, LinkStrength, LinkType, Plan
from storage.tables.plan import DependencyRow, MilestoneRow, ProjectRow

MAX_FILTERED_IDS = 1_000
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
_TYPE_OF = {each.value: each for each in LinkType}
_STRENGTH_OF = {each.value: each for each in LinkStrength}
_STATE_OF = {each.value: each for each in HandoverState}


def workspace_plan(session: Session, *, team: str, program: str) -> Plan:
    """The program with all projects, milestones and links of the workspace."""
    return Plan(
        program=storage.plan.program(session, team=team, id=program),
        projects=storage.plan.projects(session, team=team),
        milestones=storage.plan.milestones(session, team=team),
        dependencies=_load_dependencies(session, team=team),
        targets=_target_ids(session, team=team, program=program),
    )


def linked_plan(session: Session, *, team: str, program: str, milestones: Collection[str] = ()) -> Plan:
    """The program's own projects and milestones, and all that is linked to them, or to `milestones`, however far."""
    near = active.connected_to(
        _dependency_pairs(session, team), {*_own_milestone_ids(session, team, program), *milestones}
    )
    few = near if len(near) <= MAX_FILTERED_IDS else None  # so many are found sooner by reading all
    found = tuple(m for m in storage.plan.milestones(session, team=team, ids=few) if m.id in near)
    return Plan(
        program=storage.plan.program(session, team=team, id=program),
        projects=storage.plan.projects(session, team=team, program=program, including={m.project for m in found}),
        milestones=found,
        dependencies=tuple(d for d in _load_dependencies(session, team=team, providers=few) if d.provider in near),
        targets=_target_ids(session, team=team, program=program),
    )


def _own_milestone_ids(session: Session, team: str, program: str) -> Iterable[str]:
    inside = select(col(ProjectRow.id)).where(col(ProjectRow.team) == team, col(ProjectRow.program) == program)
    rows = select(col(MilestoneRow.id)).where(col(MilestoneRow.team) == team, col(MilestoneRow.project).in_(inside))
    return session.scalars(rows)


def _dependency_pairs(session: Session, team: str) -> Iterable[tuple[str, str]]:
    """Both ends of every link of the workspace, also of those that are over."""
    ends = select(col(DependencyRow.provider), col(DependencyRow.consumer)).where(col(DependencyRow.team) == team)
    return ((provider, consumer) for provider, consumer in session.execute(ends))


def _target_ids(session: Session, *, team: str, program: str) -> tuple[str, ...]:
    return tuple(storage.plan.program_row(session, team=team, id=program).targets)


def _load_dependencies(
    session: Session, *, team: str, providers: Collection[str] | None = None
) -> tuple[Dependency, ...]:
    """Columns, not objects: every change reads many. The shortest ids, so the oldest, first."""
    columns = (getattr(DependencyRow, name) for name in _LINK_FIELDS)
    wanted = select(*columns).where(col(DependencyRow.team) == team)
    if providers is not None:
        wanted = wanted.where(col(DependencyRow.provider).in_(providers))
    return tuple(
        Dependency(
            id, provider, consumer, _TYPE_OF[type], lag, _STRENGTH_OF[strength], by, to, need_by, _STATE_OF[state]
        )
        for id, provider, consumer, type, lag, strength, by, to, need_by, state in sorted(
            session.execute(wanted).all(), key=_id_sort_key
        )
    )


def _id_sort_key(row: Sequence[str]) -> tuple[int, str]:
    return len(row[0]), row[0]
