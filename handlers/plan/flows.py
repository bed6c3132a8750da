"""Creation and linking of programs, projects, milestones and channels: load, decide, save, return."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.channels
import storage.people
import storage.plan
import storage.reachable_people
from handlers.common import lookup
from handlers.common.requests import Source, local_date
from handlers.schedule import recompute
from rules import dates
from rules.digests.subscriptions import ChannelDigest, DigestOptions
from rules.people import Action, NeedsConsent, Permission, Person, Role, effective_permission
from rules.plan import Milestone, Program, Project
from rules.refusal import AmbiguousInput, NotAllowed, NotFound, Refusal


def create_program(
    session: Session,
    *,
    person: Person,
    name: str,
    start: date,
    zone: str,
    now: datetime,
    manager: str | None = None,
) -> Program:
    """Create a program; its manager is the person named, else its creator."""
    if not storage.people.may_create_program(session, person=person):
        roles = storage.people.roles_anywhere(session, person=person)
        may_propose = effective_permission(Action.CREATE_PROGRAM, roles=roles, own=False) is Permission.PROPOSE
        raise (NeedsConsent if may_propose else NotAllowed)(
            "You may not create a program.",
            "That is for administrators, sponsors and program managers.",
            "Ask one of them to create it, or to make you its manager.",
        )
    dates.require_countable(start, today=local_date(person, now))
    head = manager or person.id
    program = storage.plan.add_program(
        session, team=person.team, name=clean_name(name), start=start, zone=zone, manager=head, now=now
    )
    storage.people.grant_role(session, team=person.team, scope=program.id, role=Role.MANAGER, user=head)
    storage.changes.describe(session, f"{program.name} ({program.id}): created")
    return program


def create_project(
    session: Session, *, person: Person, name: str, program: str | None, lead: str | None, channel: str, now: datetime
) -> Project:
    """Create a project in the program named, else in this channel's, else in the only one."""
    chosen_program = choose_program(session, person=person, program=program, channel=channel)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.CREATE_PROJECT,
        program=chosen_program.id,
        act=f"create a project in {chosen_program.name} ({chosen_program.id})",
    )
    lead = storage.reachable_people.choose_reachable(
        session, team=person.team, user=lead, instead=chosen_program.manager
    )
    project = storage.plan.add_project(
        session, team=person.team, program=chosen_program.id, name=clean_name(name), lead=lead or person.id, now=now
    )
    storage.changes.describe(session, f"{project.name} ({project.id}): created")
    return project


def create_milestone(
    session: Session,
    *,
    person: Person,
    name: str,
    day: date | None,
    owner: str | None,
    project: str | None,
    source: Source,
    now: datetime,
    duration: int = 0,
) -> Milestone:
    """Create a milestone in the project named, else in this channel's; without an owner it belongs to its creator."""
    chosen_project = choose_project(session, person=person, project=project, channel=source.channel)
    require_may_create(session, person=person, project=chosen_project)
    owner = storage.reachable_people.choose_reachable(
        session, team=person.team, user=owner, instead=chosen_project.lead
    )
    if day:
        dates.require_ahead(day, today=local_date(person, now))
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    milestone = storage.plan.add_milestone(
        session,
        team=person.team,
        project=chosen_project.id,
        name=clean_name(name),
        day=day,
        owner=owner or person.id,
        by=person.id,
        now=now,
        source_channel=source.channel or None,
        restricted=source.private,
        duration=duration,
    )
    recompute.recompute_affected(session, team=person.team, program=chosen_project.program, now=now)
    storage.changes.describe(session, f"{milestone.name} ({milestone.id}): created")
    return milestone


@dataclass(frozen=True, slots=True)
class ChannelLink:
    """A project or program that a channel is linked to, and for a program what the channel gets of its digests."""

    subject: str
    name: str
    digest: ChannelDigest | None = None


def links_of_channel(session: Session, *, team: str, channel: str) -> tuple[ChannelLink, ...]:
    """Return what a channel is linked to, last used first."""
    subjects = storage.channels.subjects_served(session, team=team, channel=channel)
    return tuple(_link_of(session, team, channel, subject) for subject in dict.fromkeys(subjects))


def _link_of(session: Session, team: str, channel: str, subject: str) -> ChannelLink:
    if not subject.startswith("PRG-"):
        return ChannelLink(subject, storage.plan.project(session, team=team, id=subject).name)
    target = storage.channels.find_digest_channel(session, team=team, program=subject, channel=channel)
    name = storage.plan.program(session, team=team, id=subject).name
    return ChannelLink(subject, name, target.digest if target else None)


def link_channel(
    session: Session, *, person: Person, channel: str, subject: str, options: DigestOptions, now: datetime
) -> ChannelLink:
    """Let a channel serve a project or get a program's digests; options left out keep what it has."""
    team = person.team
    if subject.startswith("PRG-"):
        program = storage.plan.program(session, team=team, id=subject)
        act = f"link a channel to {program.name} ({subject})"
        storage.people.require_permission(
            session, person=person, action=Action.EDIT_DIGEST, program=program.id, act=act
        )
        purpose, name = "digest", program.name
    else:
        project = storage.plan.project(session, team=team, id=subject)
        _require_may_link(session, person=person, project=project, act="link a channel to")
        purpose, name = "project", project.name
    target = storage.channels.find_digest_channel(session, team=team, program=subject, channel=channel)
    digest = options.applied_to(target.digest if target else ChannelDigest())
    storage.channels.link_channel(
        session, team=team, channel=channel, subject=subject, purpose=purpose, digest=digest, now=now
    )
    return ChannelLink(subject, name, digest if purpose == "digest" else None)


def unlink_channel(session: Session, *, person: Person, channel: str, subject: str | None) -> tuple[str, ...]:
    """Stop a channel from serving `subject`, or the only thing it serves; return the ids it no longer serves.

    Raise AmbiguousInput where it serves several and none is named.
    """
    served = storage.channels.subjects_served(session, team=person.team, channel=channel)
    if subject is None and len(served) > 1:
        raise AmbiguousInput("Unlink what?", tuple((id, id) for id in served), f"unlink <#{channel}> {{}}")
    unlinked_ids = tuple(id for id in served if subject in (None, id))
    if not unlinked_ids:
        raise NotFound("This channel isn't linked to that.", "", "Name what it serves: `unlink PRJ-1`.")
    for id in unlinked_ids:
        if id.startswith("PRG-"):
            program = storage.plan.program(session, team=person.team, id=id)
            act = f"unlink a channel from {program.name} ({id})"
            storage.people.require_permission(session, person=person, action=Action.EDIT_DIGEST, program=id, act=act)
        else:
            project = storage.plan.project(session, team=person.team, id=id)
            _require_may_link(session, person=person, project=project, act="unlink a channel from")
        storage.channels.unlink_channel(session, team=person.team, channel=channel, subject=id)
    return unlinked_ids


def choose_program(session: Session, *, person: Person, program: str | None, channel: str) -> Program:
    """Return the program named, else the one that the channel serves, else the only one."""
    if program:
        chosen = storage.plan.program(session, team=person.team, id=program)
        _require_kept(chosen)
        return chosen
    served = storage.channels.served_programs(session, team=person.team, channel=channel)
    programs = storage.plan.programs(session, team=person.team)
    return lookup.pick(programs, served, "program", "A project belongs to one.")


def choose_project(session: Session, *, person: Person, project: str | None, channel: str) -> Project:
    """Return the project named, else the one that the channel serves, else the only one."""
    if project:
        chosen = storage.plan.project(session, team=person.team, id=project)
        _require_kept(chosen)
        return chosen
    served = storage.channels.served_projects(session, team=person.team, channel=channel)
    projects = storage.plan.projects(session, team=person.team)
    return lookup.pick(projects, served, "project", "A milestone belongs to one.")


def require_may_create(session: Session, *, person: Person, project: Project) -> None:
    """Require whoever may create milestones in the project."""
    storage.people.require_permission(
        session,
        person=person,
        action=Action.CREATE_MILESTONE,
        program=project.program,
        project=project.id,
        act=f"create a milestone in {project.name} ({project.id})",
    )


def _require_may_link(session: Session, *, person: Person, project: Project, act: str) -> None:
    storage.people.require_permission(
        session,
        person=person,
        action=Action.EDIT_PROJECT,
        program=project.program,
        project=project.id,
        act=f"{act} {project.name} ({project.id})",
    )


def _require_kept(item: Program | Project) -> None:
    if item.cancelled:
        raise Refusal(f"{item.name} ({item.id}) is cancelled.", "", f"Reopen it first: `reopen {item.id}`.")
    if isinstance(item, Project) and item.closed:
        raise Refusal(f"{item.name} ({item.id}) is closed.", "", f"Reopen it first: `reopen {item.id}`.")


def clean_name(name: str) -> str:
    """Return a name on one line, cut to 200 characters; raise Refusal if it is empty."""
    cleaned = " ".join(name.split())
    if not cleaned:
        raise Refusal("Give it a name.", "", 'Write it in quotes: `"API ready"`.')
    return cleaned[:200]
