"""Changes of the plan that a person may only propose: the one who decides about them, and how they are made."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

import storage.people
import storage.plan
import storage.reachable_people
from handlers.common.requests import Source, local_date
from handlers.plan import corrections, flows
from handlers.plan.corrections import CorrectionEffect
from rules import dates
from rules.capture.proposals import WantedChange, WantedKind
from rules.corrections import Correction, Verb
from rules.people import Action, Person
from rules.plan import Milestone, Program, Project
from rules.refusal import NotAllowed, Refusal

MadeChange = Program | Project | Milestone | CorrectionEffect


def make(
    session: Session, *, person: Person, author: Person, wanted: WantedChange, source: Source, now: datetime
) -> MadeChange:
    """Make the change as `person`, for its author: without another name, it is the author's."""
    parent, user = wanted.parent or None, wanted.user
    match wanted.kind:
        case WantedKind.PROGRAM:
            start = wanted.day or local_date(author, now)
            return flows.create_program(
                session, person=person, name=wanted.name, start=start, zone=author.zone, now=now, manager=author.id
            )
        case WantedKind.PROJECT:
            lead, channel = user or author.id, source.channel
            return flows.create_project(
                session, person=person, name=wanted.name, program=parent, lead=lead, channel=channel, now=now
            )
        case WantedKind.MILESTONE:
            return flows.create_milestone(
                session,
                person=person,
                name=wanted.name,
                day=wanted.day,
                owner=user or author.id,
                project=parent,
                source=source,
                now=now,
                duration=wanted.duration,
            )
        case WantedKind.COMMIT:
            correction = correction_of(wanted)
            return corrections.apply_correction(
                session,
                person=person,
                correction=correction,
                day=wanted.day,
                source=source,
                now=now,
                author=author.id,
            )


def correction_of(wanted: WantedChange) -> Correction:
    """Return the command that changes a committed date as wanted."""
    return Correction(Verb.COMMIT, wanted.parent, wanted.day.isoformat() if wanted.day else "")


def find_decider(
    session: Session, *, person: Person, wanted: WantedChange, private: bool, now: datetime
) -> Person | None:
    """Return who can be asked: the project's lead, the program's manager, else the first administrator.

    What was said in a private channel is for the lead and the manager only.
    """
    team = person.team
    heads = heads_of(session, person=person, wanted=wanted)
    admins = () if private else storage.reachable_people.administrators(session, team=team)
    for user in dict.fromkeys((*heads, *admins)):
        candidate = storage.people.find_person(session, team=team, id=user)
        if candidate is None or candidate.outsider or candidate.id == person.id:
            continue
        try:
            require_may_decide(session, person=candidate, wanted=wanted, now=now)
        except Refusal:
            continue
        return candidate
    return None


def heads_of(session: Session, *, person: Person, wanted: WantedChange) -> tuple[str, ...]:
    """Return the lead and the manager over what is wanted; for a program, the managers above its author."""
    if wanted.kind is WantedKind.PROGRAM:
        return storage.reachable_people.managers_over(session, team=person.team, lead=person.id)
    project = project_of(session, team=person.team, wanted=wanted)
    program = program_of(session, team=person.team, wanted=wanted)
    return tuple(user for user in (project and project.lead, program and program.manager) if user)


def require_may_decide(session: Session, *, person: Person, wanted: WantedChange, now: datetime) -> None:
    """Raise Refusal unless the person may make the change themselves."""
    project = project_of(session, team=person.team, wanted=wanted)
    match wanted.kind:
        case WantedKind.PROGRAM:
            if not storage.people.may_create_program(session, person=person):
                raise NotAllowed("You may not create a program.", "Only administrators and program managers can.")
        case WantedKind.PROJECT:
            storage.people.require_permission(
                session, person=person, action=Action.CREATE_PROJECT, program=wanted.parent
            )
        case WantedKind.MILESTONE:
            assert project is not None
            flows.require_may_create(session, person=person, project=project)
        case WantedKind.COMMIT:
            corrections.effect_of(session, person=person, correction=correction_of(wanted), day=wanted.day, now=now)


def with_parent(session: Session, *, person: Person, wanted: WantedChange, channel: str) -> WantedChange:
    """Return the wish with the program or project that the channel means."""
    parent, name = wanted.parent or None, flows.clean_name(wanted.name)
    if wanted.kind is WantedKind.PROJECT:
        program = flows.choose_program(session, person=person, program=parent, channel=channel)
        return replace(wanted, name=name, parent=program.id)
    if wanted.kind is WantedKind.MILESTONE:
        project = flows.choose_project(session, person=person, project=parent, channel=channel)
        return replace(wanted, name=name, parent=project.id)
    return replace(wanted, name=name)


def with_person(session: Session, *, person: Person, wanted: WantedChange, now: datetime) -> WantedChange:
    """Return the wish with one person who can answer; raise Refusal for what creating it would refuse."""
    user = storage.reachable_people.choose_reachable(session, team=person.team, user=wanted.user)
    today = local_date(person, now)
    if wanted.day and wanted.kind is WantedKind.MILESTONE:
        dates.require_ahead(wanted.day, today=today)
    elif wanted.day:
        dates.require_countable(wanted.day, today=today)
    return replace(wanted, user=user)


def project_of(session: Session, *, team: str, wanted: WantedChange) -> Project | None:
    """Return the project that a wanted milestone or committed date belongs to."""
    id = wanted.parent
    if wanted.kind is WantedKind.COMMIT:
        id = storage.plan.milestone(session, team=team, id=id).project
    return storage.plan.project(session, team=team, id=id) if id.startswith("PRJ-") else None


def program_of(session: Session, *, team: str, wanted: WantedChange) -> Program | None:
    """Return the program that a wanted change belongs to; None for a new program."""
    project = project_of(session, team=team, wanted=wanted)
    id = project.program if project else wanted.parent
    return storage.plan.program(session, team=team, id=id) if id else None
