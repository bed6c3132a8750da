"""Forms of a milestone's cost, credit rule and days to buy, and of a project's credit rule."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.money.budgets
import storage.money.worth
import storage.plan
import templates
from handlers.budgets import earned_flows
from handlers.common import access, channels, forms, undoing
from handlers.common.deps import Deps
from handlers.common.requests import Click, FormSubmission, InvalidForm, Source, errors_beside
from handlers.levelling import flows
from rules.corrections import require_open
from rules.figures import figure_text
from rules.people import Person
from rules.refusal import Refusal
from rules.truth.statuses import label_of
from templates import RenderedMessage


@dataclass(frozen=True, slots=True)
class WorthForm:
    """A form with its present values as text; `is_project` has the credit rule alone."""

    id: str
    label: str
    is_project: bool
    credit: str
    cost: str = ""
    crash_cost: str = ""
    crash_days: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class SavedForm:
    """The labels of what a form changed."""

    label: str
    project: str
    changed: tuple[str, ...]


def worth_form(session: Session, *, person: Person, id: str) -> WorthForm:
    """Return a form with its present values; raise NotAllowed for who may not change the budget of the project."""
    access.require_visible(session, person=person, text=id)
    team = person.team
    if id.startswith("PRJ-"):
        project = storage.plan.project(session, team=team, id=id)
        earned_flows.require_editor(session, person=person, project=id)
        return WorthForm(id, f"{project.name} ({id})", True, project.credit or "")
    milestone = storage.plan.milestone(session, team=team, id=id)
    require_open(milestone)
    program = earned_flows.require_editor(session, person=person, project=milestone.project)
    worth = storage.money.worth.worth_of(session, team=team, milestone=id)
    return WorthForm(
        id,
        label_of(milestone),
        False,
        worth.credit or "",
        figure_text(worth.cost) if worth.cost is not None else "",
        figure_text(milestone.crash_cost) if milestone.crash_cost is not None else "",
        str(milestone.crash_days or ""),
        storage.money.budgets.budget_currency(session, team=team, program=program),
    )


async def on_open(click: Click, deps: Deps) -> None:
    """Handle *Cost…* of a milestone and *Earned value…* of a project."""
    form = await deps.read(worth_form, person=click.person, id=click.value)
    view = templates.render_view("levelling/worth_form", form=form, metadata=f"{click.channel} {click.value}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    source = await channels.interaction_source(deps, form.channel)
    saved = await deps.commit(save_worth, form=form, source=source, now=form.now)
    return undoing.with_undo(deps, templates.render("levelling/worth_saved", saved=saved))


def save_worth(session: Session, *, form: FormSubmission, source: Source, now: datetime) -> SavedForm:
    """Save what differs from the present values; what can't be read is said beside its field."""
    before = worth_form(session, person=form.person, id=form.subject)
    typed = {name: form.values.get(name, "").strip() for name in ("cost", "credit", "crash_cost", "crash_days")}
    common: dict[str, Any] = {"person": form.person, "id": form.subject, "source": source, "now": now}
    changed = []
    if not before.is_project and typed["cost"] != before.cost:
        with errors_beside("cost"):
            earned_flows.set_cost(session, text=typed["cost"] or "none", **common)
        changed.append("cost")
    if typed["credit"] != before.credit:
        with errors_beside("credit"):
            earned_flows.set_credit(session, text=typed["credit"] or "none", **common)
        changed.append("credit rule")
    crash = (typed["crash_cost"], typed["crash_days"])
    if not before.is_project and crash != (before.crash_cost, before.crash_days):
        data = _read_crash(*crash)
        with errors_beside("crash_days"):
            flows.set_crash_data(session, data=data, **common)
        changed.append("days to buy")
    project = form.subject
    if not before.is_project:
        project = storage.plan.milestone(session, team=form.person.team, id=form.subject).project
    return SavedForm(before.label, project, tuple(changed))


def _read_crash(cost: str, days: str) -> flows.CrashData | None:
    if not cost and not days:
        return None
    if not cost:
        raise InvalidForm(crash_cost="What does a day cost to save?")
    if not days:
        raise InvalidForm(crash_days="How many days can be bought?")
    with errors_beside("crash_days"):
        if not days.isdigit() or not int(days):
            raise Refusal("A whole number of days, such as 2.")
    with errors_beside("crash_cost"):
        return flows.parse_crash(f"{cost} per day up to {days} days")


CLICKS = {"worth_form": on_open}
FORMS = {"worth": on_form}
