"""A program is read with all that is linked to it, also through programs in between, and with nothing else."""

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


def fill(session: Session, *, team: str = TEAM, programs: int, links: list[tuple[int, int]]) -> None:
    """Two milestones in each program; `links` count them through, the provider first."""
    storage.audit.set_actor(session, team=team, actor="U1", now=NOW)
    for number in range(programs):
        home = storage.plan.add_program(
            session, team=team, name=f"P{number}", start=NOW.date(), zone="UTC", manager=None, now=NOW
        )
        place = storage.plan.add_project(session, team=team, program=home.id, name=f"Q{number}", lead=None, now=NOW)
        for _ in range(2):
            storage.plan.add_milestone(
                session, team=team, project=place.id, name="Step", day=None, owner=None, by="U1", now=NOW,
                source_channel="G1", restricted=number % 2 == 1,
            )  # fmt: skip
    for provider, consumer in links:
        storage.dependencies.add_dependency(
            session, team=team, provider=f"M-{provider}", consumer=f"M-{consumer}", strength="hard",
            state=HandoverState.DECLINED if provider % 3 == 0 else HandoverState.COMMITTED,
            provider_user=None, consumer_user=None, need_by=None, now=NOW,
        )  # fmt: skip


def cut(whole: Plan, *, begin: set[str]) -> Plan:
    """What a narrow read has to find, cut from the whole workspace."""
    own = {project.id for project in whole.projects if project.program == whole.program.id}
    inside = {m.id for m in whole.milestones if m.project in own}
    kept = connected_to(((d.provider, d.consumer) for d in whole.dependencies), inside | begin)
    places = own | {m.project for m in whole.milestones if m.id in kept}
    return replace(
        whole,
        projects=tuple(p for p in whole.projects if p.id in places),
        milestones=tuple(m for m in whole.milestones if m.id in kept),
        dependencies=tuple(d for d in whole.dependencies if d.provider in kept),
    )


def test_a_link_through_another_program_is_followed_and_the_rest_is_left(store: Store) -> None:
    store.transact_now(fill, programs=5, links=[(1, 3), (5, 3)])
    store.transact_now(fill, team="T2", programs=5, links=[(1, 7)])
    plan = store.read_now(storage.plans.linked_plan, team=TEAM, program="PRG-1")
    assert [m.id for m in plan.milestones] == ["M-1", "M-2", "M-3", "M-5"]
    assert [p.id for p in plan.projects] == ["PRJ-1", "PRJ-2", "PRJ-3"]
    assert [d.id for d in plan.dependencies] == ["D-1", "D-2"]


@pytest.mark.parametrize("many", [storage.plans.MAX_FILTERED_IDS, 3])
def test_a_narrow_read_misses_nothing(store: Store, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """Whatever is linked how, private or declined; also where so much is linked that all is read."""
    monkeypatch.setattr(storage.plans, "MAX_FILTERED_IDS", many)
    dice = random.Random(7)
    pairs = {tuple(sorted(dice.sample(range(1, 41), 2))) for _ in range(16)}
    store.transact_now(fill, programs=20, links=sorted(pairs))
    for number in range(1, 21):
        name, others = f"PRG-{number}", {f"M-{dice.randint(1, 40)}"} if number % 2 else set()
        whole = store.read_now(storage.plans.workspace_plan, team=TEAM, program=name)
        narrow = store.read_now(storage.plans.linked_plan, team=TEAM, program=name, milestones=others)
        assert narrow == cut(whole, begin=others)
        assert len(narrow.milestones) < len(whole.milestones)
