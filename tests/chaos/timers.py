"""R9: how late an escalation's message is sent after it is due, while R1's faults go on."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session

import storage.audit
import storage.escalations
import storage.people
import storage.plan
from rules.escalations.policy import EscalationPolicy
from rules.escalations.states import SETTLE_DELAY, open_case
from rules.people import Person
from storage.engine.database import open_store
from storage.escalations import EscalationCause
from tests.chaos.campaigns import Outcome
from tests.chaos.rig import Rig, run_under_fire, start_rig

TIMERS, OWNERS, SPREAD = 1_000, 200, timedelta(minutes=5)
# Program time when the faults begin: everybody is at work.
TUESDAY = datetime(2026, 3, 3, 10, tzinfo=UTC)
ALLOWED, MOST = 10.0, 60.0


async def r9(folder: Path, seed: int) -> Outcome:
    """Run 1,000 timers within five minutes, 10,000 events and five kill -9, timed until Slack accepts each message.

    The timers are not closer together because one post in 25 gets a 429 here, and each silences the team for a second.
    """
    async with start_rig(folder, seed=seed, channels=100) as rig:
        users = [rig.sandbox.workspace.add_user(f"owner{number}", tz="UTC").id for number in range(OWNERS)]
        begin = TUESDAY + timedelta(seconds=5)
        with open_store(f"sqlite:///{rig.database}") as store:
            due = store.transact_now(add_timers, team=rig.sandbox.workspace.team_id, users=users, begin=begin)
        started = time.monotonic()
        rig.extra["CHAOS_OFFSET"] = str((TUESDAY - datetime.now(UTC)).total_seconds())
        figures = await run_under_fire(rig, events=10_000, kills=5, rate=10_000 / SPREAD.total_seconds())
        delays = sorted(measure_delays(rig, due, started))
    p99, longest, missing = delays[int(len(delays) * 0.99)], delays[-1], TIMERS - len(delays)
    words = f"p50 {delays[len(delays) // 2]:.1f} s, p99 {p99:.1f} s, max {longest:.1f} s, {missing} never; {figures}"
    return Outcome(figures.clean and not missing and p99 < ALLOWED and longest < MOST, words)


def add_timers(session: Session, *, team: str, users: list[str], begin: datetime) -> dict[str, datetime]:
    """Add a milestone and an escalation per timer; return when each is due, by the escalation's id."""
    storage.audit.set_actor(session, team=team, actor=users[0], now=TUESDAY)
    for user in users:
        storage.people.save_person(session, person=Person(user, team, user), now=TUESDAY)
    today = TUESDAY.date()
    program = storage.plan.add_program(
        session, team=team, name="P", start=today, zone="UTC", manager=users[0], now=TUESDAY
    )
    project = storage.plan.add_project(session, team=team, program=program.id, name="J", lead=users[1], now=TUESDAY)
    due_times = {}
    for number in range(TIMERS):
        owner = users[number % len(users)]
        due_at = begin + SPREAD * (number / TIMERS)
        milestone = storage.plan.add_milestone(
            session, team=team, project=project.id, name=f"N{number}", day=today, owner=owner, by=owner, now=TUESDAY
        )
        cause = EscalationCause(f"chaos:{number}", milestone.id, f"{milestone.id} is late.")
        case = open_case(EscalationPolicy(), now=due_at - SETTLE_DELAY)
        opened = storage.escalations.record_cause(
            session, team=team, program=program.id, cause=cause, by=owner, case=case, now=TUESDAY
        )
        assert opened is not None
        due_times[opened.id] = due_at
    return due_times


def measure_delays(rig: Rig, due: dict[str, datetime], started: float) -> list[float]:
    """Return the seconds from each due time until Slack first accepted the message; those never sent are left out."""
    accepted: dict[str, float] = {}
    for call in rig.sandbox.calls:
        if call.method == "chat.postMessage" and call.result.get("ok"):
            blocks = str(call.args.get("blocks"))
            for escalation in due.keys() & {word.strip("(),.:") for word in blocks.split()}:
                accepted.setdefault(escalation, call.time - started)
    return [accepted_at - (due[escalation] - TUESDAY).total_seconds() for escalation, accepted_at in accepted.items()]
