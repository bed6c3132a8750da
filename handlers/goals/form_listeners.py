"""The forms of goals: a new goal, its fields, a key result, a reading, and the weights of a project."""

from collections.abc import Mapping

import templates
from handlers.common import channels, forms
from handlers.common.deps import Deps
from handlers.common.requests import (
    Click,
    CommandCall,
    FormSubmission,
    InvalidForm,
    errors_beside,
    parse_record_number,
)
from handlers.goals import asking_listeners, flows, queries, replies
from rules.dates import DoubtfulDay
from rules.figures import parse_figure
from rules.goals import goal_text, request_words
from rules.goals import weights as weight_rules
from rules.goals.goal_text import GoalFields, GoalStatement, NewResult, ResultReading
from rules.goals.requests import GoalRequest
from rules.goals.scores import require_way, require_weight
from rules.people import NeedsConsent
from rules.refusal import AmbiguousInput, Refusal
from templates import RenderedMessage


async def on_new_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Create a goal from the form, or propose it."""
    with errors_beside("date", DoubtfulDay):
        return await create_or_propose(form, _form_fields(form), deps, again="")


async def create_or_propose(
    asker: CommandCall | FormSubmission, fields: GoalFields, deps: Deps, *, again: str
) -> RenderedMessage:
    """Create a goal and show its card, or ask whoever may create it.

    `again` is the command to repeat where several programs are possible.
    """
    source = await channels.interaction_source(deps, asker.channel)
    try:
        goal = await deps.commit(flows.create_goal, person=asker.person, fields=fields, source=source, now=asker.now)
    except AmbiguousInput as ambiguity:
        if not again or ambiguity.again or type(ambiguity) is not AmbiguousInput:
            raise
        raise AmbiguousInput(ambiguity.what, ambiguity.choices, again=again) from None
    except NeedsConsent as refusal:
        request = await deps.read(
            queries.new_goal_request, person=asker.person, fields=fields, channel=asker.channel, now=asker.now
        )
        return await asking_listeners.propose(asker, request, refusal, deps)
    return await replies.render_card(goal.id, asker.person, deps, saved=True)


async def on_edit(click: Click, deps: Deps) -> None:
    """Open the form of a goal with its present values."""
    goal = await deps.read(queries.editable_goal, person=click.person, id=click.value)
    view = templates.render_view("goals/form", goal=goal, programs=(), metadata=f"{click.channel} {goal.id}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_edit_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save a goal's form, or propose its changes; fields that were emptied become empty."""
    fields = _form_fields(form)
    values = {"name": fields.name, "owner": fields.owner, "horizon": fields.horizon}
    values |= {"description": fields.description, "measure": fields.measure}
    with errors_beside("date", DoubtfulDay):
        request = await deps.read(
            queries.change_request, person=form.person, id=form.subject, values=values, now=form.now
        )
        return await asking_listeners.make_or_propose(form, request, deps)


def _form_fields(form: FormSubmission) -> GoalFields:
    name = goal_text.clean_name(form.required_text("name", "Give the goal a name."))
    if not name:
        raise InvalidForm(name="Give the goal a name.")
    return GoalFields(
        name=name,
        owner=form.values.get("user") or None,
        horizon=form.day(),
        description=form.values.get("description", "").strip(),
        measure=form.values.get("measure", "").strip(),
        program=form.values.get("inside") or None,
    )


async def on_new_result(click: Click, deps: Deps) -> None:
    """Open the form that adds a key result."""
    goal = await deps.read(queries.editable_goal, person=click.person, id=click.value)
    view = templates.render_view("goals/result_form", goal=goal, metadata=f"{click.channel} {goal.id}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_result_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Add the key result of the form; a target that is the baseline is shown as an error beside it."""
    name = goal_text.clean_name(form.required_text("name", "Give it a name."))
    baseline, target = _number(form, "baseline"), _number(form, "target")
    weight = _number(form, "weight") if form.values.get("weight", "").strip() else 1.0
    with errors_beside("target"):
        require_way(baseline, target)
    with errors_beside("weight"):
        require_weight(weight)
    result = NewResult(name, baseline, target, form.values.get("unit", "").strip(), form.day_ahead(), weight)
    return await _make_or_propose(
        form, request_words.result_words(form.subject, result, today=form.today), result, deps
    )


async def _make_or_propose(form: FormSubmission, words: str, statement: GoalStatement, deps: Deps) -> RenderedMessage:
    program = await deps.read(queries.program_of_goal, team=deps.team, id=form.subject)
    return await asking_listeners.make_or_propose(form, GoalRequest(words, program, form.subject, statement), deps)


async def on_reading(click: Click, deps: Deps) -> None:
    """Open the form that takes the newest figure of a key result."""
    goal = await deps.read(queries.measurable_goal, person=click.person, id=click.value)
    view = templates.render_view("goals/reading_form", goal=goal, metadata=f"{click.channel} {goal.id}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_reading_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    number, value = parse_record_number(form.required_choice("result")), _number(form, "figure")
    words = request_words.reading_words(form.subject, number, value)
    return await _make_or_propose(form, words, ResultReading(number, value), deps)


async def on_weights(click: Click, deps: Deps) -> None:
    """Open the form of a project's weights: one field a goal."""
    form = await deps.read(queries.weight_form, person=click.person, project=click.value)
    if not form.goals:
        raise Refusal("This program has no goal yet.", "", 'Create one: `new goal "Keep our customers" by 31 Dec`.')
    ids = " ".join(goal.id for goal in form.goals)
    view = templates.render_view("goals/weights_form", form=form, metadata=f"{click.channel} {click.value} {ids}")
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_weights_form(form: FormSubmission, deps: Deps) -> RenderedMessage:
    """Save the weights of the form; a sum that is not 100 is shown beside the first field."""
    project, *goals = form.subject.split()
    fields = {f"weight_{place}": goal for place, goal in enumerate(goals, 1)}
    weights: dict[str, float] = {}
    for name, goal in fields.items():
        with errors_beside(name):
            weights[goal] = weight_rules.parse_share(form.values.get(name, "").strip() or "0")
    weights = {goal: share for goal, share in weights.items() if share}
    if weights:
        with errors_beside("weight_1"):
            weight_rules.require_whole(weights, project=project)
    return await weigh_or_propose(form, project, weights, deps)


async def weigh_or_propose(
    asker: CommandCall | FormSubmission, project: str, weights: Mapping[str, float], deps: Deps
) -> RenderedMessage:
    """Save the weights of a project, or ask whoever may set them."""
    program = await deps.read(queries.program_of_project, team=deps.team, id=project)
    words = request_words.weights_words(project, weights)
    return await asking_listeners.make_or_propose(asker, GoalRequest(words, program, project, weights=weights), deps)


def _number(form: FormSubmission, name: str) -> float:
    with errors_beside(name):
        return parse_figure(form.values.get(name, ""))
