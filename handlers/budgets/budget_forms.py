"""The form of a budget line, new or changed, and the card that answers it."""

from typing import Any

import templates
from handlers.budgets import budget_flows, budget_queries, budget_visibility
from handlers.budgets.budget_flows import SavedLine
from handlers.common import channels, forms, undoing
from handlers.common.deps import Deps
from handlers.common.requests import (
    Click,
    CommandCall,
    FormSubmission,
    InvalidForm,
    errors_beside,
    local_date,
    refuse_malformed,
)
from rules.budgets.amounts import read_amount
from rules.budgets.months import read_month
from rules.budgets.statements import FIGURES, MAX_NAME_LENGTH, BudgetStatement
from rules.money import BudgetKind, BudgetLine, is_currency
from rules.people import Person
from templates import RenderedMessage

NEW_WORDS = "budget PRJ-2 people 12,000 planned Mar"


async def render_line(id: str, person: Person, deps: Deps, *, saved: SavedLine | None = None) -> RenderedMessage:
    """Render a line's card; after a change it says what the figures were, and can be undone."""
    before = saved.before if saved else None
    card = await deps.read(budget_queries.line_card, person=person, id=id, before=before)
    message = templates.render(
        "budgets/card", card=card, saved=bool(saved), figures=FIGURES, today=local_date(person, deps.now())
    )
    return undoing.with_undo(deps, message) if saved else message


async def open_new_form(call: CommandCall, deps: Deps) -> None:
    await _open_new(call.person, call.channel, call.trigger, deps, first="")


async def on_new(click: Click, deps: Deps) -> None:
    """Open the form for a project (*New line…*)."""
    await _open_new(click.person, click.channel, click.trigger, deps, first=click.value)


async def _open_new(person: Person, channel: str, trigger: str, deps: Deps, *, first: str) -> None:
    projects = await deps.read(budget_visibility.editable_projects, person=person)
    projects = tuple(sorted(projects, key=lambda project: project[0] != first))
    view = _form(None, projects=projects, metadata=channel)
    await forms.open_modal(deps, user=person.id, trigger=trigger, view=view, words=NEW_WORDS)


async def on_edit(click: Click, deps: Deps) -> None:
    """Open the form of a line with its present figures (*Change…*)."""
    line = await deps.read(budget_flows.changeable_line, person=click.person, id=click.value)
    view = _form(line, projects=(), metadata=f"{click.channel} {line.id}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


def _form(line: BudgetLine | None, *, projects: tuple[tuple[str, str], ...], metadata: str) -> dict[str, Any]:
    return templates.render_view(
        "budgets/form", line=line, projects=projects, metadata=metadata, kinds=tuple(BudgetKind)
    )


async def on_new_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    values = _values(form)
    figures = {name: values[name] for name in FIGURES if values[name] is not None}
    statement = BudgetStatement(figures, values["kind"], values["name"], values["month"], values["currency"])
    subject = form.values.get("inside") or form.required_choice("find_project")
    source = await channels.interaction_source(deps, form.channel)
    with errors_beside("currency"):
        saved = await deps.commit(
            budget_flows.enter_figures,
            person=form.person, subject=subject, statement=statement, source=source, now=form.now,
        )  # fmt: skip
    return await render_line(saved.line.id, form.person, deps, saved=saved)


async def on_edit_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save a line; figures that were emptied are cleared."""
    values = _values(form)
    if not values["currency"]:
        del values["currency"]
    source = await channels.interaction_source(deps, form.channel)
    saved = await deps.commit(
        budget_flows.change_line, person=form.person, id=form.subject, values=values, source=source, now=form.now
    )
    return await render_line(form.subject, form.person, deps, saved=saved)


def _values(form: FormSubmission) -> dict[str, Any]:
    """Read the form; what can't be read is said beside its field."""
    values: dict[str, Any] = {}
    currency = _currency(form.values.get("currency", ""))
    for name in FIGURES:
        text = form.values.get(name, "").strip()
        values[name] = None
        if text:
            with errors_beside(name):
                amount = read_amount(text)
            if amount.currency and currency and amount.currency != currency:
                raise InvalidForm(**{name: f"This is in {amount.currency}, the line in {currency}."})
            currency, values[name] = currency or amount.currency, amount.amount
    if all(values[name] is None for name in FIGURES):
        raise InvalidForm(planned="Enter at least one amount.")
    month = form.values.get("month", "").strip()
    with errors_beside("month"):
        values["month"] = read_month(month, today=form.today) if month else None
    with refuse_malformed():
        values["kind"] = BudgetKind(form.values.get("kind") or BudgetKind.OTHER)
    return values | {"name": form.values.get("name", "").strip()[:MAX_NAME_LENGTH], "currency": currency}


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code and not is_currency(code):
        raise InvalidForm(currency="A code of three letters, such as EUR.")
    return code


CLICKS = {"budget_new": on_new, "budget_edit": on_edit}
FORMS = {"new_budget_line": on_new_form, "budget_line_edit": on_edit_form}
