"""Statements of the hot paths, built once for all callers: each answers for its own arguments, on both engines."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.channels
import storage.dependencies
import storage.people
import storage.plan
import storage.plans
import storage.project_reports
from rules.people import Person, Role
from storage.engine.database import Store
from storage.queues import outbox
from storage.tables.queues import outbox_table

TEAM, NOW = "T1", datetime(2026, 3, 2, 9, tzinfo=UTC)
LEASE = timedelta(seconds=30)
ANA, BO = Person("U1", TEAM, name="Ana"), Person("U2", TEAM, name="Bo", is_admin=True)


def set_up_two_programs(session: Session) -> None:
    storage.audit.set_actor(session, team=TEAM, actor=ANA.id, now=NOW)
    for manager, lead, channel in ((ANA.id, None, "C1"), (None, ANA.id, "C2")):
        program = storage.plan.add_program(
            session, team=TEAM, name="p", start=NOW.date(), zone="UTC", manager=manager, now=NOW
        )
        project = storage.plan.add_project(session, team=TEAM, program=program.id, name="x", lead=lead, now=NOW)
        storage.channels.link_channel(
            session, team=TEAM, channel=channel, subject=project.id, purpose="project", now=NOW
        )
        storage.plan.add_milestone(
            session, team=TEAM, project=project.id, name="m", day=date(2026, 4, 1), owner=None, by=ANA.id, now=NOW
        )
    storage.people.grant_role(session, team=TEAM, scope="PRJ-2", role=Role.STAKEHOLDER, user=BO.id)
    for person in (ANA, BO):
        storage.people.save_person(session, person=person, now=NOW)


@pytest.mark.parametrize(
    ("person", "program", "project", "expected"),
    [
        (ANA, "PRG-1", None, {Role.MANAGER, Role.CONTRIBUTOR}),
        (ANA, None, "PRJ-1", {Role.MANAGER, Role.CONTRIBUTOR}),
        (ANA, "PRG-2", "PRJ-2", {Role.LEAD, Role.CONTRIBUTOR}),
        (ANA, "PRG-2", None, {Role.CONTRIBUTOR}),
        (ANA, None, None, {Role.CONTRIBUTOR}),
        (BO, None, "PRJ-2", {Role.STAKEHOLDER, Role.ADMIN, Role.CONTRIBUTOR}),
        (BO, "PRG-2", "", {Role.ADMIN, Role.CONTRIBUTOR}),
    ],
)
def test_roles_come_from_grants_lead_and_manager(
    store: Store, person: Person, program: str | None, project: str | None, expected: set[Role]
) -> None:
    store.transact_now(set_up_two_programs)
    assert store.read_now(storage.people.roles_of, person=person, program=program, project=project) == expected


def test_roles_anywhere_are_those_of_every_scope(store: Store) -> None:
    store.transact_now(set_up_two_programs)
    found = [store.read_now(storage.people.roles_anywhere, person=person) for person in (ANA, BO)]
    assert found == [
        {Role.MANAGER, Role.LEAD, Role.CONTRIBUTOR},
        {Role.STAKEHOLDER, Role.ADMIN, Role.CONTRIBUTOR},
    ]


def test_plan_reads_keep_to_their_arguments(store: Store) -> None:
    def read_all(session: Session) -> list[list[str]]:
        plan = storage.plan
        return [
            [p.id for p in plan.programs(session, team=TEAM)],
            [p.id for p in plan.programs(session, team=TEAM, ids={"PRG-2"})],
            [p.id for p in plan.programs(session, team=TEAM, ids=(), manager=ANA.id)],
            [p.id for p in plan.projects(session, team=TEAM, program="PRG-1")],
            [p.id for p in plan.projects(session, team=TEAM, program="PRG-1", including={"PRJ-2"})],
            [m.id for m in plan.milestones(session, team=TEAM, projects={"PRJ-2"})],
            [m.id for m in plan.milestones(session, team=TEAM, ids={"M-1"})],
            [m.id for m in plan.milestones(session, team=TEAM, projects=())],
            [m.id for m in storage.plans.linked_plan(session, team=TEAM, program="PRG-2").milestones],
            [c for p in plan.projects(session, team="T2") for c in p.channels],
            list(storage.channels.served_programs(session, team=TEAM, channel="C2")),
            [b.id for b in storage.blockers.open_blockers(session, team=TEAM, milestone="M-1")],
            list(storage.dependencies.expected_handover_days(session, team=TEAM)),
            list(storage.project_reports.latest_reports(session, team=TEAM, projects=["PRJ-1"])),
        ]

    store.transact_now(set_up_two_programs)
    assert store.read_now(read_all) == [
        *(["PRG-1", "PRG-2"], ["PRG-2"], ["PRG-1"], ["PRJ-1"], ["PRJ-1", "PRJ-2"]),
        *(["M-2"], ["M-1"], [], ["M-2"], [], ["PRG-2"], [], [], []),
    ]


def test_person_is_fresh_for_ten_minutes(store: Store) -> None:
    store.transact_now(set_up_two_programs)
    find = storage.people.find_person
    ages = (timedelta(minutes=10), timedelta(minutes=11))
    found = [store.read_now(find, team=TEAM, id=ANA.id, now=NOW + age) for age in ages]
    assert found == [ANA, None]
    assert store.read_now(find, team="T2", id=ANA.id) is None


def test_overdue_post_is_not_claimed_before_it_expires(store: Store) -> None:
    def claim(session: Session, *, tidy: bool) -> list[str]:
        now = NOW + timedelta(seconds=2)
        return [post.key for post in outbox.claim_next(session, now=now, lease=LEASE, limit=5, tidy=tidy)]

    def states(session: Session) -> dict[str, str]:
        rows = session.connection().execute(select(outbox_table.c.key, outbox_table.c.state))
        return {row.key: row.state for row in rows}

    def enqueue(session: Session) -> None:
        for key, seconds in (("short", 1), ("long", 60)):
            outbox.enqueue(
                session, key=key, team=TEAM, method="chat.postEphemeral", channel=key, payload={"text": key},
                kind="ephemeral", now=NOW, expires_at=NOW + timedelta(seconds=seconds),
            )  # fmt: skip

    store.transact_now(enqueue)
    assert store.transact_now(claim, tidy=False) == ["long"]
    assert store.read_now(states) == {"short": "queued", "long": "sending"}
    assert store.transact_now(claim, tidy=True) == []
    assert store.read_now(states) == {"short": "expired", "long": "sending"}
