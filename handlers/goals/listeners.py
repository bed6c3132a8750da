"""Goals: the verbs `new goal`, `goals`, `G-2` and `PRJ-7 goals`, and the buttons of a goal's card."""

import templates
from handlers.common import forms, lookup, parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, refuse_malformed
from handlers.goals import (
    asking_listeners,
    coverage_listeners,
    duplicate_listeners,
    form_listeners,
    picture,
    queries,
    replies,
)
from handlers.plan import queries as plan_queries
from rules.goals import goal_text
from rules.goals import weights as weight_rules
from rules.goals.goal_text import GoalVerb
from rules.goals.requests import GoalRequest
from rules.refusal import Refusal
from rules.text import plain
from templates import RenderedMessage


async def create_goal(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Handle `new goal "Keep our customers" by 31 Dec owner @dana`; the verb alone opens a form."""
    if not call.text.strip():
        choices = await deps.read(plan_queries.creation_choices, team=deps.team, channel=call.channel)
        view = templates.render_view("goals/form", goal=None, programs=choices.programs, metadata=call.channel)
        await forms.open_modal(
            deps, user=call.person.id, trigger=call.trigger, view=view, words='new goal "Name" by 31 Dec'
        )
        return None
    fields = goal_text.parse_new_goal(call.text, today=call.today, locale=call.person.locale)
    return await form_listeners.create_or_propose(call, fields, deps, again=f"new goal {call.text} in {{}}")


async def list_goals(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `goals`, `goals PRG-1` and `goals PRJ-7`, which shows the weights of a project."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject = await lookup.resolve_subject(deps, text, retry_command="goals {}")
    if subject.startswith("PRJ-"):
        return await replies.render_weights(subject, call.person, deps)
    if subject and not subject.startswith("PRG-"):
        raise Refusal(f"{subject} is no program and no project.", "", "Try `goals PRG-1`.")
    listed = await deps.read(queries.goal_list, person=call.person, program=subject, channel=call.channel, page=page)
    again = f"goals {subject}".strip()
    return templates.render("goals/list", listed=listed, subject=subject, again=again, today=call.today)


async def show_or_change_goal(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `G-2`, which shows its card, and the words after it that change the goal or its key results."""
    id, rest = parsing.split_id(call.text)
    if not rest:
        return await replies.render_card(id, call.person, deps)
    statement = goal_text.parse_goal_change(id, rest, today=call.today, locale=call.person.locale)
    program = await deps.read(queries.program_of_goal, team=deps.team, id=id)
    request = GoalRequest(plain(call.text), program, id, statement)
    return await asking_listeners.make_or_propose(call, request, deps)


async def weigh_project(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Handle `PRJ-7 goals G-1 60% G-2 40%`; without goals it shows the weights, for a program its goals."""
    id, rest = parsing.split_id(call.text)
    words = rest.partition(" ")[2].strip()
    if id.startswith("PRG-"):
        listed = await deps.read(queries.goal_list, person=call.person, program=id, channel=call.channel, page=1)
        return templates.render("goals/list", listed=listed, subject=id, again=f"goals {id}", today=call.today)
    if not words:
        return await replies.render_weights(id, call.person, deps)
    weights = weight_rules.parse_weights(words, project=id)
    return await form_listeners.weigh_or_propose(call, id, weights, deps)


async def on_card(click: Click, deps: Deps) -> RenderedMessage:
    """Open a goal's card from a button or menu."""
    return await replies.render_card(click.value, click.person, deps)


async def on_state(click: Click, deps: Deps) -> RenderedMessage:
    """Close or reopen a goal from its card; the value is the id and the verb."""
    id, _, verb = click.value.partition(" ")
    with refuse_malformed():
        statement = GoalVerb(verb)
    program = await deps.read(queries.program_of_goal, team=deps.team, id=id)
    return await asking_listeners.make_or_propose(click, GoalRequest(f"{id} {statement}", program, id, statement), deps)


COMMANDS = (
    Command(
        "new goal",
        'new goal ["Keep our customers" by 31 Dec owner @dana]',
        "Create a strategic goal. Without a name, a form opens.",
        create_goal,
        examples=('new goal "Keep our customers" by 31 Dec',),
    ),
    Command(
        "goals",
        "goals [PRG-1|PRJ-7]",
        "List the goals with their scores and the projects that serve them, or a project's weights.",
        list_goals,
        examples=("goals", "goals PRJ-1"),
        aliases=("goal",),
        share=True,
    ),
    Command(
        "G-2",
        'G-2 [owner @dana | by 31 Dec | rename "…" | key result "Churn" 4.2 → 3.8 % | 1 = 3.9 | close]',
        "Show or change a goal, its key results and their figures.",
        show_or_change_goal,
        examples=("G-1", 'G-1 key result "Churn" 4.2 → 3.8 % by 30 Jun', "G-1 1 = 3.9"),
        share=True,
    ),
    Command(
        "PRJ-7 goals",
        "PRJ-7 goals [G-1 60% G-2 40%]",
        "Show or set which goals a project serves, in percent that sum to 100.",
        weigh_project,
        examples=("PRJ-1 goals", "PRJ-1 goals G-1"),
        aliases=("PRJ-7 goal",),
    ),
    *coverage_listeners.COMMANDS,
    *picture.COMMANDS,
    *duplicate_listeners.COMMANDS,
)
CLICKS = {
    "goal": on_card,
    "goal_state": on_state,
    "goal_edit": form_listeners.on_edit,
    "goal_result": form_listeners.on_new_result,
    "goal_reading": form_listeners.on_reading,
    "goal_weights": form_listeners.on_weights,
    **duplicate_listeners.CLICKS,
    **asking_listeners.CLICKS,
}
FORMS = {
    "new_goal": form_listeners.on_new_form,
    "goal_edit": form_listeners.on_edit_form,
    "goal_result": form_listeners.on_result_form,
    "goal_reading": form_listeners.on_reading_form,
    "goal_weights": form_listeners.on_weights_form,
}
