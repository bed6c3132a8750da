"""Changes as people ask for them, checked and resolved: which program, which people, which days."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session

import storage.change_requests
import storage.money.budgets
import storage.plan
import storage.reachable_people
from handlers.common import access
from handlers.common.public_holidays import with_holidays
from handlers.common.requests import local_date
from rules import corrections, dates
from rules.change_requests.fields import FieldKind, PlanChange
from rules.change_requests.parsing import RequestedChange
from rules.files.fields import MAX_DURATION_DAYS
from rules.people import Person
from rules.plan import Milestone, Program
from rules.refusal import Refusal
from rules.time.calendars import Calendar
from rules.truth.statuses import label_of


def resolve_changes(
    session: Session, *, person: Person, asked: Iterable[RequestedChange], now: datetime
) -> tuple[Program, tuple[PlanChange, ...]]:
    """Return the program and the changes with the values they would set; raise Refusal for what makes no sense."""
    asked, team = tuple(asked), person.team
    access.require_visible(session, person=person, text=" ".join(one.subject for one in asked))
    programs = {_program_of(session, team, one.subject) for one in asked}
    if len(programs) > 1:
        raise Refusal("These changes are about more than one program.", "", "Make a request for each program.")
    program = storage.plan.program(session, team=team, id=programs.pop())
    return program, tuple(_resolve_change(session, person=person, program=program, asked=one, now=now) for one in asked)


def summary_of(session: Session, *, team: str, changes: Iterable[PlanChange]) -> str:
    """Return a title for a request without one: its first change, and how many more there are."""
    first, *more = changes
    label = first.subject
    if first.subject.startswith("M-"):
        label = label_of(storage.plan.milestone(session, team=team, id=first.subject))
    words = {
        FieldKind.COMMITTED: f"New committed date for {label}",
        FieldKind.CANCELLED: f"Cancel {label}",
        FieldKind.OWNER: f"New owner for {label}",
        FieldKind.ADDED: f"Add {(first.after or {}).get('name', '') if isinstance(first.after, dict) else ''}",
        FieldKind.BUDGET: f"Change the budget of {label}",
        FieldKind.DURATION: f"New duration for {label}",
    }
    return words[first.kind] + (f" and {len(more)} more" if more else "")


def _resolve_change(
    session: Session, *, person: Person, program: Program, asked: RequestedChange, now: datetime
) -> PlanChange:
    team, after, today = person.team, asked.after, local_date(person, now)
    if asked.subject.startswith("M-"):
        milestone = storage.plan.milestone(session, team=team, id=asked.subject)
        corrections.require_open(milestone)
        if asked.kind is FieldKind.COMMITTED:
            after = _new_day(milestone, program, asked, today).isoformat()
            _require_other(milestone.committed.isoformat() if milestone.committed else None, after, milestone)
        if asked.kind is FieldKind.OWNER:
            after = _user_id(session, team, after)
            storage.reachable_people.require_reachable(session, team=team, user=after)
            _require_other(milestone.owner, after, milestone)
        if asked.kind is FieldKind.DURATION:
            after = _new_duration(milestone, asked)
        return PlanChange(asked.subject, asked.kind, None, after)
    if asked.kind is FieldKind.BUDGET:
        after = {**after, "currency": _currency(session, team, program, after["currency"])}
    if asked.kind is FieldKind.ADDED:
        after = {**after, "owner": _user_id(session, team, after.get("owner"))}
        storage.reachable_people.require_reachable(session, team=team, user=after["owner"])
        if after.get("day"):
            dates.require_ahead(date.fromisoformat(after["day"]), today=today)
    return PlanChange(asked.subject, asked.kind, None, after)


def _user_id(session: Session, team: str, said: str | None) -> str | None:
    """Return a person's id; one who is named in plain letters is looked up."""
    if not said or not said.startswith("@"):
        return said
    user = storage.reachable_people.find_by_name(session, team=team, name=said[1:])
    if user is None:
        raise Refusal(f"I don't know {said}.", "", "Mention the person, or write their full display name.")
    return user


def _new_day(milestone: Milestone, program: Program, asked: RequestedChange, today: date) -> date:
    """Return the new day; one given in working days counts from the date it is expected on."""
    if asked.days is None:
        day = date.fromisoformat(asked.after)
    else:
        if milestone.expected is None:
            raise Refusal(f"{milestone.id} has no date to move.", "", f"Give it one: `{milestone.id} to 14 Mar`.")
        day = Calendar.of(with_holidays(program).calendar).add(milestone.expected, asked.days)
    dates.require_ahead(day, today=today, replaces=milestone.own_date, sure=True)
    return day


def _new_duration(milestone: Milestone, asked: RequestedChange) -> int:
    """Return the new duration in working days; what is worked off already stays."""
    days = asked.after if asked.days is None else milestone.duration + asked.days
    worked = milestone.duration * milestone.percent // 100
    if days < worked or days > MAX_DURATION_DAYS:
        raise Refusal(
            f"{label_of(milestone)} takes {milestone.duration} working days, and {worked} of them are done.",
            "",
            f"Give it {worked} to {MAX_DURATION_DAYS} days.",
        )
    if days == milestone.duration:
        raise Refusal(f"{label_of(milestone)} has that value already.", "", "Leave it out, or name another.")
    return int(days)


def _require_other(old: str | None, new: str | None, milestone: Milestone) -> None:
    if old == new:
        raise Refusal(f"{label_of(milestone)} has that value already.", "", "Leave it out, or name another.")


def _currency(session: Session, team: str, program: Program, said: str) -> str:
    own = storage.money.budgets.budget_currency(session, team=team, program=program.id)
    if own and said and own != said:
        raise Refusal(f"{program.name} ({program.id}) counts in {own}, not {said}.", "", f"Give the amount in {own}.")
    return said or own


def _program_of(session: Session, team: str, subject: str) -> str:
    if subject.startswith("M-"):
        return storage.plan.program_of_milestone(session, team=team, milestone=subject)
    return storage.plan.project(session, team=team, id=subject).program
