"""Escalations: the verbs `escalate`, `ack` and `snooze`, the buttons and forms of one, and the clock that climbs."""

import re
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session

import storage.escalations
import templates
from handlers.common import channels, forms, identity, isolation, parsing
from handlers.common.channels import BESIDE
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.lookup import program_meant
from handlers.common.requests import Call, Click, Form, Invalid
from handlers.escalations import flows, queries
from handlers.escalations.queries import View
from rules.escalations import policy as escalations_policy
from rules.escalations import states
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from templates import Message

_ID = re.compile(r"\s*E-?(\d{1,9})\b\s*(.*)", re.IGNORECASE | re.DOTALL)
_TO = re.compile(r"to\s+<@(\w+)(?:\|[^>]*)?>", re.IGNORECASE)
_SPAN = re.compile(r"(?:for\s+)?(\S+)(?:\s+because\s+(.*))?", re.IGNORECASE | re.DOTALL)
ASKING = {
    "escalation_snooze": "escalations/snooze",
    "escalation_hand": "escalations/hand",
    "escalation_reply": "escalations/reply",
}
"""The buttons that open a form first."""


async def escalate(call: Call, deps: Deps) -> Message:
    """`escalate`, `escalate E-1 …`, `escalate M-3 because …`, `escalate policy|pause|resume|test …`"""
    verb, _, rest = call.text.strip().partition(" ")
    if _ID.match(call.text):
        return await _one(call, deps)
    if verb.casefold() in ("policy", "pause", "resume"):
        return await _policy(call, deps, verb.casefold(), rest)
    if verb.casefold() == "test":
        item, _ = parsing.milestone_and_rest(rest)
        stations = await deps.read(queries.trial, person=call.person, item=item, now=call.now)
        return templates.render("escalations/trial", item=item, stations=stations)
    subject = parsing.typed_id(verb) or ""
    if not verb or subject.startswith("PRG-"):
        views = await deps.read(queries.listed, person=call.person, program=subject or None)
        return templates.render("escalations/list", views=views)
    item, why = parsing.milestone_and_rest(call.text)
    why = why.removeprefix("because ")
    view = await deps.transact(
        flows.raise_by_hand, person=call.person, item=item, text=why, source=call.source, now=call.now
    )
    return await _card(call.person, view.escalation.id, deps)


async def _one(call: Call, deps: Deps) -> Message:
    """`escalate E-1`, `E-1 to @bo`, `E-1 resolved`, `E-1 now`"""
    id, rest = _named(call.text)
    step: dict[str, Any] = {"person": call.person, "id": id, "now": call.now}
    if found := _TO.fullmatch(rest):
        to = await identity.person(deps, found[1])
        await deps.transact(flows.hand_over, to=to, **step)
    elif rest.casefold() in ("resolved", "resolve", "done"):
        await deps.transact(flows.resolve, **step)
    elif rest.casefold() == "now":
        await deps.transact(flows.override, **step)
    elif rest:
        raise Refusal(
            f"I don't know what “{rest[:60]}” does to {id}.", "", f"Try `escalate {id} to @bo`, `resolved` or `now`."
        )
    return await _card(call.person, id, deps)


async def _policy(call: Call, deps: Deps, verb: str, rest: str) -> Message:
    """`escalate policy [PRG-1] [owner 8h, lead 8h …]`, `escalate pause [PRG-1]`"""
    program = await deps.read(program_meant, person=call.person, text=rest, channel=call.channel)
    text = " ".join(word for word in rest.split() if parsing.typed_id(word) != program.id)
    policy = escalations_policy.read_policy(text) if verb == "policy" and text else None
    paused = {"pause": True, "resume": False}.get(verb)
    if policy or paused is not None:
        await deps.transact(
            flows.set_policy,
            person=call.person,
            program=program.id,
            policy=policy,
            paused=paused,
            now=call.now,
        )
    kept, stopped = await deps.read(storage.escalations.policy, team=deps.team, program=program.id)
    return templates.render("escalations/policy", program=program, policy=kept, paused=stopped)


async def ack(call: Call, deps: Deps) -> Message:
    """`ack E-1`"""
    id, _ = _named(call.text)
    await deps.transact(flows.acknowledge, person=call.person, id=id, now=call.now)
    return await _card(call.person, id, deps)


async def snooze(call: Call, deps: Deps) -> Message:
    """`snooze E-1 2h`, `snooze E-1 1d because …`"""
    id, rest = _named(call.text)
    found = _SPAN.fullmatch(rest)
    span, reason = (found[1], found[2] or "") if found else ("", "")
    wish = {"span": span, "reason": reason, "source": call.source}
    await deps.transact(flows.snooze, person=call.person, id=id, now=call.now, **wish)  # type: ignore[arg-type]
    return await _card(call.person, id, deps)


async def on_ack(click: Click, deps: Deps) -> Message | None:
    """*I have it*, *Still on it*"""
    await deps.transact(flows.acknowledge, person=click.person, id=click.value, now=click.now)
    return await _card(click.person, click.value, deps) if click.ephemeral else None


async def on_resolve(click: Click, deps: Deps) -> Message | None:
    """*Resolved*"""
    await deps.transact(flows.resolve, person=click.person, id=click.value, now=click.now)
    return await _card(click.person, click.value, deps) if click.ephemeral else None


async def on_card(click: Click, deps: Deps) -> Message:
    return await _card(click.person, click.value, deps)


async def on_ask(click: Click, deps: Deps) -> None:
    """*Snooze*, *Hand over*, *Reply*: a form opens; who may not take the escalation is refused before it does."""
    view = await deps.read(_allowed, person=click.person, id=click.value)
    place = click.channel if click.ephemeral else BESIDE
    form = templates.render_view(ASKING[click.action], view=view, metadata=f"{place} {click.value}")
    await forms.show(deps, user=click.person.id, trigger=click.trigger, view=form)


async def on_form(form: Form, deps: Deps) -> Message | None:
    """The forms of *Snooze*, *Hand over* and *Reply*; what is wrong stands beside its field."""
    step: dict[str, Any] = {"person": form.person, "id": form.subject, "now": form.now}
    said = step | {"source": await channels.source(deps, form.channel)}
    field, values = "span", form.values
    try:
        if form.callback == "escalation_hand":
            field, to = "user", await identity.person(deps, values.get("user", ""))
            await deps.transact(flows.hand_over, to=to, **step)
        elif form.callback == "escalation_reply":
            field = "reply"
            await deps.transact(flows.reply, text=values.get("reply", ""), **said)
        else:
            field, span = "reason", values.get("span", "")
            await deps.transact(flows.snooze, span=span, reason=values.get("reason", ""), **said)
    except (NotAllowed, states.Forbidden):
        raise
    except Refusal as refusal:
        raise Invalid(**{field: str(refusal)}) from refusal
    return None if form.channel == BESIDE else await _card(form.person, form.subject, deps)


async def every_cause(deps: Deps) -> None:
    """Each minute: what is no longer so closes, what is new opens."""
    await isolation.each(deps, job="escalations", turns={"what turned red": partial(_changes, deps, deps.now())})


async def every_timer(deps: Deps) -> None:
    """Every five seconds: each timer that is over takes one step; with none over this is one look into an index."""
    now = deps.now()
    late = await deps.read(queries.due, team=deps.team, now=now)
    steps = {id: isolation.turn(deps, flows.advance, id=id, process=process, now=now) for id, process in late}
    await isolation.each(deps, job="escalations climbing", turns=steps)


async def _changes(deps: Deps, now: datetime) -> None:
    turn = await deps.read(queries.turn, team=deps.team, now=now)
    calm = {id: isolation.turn(deps, flows.calm, id=id, now=now) for id in turn.calm}
    await isolation.each(deps, job="escalations closing", turns=calm)
    news = {one.key: isolation.turn(deps, flows.open_new, cause=one, now=now) for one in turn.news}
    await isolation.each(deps, job="escalations opening", turns=news)
    absent = {id: isolation.turn(deps, flows.absent, id=id, now=now) for id in turn.absent}
    await isolation.each(deps, job="escalations of who is away", turns=absent)


def _allowed(session: Session, *, person: Person, id: str) -> View:
    view = queries.view(session, team=person.team, id=id, person=person)
    queries.require(session, person=person, view=view)
    return view


async def _card(person: Person, id: str, deps: Deps) -> Message:
    view = await deps.read(queries.card, person=person, id=id)
    return templates.render("escalations/card", view=view)


def _named(text: str) -> tuple[str, str]:
    found = _ID.fullmatch(text)
    if not found:
        raise Refusal("That names no escalation.", "", "Ids look like `E-3`; `escalate` lists the open ones.")
    return f"E-{int(found[1])}", found[2].strip()


COMMANDS = (
    Command(
        "escalate",
        "escalate [E-3 [to @bo|resolved|now] | M-4 because … | test M-4 | policy|pause|resume [PRG-1]]",
        "What climbs until somebody has it: list, raise, hand over, try out, set up.",
        escalate,
        examples=("escalate", "escalate test M-1", "escalate policy"),
    ),
    Command("ack", "ack E-3", "Say that you have it.", ack, examples=("ack E-1",)),
    Command(
        "snooze",
        "snooze E-3 2h [because …]",
        "Let an escalation be quiet, 1 h to 5 working days.",
        snooze,
        examples=("snooze E-1 2h",),
    ),
)
CLICKS = {
    "escalation_ack": on_ack,
    "escalation_resolve": on_resolve,
    "escalation_card": on_card,
} | dict.fromkeys(ASKING, on_ask)
FORMS = dict.fromkeys(ASKING, on_form)
