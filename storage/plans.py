"""Plans read at once: a whole workspace, or a program with only what is linked to it."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, or_, select
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
    "confidence",
    "state_at",
)
# Built once, like `_link_query`, because building a statement costs more than running it.
_SELECT_PAIRS = select(col(DependencyRow.provider), col(DependencyRow.consumer)).where(
    col(DependencyRow.team) == bindparam("team")
)
_OWN_PROJECTS = select(col(ProjectRow.id)).where(
    col(ProjectRow.team) == bindparam("team"), col(ProjectRow.program) == bindparam("program")
)
_SELECT_OWN_MILESTONES = select(col(MilestoneRow.id)).where(
    col(MilestoneRow.team) == bindparam("team"), col(MilestoneRow.project).in_(_OWN_PROJECTS)
)
_TYPE_OF = {link_type.value: link_type for link_type in LinkType}
_STRENGTH_OF = {strength.value: strength for strength in LinkStrength}
_STATE_OF = {state.value: state for state in HandoverState}


def workspace_plan(session: Session, *, team: str, program: str) -> Plan:
    """Return the program with all projects, milestones and links of the workspace, cancelled ones among them."""
    own_program = storage.plan.program(session, team=team, id=program)
    return Plan(
        program=own_program,
        projects=storage.plan.projects(session, team=team, with_cancelled=True),
        milestones=storage.plan.milestones(session, team=team, with_cancelled=True),
        dependencies=_load_dependencies(session, team=team),
        targets=own_program.targets,
    )


def linked_plan(session: Session, *, team: str, program: str, milestones: Collection[str] = ()) -> Plan:
    """Return the program's own projects and milestones, and all that is linked to them or `milestones`, however far.

    What is cancelled is left out, with its links.
    """
    linked_ids = active.connected_to(
        _dependency_pairs(session, team), {*_own_milestone_ids(session, team, program), *milestones}
    )
    # Beyond that many, reading all of them is faster.
    filter_ids = linked_ids if len(linked_ids) <= MAX_FILTERED_IDS else None
    linked_milestones = tuple(
        milestone
        for milestone in storage.plan.milestones(session, team=team, ids=filter_ids)
        if milestone.id in linked_ids
    )
    scheduled_ids = {milestone.id for milestone in linked_milestones}
    own_program = storage.plan.program(session, team=team, id=program)
    return Plan(
        program=own_program,
        projects=storage.plan.projects(
            session, team=team, program=program, including={milestone.project for milestone in linked_milestones}
        ),
        milestones=linked_milestones,
        dependencies=tuple(
            link
            for link in _load_dependencies(session, team=team, ends=filter_ids)
            if link.provider in scheduled_ids and link.consumer in scheduled_ids
        ),
        targets=tuple(target for target in own_program.targets if target in scheduled_ids),
    )


def _own_milestone_ids(session: Session, team: str, program: str) -> Iterable[str]:
    return session.scalars(_SELECT_OWN_MILESTONES, {"team": team, "program": program})


def _dependency_pairs(session: Session, team: str) -> Iterable[tuple[str, str]]:
    """Return both ends of every link of the workspace, including those that are over."""
    return ((provider, consumer) for provider, consumer in session.execute(_SELECT_PAIRS, {"team": team}))


def _load_dependencies(session: Session, *, team: str, ends: Collection[str] | None = None) -> tuple[Dependency, ...]:
    """Read links, or those with an end among these milestones; the shortest ids, so the oldest, come first.

    Columns are read, not objects, because every change reads many.
    """
    query = _link_query(of_some=ends is not None)
    rows = session.execute(query, {"team": team, "ends": tuple(ends or ())})
    return tuple(
        Dependency(
            id,
            provider,
            consumer,
            _TYPE_OF[link_type],
            lag,
            _STRENGTH_OF[strength],
            provider_user,
            consumer_user,
            need_by,
            _STATE_OF[state],
            confidence,
            state_at.date() if state_at else None,
        )
        for (
            id, provider, consumer, link_type, lag, strength, provider_user, consumer_user, need_by, state, confidence,
            state_at,
        ) in sorted(rows.all(), key=_id_sort_key)
    )  # fmt: skip


@cache
def _link_query(*, of_some: bool) -> Select[Any]:
    columns = (getattr(DependencyRow, name) for name in _LINK_FIELDS)
    query = select(*columns).where(col(DependencyRow.team) == bindparam("team"))
    if not of_some:
        return query
    ends: BindParameter[Sequence[str]] = bindparam("ends", expanding=True)
    return query.where(or_(col(DependencyRow.provider).in_(ends), col(DependencyRow.consumer).in_(ends)))


def dependencies_of_milestones(session: Session, *, team: str, milestones: Collection[str]) -> tuple[Dependency, ...]:
    """Return every link with at least one end among these milestones."""
    # Beyond that many, reading all of them is faster.
    links = _load_dependencies(session, team=team, ends=milestones if len(milestones) <= MAX_FILTERED_IDS else None)
    return tuple(link for link in links if link.provider in milestones or link.consumer in milestones)


def _id_sort_key(row: Sequence[str]) -> tuple[int, str]:
    return len(row[0]), row[0]
