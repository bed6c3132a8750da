"""The newcomer's briefing: the program, its leads and what comes next; by command, and once on joining a channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.project_reports
import storage.queues.claims
import storage.risks
import templates
from handlers.common import lookup, parsing, posting
from handlers.common.requests import local_date
from handlers.schedule import colours
from rules.people import Person
from rules.plan import Milestone, Program, Project
from rules.privacy import Reader
from rules.refusal import NotFound
from rules.truth.colours import Colour
from rules.truth.milestones import upcoming_milestones
from storage.channels import DigestChannel
from storage.project_reports import ProjectReport

UPCOMING_DAYS = 28
MAX_UPCOMING_MILESTONES = 6
MAX_RED_ALERTS = 4


@dataclass(frozen=True, slots=True)
class BriefedProject:
    """A project with its lead, its channel, its computed colour and its newest report."""

    id: str
    name: str
    lead: str
    channel: str
    colour: Colour
    update: ProjectReport | None = None


@dataclass(frozen=True, slots=True)
class ProgramBriefing:
    """A program's briefing; `red` holds sentences of open red alerts, `digests` the channels that get the digest."""

    program: Program
    manager: str
    projects: tuple[BriefedProject, ...]
    next: tuple[Milestone, ...]
    red: tuple[str, ...]
    digests: tuple[DigestChannel, ...]
    done: int
    total: int


def send_briefings(
    session: Session, *, person: Person, programs: tuple[str, ...], channel: str, command: str, now: datetime
) -> None:
    for program in programs:
        if storage.queues.claims.claim_slot(
            session, team=person.team, name=f"brief:{person.id}", slot=program, now=now
        ):
            briefing = program_briefing(session, person=person, program=program, now=now)
            message = templates.render(
                "home/briefing", brief=briefing, command=command, today=local_date(person, now), joined=channel
            )
            key = f"brief:{person.id}:{program}"
            posting.post_message(session, key=key, team=person.team, channel=person.id, message=message, now=now)


def program_briefing(session: Session, *, person: Person, program: str, now: datetime) -> ProgramBriefing:
    """Build a program's briefing, without what this person may not read."""
    team, day = person.team, local_date(person, now)
    program_record = storage.plan.program(session, team=team, id=program)
    projects = storage.plan.projects(session, team=team, program=program)
    reader = storage.privacy.reader_for(session, person=person)
    hidden = storage.privacy.secrets_hidden_from(session, team=team, by=reader)
    readable = [
        m
        for m in storage.plan.milestones(session, team=team, projects={p.id for p in projects})
        if m.id not in hidden.ids
    ]
    alerts = storage.risks.open_alerts(session, team=team, program=program)
    red = [a.sentence for a in alerts if a.level == "red" and not hidden.occur_in(f"{a.subject} {a.sentence}")]
    ids = frozenset(id for id in (program_record.manager, *(p.lead for p in projects)) if id)
    names = storage.people.display_names(session, team=team, ids=ids)
    return ProgramBriefing(
        program=program_record,
        manager=names.get(program_record.manager or "", ""),
        projects=_briefed_projects(session, person=person, projects=projects, names=names, reader=reader, now=now),
        next=upcoming_milestones(readable, today=day, days=UPCOMING_DAYS)[:MAX_UPCOMING_MILESTONES],
        red=tuple(red[:MAX_RED_ALERTS]),
        digests=storage.channels.digest_channels(session, team=team, program=program),
        done=sum(m.done for m in readable),
        total=len(readable),
    )


def _briefed_projects(
    session: Session,
    *,
    person: Person,
    projects: Sequence[Project],
    names: Mapping[str, str],
    reader: Reader,
    now: datetime,
) -> tuple[BriefedProject, ...]:
    team, ids = person.team, tuple(project.id for project in projects)
    statuses = colours.project_colours(session, team=team, projects=projects, now=now)
    updates = storage.project_reports.latest_reports(session, team=team, projects=ids, by=reader)
    return tuple(
        BriefedProject(
            p.id,
            p.name,
            names.get(p.lead or "", ""),
            next(iter(p.channels), ""),
            statuses[p.id].colour,
            updates.get(p.id),
        )
        for p in projects
    )


def chosen_program(session: Session, *, person: Person, text: str, channel: str) -> str:
    """Return the id of the program to brief on: the one named, else the channel's, else the only one."""
    if text.strip():
        id = parsing.parse_id(text) or ""
        fits = [
            p
            for p in storage.plan.programs(session, team=person.team)
            if text.strip().casefold() in (p.name.casefold(), p.id.casefold()) or p.id == id
        ]
        if fits:
            return fits[0].id
        raise NotFound(f"There is no program {text[:40]}.", "", "`status` lists them.")
    served = storage.channels.served_programs(session, team=person.team, channel=channel)
    # Of several programs the channel serves, the first; `brief PRG-2` shows another.
    return served[0] if served else lookup.pick(storage.plan.programs(session, team=person.team), (), "program").id
