"""Hand-overs between milestones: the verbs `depend` and `D-9`, the buttons of the two people, and the calendar's."""

from collections.abc import Mapping

import templates
from handlers.common import channels, forms, isolation, lookup, parsing
from handlers.common.channels import BESIDE
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click, Form, number
from handlers.dependencies import confidence, flows, queries, transitions
from handlers.dependencies.flows import Wish
from rules.dependencies.handovers import Step
from rules.refusal import Refusal
from templates import Message

STEPS: Mapping[str, Step] = {
    "commit": Step.COMMIT,
    "counter": Step.COUNTER,
    "decline": Step.DECLINE,
    "accept": Step.ACCEPT,
    "reject": Step.REJECT,
    "by": Step.REQUEST,
    "waive": Step.WAIVE,
}
ASKING = {
    "handover_counter": "dependencies/counter",
    "handover_decline": "dependencies/decline",
    "handover_by": "dependencies/by",
}
"""The steps that open a form first."""


async def depend(call: Call, deps: Deps) -> Message:
    """`depend M-4 on M-3 by 3 Mar [soft]`, with names as well as ids"""
    left, right, by, soft = parsing.ends_of(call.text)
    tail = (f" by {by}" if by else "") + (" soft" if soft else "")
    consumer = await lookup.milestone(deps, left, person=call.person, again=f'depend {{}} on "{right}"{tail}')
    provider = await lookup.milestone(deps, right, person=call.person, again=f"depend {consumer} on {{}}{tail}")
    need_by = parsing.day(by, today=call.today, locale=call.person.locale) if by else None
    wish = Wish(consumer, provider, soft, need_by)
    handed = await deps.transact(flows.link, person=call.person, wish=wish, now=call.now)
    return templates.render("dependencies/linked", handed=handed, today=call.today)


async def show(call: Call, deps: Deps) -> Message:
    """`D-9`, `D-9 commit`, `D-9 counter 10 Mar because …`, `D-9 by 3 Mar`, `D-9 waive`"""
    id, rest = parsing.id_and_rest(call.text)
    verb, _, tail = rest.partition(" ")
    if not verb:
        return await _card(call, deps, id)
    step = STEPS.get(verb.casefold())
    if step is None:
        raise Refusal(
            f"I don't know what “{rest[:60]}” does to {id}.", "", f"Try `{id} commit`, `{id} by 3 Mar` or `{id} waive`."
        )
    when, _, reason = tail.partition("because ")
    day = parsing.day(when.strip(), today=call.today, locale=call.person.locale) if step in _DATED else None
    reason = reason if step in _DATED else tail.removeprefix("because ")
    await deps.transact(
        flows.answer,
        person=call.person,
        id=id,
        step=step,
        day=day,
        reason=reason,
        source=call.source,
        now=call.now,
    )
    return await _card(call, deps, id)


async def listed(call: Call, deps: Deps) -> Message:
    """`deps [PRJ-7|PRG-1] [page 2]`: broken and unanswered ones first."""
    text, page = parsing.subject_and_page(call.text)
    subject = await lookup.subject(deps, text, again="deps {}")
    found = await deps.read(queries.listed, team=deps.team, subject=subject, page=page)
    rooms = await deps.read(flows.rooms, team=deps.team, handed=found.lines, now=call.now)
    return templates.render("dependencies/list", listed=found, rooms=rooms, size=queries.PAGE, today=call.today)


async def on_step(click: Click, deps: Deps) -> Message | None:
    """*Commit*, *Accept*, *Reject*, *Drop it*: done at once. The messages the answer stands in are edited."""
    id, version = _named(click.value)
    step = STEPS[click.action.removeprefix("handover_")]
    await deps.transact(flows.answer, person=click.person, id=id, version=version, step=step, now=click.now)
    return await _card(click, deps, id) if click.ephemeral else None


async def on_ask(click: Click, deps: Deps) -> None:
    """*Counter*, *Decline*, *Another day*: a form opens for the day or the reason."""
    id, version = _named(click.value)
    handed = await deps.read(queries.handed, team=deps.team, id=id)
    flows.refuse_stale(handed, version)
    place = click.channel if click.ephemeral else BESIDE
    view = templates.render_view(
        ASKING[click.action], handed=handed, metadata=f"{place} {click.value}", today=click.today
    )
    await forms.show(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_form(form: Form, deps: Deps) -> Message | None:
    """The forms of *Counter*, *Decline* and *Another day*; what is wrong stands beside its field."""
    step = STEPS[form.callback.removeprefix("handover_")]
    id, version = _named(form.subject)
    day, reason = form.day_ahead(), form.values.get("reason", "").strip()
    if step is Step.DECLINE:
        reason = form.words("reason", "Say why, so that they can look for another way.")
    await deps.transact(
        flows.answer,
        person=form.person,
        id=id,
        version=version,
        step=step,
        day=day,
        reason=reason,
        source=await channels.source(deps, form.channel),
        now=form.now,
    )
    return None if form.channel == BESIDE else await _card(form, deps, id)


async def on_card(click: Click, deps: Deps) -> Message:
    """A button that opens the card of a hand-over."""
    return await _card(click, deps, click.value)


async def every_promise(deps: Deps) -> None:
    """The clock: promised days that went by, questions nobody answered, and promises nobody speaks of."""
    now = deps.now()
    due = await deps.read(transitions.due, team=deps.team, now=now)
    turns = {id: isolation.turn(deps, transitions.expire, id=id, now=now) for id in due}
    await isolation.each(deps, job="hand-overs", turns=turns)
    readings = await deps.read(confidence.due, team=deps.team, now=now)
    turns = {one.id: isolation.turn(deps, confidence.change, reading=one, now=now) for one in readings}
    await isolation.each(deps, job="confidence", turns=turns)


async def _card(asked: Call | Click | Form, deps: Deps, id: str) -> Message:
    card = await deps.read(flows.card, person=asked.person, id=id, now=asked.now)
    return templates.render("dependencies/card", card=card, handed=card.handed, today=asked.today)


def _named(value: str) -> tuple[str, int]:
    id, _, version = value.partition("/")
    return id, number(version)


_DATED = frozenset({Step.COUNTER, Step.REQUEST})
COMMANDS = (
    Command(
        "depend",
        "depend M-4 on M-3 [by 3 Mar] [soft]",
        "Let one milestone wait for another; the provider is asked.",
        depend,
        examples=("depend M-2 on M-1", 'depend Checkout on "Auth API" by 3 Mar soft'),
    ),
    Command(
        "D-9",
        "D-9 [commit | counter 10 Mar because … | decline because … | accept | reject | by 3 Mar | waive]",
        "A hand-over's card, and the answers of its two people.",
        show,
        examples=("D-1", "D-1 waive"),
        share=True,
    ),
    Command(
        "deps",
        "deps [PRJ-7|PRG-1]",
        "Who waits for whom: broken, doubtful and unanswered hand-overs first.",
        listed,
        examples=("deps", "deps PRJ-1"),
        share=True,
    ),
)
CLICKS = {f"handover_{verb}": on_step for verb in STEPS} | dict.fromkeys(ASKING, on_ask) | {"handover": on_card}
FORMS = dict.fromkeys(ASKING, on_form)
