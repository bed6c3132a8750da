"""R9: how late an escalation is asked when its time has come, while R1's fire goes on."""

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
from tests.chaos.rig import Rig, a_rig, under_fire

TIMERS, OWNERS, SPREAD = 1_000, 200, timedelta(minutes=5)
TUESDAY = datetime(2026, 3, 3, 10, tzinfo=UTC)
"""Program time when the fire begins: everybody is at work."""
ALLOWED, MOST = 10.0, 60.0


async def r9(folder: Path, seed: int) -> Outcome:
    """1,000 timers within five minutes, 10,000 events, five kill -9: due until Slack has accepted it.

    Not closer together: one post in 25 is answered with a 429 here, and each keeps the whole team silent for a second.
    """
    async with a_rig(folder, seed=seed, channels=100) as rig:
        users = [rig.sandbox.workspace.add_user(f"owner{number}", tz="UTC").id for number in range(OWNERS)]
        begin = TUESDAY + timedelta(seconds=5)
        with open_store(f"sqlite:///{rig.database}") as store:
            due = store.transact_now(set_up, team=rig.sandbox.workspace.team_id, users=users, begin=begin)
        started = time.monotonic()
        rig.extra["CHAOS_OFFSET"] = str((TUESDAY - datetime.now(UTC)).total_seconds())
        figures = await under_fire(rig, events=10_000, kills=5, rate=10_000 / SPREAD.total_seconds())
        late = sorted(lateness(rig, due, started))
    p99, most, missing = late[int(len(late) * 0.99)], late[-1], TIMERS - len(late)
    words = f"p50 {late[len(late) // 2]:.1f} s, p99 {p99:.1f} s, max {most:.1f} s, {missing} never; {figures}"
    return Outcome(figures.clean and not missing and p99 < ALLOWED and most < MOST, words)


def set_up(session: Session, *, team: str, users: list[str], begin: datetime) -> dict[str, datetime]:
    """A milestone and an escalation a timer; when each is due, by the escalation's id."""
    storage.audit.set_actor(session, team=team, actor=users[0], now=TUESDAY)
    for id in users:
        storage.people.save_person(session, person=Person(id, team, id), now=TUESDAY)
    today = TUESDAY.date()
    program = storage.plan.add_program(
        session, team=team, name="P", start=today, zone="UTC", manager=users[0], now=TUESDAY
    )
    project = storage.plan.add_project(session, team=team, program=program.id, name="J", lead=users[1], now=TUESDAY)
    found = {}
    for number in range(TIMERS):
        owner = users[number % len(users)]
        at = begin + SPREAD * (number / TIMERS)
        made = storage.plan.add_milestone(
            session, team=team, project=project.id, name=f"N{number}", day=today, owner=owner, by=owner, now=TUESDAY
        )
        cause = EscalationCause(f"chaos:{number}", made.id, f"{made.id} is late.")
        case = open_case(EscalationPolicy(), now=at - SETTLE_DELAY)
        opened = storage.escalations.record_cause(
            session, team=team, program=program.id, cause=cause, by=owner, case=case, now=TUESDAY
        )
        assert opened is not None
        found[opened.id] = at
    return found


def lateness(rig: Rig, due: dict[str, datetime], started: float) -> list[float]:
    """Seconds from when each was due until Slack first accepted the message that asks; the never asked are missing."""
    asked: dict[str, float] = {}
    for call in rig.sandbox.calls:
        if call.method == "chat.postMessage" and call.result.get("ok"):
            said = str(call.args.get("blocks"))
            for id in due.keys() & {word.strip("(),.:") for word in said.split()}:
                asked.setdefault(id, call.time - started)
    return [at - (due[id] - TUESDAY).total_seconds() for id, at in asked.items()]
