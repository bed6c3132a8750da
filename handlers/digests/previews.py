"""The part of an edition that a person may preview: all of it, or the part that is about the projects they lead."""

from datetime import datetime

from sqlmodel import Session

import storage.people
import storage.plan
from handlers.digests import stand_ins
from handlers.digests.queries import build_edition
from rules.digests.editions import DigestEdition
from rules.digests.sections import only_projects
from rules.people import Action, Person, Role
from rules.plan import Program, Project


def readable_edition(
    session: Session, *, person: Person, program: Program, period: str, channel: str, now: datetime
) -> tuple[DigestEdition, tuple[str, ...]]:
    """Return what a person may preview, with its marks: all for sponsor and manager, a lead's own projects."""
    person = stand_ins.principal_of(session, person=person, program=program, now=now)
    require_may_preview(session, person=person, program=program)
    edition = build_edition(session, team=person.team, program=program.id, period=period, channel=channel, now=now)
    projects = led_projects(session, person=person, program=program)
    if projects is None:
        return edition, ("preview",)
    led = {project.id for project in projects}
    own = {milestone.id for milestone in storage.plan.milestones(session, team=person.team, projects=led)}
    return only_projects(edition, projects=led, milestones=own, reader=person.id), ("part",)


def led_projects(session: Session, *, person: Person, program: Program) -> tuple[Project, ...] | None:
    """Return the projects of a lead, who may read these alone; None for the sponsor and the manager."""
    roles = storage.people.roles_of(session, person=person, program=program.id, project=None)
    if roles & {Role.SPONSOR, Role.MANAGER}:
        return None
    projects = storage.plan.projects(session, team=person.team, program=program.id)
    return tuple(project for project in projects if project.lead == person.id)


def require_may_preview(session: Session, *, person: Person, program: Program, what: str = "digest") -> None:
    """Require the program's sponsor or manager, or the lead of one of its projects."""
    projects = storage.plan.projects(session, team=person.team, program=program.id)
    led = next((project.id for project in projects if project.lead == person.id), None)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.PREVIEW_DIGEST,
        program=program.id,
        project=led,
        owner=person.id if led else None,
        act=f"preview the {what} of {program.name} ({program.id})",
    )
