"""The forms of a benefit: its profile, and a reading."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, TypeVar

import templates
from handlers.benefits import flows, queries, readings, replies
from handlers.common import channels, forms
from handlers.common.deps import Deps
from handlers.common.requests import (
    Click,
    CommandCall,
    FormSubmission,
    InvalidForm,
    errors_beside,
    refuse_malformed,
)
from handlers.plan import queries as plan_queries
from rules.benefits import statement_fields, units
from rules.benefits.completeness import require_measurable
from rules.benefits.doubts import DoubtfulReading
from rules.benefits.profile import Benefit, BenefitKind, Cadence, Curve, DelayRule
from rules.benefits.realisation import require_change
from rules.benefits.statements import BenefitStatement, ReadingStatement
from rules.benefits.units import MeasuredValue
from rules.refusal import NotFound, Refusal
from templates import RenderedMessage

T = TypeVar("T")
TEXT_FIELDS = ("description", "outcome", "kpi", "baseline_source", "measure")
NEW_WORDS = 'new benefit "Churn falls"'


async def open_new_form(call: CommandCall, deps: Deps) -> None:
    choices = await deps.read(plan_queries.creation_choices, team=deps.team, channel=call.channel)
    if not choices.programs:
        raise Refusal("No program exists yet.", "", 'Create one: `new program "Name"`.')
    view = _profile_view(None, programs=choices.programs, metadata=call.channel)
    await forms.open_modal(deps, user=call.person.id, trigger=call.trigger, view=view, words=NEW_WORDS)


async def on_edit(click: Click, deps: Deps) -> None:
    """Open the profile of a benefit with its present values (*Change…*)."""
    benefit = await deps.read(queries.editable_benefit, person=click.person, id=click.value)
    view = _profile_view(benefit, programs=(), metadata=f"{click.channel} {benefit.id}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


def _profile_view(benefit: Benefit | None, *, programs: Sequence[tuple[str, str]], metadata: str) -> dict[str, Any]:
    return templates.render_view(
        "benefits/form",
        benefit=benefit,
        programs=programs,
        metadata=metadata,
        kinds=tuple(BenefitKind),
        cadences=tuple(Cadence),
        curves=tuple(Curve),
        delay_rules=tuple(DelayRule),
    )


async def on_new_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Create a benefit from the form; errors are shown beside their field."""
    name = form.required_text("name", "Give it a name.")
    columns = _columns_of(form)
    columns = {field: value for field, value in columns.items() if value not in (None, "", (), {})}
    statement = BenefitStatement(columns, program=form.values.get("inside") or None, name=name)
    source = await channels.interaction_source(deps, form.channel)
    with _beside_fields():
        facts = await deps.commit(
            flows.create_benefit, person=form.person, statement=statement, source=source, now=form.now
        )
    return await replies.render_card(facts.benefit.id, form.person, deps, saved=True)


async def on_edit_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save a benefit's profile; fields that were emptied become empty."""
    values = {"name": form.required_text("name", "Give it a name."), **_columns_of(form)}
    source = await channels.interaction_source(deps, form.channel)
    with _beside_fields():
        await deps.commit(
            flows.change_benefit, person=form.person, id=form.subject, values=values, source=source, now=form.now
        )
    return await replies.render_card(form.subject, form.person, deps, saved=True)


def _columns_of(form: FormSubmission) -> dict[str, Any]:
    columns: dict[str, Any] = {name: form.values.get(name, "").strip() for name in TEXT_FIELDS}
    columns |= {"owner": form.values.get("user") or None, "unit": units.read_unit(form.values.get("unit", ""))}
    columns |= {name: form.day(name) for name in ("baseline_on", "target_on", "go_live", "ends", "stop")}
    columns |= _measure_of(form)
    columns["shares"] = _read(form, "shares", statement_fields.read_shares) or {}
    columns["milestones"] = _read(form, "milestones", statement_fields.read_milestones) or ()
    columns["ramp_days"] = _read(form, "ramp", statement_fields.read_span) or 0
    half_life = _read(form, "half_life", statement_fields.read_span)
    columns["half_life"] = half_life / 7 if half_life else None
    no_worth = {"low": None, "likely": None, "high": None, "currency": None}
    columns |= _read(form, "worth", statement_fields.read_worth) or no_worth
    with refuse_malformed():
        columns["kind"] = BenefitKind(form.values.get("kind") or BenefitKind.BENEFIT)
        columns["cadence"] = Cadence(form.values.get("cadence") or Cadence.MONTHLY)
        columns["curve"] = Curve(form.values.get("curve") or Curve.STEP)
        columns["delay_rule"] = DelayRule(form.values.get("delay_rule") or DelayRule.FIXED_END)
    return columns


def _measure_of(form: FormSubmission) -> dict[str, float | None]:
    """Return baseline and target; the measure must count something, and the two must differ."""
    with errors_beside("kpi"):
        require_measurable(form.values.get("kpi", "").strip())
    baseline, target = _read(form, "baseline", _figure), _read(form, "target", _figure)
    if baseline is not None and target is not None:
        with errors_beside("target"):
            require_change(baseline=baseline, target=target)
    if (day := form.day("baseline_on")) and day > form.today:
        raise InvalidForm(baseline_on="That day is in the future.")
    return {"baseline": baseline, "target": target}


def _figure(text: str) -> float:
    value = units.read_value(text)
    if value is None:
        raise Refusal("A figure like 3.9 or 310k.")
    return value.value


def _read(form: FormSubmission, name: str, read: Callable[[str], T]) -> T | None:
    """Read a text field; None if it is empty, and the refusal beside it if it can't be read."""
    text = form.values.get(name, "").strip()
    if not text:
        return None
    with errors_beside(name):
        return read(text)


@contextmanager
def _beside_fields() -> Iterator[None]:
    """Show a refusal of the flow beside the field that it is about, where that can be told."""
    try:
        yield
    except NotFound as refusal:
        words = str(refusal)
        field = "milestones" if "milestone" in words else "shares" if "project" in words else "name"
        raise InvalidForm.beside(field, refusal) from None


@contextmanager
def _sure_by_mark(figure: str) -> Iterator[None]:
    """Say how a reading is saved all the same in a form, where there are no buttons to choose from."""
    try:
        yield
    except DoubtfulReading as doubt:
        raise Refusal(doubt.what, "", f"If it is right, write {figure}!") from None


async def on_reading(click: Click, deps: Deps) -> None:
    """Open the form of a reading; the value is the id and, for one that was asked for, its due day."""
    id, _, due = click.value.partition(" ")
    with refuse_malformed():
        day = date.fromisoformat(due) if due else click.today
    facts = await deps.read(queries.readable_benefit, person=click.person, id=id)
    view = templates.render_view(
        "benefits/reading_form",
        benefit=facts.benefit,
        recent=queries.recent_readings(facts),
        day=min(day, click.today),
        metadata=f"{click.channel} {id}",
        today=click.today,
    )
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_reading_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    value = _read(form, "figure", _measured)
    if value is None:
        raise InvalidForm(figure="Which figure did you read?")
    day = form.day("day")
    if day and day > form.today:
        raise InvalidForm(day="That day is in the future.")
    is_sure = form.values["figure"].rstrip().endswith("!")
    said = ReadingStatement(value, day, form.values.get("note", "").strip(), sure=is_sure)
    source = await channels.interaction_source(deps, form.channel)
    with errors_beside("figure"), _sure_by_mark(form.values["figure"].strip()):
        await deps.commit(
            readings.enter_reading, person=form.person, id=form.subject, said=said, source=source, now=form.now
        )
    return await replies.render_card(form.subject, form.person, deps, saved=True)


def _measured(text: str) -> MeasuredValue:
    value = units.read_counted(text.rstrip("! "))
    if value is None:
        raise Refusal("A figure like 3.9 or 310k.")
    return value
