"""Reading a program together with everything linked to it, also through other programs, and nothing else."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlmodel import Session

import storage.audit
import storage.dependencies
import storage.plan
import storage.plans
from rules.alerts.active import connected_to
from rules.plan import HandoverState, Plan
from storage.engine.database import Store

TEAM, NOW = "T1", datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


def set_up_programs(session: Session, *, team: str = TEAM, programs: int, links: list[tuple[int, int]]) -> None:
    """Add programs of two milestones each; `links` are pairs of milestone numbers, provider first."""
    storage.audit.set_actor(session, team=team, actor="U1", now=NOW)
    for number in range(programs):
        program = storage.plan.add_program(
            session, team=team, name=f"P{number}", start=NOW.date(), zone="UTC", manager=None, now=NOW
        )
        project = storage.plan.add_project(
            session, team=team, program=program.id, name=f"Q{number}", lead=None, now=NOW
        )
        for _ in range(2):
            storage.plan.add_milestone(
                session, team=team, project=project.id, name="Step", day=None, owner=None, by="U1", now=NOW,
                source_channel="G1", restricted=number % 2 == 1,
            )  # fmt: skip
    for provider, consumer in links:
        storage.dependencies.add_dependency(
            session, team=team, provider=f"M-{provider}", consumer=f"M-{consumer}", strength="hard",
            state=HandoverState.DECLINED if provider % 3 == 0 else HandoverState.COMMITTED,
            provider_user=None, consumer_user=None, need_by=None, now=NOW,
        )  # fmt: skip


def cut_linked(whole: Plan, *, begin: set[str]) -> Plan:
    """Cut the plan that a narrow read must return out of the whole workspace."""
    own_projects = {project.id for project in whole.projects if project.program == whole.program.id}
    own_milestones = {milestone.id for milestone in whole.milestones if milestone.project in own_projects}
    linked = connected_to(((link.provider, link.consumer) for link in whole.dependencies), own_milestones | begin)
    linked_projects = own_projects | {milestone.project for milestone in whole.milestones if milestone.id in linked}
    return replace(
        whole,
        projects=tuple(project for project in whole.projects if project.id in linked_projects),
        milestones=tuple(milestone for milestone in whole.milestones if milestone.id in linked),
        dependencies=tuple(link for link in whole.dependencies if link.provider in linked),
    )


def test_links_through_another_program_are_followed(store: Store) -> None:
    store.transact_now(set_up_programs, programs=5, links=[(1, 3), (5, 3)])
    store.transact_now(set_up_programs, team="T2", programs=5, links=[(1, 7)])
    plan = store.read_now(storage.plans.linked_plan, team=TEAM, program="PRG-1")
    assert [milestone.id for milestone in plan.milestones] == ["M-1", "M-2", "M-3", "M-5"]
    assert [project.id for project in plan.projects] == ["PRJ-1", "PRJ-2", "PRJ-3"]
    assert [link.id for link in plan.dependencies] == ["D-1", "D-2"]


@pytest.mark.parametrize("many", [storage.plans.MAX_FILTERED_IDS, 3])
def test_narrow_read_misses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """Compare both reads over random links, private and declined ones included, below and above the filter limit."""
    monkeypatch.setattr(storage.plans, "MAX_FILTERED_IDS", many)
    rng = random.Random(7)
    pairs = {tuple(sorted(rng.sample(range(1, 41), 2))) for _ in range(16)}
    store.transact_now(set_up_programs, programs=20, links=sorted(pairs))
    for number in range(1, 21):
        program, extra_milestones = f"PRG-{number}", {f"M-{rng.randint(1, 40)}"} if number % 2 else set()
        whole = store.read_now(storage.plans.workspace_plan, team=TEAM, program=program)
        narrow = store.read_now(storage.plans.linked_plan, team=TEAM, program=program, milestones=extra_milestones)
        assert narrow == cut_linked(whole, begin=extra_milestones)
        assert len(narrow.milestones) < len(whole.milestones)
