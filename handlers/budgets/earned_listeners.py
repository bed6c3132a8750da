"""Earned value: the verbs `earned`, `M-3 cost`, `M-3 credit` and `PRJ-2 credit`, and the buttons of its view."""

import re
from datetime import date, time
from typing import Any

import templates
from handlers.budgets import earned_flows, earned_queries
from handlers.common import channels, lookup, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.picture_messages import send_picture
from handlers.common.requests import Click, CommandCall
from rules.earned_value.credit import CHOICES
from rules.people import Person, Role
from rules.refusal import Refusal
from templates import RenderedMessage

_FULL_NAME = re.compile(r"^value\b(?:\s+(?:of|for)\b)?\s*", re.IGNORECASE)
EDITOR_ROLES = frozenset({Role.MANAGER, Role.LEAD})


async def earned_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `earned`, `earned PRJ-2` and `earned PRG-1`."""
    # People type the name of the view in full.
    text = _FULL_NAME.sub("", call.text.strip())
    subject = await find_subject(text, call.person, call.channel, deps)
    return await render_view(subject, call.person, deps, today=call.today)


async def find_subject(text: str, person: Person, channel: str, deps: Deps) -> str:
    """Return the project or program that is meant; without words, that of the channel."""
    subject = await lookup.resolve_subject(deps, text.strip(), retry_command="earned {}")
    if not subject:
        return await deps.read(earned_queries.choose_subject, person=person, channel=channel)
    if not subject.startswith("PR"):
        raise Refusal(f"{subject} is no program and no project.", "", "Try `earned PRJ-2` or `earned PRG-1`.")
    return subject


async def render_view(
    subject: str, person: Person, deps: Deps, *, today: date, day: date | None = None, at: time | None = None
) -> RenderedMessage:
    """Render the earned value of a project or program, now or as it was known on an earlier day."""
    view = await deps.read(earned_queries.earned_view, person=person, subject=subject, now=deps.now(), day=day, at=at)
    return templates.render("budgets/earned", view=view, at=at, today=today)


async def on_earned(click: Click, deps: Deps) -> RenderedMessage:
    return await render_view(click.value, click.person, deps, today=click.today)


async def on_because(click: Click, deps: Deps) -> RenderedMessage:
    """Show every figure with its formula."""
    view = await deps.read(earned_queries.earned_view, person=click.person, subject=click.value, now=click.now)
    return templates.render("budgets/earned_because", view=view, today=click.today)


async def on_picture(click: Click, deps: Deps) -> RenderedMessage:
    """Draw the S-curve and send it as a direct message; say so, or that it could not be drawn."""
    facts = await deps.read(earned_queries.earned_curve, person=click.person, subject=click.value, now=click.now)
    sent = await send_picture(deps, "earned", user=click.person.id, filename=f"earned-{click.value}.png", facts=facts)
    return templates.render("budgets/earned_picture", title=facts["title"], sent=sent)


async def cost_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `M-3 cost 12k` and `M-3 cost none`."""
    id, text = _split(call.text)
    if not text:
        raise Refusal(f"What does {id} cost?", "", f"Try `{id} cost 12k`.")
    return await _save(earned_flows.set_cost, id, text, call, deps)


async def credit_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `PRJ-2 credit 50/50` and `M-3 credit weighted 30/30/40`."""
    id, text = _split(call.text)
    if id.startswith("PRG-"):
        raise Refusal("A program has no credit rule of its own.", "", "Set it for a project: `PRJ-2 credit 50/50`.")
    if not text:
        raise Refusal(f"How does {id} earn value?", "", f"Choose {CHOICES}.")
    return await _save(earned_flows.set_credit, id, text, call, deps)


async def _save(flow: Any, id: str, text: str, call: CommandCall, deps: Deps) -> RenderedMessage:
    source = await channels.interaction_source(deps, call.channel)
    saved = await deps.commit(flow, person=call.person, id=id, text=text, source=source, now=call.now)
    return undoing.with_undo(deps, templates.render("budgets/earned_saved", saved=saved, today=call.today))


def _split(text: str) -> tuple[str, str]:
    """Split `M-3 cost 12k` into the id and what comes after the verb."""
    id, rest = parsing.split_id(text)
    return id, rest.partition(" ")[2].strip()


COMMANDS = (
    Command(
        "earned",
        "earned [PRJ-2|PRG-1]",
        "Show what the finished work is worth against plan and cost, each figure with its formula.",
        earned_command,
        examples=("earned", "earned PRJ-1"),
        share=True,
        aliases=("evm",),
    ),
    Command(
        "M-42 cost",
        "M-42 cost 12k",
        "Set what a milestone is planned to cost; `none` clears it.",
        cost_command,
        EDITOR_ROLES,
        ("M-1 cost 12k",),
    ),
    Command(
        "M-42 credit",
        "M-42 credit 0/100|50/50|weighted 30/30/40|percent|effort",
        "Set how a milestone earns value before it is done.",
        credit_command,
        EDITOR_ROLES,
        ("M-1 credit 0/100",),
    ),
    Command(
        "PRJ-7 credit",
        "PRJ-7 credit 0/100|50/50|weighted 30/30/40|percent|effort",
        "Set how the milestones of a project earn value.",
        credit_command,
        EDITOR_ROLES,
        ("PRJ-1 credit 50/50",),
    ),
)
CLICKS = {"earned": on_earned, "earned_because": on_because, "earned_picture": on_picture}
