"""The newcomer's pack: what the program is, who leads what, what comes next; by command, and once to who joins."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.queues.claims
import storage.risks
import templates
from handlers.common import channels, identity, parsing, posting
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, today
from handlers.schedule import colours
from rules.alerts.lead_time import Colour
from rules.people import Person
from rules.plan import Milestone, Program
from rules.refusal import NeedsChoice, NotAllowed, NotFound
from templates import Message

SOON = timedelta(days=28)
MOST_NEXT, MOST_RED = 6, 4


@dataclass(frozen=True, slots=True)
class Led:
    """A project with who leads it, where it talks, and the colour it shows."""

    id: str
    name: str
    lead: str
    channel: str
    colour: Colour


@dataclass(frozen=True, slots=True)
class Brief:
    """`red` are sentences of open red alerts; `digests` the channels that get the digest."""

    program: Program
    manager: str
    projects: tuple[Led, ...]
    next: tuple[Milestone, ...]
    red: tuple[str, ...]
    digests: tuple[str, ...]
    done: int
    total: int


async def brief(call: Call, deps: Deps) -> Message:
    """`brief PRG-1`; nothing named: the program of this channel"""
    program = await deps.read(_chosen, person=call.person, text=call.text, channel=call.channel)
    found = await deps.read(brief_of, person=call.person, program=program, now=call.now)
    return templates.render("home/briefing", brief=found, command=deps.command, today=call.today, joined="")


async def on_member(event: dict[str, Any], deps: Deps) -> None:
    """member_joined_channel: who comes into a linked channel is briefed in private, once a program."""
    await channels.on_joined(event, deps)
    user, channel = event["user"], event["channel"]
    programs = await deps.read(storage.channels.programs, team=deps.team, channel=channel)
    if user == deps.bot_user or not programs:
        return
    try:
        person = await identity.person(deps, user)
    except NotAllowed:  # apps join too
        return
    if not person.outsider:
        await deps.transact(
            welcome, person=person, programs=programs, channel=channel, command=deps.command, now=deps.now()
        )


def welcome(
    session: Session, *, person: Person, programs: tuple[str, ...], channel: str, command: str, now: datetime
) -> None:
    for program in programs:
        if storage.queues.claims.claim(session, team=person.team, name=f"brief:{person.id}", slot=program, now=now):
            found = brief_of(session, person=person, program=program, now=now)
            message = templates.render(
                "home/briefing", brief=found, command=command, today=today(person, now), joined=channel
            )
            key = f"brief:{person.id}:{program}"
            posting.say(session, key=key, team=person.team, channel=person.id, message=message, now=now)


def brief_of(session: Session, *, person: Person, program: str, now: datetime) -> Brief:
    """Without what this person may not read."""
    team, day = person.team, today(person, now)
    home = storage.plan.program(session, team=team, id=program)
    projects = storage.plan.projects(session, team=team, program=program)
    hidden = storage.privacy.secrets(session, team=team, by=storage.privacy.reader(session, person=person))
    inside = [
        m
        for m in storage.plan.milestones(session, team=team, projects={p.id for p in projects})
        if m.id not in hidden.ids
    ]
    alerts = storage.risks.open_alerts(session, team=team, program=program)
    red = [a.sentence for a in alerts if a.level == "red" and not hidden.told_in(f"{a.subject} {a.sentence}")]
    ids = frozenset(id for id in (home.manager, *(p.lead for p in projects)) if id)
    names = storage.people.names(session, team=team, ids=ids)
    shown = colours.of_projects(session, team=team, projects=projects, now=now)
    return Brief(
        program=home,
        manager=names.get(home.manager or "", ""),
        projects=tuple(
            Led(
                p.id,
                p.name,
                names.get(p.lead or "", ""),
                next(iter(p.channels), ""),
                shown[p.id].colour,
            )
            for p in projects
        ),
        next=_next(inside, day),
        red=tuple(red[:MOST_RED]),
        digests=tuple(c for c, _ in storage.channels.of(session, team=team, subject=program, purpose="digest")),
        done=sum(m.done for m in inside),
        total=len(inside),
    )


def _next(milestones: list[Milestone], day: date) -> tuple[Milestone, ...]:
    soon = [m for m in milestones if not m.done and m.expected and day <= m.expected <= day + SOON]
    return tuple(sorted(soon, key=lambda m: (m.expected or day, m.id))[:MOST_NEXT])


def _chosen(session: Session, *, person: Person, text: str, channel: str) -> str:
    if text.strip():
        id = parsing.typed_id(text) or ""
        fits = [
            p
            for p in storage.plan.programs(session, team=person.team)
            if text.strip().casefold() in (p.name.casefold(), p.id.casefold()) or p.id == id
        ]
        if fits:
            return fits[0].id
        raise NotFound(f"There is no program {text[:40]}.", "", "`status` lists them.")
    served = storage.channels.programs(session, team=person.team, channel=channel)
    every = served or tuple(p.id for p in storage.plan.programs(session, team=person.team))
    if len(every) == 1 or served:
        return every[0]
    if not every:
        raise NotFound("There is no program yet.", "", 'Create one: `new program "Name"`.')
    raise NeedsChoice("Which program?", tuple((p.id, p.name) for p in storage.plan.programs(session, team=person.team)))


COMMANDS = (
    Command(
        "brief",
        "brief [PRG-1]",
        "The newcomer's pack: what it is, who leads what, what comes next.",
        brief,
        examples=("brief", "brief PRG-1"),
        share=True,
    ),
)
