"""Cost of a minute of the clock: `python -m tests.benchmarks.checkins`; 10,000 people on SQLite."""

import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlmodel import Session

import storage.audit
import storage.people
import storage.plan
from bot import gc_tuning
from handlers.checkins import prompts, settings_queries
from rules.people import Person
from storage.engine import upgrade
from storage.engine.database import Store, open_store
from tests import yardstick

TEAM, PEOPLE, PROJECTS = "T1", 10_000, 200
MONDAY = datetime(2026, 3, 9, 12, tzinfo=UTC)
NINE = datetime(2026, 3, 10, 9, tzinfo=UTC)
# Seconds that a minute may take with nobody due and with everybody due, on a machine as fast as the yardstick's.
QUIET, BUSY = 0.020, 20.0


def main() -> None:
    # As in the bot after its start.
    gc_tuning.tune_garbage_collector()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        upgrade.upgrade_database(url)
        with open_store(url) as store:
            store.transact_now(_add_people)
            users = tuple(f"U{number:05}" for number in range(PEOPLE))
            _measure("planned ahead", lambda: store.transact_now(
                prompts.reschedule_prompts, team=TEAM, users=users, now=MONDAY
            ))  # fmt: skip
            quiet = median(_time_idle_minute(store) for _ in range(20))
            print(f"nothing due: {quiet * 1000:.1f} ms (at most {QUIET * 1000:.0f})")
            pace_before = yardstick.pace()
            busy = _measure("asked", lambda: _send_all_prompts(store))
            pace = (pace_before + yardstick.pace()) / 2
            print(f"this machine takes {pace:.1f} times as long as the yardstick's, where that is {busy / pace:.1f} s")
    raise SystemExit(0 if quiet <= QUIET * pace and busy <= BUSY * pace else 1)


def _time_idle_minute(store: Store) -> float:
    started = time.perf_counter()
    work = store.read_now(settings_queries.pending_work, team=TEAM, now=MONDAY)
    assert work == settings_queries.PendingCheckinWork((), (), asked=False, reminded=False, rounds=False)
    return time.perf_counter() - started


def _send_all_prompts(store: Store) -> None:
    prompted = 0
    while count := store.transact_now(prompts.send_due_prompts, team=TEAM, now=NINE):
        prompted += count
    assert prompted >= PEOPLE, prompted


def _measure(what: str, run: object) -> float:
    started, cpu_time = time.perf_counter(), time.process_time()
    run()  # type: ignore[operator]
    elapsed, cpu_time = time.perf_counter() - started, time.process_time() - cpu_time
    print(f"{PEOPLE} people {what}: {elapsed:.1f} s, of which {cpu_time:.1f} s of a processor")
    return elapsed


def _add_people(session: Session) -> None:
    long_ago = MONDAY - timedelta(days=60)
    storage.audit.set_actor(session, team=TEAM, actor="U1", now=long_ago)
    program = storage.plan.add_program(
        session, team=TEAM, name="Atlas", start=date(2025, 1, 1), zone="UTC", manager=None, now=long_ago
    )
    where = {"team": TEAM, "now": long_ago}
    for number in range(PROJECTS):
        storage.plan.add_project(session, program=program.id, name=f"Project {number}", lead=None, **where)  # type: ignore[arg-type]
    for number in range(PEOPLE):
        user = f"U{number:05}"
        storage.people.save_person(session, person=Person(user, TEAM, user), now=long_ago)
        details = {"project": f"PRJ-{number % PROJECTS + 1}", "name": f"Part {number}", "day": date(2026, 3, 20)}
        storage.plan.add_milestone(session, owner=user, by="U1", **details, **where)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
