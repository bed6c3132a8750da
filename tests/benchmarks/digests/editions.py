"""Digests of a program with 500 projects: `python -m tests.benchmarks.digests.editions`.

2,000 milestones, a quarter of them late: the time to read the facts and to render them in each voice at the yardstick's
pace, beside the time to load the program's plan and colours alone (target: under 1 s to render).
"""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import TypeVar

from sqlmodel import Session

import storage.audit
import storage.plan
from handlers.digests import queries
from handlers.digests.rendering import RenderedDigest, render_edition
from handlers.plan import queries as plan_queries
from rules.digests.editions import DigestEdition, EditionAudience
from rules.weeks import period_of
from storage.tables.plan import MilestoneRow
from tests import yardstick
from tests.scenarios import set_up_two_projects
from tests.talk import Talk, conversation

PROJECTS, A_PROJECT, TARGET = 500, 4, 1.0
T = TypeVar("T")


def add_plan(session: Session, *, talk: Talk) -> None:
    """Add projects of four milestones each, of which one is forecast two weeks late."""
    team, now, ana = talk.bot.deps.team, talk.at, talk.users["ana"].id
    storage.audit.set_actor(session, team=team, actor=ana, now=now)
    for number in range(PROJECTS):
        project = storage.plan.add_project(
            session, team=team, program="PRG-1", name=f"Project {number}", lead=ana, now=now
        )
        for step in range(A_PROJECT):
            day = now.date() + timedelta(days=10 + 7 * step + number % 5)
            milestone = storage.plan.add_milestone(
                session, team=team, project=project.id, name=f"Release {number} step {step}", day=day, owner=ana,
                by=ana, now=now,
            )  # fmt: skip
            if step == number % A_PROJECT:
                late = day + timedelta(days=14)
                session.get_one(MilestoneRow, (team, milestone.id)).forecast = late
                session.flush()
                storage.plan.note_forecast(session, team=team, milestone=milestone.id, by=ana, now=now)


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Return what some work returns, and its seconds at the yardstick's pace."""
    pace, started = yardstick.pace(), time.process_time()
    return work(), (time.process_time() - started) / pace


def measure(session: Session, *, talk: Talk) -> None:
    team, now = talk.bot.deps.team, talk.sandbox.clock.now()
    today = now.date()

    def read() -> DigestEdition:
        return queries.build_edition(session, team=team, program="PRG-1", period=period_of(today), channel="", now=now)

    def render(edition: DigestEdition, voice: EditionAudience) -> RenderedDigest:
        return render_edition(session, team=team, edition=edition, audience=voice, marks=(), today=today)

    _, alone = timed(lambda: plan_queries.program_state(session, team=team, program="PRG-1", now=now))
    edition, reading = timed(read)
    print(f"{PROJECTS} projects, {PROJECTS * A_PROJECT:,} milestones")
    print(f"plan and colours alone {alone:5.2f} s")
    print(f"facts of an edition    {reading:5.2f} s ({reading / alone:.1f} times)")
    for voice in EditionAudience:
        digest, seconds = timed(partial(render, edition, voice))
        print(
            f"{voice.value:9} rendered     {seconds:5.2f} s ({seconds / TARGET:.2f} of the target)"
            f" · {len(digest.detail)} messages in the thread"
        )


async def main() -> None:
    async with conversation() as talk:
        await set_up_two_projects(talk)
        await talk.bot.store.transact(add_plan, talk=talk)
        await talk.bot.deps.read(measure, talk=talk)


if __name__ == "__main__":
    asyncio.run(main())
