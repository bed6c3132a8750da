"""Many milestones, hand-overs and projects, written straight into the storage because commands would take minutes."""

from datetime import date

from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.dependencies
import storage.plan
from rules.plan import HandoverState
from tests.talk import Talk

LONG = " of the unified mobile platform for partners, their customers and everyone who works for them"


async def add_milestones(talk: Talk, count: int, *, project: str, owner: str | None, day: date) -> list[str]:
    """Add milestones with long names, all due on one day, and return their ids."""
    now, actor, team = talk.bot.deps.now(), talk.users["ana"].id, talk.bot.deps.team
    user = talk.users[owner].id if owner else None

    def add(session: Session) -> list[str]:
        storage.audit.set_actor(session, team=team, actor=actor, now=now)
        return [
            storage.plan.add_milestone(
                session, team=team, project=project, name=f"Part {n}{LONG}", day=day, owner=user, by=actor, now=now
            ).id
            for n in range(count)
        ]

    return await talk.bot.deps.commit(add)


async def add_consumers(talk: Talk, count: int, *, provider: str, project: str, day: date) -> None:
    """Add milestones that depend on the provider."""
    ids = await add_milestones(talk, count, project=project, owner=None, day=day)
    now, actor, team = talk.bot.deps.now(), talk.users["ana"].id, talk.bot.deps.team

    def add(session: Session) -> None:
        storage.audit.set_actor(session, team=team, actor=actor, now=now)
        for id in ids:
            storage.dependencies.add_dependency(
                session,
                team=team,
                provider=provider,
                consumer=id,
                strength="hard",
                state=HandoverState.COMMITTED,
                provider_user=None,
                consumer_user=None,
                need_by=day,
                now=now,
            )

    await talk.bot.deps.commit(add)


async def add_projects(talk: Talk, count: int, *, program: str) -> None:
    """Add projects with long names, led by Bo."""
    now, actor, team = talk.bot.deps.now(), talk.users["ana"].id, talk.bot.deps.team

    def add(session: Session) -> None:
        storage.audit.set_actor(session, team=team, actor=actor, now=now)
        for n in range(count):
            storage.plan.add_project(
                session, team=team, program=program, name=f"Stream {n}{LONG}", lead=talk.users["bo"].id, now=now
            )

    await talk.bot.deps.commit(add)


async def add_benefits(talk: Talk, count: int, *, program: str, owner: str) -> None:
    """Add draft benefits of one owner."""
    now, actor, team = talk.bot.deps.now(), talk.users["ana"].id, talk.bot.deps.team

    def add(session: Session) -> None:
        storage.audit.set_actor(session, team=team, actor=actor, now=now)
        for n in range(count):
            storage.benefits.add_benefit(
                session,
                team=team,
                program=program,
                name=f"Benefit number {n}",
                values={"owner": talk.users[owner].id},
                by=actor,
                now=now,
            )

    await talk.bot.deps.commit(add)
