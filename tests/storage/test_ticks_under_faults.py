"""A week of check-ins and digests with two processes at once, and with one that is killed: each once, nobody forgotten.

Time is the program's own; the processes are real, and so is SIGKILL.
"""

import multiprocessing
import random
from datetime import date, datetime, timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import select
from sqlmodel import Session

import storage.audit
import storage.channels
import storage.people
import storage.plan
from handlers.common import working_time
from rules.checkins.prompting import MAX_LATENESS, Checkin
from rules.people import Person
from storage.checkins import prompt_table
from storage.engine.database import open_store
from storage.tables.base import core_table
from storage.tables.digests import EditionRow
from storage.tables.queues import outbox_table
from tests.forms import form
from tests.storage.ticking import BEGIN, END, STEP, TEAM, follow, run

USERS = tuple(f"U{number:02}" for number in range(form(short=4, whole=16)))
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney")
DAYS = (date(2026, 3, 31), date(2026, 4, 2))
WEEK = "2026-W14"
KILLS = form(short=4, whole=12)
SKEWS = tuple(timedelta(seconds=ahead) for ahead in (0, -3, 2, 5))  # how far each clock is ahead
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.storage.ticking"])


def peopled(session: Session) -> None:
    """Each owns a milestone that is late, so that there is always something to ask; two programs have a digest."""
    before = BEGIN - timedelta(days=60)
    storage.audit.set_actor(session, team=TEAM, actor="U99", now=before)
    where = {"team": TEAM, "now": before}
    for name, zone in (("Atlas", "Europe/Berlin"), ("Borealis", "America/New_York")):
        home = storage.plan.add_program(session, name=name, start=date(2025, 1, 1), zone=zone, manager="U99", **where)  # type: ignore[arg-type]
        storage.channels.link_channel(
            session, team=TEAM, channel=f"C-{name}", subject=home.id, purpose="digest", now=BEGIN
        )
        storage.plan.add_project(session, program=home.id, name=f"{name} One", lead=None, **where)  # type: ignore[arg-type]
    for number, user in enumerate(USERS):
        storage.people.save_person(session, person=Person(user, TEAM, user, ZONES[number % len(ZONES)]), now=before)
        about = {"project": f"PRJ-{number % 2 + 1}", "name": user, "day": date(2026, 1, 1), "owner": user, "by": "U99"}
        storage.plan.add_milestone(session, **about, **where)  # type: ignore[arg-type]
    storage.people.save_person(session, person=Person("U99", TEAM, "U99"), now=before)


def set_up(url: str) -> None:
    with open_store(url) as store:
        store.transact_now(peopled)


def started(url: str, since: datetime, together: Barrier | None = None) -> tuple[BaseProcess, Connection]:
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=run, args=(url, since, there, together))
    process.start()
    there.close()
    return process, here


def lived(heard: Connection, ticks: int) -> datetime | None:
    """The instant of the last of so many ticks; None once the process has come to its end."""
    reached = None
    try:
        for _ in range(ticks):
            reached = heard.recv()
    except EOFError:
        return None
    return reached


@pytest.mark.whole
def test_killed_at_random_on_sqlite_each_is_asked_once_and_each_digest_stands_once(sqlite_url: str) -> None:
    set_up(sqlite_url)
    rng, now = random.Random(9), BEGIN
    for _ in range(KILLS):
        process, heard = started(sqlite_url, now)
        now = lived(heard, rng.randrange(1, 22)) or END
        process.join(timeout=rng.uniform(0, 0.03))  # in the middle of the next tick
        process.kill()
        process.join()
    process, heard = started(sqlite_url, now)
    lived(heard, 10_000)
    process.join()
    assert process.exitcode == 0
    with open_store(sqlite_url) as store:
        store.read_now(each_once)


@pytest.mark.whole
@pytest.mark.postgres
def test_two_processes_at_once_on_postgresql_ask_each_once_and_post_each_digest_once(postgres_url: str) -> None:
    set_up(postgres_url)
    together = context.Barrier(2)
    pairs = [started(postgres_url, BEGIN, together) for _ in range(2)]
    for process, heard in pairs:
        lived(heard, 10_000)
        process.join()
    assert [process.exitcode for process, _ in pairs] == [0, 0]
    with open_store(postgres_url) as store:
        store.read_now(each_once)


@pytest.mark.whole
@pytest.mark.postgres
def test_four_replicas_with_kills_an_outage_of_all_and_clocks_that_differ_miss_and_double_nothing(
    postgres_url: str,
) -> None:
    """R6: all four tick at the same instants by their own clocks; some die in the middle of one, once all of them."""
    set_up(postgres_url)
    rng, now = random.Random(6), BEGIN
    four = [replica(postgres_url, skew) for skew in SKEWS]
    outage = BEGIN + timedelta(days=3, hours=11)  # Tuesday at five: nobody is left until six
    while now < END:
        for _, ear in four:
            ear.send(now)
        dying = range(4) if now == outage else [rng.randrange(4)] if rng.random() < 0.08 else []
        for number, (process, ear) in enumerate(four):
            if number in dying:
                process.join(timeout=rng.uniform(0, 0.02))  # in the middle of its tick
                process.kill()
                process.join()
                four[number] = replica(postgres_url, SKEWS[number])
            else:
                assert ear.recv() == now
        now = max(now + STEP, BEGIN + timedelta(days=2, hours=10))  # nothing happens at the weekend
    for process, ear in four:
        ear.send(None)
        process.join()
    assert [process.exitcode for process, _ in four] == [0] * 4
    with open_store(postgres_url) as store:
        store.read_now(each_once)


def replica(url: str, skew: timedelta) -> tuple[BaseProcess, Connection]:
    here, there = context.Pipe()
    process = context.Process(target=follow, args=(url, there, skew))
    process.start()
    there.close()
    return process, here


def each_once(session: Session) -> None:
    works = working_time.work_times(session, team=TEAM, users=USERS, now=BEGIN)
    rows = (
        session.connection()
        .execute(select(prompt_table.c.user, prompt_table.c.day, prompt_table.c.at, prompt_table.c.reminded))
        .all()
    )
    assert sorted((row.user, row.day) for row in rows) == sorted((user, day) for user in USERS for day in DAYS)
    for row in rows:
        due = works[row.user].instant_at(row.day, Checkin().at)
        assert due <= row.at < due + 2 * STEP < due + MAX_LATENESS, row
        # Who had them died, an hour later by another's clock; the last reminder may then fall into the hour after work.
        late = row.at >= due + STEP + min(SKEWS)
        assert row.reminded == 2 or (late and row.reminded == 1), row
    keys = list(session.connection().execute(select(outbox_table.c.key)).scalars())
    asked = [f"checkin:{row.user}:{row.day}" for row in rows]
    again = [f"checkin:{row.user}:{row.day}:again{number + 1}" for row in rows for number in range(row.reminded)]
    assert sorted(key for key in keys if key.startswith("checkin:")) == sorted(asked + again)
    one_digest_each(session, keys)


def one_digest_each(session: Session, keys: list[str]) -> None:
    edition = core_table(EditionRow)
    columns = (edition.c.program, edition.c.channel, edition.c.period, edition.c.revision)
    found = [tuple(row) for row in session.connection().execute(select(*columns))]
    drafts = [(program, "draft", f"2026-W{week}", 0) for program in ("PRG-1", "PRG-2") for week in (14, 15)]
    assert sorted(found) == sorted([("PRG-1", "C-Atlas", WEEK, 0), ("PRG-2", "C-Borealis", WEEK, 0), *drafts])
    tops = [key for key in keys if key.startswith("digest:") and key.endswith(":0")]
    assert sorted(tops) == [f"digest:PRG-1:{WEEK}:C-Atlas:0", f"digest:PRG-2:{WEEK}:C-Borealis:0"]
