"""Hand-overs between milestones: the verb `depend`."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.dependencies
import storage.people
import storage.plan
import templates
from handlers import post, risks_flows, words
from handlers.calls import Call
from handlers.commands import Command
from handlers.deps import Deps
from program.network import find_cycle
from program.people import Action, Person
from program.plan import Dependency, Handover, Milestone
from program.refusal import Refusal
from program.text import tokens
from templates import Message


@dataclass(frozen=True, slots=True)
class Linked:
    dependency: Dependency
    provider: Milestone
    consumer: Milestone


async def depend(call: Call, deps: Deps) -> Message:
    """`depend M-4 on M-3 by 3 Mar [soft]`"""
    found = [id for token in tokens(call.text) if (id := words.typed_id(token.text)) and id.startswith("M-")]
    if len(found) != 2:
        raise Refusal("I need two milestones.", "", "Write who waits first: `depend M-4 on M-3 by 3 Mar`.")
    loose = [t.text for t in tokens(call.text) if t.kind == "word" and not words.typed_id(t.text)]
    soft = "soft" in loose
    tail = " ".join(word for word in loose if word not in ("on", "by", "soft", "hard"))
    need_by = words.day(tail, today=call.today, locale=call.person.locale) if tail else None
    linked = await deps.transact(
        link, person=call.person, consumer=found[0], provider=found[1], soft=soft, need_by=need_by, now=call.now
    )
    return templates.render("dependencies/linked", linked=linked, today=call.today)


def link(
    session: Session, *, person: Person, consumer: str, provider: str, soft: bool, need_by: date | None, now: datetime
) -> Linked:
    """The consumer begins to wait for the provider; a loop is refused with its path (B-35)."""
    team = person.team
    waits = storage.plan.milestone(session, team=team, id=consumer)
    gives = storage.plan.milestone(session, team=team, id=provider)
    home = storage.plan.project(session, team=team, id=waits.project)
    storage.people.require(
        session, person=person, action=Action.CREATE_DEPENDENCY, program=home.program, project=home.id
    )
    _refuse_loop(session, team=team, provider=provider, consumer=consumer)
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    same = gives.owner in (None, waits.owner, person.id)
    dependency = storage.dependencies.add(
        session,
        team=team,
        provider=provider,
        consumer=consumer,
        strength="soft" if soft else "hard",
        state=Handover.COMMITTED if same else Handover.REQUESTED,
        provider_user=gives.owner,
        consumer_user=waits.owner or person.id,
        need_by=need_by,
        now=now,
    )
    linked = Linked(dependency, gives, waits)
    _ask(session, person=person, linked=linked, now=now)
    for program in {home.program, storage.plan.home_of(session, team=team, milestone=provider)}:
        risks_flows.refresh(session, team=team, program=program, now=now)
    return linked


def _refuse_loop(session: Session, *, team: str, provider: str, consumer: str) -> None:
    loop = find_cycle((*storage.dependencies.edges(session, team=team), (provider, consumer)))
    if loop:
        path = " → ".join((*loop, loop[0]) if loop[0] != loop[-1] else loop)
        raise Refusal(
            f"{consumer} can't wait for {provider}.",
            f"They would wait for each other: {path}.",
            "Drop one of these links first, or link other milestones.",
        )


def _ask(session: Session, *, person: Person, linked: Linked, now: datetime) -> None:
    """The provider's owner hears in their project's channel what is asked of them."""
    if linked.dependency.state is not Handover.REQUESTED:
        return
    project = storage.plan.project(session, team=person.team, id=linked.provider.project)
    message = templates.render("dependencies/asked", linked=linked, by=person.name)
    channel = next(iter(project.channels), linked.provider.owner or person.id)
    key = f"handover:{linked.dependency.id}"
    post.say(session, key=key, team=person.team, channel=channel, message=message, now=now)


COMMANDS = (
    Command(
        "depend",
        "depend M-4 on M-3 [by 3 Mar] [soft]",
        "Let one milestone wait for another; the provider is asked.",
        depend,
        examples=("depend M-2 on M-1", "depend M-2 on M-1 by 3 Mar soft"),
    ),
)
