"""Check-ins over the real store, on both engines: with kills in between everybody is asked once a day, nobody twice."""

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
SATURDAY = datetime(2026, 3, 28, tzinfo=UTC)  # Berlin's clock changes on the Sunday
USERS = tuple(f"U{number:02}" for number in range(24))


def peopled(session: Session) -> None:
    """Each owns a milestone that is late, so that there is always something to ask."""
    before = SATURDAY - timedelta(days=60)
    storage.audit.set_actor(session, team=TEAM, actor="U99", now=before)
    program = storage.plan.add_program(
        session, team=TEAM, name="Atlas", start=date(2025, 1, 1), zone="UTC", manager="U99", now=before
    )
    home = storage.plan.add_project(session, team=TEAM, program=program.id, name="One", lead=None, now=before)
    day = date(2026, 1, 1)
    for number, user in enumerate(USERS):
        storage.people.save_person(session, person=Person(user, TEAM, user, ZONES[number % len(ZONES)]), now=before)
        where = {"team": TEAM, "project": home.id, "name": user, "day": day, "owner": user, "by": "U99", "now": before}
        storage.plan.add_milestone(session, **where)  # type: ignore[arg-type]


class KilledError(Exception):
    """The process died before its transaction ended."""


def die(session: Session, *, now: datetime) -> None:
    prompts.send_due_prompts(session, team=TEAM, now=now, limit=3)
    raise KilledError


def test_two_weeks_over_a_clock_change_with_kills_ask_everybody_once_a_day(store: Store) -> None:
    rng, now = random.Random(3), SATURDAY
    store.transact_now(peopled)
    newcomers = store.read_now(storage.checkins.unscheduled_people, team=TEAM)
    assert newcomers == USERS
    store.transact_now(prompts.reschedule_prompts, team=TEAM, users=newcomers, now=now)
    while now < SATURDAY + timedelta(days=10):
        now += timedelta(minutes=30)
        if rng.random() < 0.3:
            with pytest.raises(KilledError):
                store.transact_now(die, now=now)
        while store.transact_now(prompts.send_due_prompts, team=TEAM, now=now, limit=7):
            pass
    store.read_now(everybody_was_asked)


def everybody_was_asked(session: Session) -> None:
    works = working_time.work_times(session, team=TEAM, users=USERS, now=SATURDAY)
    days = [date(2026, 3, 31), date(2026, 4, 2)]
    rows = session.connection().execute(
        select(prompt_table.c.user, prompt_table.c.day, prompt_table.c.at).where(prompt_table.c.state == "asked")
    )
    found = {(user, day): at for user, day, at in rows if day in days}
    assert set(found) == {(user, day) for user in USERS for day in days}
    for (user, day), at in found.items():
        assert at == works[user].instant_at(day, Checkin().at), user
    posts = select(func.count()).where(outbox_table.c.key.like("checkin:%"))
    said = select(func.count()).where(prompt_table.c.state == "asked")
    assert session.connection().execute(posts).scalar() == session.connection().execute(said).scalar()


def test_a_day_is_decided_once(store: Store) -> None:
    day = date(2026, 3, 31)
    asked, away = (
        PromptRecord("U1", day, "asked", milestones={"PRJ-1": ["M-1"]}),
        PromptRecord("U1", day, "skipped", "away"),
    )
    other = PromptRecord("U2", day, "skipped", "away", milestones={"PRJ-1": ["M-2"]}, shown_state="away")

    def keep(*days: PromptRecord) -> frozenset[str]:
        return store.transact_now(storage.checkins.insert_records, team=TEAM, days=days, now=SATURDAY)

    assert keep(asked) == {"U1"}
    assert keep(away, other) == {"U2"}
    kept = store.read_now(storage.checkins.find_prompt, team=TEAM, user="U1", day=day)
    assert kept is not None
    assert (kept.state, kept.milestone_ids) == ("asked", ("M-1",))
    parts = store.read_now(storage.checkin_summaries.round_participants, team=TEAM, project="PRJ-1", day=day)
    assert {(one.user, one.state, one.milestones) for one in parts} == {
        ("U1", "asked", ("M-1",)),
        ("U2", "away", ("M-2",)),
    }
