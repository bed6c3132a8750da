"""Closing a project: what is still open goes somewhere, the scorecard is kept, and the sponsor is asked to accept."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.changes
import storage.closeouts.projects
import storage.people
import storage.plan
import storage.register
import storage.risks
import templates
from handlers.blockers import flows as blockers
from handlers.closeouts import scorecards
from handlers.common import posting
from handlers.common.requests import Source, local_date
from handlers.reporting import acceptance
from handlers.schedule import recompute
from rules.closeouts.scorecards import ProjectScorecard
from rules.people import Action, Person, Role
from rules.plan import Milestone, Project
from rules.refusal import Refusal
from rules.register import EntryOutcome
from storage.blockers import Blocker
from storage.changes import corrections as stored
from storage.closeouts.projects import Closeout
from storage.register import RegisterEntry

MAX_COMMENT_LENGTH = 2000


@dataclass(frozen=True, slots=True)
class OpenWork:
    """The work that is still open in a project before it is closed, and who would be asked to accept it."""

    project: Project
    milestones: tuple[Milestone, ...]
    blockers: tuple[Blocker, ...]
    entries: tuple[RegisterEntry, ...]
    sponsors: tuple[str, ...]
    names: dict[str, str]

    @property
    def is_empty(self) -> bool:
        return not (self.milestones or self.blockers or self.entries)


@dataclass(frozen=True, slots=True)
class ClosedProject:
    """A project that was closed: what was open, where it went ("" for nowhere), and the scorecard kept."""

    open: OpenWork
    target: Project | None
    score: ProjectScorecard


def open_work(session: Session, *, person: Person, project: str, now: datetime) -> OpenWork:
    """Return what is still open; raise Refusal unless the person may close the project now."""
    team, record = person.team, storage.plan.project(session, team=person.team, id=project)
    storage.people.require_permission(
        session, person=person, action=Action.CLOSE_PROJECT, program=record.program, project=record.id
    )
    if record.closed:
        raise Refusal(f"{_label(record)} is closed already.", "", f"Open it again: `reopen {project}`.")
    if record.cancelled:
        raise Refusal(f"{_label(record)} is cancelled.", "", f"Reopen it first: `reopen {project}`.")
    milestones = tuple(m for m in storage.plan.milestones(session, team=team, projects={project}) if m.open)
    ids = {milestone.id for milestone in milestones}
    sponsors = acceptance.people_who_accept(session, team=team, project=record, closer=person.id, now=now)
    return OpenWork(
        record,
        milestones,
        tuple(each for each in storage.blockers.open_blockers(session, team=team) if each.milestone in ids),
        tuple(each for each in storage.register.open_entries(session, team=team) if each.project == project),
        sponsors,
        storage.people.display_names(session, team=team, ids=frozenset(sponsors)),
    )


def _label(project: Project) -> str:
    return f"{project.name} ({project.id})"


def close_project(
    session: Session, *, person: Person, project: str, carry_to: str, source: Source, now: datetime
) -> ClosedProject:
    """Close a project: what is open moves to `carry_to`, or without one is cancelled, resolved and closed."""
    team, work = person.team, open_work(session, person=person, project=project, now=now)
    target = _target(session, person=person, project=work.project, id=carry_to) if carry_to else None
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    if target:
        _carry_over(session, team=team, work=work, target=target)
    else:
        _end(session, person=person, work=work, now=now)
    session.flush()
    carried = len(work.entries) if target else 0
    score = scorecards.compute_scorecard(session, team=team, project=work.project, carried=carried)
    day = local_date(person, now)
    storage.closeouts.projects.close_project(
        session, team=team, project=project, day=day, scorecard=score, by=person.id, now=now
    )
    programs = {work.project.program, target.program if target else work.project.program}
    for program in sorted(programs):
        recompute.recompute_affected(session, team=team, program=program, now=now)
    closed = ClosedProject(work, target, score)
    _announce(session, person=person, closed=closed, now=now)
    _ask_sponsors(session, person=person, closed=closed, now=now)
    storage.changes.describe(session, f"close {_label(work.project)}")
    return closed


def _target(session: Session, *, person: Person, project: Project, id: str) -> Project:
    """Return the project that takes over; raise Refusal if it can't, or the person may not put work there."""
    target = storage.plan.project(session, team=person.team, id=id)
    if target.id == project.id:
        raise Refusal("A project can't take over its own open items.", "", "Choose another project.")
    if not target.open:
        raise Refusal(f"{_label(target)} is not open.", "", "Choose another project.")
    storage.people.require_permission(
        session, person=person, action=Action.CREATE_MILESTONE, program=target.program, project=target.id
    )
    return target


def _carry_over(session: Session, *, team: str, work: OpenWork, target: Project) -> None:
    for milestone in work.milestones:
        stored.move(session, team=team, id=milestone.id, target=target.id)
    kept = {milestone.id for milestone in work.milestones}
    for entry in work.entries:
        values: dict[str, object] = {"project": target.id}
        if entry.milestone not in kept:
            values["milestone"] = None
        storage.register.update_entry(session, team=team, id=entry.id, values=values)


def _end(session: Session, *, person: Person, work: OpenWork, now: datetime) -> None:
    team, day = person.team, local_date(person, now)
    for blocker in work.blockers:
        blockers.resolve_one(session, person=person, blocker=blocker, now=now, resolution="The project was closed")
    for milestone in work.milestones:
        ids = stored.set_cancelled(session, team=team, id=milestone.id, day=day)
        storage.risks.close_alerts_about(session, team=team, milestones=ids, now=now)
    for entry in work.entries:
        storage.register.close_entry(
            session, team=team, id=entry.id, outcome=EntryOutcome.CLOSED, by=person.id, now=now
        )


def _announce(session: Session, *, person: Person, closed: ClosedProject, now: datetime) -> None:
    """Tell the project's channel, and the lead or manager who did not close it themselves."""
    project = closed.open.project
    message = templates.render("closeouts/notice", closed=closed, by=person.name, today=local_date(person, now))
    program = storage.plan.program(session, team=person.team, id=project.program)
    people = {project.lead, program.manager} - {person.id, None}
    for place in (*project.channels[:1], *sorted(filter(None, people if not project.channels else ()))):
        key = f"closed:{project.id}:{place}:{now.isoformat()}"
        posting.post_message(session, key=key, team=person.team, channel=place, message=message, now=now)


def _ask_sponsors(session: Session, *, person: Person, closed: ClosedProject, now: datetime) -> None:
    for user in closed.open.sponsors:
        message = templates.render("closeouts/accept_ask", closed=closed, by=person.name, today=local_date(person, now))
        key = f"accept:{closed.open.project.id}:{user}:{now.isoformat()}"
        posting.post_message(
            session, key=key, team=person.team, channel=user, message=message, now=now, counts_against_budget=False
        )


def answer_acceptance(
    session: Session, *, person: Person, project: str, accepted: bool, comment: str, now: datetime
) -> Closeout:
    """Save the sponsor's answer and tell the lead and the manager; *Not yet* needs a comment."""
    team, record = person.team, storage.plan.project(session, team=person.team, id=project)
    before = storage.closeouts.projects.find_closeout(session, team=team, project=project)
    closer = before.closed_by if before else ""
    if person.id not in acceptance.people_who_accept(session, team=team, project=record, closer=closer, now=now):
        storage.people.require_permission(
            session, person=person, action=Action.ACCEPT_PROJECT, program=record.program, project=record.id
        )
    if before is None:
        raise Refusal(f"{_label(record)} is not closed.", "", f"Close it first: `close {project}`.")
    if before.accepted:
        raise Refusal(
            f"{_label(record)} is accepted already.", "", "" if accepted else f"Open it again: `reopen {project}`."
        )
    comment = comment.strip()[:MAX_COMMENT_LENGTH]
    if not accepted and not comment:
        raise Refusal("Say what is missing.", "", f"Try `accept {project} not yet: the handbook is missing`.")
    storage.audit.set_actor(session, team=team, actor=person.id, now=now)
    storage.closeouts.projects.set_acceptance(
        session, team=team, project=project, accepted=accepted, comment=comment, by=person.id, now=now
    )
    closeout = storage.closeouts.projects.find_closeout(session, team=team, project=project)
    assert closeout is not None
    _tell_answer(session, person=person, project=record, closeout=closeout, now=now)
    storage.changes.describe(session, f"{'accept' if accepted else 'do not accept'} {_label(record)}")
    return closeout


def _tell_answer(session: Session, *, person: Person, project: Project, closeout: Closeout, now: datetime) -> None:
    program = storage.plan.program(session, team=person.team, id=project.program)
    message = templates.render("closeouts/accepted_news", project=project, closeout=closeout, by=person.name)
    for user in dict.fromkeys(filter(None, (project.lead, program.manager, closeout.closed_by))):
        if user != person.id:
            key = f"accepted:{project.id}:{user}:{now.isoformat()}"
            posting.post_message(session, key=key, team=person.team, channel=user, message=message, now=now)


def awaiting_acceptance(session: Session, *, person: Person, now: datetime) -> tuple[tuple[Project, Closeout], ...]:
    """Return the closed projects that this sponsor, or whoever stands in for one, has not answered for."""
    team = person.team
    found = [one for one in storage.closeouts.projects.closeouts_of(session, team=team) if one.accepted is None]
    if not found:
        return ()
    scopes = storage.people.scopes_of_role(session, team=team, user=person.id, role=Role.SPONSOR)
    projects = {project.id: project for project in storage.plan.projects(session, team=team)}
    return tuple(
        (project, one)
        for one in found
        if (project := projects.get(one.project))
        and (
            {project.id, project.program} & scopes
            or person.id
            in acceptance.people_who_accept(session, team=team, project=project, closer=one.closed_by, now=now)
        )
    )
