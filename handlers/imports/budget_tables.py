"""A table of budget lines: its projects looked up, and the right to change each of their budgets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.money.budgets
import storage.people
import storage.plan
from handlers.common.requests import local_date
from rules.files.fields import BadPlan
from rules.files.imports import ImportedPlan
from rules.files.imports.budget_table import TypedBudgetLine, read_typed_line
from rules.lookup import name_words
from rules.people import Action, Person
from rules.plan import Project


def resolve_budget_table(
    session: Session, *, person: Person, imported: ImportedPlan, now: datetime
) -> tuple[ImportedPlan, str]:
    """Return the table with its lines as records, and the program they belong to.

    Raise BadPlan with the line that is wrong, NotAllowed unless the person may change the budget of every project.
    """
    team, today = person.team, local_date(person, now)
    projects = storage.plan.projects(session, team=team)
    named = [(row, _project_of(row, projects)) for row in imported.budget]
    programs = {project.program for _, project in named}
    if len(programs) != 1:
        raise BadPlan("The table has projects of several programs.", "", "Import one program at a time.")
    program = programs.pop()
    for id in {project.id for _, project in named}:
        storage.people.require_permission(
            session, person=person, action=Action.EDIT_BUDGET, program=program, project=id
        )
    currency = storage.money.budgets.budget_currency(session, team=team, program=program)
    records = tuple(_records(named, currency=currency, today=today))
    return replace(imported, plan=replace(imported.plan, budget=records)), program


def _project_of(row: TypedBudgetLine, projects: Sequence[Project]) -> Project:
    text = row.cells.get("project", "")
    found = [each for each in projects if each.id == text.upper()] or [
        each for each in projects if name_words(each.name) == name_words(text)
    ]
    if len(found) != 1:
        fault = f"several projects are called “{text[:60]}”" if found else f"there is no project “{text[:60]}”"
        raise BadPlan(f"Line {row.number}: {fault}.", "", "Use its id, such as PRJ-2.")
    return found[0]


def _records(
    named: Sequence[tuple[TypedBudgetLine, Project]], *, currency: str, today: date
) -> Iterator[dict[str, Any]]:
    """Yield each row as a record; raise BadPlan for a line that is given twice."""
    seen: dict[tuple[object, ...], int] = {}
    for row, project in named:
        record = read_typed_line(row, project=project.id, currency=currency, today=today)
        key = tuple(record.get(name) for name in ("project", "kind", "name", "date", "currency"))
        if key in seen:
            raise BadPlan(f"Line {row.number} is the same budget line as line {seen[key]}.", "", "Keep one.")
        seen[key] = row.number
        yield record
