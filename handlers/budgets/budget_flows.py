"""Budget lines: enter figures, change and delete a line."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.money.budgets
import storage.people
import storage.plan
from handlers.common.requests import Source
from handlers.privacy import flows as privacy_flows
from rules.budgets.statements import USAGE, BudgetStatement
from rules.money import BudgetKind, BudgetLine
from rules.people import Action, Person
from rules.refusal import Refusal

CURRENCY_HINT = "Add it to the amount, `12,000 EUR`, or set the program's: `settings {} currency EUR`."


@dataclass(frozen=True, slots=True)
class SavedLine:
    """A line as it was saved, and the figures that it had before."""

    line: BudgetLine
    before: BudgetLine | None


def enter_figures(
    session: Session, *, person: Person, subject: str, statement: BudgetStatement, source: Source, now: datetime
) -> SavedLine:
    """Set figures of the line with this kind, name, month and currency of a project or program; add it if it is new."""
    team = person.team
    program, project = home_of(session, team=team, subject=subject)
    require_editor(session, person=person, program=program, project=project)
    if not statement.figures:
        raise Refusal("Which amount?", "", USAGE)
    currency = statement.currency or storage.money.budgets.budget_currency(session, team=team, program=program)
    if not currency:
        raise Refusal("Which currency?", "", CURRENCY_HINT.format(program))
    name = privacy_flows.redact_private_words(
        session, person=person, words=statement.name, source=source, subject=subject, now=now
    )
    kind = statement.kind or BudgetKind.OTHER
    lines = storage.money.budgets.budget_lines(session, team=team, program=program)
    key = (project, kind, name.casefold(), statement.month, currency)
    before = next((line for line in lines if _key(line) == key and not line.source.startswith("CR-")), None)
    storage.audit.set_actor(session, team=team, actor=person.id, now=now, source=source.permalink)
    if before:
        storage.money.budgets.update_budget_line(session, team=team, id=before.id, values=statement.figures)
        id = before.id
    else:
        id = storage.money.budgets.add_budget_line(
            session, team=team, project=project, program=program, name=name, by=person.id, now=now, currency=currency,
            kind=kind, month=statement.month, source=source.permalink, **statement.figures,
        ).id  # fmt: skip
    return _saved(session, team=team, id=id, before=before, verb="changed" if before else "added")


def _key(line: BudgetLine) -> tuple[Any, ...]:
    return line.project, line.kind, line.name.casefold(), line.month, line.currency


def change_line(
    session: Session, *, person: Person, id: str, values: dict[str, Any], source: Source, now: datetime
) -> SavedLine:
    """Set the given columns of a line; a name typed in a private channel stays there."""
    before = changeable_line(session, person=person, id=id)
    if values.get("name") and values["name"] != before.name:
        values = values | {
            "name": privacy_flows.redact_private_words(
                session, person=person, words=values["name"], source=source, subject=id, now=now
            )
        }
    storage.money.budgets.update_budget_line(session, team=person.team, id=id, values=values)
    return _saved(session, team=person.team, id=id, before=before, verb="changed")


def columns_of(statement: BudgetStatement) -> dict[str, Any]:
    """Return the columns that a statement about one line sets."""
    said = {"kind": statement.kind and statement.kind.value, "name": statement.name, "month": statement.month}
    said |= {"currency": statement.currency}
    return {name: value for name, value in said.items() if value} | dict(statement.figures)


def delete_line(session: Session, *, person: Person, id: str, now: datetime) -> BudgetLine:
    line = changeable_line(session, person=person, id=id)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    storage.money.budgets.delete_budget_line(session, team=person.team, id=id)
    storage.changes.describe(session, f"{label_of_line(line)}: deleted")
    return line


def changeable_line(session: Session, *, person: Person, id: str) -> BudgetLine:
    """Return a line that the person may change."""
    line, program = storage.money.budgets.budget_line(session, team=person.team, id=id)
    require_editor(session, person=person, program=program, project=line.project)
    return line


def require_editor(session: Session, *, person: Person, program: str, project: str | None) -> None:
    storage.people.require_permission(
        session, person=person, action=Action.EDIT_BUDGET, program=program, project=project
    )


def home_of(session: Session, *, team: str, subject: str) -> tuple[str, str | None]:
    """Return the program, and the project, that an id names."""
    if subject.startswith("PRG-"):
        return storage.plan.program(session, team=team, id=subject).id, None
    return storage.plan.project(session, team=team, id=subject).program, subject


def label_of_line(line: BudgetLine) -> str:
    """Name a line without its sums: "People, Mar 2026 (BUD-3)"."""
    words = [line.name or line.kind.value.capitalize()]
    if line.month:
        words.append(f"{line.month:%b %Y}")
    return f"{', '.join(words)} ({line.id})"


def _saved(session: Session, *, team: str, id: str, before: BudgetLine | None, verb: str) -> SavedLine:
    line, _ = storage.money.budgets.budget_line(session, team=team, id=id)
    storage.changes.describe(session, f"{label_of_line(line)}: {verb}")
    return SavedLine(line, before)
