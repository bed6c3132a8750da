"""The verbs `budget`, `new budget` and `BUD-3`, and the buttons of a line's card."""

import re

import storage.channels
import templates
from handlers.budgets import budget_flows, budget_forms, budget_queries, budget_visibility
from handlers.budgets.budget_forms import render_line
from handlers.common import channels, lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall
from rules.budgets.statements import USAGE, BudgetStatement, parse_statement
from rules.budgets.thresholds import budget_share_text
from rules.refusal import AmbiguousInput, Refusal
from rules.text import tokens
from templates import RenderedMessage

_DELETE_WORDS = ("delete", "remove", "cancel")
# The words that open a view of all lines, and of the sums of each month.
_VIEWS = {"lines": "budgets/lines", "months": "budgets/months"}
_HAS_FIGURE = re.compile(r"\d")


async def show_or_enter_budget(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `budget [PRG-1|PRJ-2]`, `budget PRJ-2 lines` (or `months`), and `budget PRJ-2 people 12,000 planned Mar`."""
    text, page = parsing.parse_subject_and_page(call.text)
    subject, rest = await _split_subject(call, deps, text)
    if rest.casefold() in _VIEWS:
        return await _render_subject(call, deps, subject, page, part=rest.casefold())
    if rest:
        return await _enter(call, deps, subject, rest)
    if subject.startswith("PRJ-"):
        return await _render_subject(call, deps, subject, page)
    return await _render_program(call, deps, subject, page)


async def _split_subject(call: CommandCall, deps: Deps, text: str) -> tuple[str, str]:
    """Return the project or program that is named first, else that of this channel, and the words after it."""
    first = next(iter(tokens(text)), None)
    id = parsing.parse_id(first.text) if first else None
    if first and id:
        if not id.startswith("PR"):
            raise Refusal(f"{id} is no program and no project.", "", "Try `budget PRG-1` or `budget PRJ-2`.")
        return await lookup.resolve_subject(deps, id, retry_command="budget {}"), text[first.end :].strip()
    if named := _named_later(text):
        return named
    if _HAS_FIGURE.search(text) or text.casefold() in _VIEWS:
        return await _project_here(call, deps, text), text
    return await lookup.resolve_subject(deps, text, retry_command="budget {}"), ""


def _named_later(text: str) -> tuple[str, str] | None:
    """Return the project or program that is named after other words ("5k PRJ-2 people"), and those words."""
    for token in tokens(text):
        id = parsing.parse_id(token.text)
        if id and id.startswith("PR"):
            return id, f"{text[: token.start].strip()} {text[token.end :].strip()}".strip()
    return None


async def _project_here(call: CommandCall, deps: Deps, text: str) -> str:
    """Return the project that this channel serves; raise AmbiguousInput if it is not one."""
    served = await deps.read(storage.channels.served_projects, team=deps.team, channel=call.channel)
    if len(served) == 1:
        return served[0]
    choices = await deps.read(budget_visibility.editable_projects, person=call.person)
    said = text.replace("{", "").replace("}", "")
    raise AmbiguousInput("Which project?", choices, again=f"budget {{}} {said}")


async def _enter(call: CommandCall, deps: Deps, subject: str, words: str) -> RenderedMessage:
    statement = parse_statement(words, today=call.today, said=f"budget {subject} {words}")
    return await enter_statement(call, deps, subject, statement)


async def enter_statement(call: CommandCall, deps: Deps, subject: str, statement: BudgetStatement) -> RenderedMessage:
    """Save figures, and show the line with what they were before."""
    source = await channels.interaction_source(deps, call.channel)
    saved = await deps.commit(
        budget_flows.enter_figures,
        person=call.person, subject=subject, statement=statement, source=source, now=call.now,
    )  # fmt: skip
    return await render_line(saved.line.id, call.person, deps, saved=saved)


async def _render_program(call: CommandCall, deps: Deps, subject: str, page: int) -> RenderedMessage:
    program = subject or (await deps.read(lookup.resolve_program, person=call.person, text="", channel=call.channel)).id
    view = await deps.read(
        budget_queries.program_budget, person=call.person, program=program, today=call.today, page=page
    )
    return templates.render(
        "budgets/program", view=view, share_text=budget_share_text, colour_of=budget_queries.colour_of,
        again=f"budget {program}", today=call.today,
    )  # fmt: skip


async def _render_subject(call: CommandCall, deps: Deps, subject: str, page: int, *, part: str = "") -> RenderedMessage:
    view = await deps.read(
        budget_queries.project_budget, person=call.person, subject=subject, today=call.today, page=page
    )
    return templates.render(
        _VIEWS.get(part, "budgets/project"), view=view, share_text=budget_share_text,
        colour_of=budget_queries.colour_of, again=f"budget {subject} {part}".strip(), today=call.today,
    )  # fmt: skip


async def show_or_change_line(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `BUD-3`, `BUD-3 actual 4,300` and `BUD-3 delete`."""
    id, rest = parsing.split_id(call.text)
    if not rest:
        return await render_line(id, call.person, deps)
    if rest.casefold() in _DELETE_WORDS:
        return await _delete(call, deps, id)
    statement = parse_statement(rest, today=call.today, said=f"{id} {rest}")
    if statement.is_empty:
        raise Refusal(f"I don't understand “{rest[:40]}”.", "", f"Try `{id} actual 4,300` or `{id} delete`.")
    source = await channels.interaction_source(deps, call.channel)
    saved = await deps.commit(
        budget_flows.change_line,
        person=call.person, id=id, values=budget_flows.columns_of(statement), source=source, now=call.now,
    )  # fmt: skip
    return await render_line(id, call.person, deps, saved=saved)


async def _delete(request: CommandCall | Click, deps: Deps, id: str) -> RenderedMessage:
    line = await deps.commit(budget_flows.delete_line, person=request.person, id=id, now=request.now)
    return undoing.with_undo(
        deps, templates.render("budgets/deleted", label=budget_flows.label_of_line(line), today=request.today)
    )


async def on_line(click: Click, deps: Deps) -> RenderedMessage:
    return await render_line(click.value, click.person, deps)


async def on_delete(click: Click, deps: Deps) -> RenderedMessage:
    return await _delete(click, deps, click.value)


async def new_line(call: CommandCall, deps: Deps) -> RenderedMessage | None:
    """Run `new budget line`, which opens the form, and `new budget line PRJ-2 people 12,000 planned Mar`."""
    first, _, rest = call.text.strip().partition(" ")
    words = rest.strip() if first.casefold() == "line" else call.text.strip()
    if not words:
        await budget_forms.open_new_form(call, deps)
        return None
    subject, rest = await _split_subject(call, deps, words)
    if not rest:
        raise Refusal("Which amount?", "", USAGE)
    return await _enter(call, deps, subject, rest)


COMMANDS = (
    Command(
        "budget",
        'budget [PRG-1|PRJ-2] [lines|months] | PRJ-2 [people|tools|vendor|other] ["name"] 12,000 EUR '
        "[planned|committed|actual|forecast] [Mar]",
        "Show what is planned, committed, paid and forecast; with an amount, enter it.",
        show_or_enter_budget,
        examples=("budget", "budget PRJ-1", "budget PRJ-1 people 12,000 EUR planned Mar"),
        share=True,
    ),
    Command(
        "new budget",
        "new budget line [PRJ-2 people 12,000 planned Mar]",
        "Add a budget line. Without words, a form opens.",
        new_line,
        examples=("new budget line PRJ-1 vendor 8k EUR committed",),
    ),
    Command(
        "BUD-3",
        "BUD-3 [actual 4,300 | forecast none | people | Mar | delete]",
        "Show, change or delete a budget line.",
        show_or_change_line,
        examples=("BUD-1",),
    ),
)
CLICKS = {"budget_line": on_line, "budget_delete": on_delete}
