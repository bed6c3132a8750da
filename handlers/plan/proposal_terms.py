"""The terms of a proposal: the days that it means, when it expires, and that it is answered once."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.plan
import storage.reachable_people
from handlers.common.requests import local_date
from handlers.plan import milestone_updates
from handlers.plan.milestone_updates import MilestoneStatement
from rules.capture import Done, Owner, Slip, serialization
from rules.capture.proposals import ProposalState
from rules.people import Person
from rules.plan import CalendarSpec, Milestone
from rules.refusal import Refusal
from rules.time.calendars import Calendar
from storage.proposals import Proposal

STATE_WORDS = {ProposalState.REJECTED: "declined"}


def with_exact_days(
    session: Session, *, person: Person, statement: MilestoneStatement, milestone: Milestone, now: datetime
) -> MilestoneStatement:
    """Replace "a week later" and "done" by the days they mean now, not when the owner answers."""
    if isinstance(statement, Slip):
        to = milestone_updates.resolve_date(session, team=person.team, slip=statement, milestone=milestone)
        return replace(statement, to=serialization.exact_day(to))
    if isinstance(statement, Done) and statement.on is None:
        return replace(statement, on=serialization.exact_day(local_date(person, now)))
    return statement


def expiry_time(session: Session, *, person: Person, milestone: Milestone, now: datetime) -> datetime:
    """Return when a proposal expires, on the calendar of the milestone's program."""
    program_id = storage.plan.program_of_milestone(session, team=person.team, milestone=milestone.id)
    program = storage.plan.program(session, team=person.team, id=program_id)
    return expiry_on(program.calendar, zone=program.zone, days=program.numbers.proposal, now=now)


def expiry_on(calendar: CalendarSpec, *, zone: str, days: int, now: datetime) -> datetime:
    """Return when a proposal made now expires: after so many working days of a calendar."""
    local_now = now.astimezone(ZoneInfo(zone))
    return datetime.combine(Calendar.of(calendar).add(local_now.date(), days), local_now.time(), local_now.tzinfo)


def with_one_owner(session: Session, *, team: str, statement: Owner) -> Owner:
    """Return the statement with a person who can answer in place of a user group."""
    milestone = storage.plan.milestone(session, team=team, id=statement.milestone)
    lead = storage.plan.project(session, team=team, id=milestone.project).lead
    user = storage.reachable_people.choose_reachable(session, team=team, user=statement.user, instead=lead)
    return replace(statement, user=user or statement.user)


def require_unanswered(proposal: Proposal) -> None:
    """Raise Refusal if a proposal was answered, or has expired."""
    if proposal.state is not ProposalState.OPEN:
        raise Refusal("That was already answered.", f"It is {STATE_WORDS.get(proposal.state, proposal.state)}.")
