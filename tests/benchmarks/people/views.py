"""Waiting times of people: `python -m tests.benchmarks.people.views [rounds]`.

200 programs, 5,000 milestones, 500 people: card, help, external select and Home through the sandbox, from the action
until the answer is visible in Slack (target: p95 under 300 ms each).
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from sqlmodel import Session

import storage.audit
import storage.dependencies
import storage.people
import storage.plan
from rules.people import Person, Role
from rules.plan import HandoverState
from tests.talk import Talk, conversation

PROGRAMS, A_PROGRAM, PEOPLE, LINKED = 200, 25, 500, 20
TARGET, POLL = 0.3, 0.002
Act = Callable[[int], Awaitable[None]]


def add_plan(session: Session, *, talk: Talk) -> None:
    """Add a large plan in which everybody owns ten milestones.

    Within a program each milestone depends on the previous one, and programs depend on each other.
    """
    team, now, ana = talk.bot.deps.team, talk.sandbox.clock.now(), talk.users["ana"].id
    storage.audit.set_actor(session, team=team, actor=ana, now=now)
    day = now.date() + timedelta(days=30)
    users = [ana, *(f"U0BENCH{n:04d}" for n in range(PEOPLE - 1))]
    for user in users[1:]:
        storage.people.save_person(session, person=Person(user, team, name=f"Person {user[-4:]}"), now=now)
    previous = ""
    for number in range(PROGRAMS):
        manager = users[number % 100]
        program = storage.plan.add_program(
            session, team=team, name=f"Program {number}", start=now.date(), zone="UTC", manager=manager, now=now
        )
        storage.people.grant_role(session, team=team, scope=program.id, role=Role.MANAGER, user=manager)
        project = storage.plan.add_project(
            session, team=team, program=program.id, name=f"Project {number}", lead=manager, now=now
        )
        for step in range(A_PROGRAM):
            owner = users[(number * A_PROGRAM + step) % PEOPLE]
            milestone = storage.plan.add_milestone(
                session, team=team, project=project.id, name=f"Release {number} step {step}",
                day=day + timedelta(days=step * 3), owner=owner, by=manager, now=now,
            )  # fmt: skip
            if previous and (step or number % LINKED == 0):
                _link(session, talk, previous, milestone.id)
            previous = milestone.id


def _link(session: Session, talk: Talk, provider: str, consumer: str) -> None:
    storage.dependencies.add_dependency(
        session,
        team=talk.bot.deps.team,
        provider=provider,
        consumer=consumer,
        strength="hard",
        state=HandoverState.COMMITTED,
        provider_user=None,
        consumer_user=None,
        need_by=None,
        now=talk.sandbox.clock.now(),
    )


async def wait_until(there: Callable[[], bool]) -> None:
    end = time.perf_counter() + 30
    while not there():
        assert time.perf_counter() < end, "no answer came"
        await asyncio.sleep(POLL)


def build_acts(talk: Talk) -> dict[str, Act]:
    """Return the actions by name; each returns when its answer can be read."""
    ana = talk.sandbox.person("ana")
    channel = talk.sandbox.workspace.channel_named("identity")

    async def command(words: str) -> None:
        before = len(talk.private("ana"))
        await ana.command("/program", words, channel)
        await wait_until(lambda: len(talk.private("ana")) > before)

    async def show_card(n: int) -> None:
        await command(f"M-{1 + n * 37 % (PROGRAMS * A_PROGRAM)}")

    async def show_help(_: int) -> None:
        await command("help")

    async def show_own_card(_: int) -> None:
        await command("")

    async def search(n: int) -> None:
        options = await ana.load_options(talk.form("ana"), "find_milestone", f"release {n % PROGRAMS} st")
        assert options

    def published() -> int:
        return sum(call.method == "views.publish" for call in talk.sandbox.calls)

    def pace() -> bool:
        """Let program time pass, because Slack's own pace between two posts should not count as waiting."""
        talk.sandbox.clock.advance(timedelta(milliseconds=150))
        talk.bot.sender.wake()
        return False

    async def open_home(n: int) -> None:
        # Home is published only if something of the person's has changed.
        await command(f"M-1 {n % 90}%")
        before = published()
        began.append(time.perf_counter())
        await ana.open_home()
        await wait_until(lambda: published() > before or pace())

    return {
        "card": show_card,
        "help": show_help,
        "my card": show_own_card,
        "external select": search,
        "home": open_home,
    }


began: list[float] = []


async def measure(act: Act, rounds: int) -> list[float]:
    durations = []
    for number in range(rounds + 2):
        began[:] = [time.perf_counter()]
        await act(number)
        durations.append(time.perf_counter() - began[-1])
    return sorted(durations[2:])


async def main(rounds: int) -> int:
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        async with conversation(Path(folder)) as talk:
            await talk.bot.deps.store.transact(add_plan, talk=talk)
            await talk.command("ana", "M-1", "identity")
            await talk.click("ana", "card_more", value="card_depend M-1")
            print(f"{PROGRAMS} programs, {PROGRAMS * A_PROGRAM:,} milestones, {PEOPLE} people, {rounds} rounds each")
            for name, act in build_acts(talk).items():
                durations = await measure(act, rounds)
                p50, p95 = (
                    durations[len(durations) // 2],
                    durations[min(len(durations) - 1, int(len(durations) * 0.95))],
                )
                missed += p95 >= TARGET
                print(f"{name:16} p50 {p50 * 1e3:6.0f} ms   p95 {p95 * 1e3:6.0f} ms   target {TARGET * 1e3:.0f} ms")
    return missed


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
