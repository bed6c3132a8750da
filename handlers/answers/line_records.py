"""The record that a line of a digest is about, as it is today: its name, its people, and what became of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlmodel import Session

import storage.benefits
import storage.blockers
import storage.change_requests
import storage.decisions
import storage.escalations
import storage.people
import storage.plan
import storage.register
from rules import slack_ids
from rules.decisions.decision import DecisionState
from rules.refusal import NotFound
from rules.time.working_time import local_day
from rules.truth.colours import day_text

MAX_NAME_LENGTH = 100
_DECIDED = {
    DecisionState.DECIDED: "Decided",
    DecisionState.BY_CONSENT: "Decided by consent",
    DecisionState.SUPERSEDED: "Superseded",
    DecisionState.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class LineRecord:
    """The record behind a line: its program and project, whom to ask first (`people`), and who else hears of help.

    over: what became of it, as a sentence without a subject: "Done Fri 8 Jan 2027"; empty while it is open.
    state: what a mute lasts for; another value means that the line has changed.
    """

    id: str
    name: str
    program: str
    project: str | None = None
    milestone: str | None = None
    people: tuple[str, ...] = ()
    raised_by: str = ""
    over: str = ""
    state: str = ""

    @property
    def label(self) -> str:
        """Return "Schema migration (M-3)", with the first words of what is long."""
        name = self.name if len(self.name) <= MAX_NAME_LENGTH else f"{self.name[: MAX_NAME_LENGTH - 1]}…"
        return f"{name} ({self.id})" if name and name != self.id else self.id


def find_record(session: Session, *, team: str, id: str) -> LineRecord:
    """Return the record with this id as it is now; raise NotFound if it was deleted."""
    finder = _FINDERS.get(id.partition("-")[0])
    if finder is None:
        raise NotFound(f"There is no {id}.")
    return finder(session, team, id)


def _milestone(session: Session, team: str, id: str) -> LineRecord:
    milestone = storage.plan.milestone(session, team=team, id=id)
    project = storage.plan.project(session, team=team, id=milestone.project)
    over = f"Done {day_text(milestone.actual)}" if milestone.actual else ""
    over = over or (f"Cancelled {day_text(milestone.cancelled)}" if milestone.cancelled else "")
    state = f"{milestone.expected} {milestone.committed} {milestone.owner}"
    people = _people(session, team, project.program, milestone.owner, project.lead)
    return LineRecord(id, milestone.name, project.program, project.id, id, people, "", over, state)


def _project(session: Session, team: str, id: str) -> LineRecord:
    project = storage.plan.project(session, team=team, id=id)
    over = f"Closed {day_text(project.closed)}" if project.closed else ""
    over = over or (f"Cancelled {day_text(project.cancelled)}" if project.cancelled else "")
    people = _people(session, team, project.program, project.lead)
    return LineRecord(id, project.name, project.program, id, None, people, "", over, str(project.lead))


def _blocker(session: Session, team: str, id: str) -> LineRecord:
    blocker = storage.blockers.get_blocker(session, team=team, id=id)
    milestone = _milestone(session, team, blocker.milestone)
    over = ""
    if blocker.resolved_at:
        by = _name(session, team, blocker.resolved_by)
        over = f"Resolved {day_text(local_day(_zone(session, team, milestone.program), blocker.resolved_at))}{by}"
    people = _people(session, team, milestone.program, blocker.needs, *milestone.people)
    state = f"{blocker.needs} {blocker.needed_by} {blocker.text}"
    ids = (milestone.program, milestone.project, milestone.milestone)
    return LineRecord(id, blocker.text, *ids, people, blocker.raised_by, over, state)


def _escalation(session: Session, team: str, id: str) -> LineRecord:
    escalation = storage.escalations.get_escalation(session, team=team, id=id)
    item = _milestone(session, team, escalation.item)
    over = "" if escalation.case.open else "Resolved"
    people = _people(session, team, item.program, escalation.case.target, *item.people)
    ids = (item.program, item.project, item.milestone)
    return LineRecord(id, item.name, *ids, people, escalation.raised_by or "", over, escalation.case.state.value)


def _decision(session: Session, team: str, id: str) -> LineRecord:
    decision = storage.decisions.get_decision(session, team=team, id=id)
    over = _DECIDED.get(decision.state, "")
    if over and decision.chosen:
        over += f": {decision.chosen}{_name(session, team, decision.decided_by)}"
    people = _people(session, team, decision.program, decision.decider)
    state = f"{decision.decider} {decision.decide_by} {decision.proposed}"
    ids = (decision.program, decision.project, None)
    return LineRecord(id, decision.question, *ids, people, decision.raised_by, over, state)


def _request(session: Session, team: str, id: str) -> LineRecord:
    request = storage.change_requests.get_request(session, team=team, id=id)
    over = "" if request.is_open else f"{request.state.capitalize()}{_name(session, team, request.decided_by)}"
    people = _people(session, team, request.program, request.approver)
    state = f"{request.approver} {request.basis}"
    return LineRecord(id, request.title, request.program, None, None, people, request.requested_by, over, state)


def _benefit(session: Session, team: str, id: str) -> LineRecord:
    benefit = storage.benefits.get_benefit(session, team=team, id=id)
    people = _people(session, team, benefit.program, benefit.owner)
    return LineRecord(id, benefit.name, benefit.program, None, None, people, "", "", f"{benefit.owner} {benefit.state}")


def _entry(session: Session, team: str, id: str) -> LineRecord:
    entry = storage.register.get_entry(session, team=team, id=id)
    project = storage.plan.project(session, team=team, id=entry.project)
    people = _people(session, team, project.program, entry.owner, project.lead)
    over = f"Closed: {entry.outcome}" if entry.closed_at and entry.outcome != "broken" else ""
    return LineRecord(
        id, entry.text, project.program, project.id, None, people, entry.raised_by, over, str(entry.owner)
    )


_FINDERS: Mapping[str, Callable[[Session, str, str], LineRecord]] = {
    "M": _milestone,
    "PRJ": _project,
    "B": _blocker,
    "E": _escalation,
    "DEC": _decision,
    "CR": _request,
    "BEN": _benefit,
    **dict.fromkeys(("R", "A", "I"), _entry),
}


def _people(session: Session, team: str, program: str, *users: str | None) -> tuple[str, ...]:
    """Return the people to ask, best first; the program manager where no other person is known by an id."""
    known = [user for user in _distinct(users) if slack_ids.find(user) == {user}]
    manager = storage.plan.program(session, team=team, id=program).manager
    return tuple(known or filter(None, [manager]))


def _distinct(users: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(user for user in users if user))


def _name(session: Session, team: str, user: str | None) -> str:
    """Return ", by Kenji Arai", or nothing where no person did it."""
    names = storage.people.display_names(session, team=team, ids=frozenset({user} if user else ()))
    return f", by {names[user]}" if user in names else ""


def _zone(session: Session, team: str, program: str) -> str:
    return storage.plan.program(session, team=team, id=program).zone
