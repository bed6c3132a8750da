"""A week of check-ins and digests with several or killed processes: each is sent exactly once.

Time is simulated; the processes and SIGKILL are real.
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
from rules.checkins.prompting import MAX_LATENESS, Checkin, PromptState
from rules.digests.subscriptions import ChannelDigest
from rules.people import Person
from rules.weeks import Rhythm
from storage.checkins import prompt_table
from storage.engine.database import open_store
from storage.tables.base import core_table
from storage.tables.digests import EditionRow
from storage.tables.queues import outbox_table
from tests.forms import form
from tests.storage.ticking import BEGIN, END, STEP, TEAM, follow_ticks, run_ticks

USERS = tuple(f"U{number:02}" for number in range(form(short=4, whole=16)))
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney")
DAYS = (date(2026, 3, 31), date(2026, 4, 2))
WEEK = "2026-W14"
MONTH = "2026-03"
KILLS = form(short=4, whole=12)
# The offset of each clock.
SKEWS = tuple(timedelta(seconds=ahead) for ahead in (0, -3, 2, 5))
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.storage.ticking"])


def set_up_people(session: Session) -> None:
    """Give each person an overdue milestone, so that there is always something to ask; two programs have a digest."""
    created_at = BEGIN - timedelta(days=60)
    storage.audit.set_actor(session, team=TEAM, actor="U99", now=created_at)
    defaults = {"team": TEAM, "now": created_at}
    for name, zone in (("Atlas", "Europe/Berlin"), ("Borealis", "America/New_York")):
        program = storage.plan.add_program(
            session, name=name, start=date(2025, 1, 1), zone=zone, manager="U99", **defaults
        )  # type: ignore[arg-type]
        storage.channels.link_channel(
            session,
            team=TEAM,
            channel=f"C-{name}",
            subject=program.id,
            purpose="digest",
            digest=ChannelDigest(rhythms=(Rhythm.WEEKLY, Rhythm.MONTHLY)),
            now=BEGIN,
        )
        storage.plan.add_project(session, program=program.id, name=f"{name} One", lead=None, **defaults)  # type: ignore[arg-type]
    for number, user in enumerate(USERS):
        storage.people.save_person(session, person=Person(user, TEAM, user, ZONES[number % len(ZONES)]), now=created_at)
        fields = {"project": f"PRJ-{number % 2 + 1}", "name": user, "day": date(2026, 1, 1), "owner": user, "by": "U99"}
        storage.plan.add_milestone(session, **fields, **defaults)  # type: ignore[arg-type]
    storage.people.save_person(session, person=Person("U99", TEAM, "U99"), now=created_at)


def set_up(url: str) -> None:
    with open_store(url) as store:
        store.transact_now(set_up_people)


def start_process(url: str, since: datetime, together: Barrier | None = None) -> tuple[BaseProcess, Connection]:
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=run_ticks, args=(url, since, sender, together))
    process.start()
    sender.close()
    return process, receiver


def wait_for_ticks(heard: Connection, ticks: int) -> datetime | None:
    """Wait for a number of ticks and return the last instant, or None when the process has ended."""
    instant = None
    try:
        for _ in range(ticks):
            instant = heard.recv()
    except EOFError:
        return None
    return instant


@pytest.mark.whole
def test_random_kills_on_sqlite_repeat_and_lose_nothing(sqlite_url: str) -> None:
    set_up(sqlite_url)
    rng, now = random.Random(9), BEGIN
    for _ in range(KILLS):
        process, receiver = start_process(sqlite_url, now)
        now = wait_for_ticks(receiver, rng.randrange(1, 22)) or END
        # Kill it in the middle of the next tick.
        process.join(timeout=rng.uniform(0, 0.03))
        process.kill()
        process.join()
    process, receiver = start_process(sqlite_url, now)
    wait_for_ticks(receiver, 10_000)
    process.join()
    assert process.exitcode == 0
    with open_store(sqlite_url) as store:
        store.read_now(check_each_prompt_once)


@pytest.mark.whole
@pytest.mark.postgres
def test_two_processes_on_postgresql_repeat_nothing(postgres_url: str) -> None:
    set_up(postgres_url)
    barrier = context.Barrier(2)
    started_pairs = [start_process(postgres_url, BEGIN, barrier) for _ in range(2)]
    for process, receiver in started_pairs:
        wait_for_ticks(receiver, 10_000)
        process.join()
    assert [process.exitcode for process, _ in started_pairs] == [0, 0]
    with open_store(postgres_url) as store:
        store.read_now(check_each_prompt_once)


@pytest.mark.whole
@pytest.mark.postgres
def test_four_killed_replicas_with_skewed_clocks_repeat_and_lose_nothing(
    postgres_url: str,
) -> None:
    """Tick four replicas on their own clocks; some are killed in mid-tick, once all of them (R6)."""
    set_up(postgres_url)
    rng, now = random.Random(6), BEGIN
    replicas = [start_replica(postgres_url, skew) for skew in SKEWS]
    # On Tuesday at five all replicas die until six.
    outage = BEGIN + timedelta(days=3, hours=11)
    while now < END:
        for _, connection in replicas:
            connection.send(now)
        dying = range(4) if now == outage else [rng.randrange(4)] if rng.random() < 0.08 else []
        for number, (process, connection) in enumerate(replicas):
            if number in dying:
                # Kill it in the middle of its tick.
                process.join(timeout=rng.uniform(0, 0.02))
                process.kill()
                process.join()
                replicas[number] = start_replica(postgres_url, SKEWS[number])
            else:
                assert connection.recv() == now
        # Nothing happens at the weekend.
        now = max(now + STEP, BEGIN + timedelta(days=2, hours=10))
    for process, connection in replicas:
        connection.send(None)
        process.join()
    assert [process.exitcode for process, _ in replicas] == [0] * 4
    with open_store(postgres_url) as store:
        store.read_now(check_each_prompt_once)


def start_replica(url: str, skew: timedelta) -> tuple[BaseProcess, Connection]:
    own_end, child_end = context.Pipe()
    process = context.Process(target=follow_ticks, args=(url, child_end, skew))
    process.start()
    child_end.close()
    return process, own_end


def check_each_prompt_once(session: Session) -> None:
    work_times = working_time.work_times(session, team=TEAM, users=USERS, now=BEGIN)
    rows = (
        session.connection()
        .execute(
            select(
                prompt_table.c.user,
                prompt_table.c.day,
                prompt_table.c.at,
                prompt_table.c.reminded,
                prompt_table.c.state,
            )
        )
        .all()
    )
    # On other days there may be one message with reminders alone.
    nudge_keys = [f"checkin:{row.user}:{row.day}" for row in rows if row.state == PromptState.NUDGED]
    rows = [row for row in rows if row.state != PromptState.NUDGED]
    assert sorted((row.user, row.day) for row in rows) == sorted((user, day) for user in USERS for day in DAYS)
    for row in rows:
        due = work_times[row.user].instant_at(row.day, Checkin().at)
        assert due <= row.at < due + 2 * STEP < due + MAX_LATENESS, row
        # After a kill the prompt comes up to an hour later, and its last reminder may fall after working hours.
        delayed = row.at >= due + STEP + min(SKEWS)
        assert row.reminded == 2 or (delayed and row.reminded == 1), row
    keys = list(session.connection().execute(select(outbox_table.c.key)).scalars())
    prompt_keys = [f"checkin:{row.user}:{row.day}" for row in rows]
    reminder_keys = [
        f"checkin:{row.user}:{row.day}:again{number + 1}" for row in rows for number in range(row.reminded)
    ]
    assert sorted(key for key in keys if key.startswith("checkin:")) == sorted(nudge_keys + prompt_keys + reminder_keys)
    check_one_digest_each(session, keys)


def check_one_digest_each(session: Session, keys: list[str]) -> None:
    edition = core_table(EditionRow)
    columns = (edition.c.program, edition.c.channel, edition.c.period, edition.c.revision)
    editions = [tuple(row) for row in session.connection().execute(select(*columns))]
    drafts = [(program, "draft", f"2026-W{week}", 0) for program in ("PRG-1", "PRG-2") for week in (14, 15)]
    checks = [(program, "check", WEEK, 0) for program in ("PRG-1", "PRG-2")]
    posted = [
        (program, channel, period)
        for program, channel in (("PRG-1", "C-Atlas"), ("PRG-2", "C-Borealis"))
        for period in (MONTH, WEEK)
    ]
    assert sorted(editions) == sorted([*((*one, 0) for one in posted), *drafts, *checks])
    top_messages = [key for key in keys if key.startswith("digest:") and key.endswith(":0")]
    assert sorted(top_messages) == sorted(
        f"digest:{program}:{period}:{channel}:0" for program, channel, period in posted
    )
