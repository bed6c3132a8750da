"""Check-ins on the real store, on both engines: despite kills, each person is asked exactly once a day."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import Session

import storage.audit
import storage.checkin_summaries
import storage.checkins
import storage.people
import storage.plan
from handlers.checkins import prompts
from handlers.common import working_time
from rules.checkins.prompting import Checkin
from rules.people import Person
from storage.checkins import PromptRecord, prompt_table
from storage.engine.database import Store
from storage.tables.queues import outbox_table

TEAM = "T1"
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Africa/Cairo",
)
# Berlin's clock changes on the following Sunday.
SATURDAY = datetime(2026, 3, 28, tzinfo=UTC)
USERS = tuple(f"U{number:02}" for number in range(24))


def set_up_people(session: Session) -> None:
    """Give each person an overdue milestone, so that there is always something to ask about."""
    created_at = SATURDAY - timedelta(days=60)
    storage.audit.set_actor(session, team=TEAM, actor="U99", now=created_at)
    program = storage.plan.add_program(
        session, team=TEAM, name="Atlas", start=date(2025, 1, 1), zone="UTC", manager="U99", now=created_at
    )
    project = storage.plan.add_project(session, team=TEAM, program=program.id, name="One", lead=None, now=created_at)
    day = date(2026, 1, 1)
    for number, user in enumerate(USERS):
        storage.people.save_person(session, person=Person(user, TEAM, user, ZONES[number % len(ZONES)]), now=created_at)
        fields = {
            "team": TEAM,
            "project": project.id,
            "name": user,
            "day": day,
            "owner": user,
            "by": "U99",
            "now": created_at,
        }
        storage.plan.add_milestone(session, **fields)  # type: ignore[arg-type]


class KilledError(Exception):
    """Raised to end a transaction as the death of its process would."""


def send_and_die(session: Session, *, now: datetime) -> None:
    prompts.send_due_prompts(session, team=TEAM, now=now, limit=3)
    raise KilledError


def test_kills_and_clock_changes_keep_prompts_once_a_day(store: Store) -> None:
    rng, now = random.Random(3), SATURDAY
    store.transact_now(set_up_people)
    newcomers = store.read_now(storage.checkins.unscheduled_people, team=TEAM)
    assert newcomers == USERS
    store.transact_now(prompts.reschedule_prompts, team=TEAM, users=newcomers, now=now)
    while now < SATURDAY + timedelta(days=10):
        now += timedelta(minutes=30)
        if rng.random() < 0.3:
            with pytest.raises(KilledError):
                store.transact_now(send_and_die, now=now)
        while store.transact_now(prompts.send_due_prompts, team=TEAM, now=now, limit=7):
            pass
    store.read_now(check_everyone_was_asked)


def check_everyone_was_asked(session: Session) -> None:
    work_times = working_time.work_times(session, team=TEAM, users=USERS, now=SATURDAY)
    days = [date(2026, 3, 31), date(2026, 4, 2)]
    rows = session.connection().execute(
        select(prompt_table.c.user, prompt_table.c.day, prompt_table.c.at).where(prompt_table.c.state == "asked")
    )
    asked_at = {(user, day): moment for user, day, moment in rows if day in days}
    assert set(asked_at) == {(user, day) for user in USERS for day in days}
    for (user, day), moment in asked_at.items():
        assert moment == work_times[user].instant_at(day, Checkin().at), user
    post_count = select(func.count()).where(outbox_table.c.key.like("checkin:%"))
    asked_count = select(func.count()).where(prompt_table.c.state.in_(("asked", "nudged")))
    assert session.connection().execute(post_count).scalar() == session.connection().execute(asked_count).scalar()


def test_each_day_is_decided_once(store: Store) -> None:
    day = date(2026, 3, 31)
    asked, away = (
        PromptRecord("U1", day, "asked", milestones={"PRJ-1": ["M-1"]}),
        PromptRecord("U1", day, "skipped", "away"),
    )
    other = PromptRecord("U2", day, "skipped", "away", milestones={"PRJ-1": ["M-2"]}, shown_state="away")

    def insert_records(*days: PromptRecord) -> frozenset[str]:
        return store.transact_now(storage.checkins.insert_records, team=TEAM, days=days, now=SATURDAY)

    assert insert_records(asked) == {"U1"}
    assert insert_records(away, other) == {"U2"}
    prompt = store.read_now(storage.checkins.find_prompt, team=TEAM, user="U1", day=day)
    assert prompt is not None
    assert (prompt.state, prompt.milestone_ids) == ("asked", ("M-1",))
    participants = store.read_now(storage.checkin_summaries.round_participants, team=TEAM, project="PRJ-1", day=day)
    assert {(participant.user, participant.state, participant.milestones) for participant in participants} == {
        ("U1", "asked", ("M-1",)),
        ("U2", "away", ("M-2",)),
    }
