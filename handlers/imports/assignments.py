"""Importing a table of assignments: a preview by name, then all of them at once or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.changes
import storage.plan
import storage.privacy
import storage.reachable_people
import storage.resources.register
from handlers.common.requests import Source
from handlers.resources import assigning, register
from rules.files.fields import BadPlan
from rules.files.imports.assignments import TypedAssignment
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from rules.resources.amounts import amount_words
from rules.resources.bookings import Resource, ResourceKind
from rules.resources.statements import AssignStatement, ResourceName


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """A row of the preview: the name of the resource, the amount, what it is for, and its days as typed."""

    name: str
    amount: str
    target: str
    statement: AssignStatement


def preview_assignments(
    session: Session, *, person: Person, rows: Sequence[TypedAssignment]
) -> tuple[AssignmentLine, ...]:
    """Return what the table would assign; raise BadPlan with the first line that can't be."""
    resources = storage.resources.register.resources(session, team=person.team)
    names = register.names_of(session, team=person.team, resources=resources)
    by_name = {names[each.id].casefold(): each for each in resources}
    targets = _targets(session, person=person)
    return tuple(_line_of(session, person=person, row=row, by_name=by_name, targets=targets) for row in rows)


def import_assignments(
    session: Session, *, person: Person, rows: Sequence[TypedAssignment], source: str, now: datetime
) -> int:
    """Assign everything in the table, or nothing; return how many."""
    lines = preview_assignments(session, person=person, rows=rows)
    for row, line in zip(rows, lines, strict=True):
        try:
            assigning.assign(session, person=person, statement=line.statement, source=Source(), now=now, tell=False)
        except NotAllowed:
            raise
        except Refusal as refusal:
            raise BadPlan(f"Line {row.line}: {refusal.what}", refusal.why, refusal.instead) from None
    storage.changes.describe(session, f"{len(lines)} assignments of {source}: imported")
    return len(lines)


def _targets(session: Session, *, person: Person) -> dict[str, list[tuple[str, str]]]:
    """Return (id, label) of every open project and milestone that the person may see, by id and by name."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    found: dict[str, list[tuple[str, str]]] = {}
    projects = storage.plan.projects(session, team=person.team)
    milestones = storage.plan.milestones(session, team=person.team)
    named = [(each.id, each.name) for each in projects if each.open]
    named += [(each.id, each.name) for each in milestones if each.open and each.id not in hidden]
    for id, name in named:
        for key in {id.casefold(), name.casefold()}:
            found.setdefault(key, []).append((id, f"{name} ({id})"))
    return found


def _line_of(
    session: Session,
    *,
    person: Person,
    row: TypedAssignment,
    by_name: dict[str, Resource],
    targets: dict[str, list[tuple[str, str]]],
) -> AssignmentLine:
    who = row.who.removeprefix("@")
    found = targets.get(row.target.casefold(), [])
    if len(found) != 1:
        said = f"“{row.target[:60]}”"
        what = f"{said} can be {len(found)} things" if found else f"there is no open milestone or project {said}"
        raise BadPlan(f"Line {row.line}: {what}.", "", "Write its id.")
    resource = by_name.get(who.casefold()) or next((each for each in by_name.values() if each.id == who.upper()), None)
    user = None if resource else storage.reachable_people.find_by_name(session, team=person.team, name=who)
    if resource is None and user is None:
        raise BadPlan(
            f"Line {row.line}: there is no person, team or tool “{row.who[:60]}”.",
            "",
            "Assign them once by hand, or add the tool.",
        )
    kind = resource.kind if resource else ResourceKind.PERSON
    named = ResourceName(id=resource.id) if resource else ResourceName(user=user)
    id, label = found[0]
    statement = AssignStatement(named, row.amount, id, row.span)
    return AssignmentLine(row.who, amount_words(row.amount.percent_of(kind), kind), label, statement)
