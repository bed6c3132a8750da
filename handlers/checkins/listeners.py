"""Check-ins: the buttons and forms of a prompt, the verbs `checkin` and `no change`, and the clock."""

from contextlib import suppress
from datetime import date
from functools import partial
from typing import Any

import templates
from handlers.checkins import answers, prompts, settings, settings_queries, summaries
from handlers.common import forms, identity, isolation, parsing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import Call, Click, Form, carried, number
from rules.capture import Block, Done, Explicit, Slip, Span
from rules.checkins.prompting import SOFT_LIMIT
from rules.dates import Found
from rules.refusal import NotAllowed, Refusal
from templates import Message

NO_LINE = Span("", 0, 0)


async def every_minute(deps: Deps) -> None:
    """Each minute: newcomers are taken in, who is due is asked, who is silent reminded, what changed is summarised."""
    now = deps.now()
    due = await deps.read(settings_queries.due, team=deps.team, now=now)
    asking = {user: partial(_meet, deps, user) for user in due.strangers}
    unmet = await isolation.each(deps, job="check-in strangers", turns=asking)
    newcomers = tuple(user for user in due.newcomers if user not in unmet)
    for start in range(0, len(newcomers), prompts.BATCH):
        some = newcomers[start : start + prompts.BATCH]
        await deps.transact(prompts.take_in, team=deps.team, users=some, now=now)
    flows = (
        (due.asked, prompts.ask_due),
        (due.reminded, summaries.remind_due),
        (due.rounds, summaries.draw_due),
    )
    for wanted, flow in flows:
        while wanted:
            wanted = await deps.transact(flow, team=deps.team, now=now) > 0


async def _meet(deps: Deps, user: str) -> None:
    with suppress(NotAllowed):  # an app, or nobody: written down as such when their time comes
        await identity.person(deps, user)


async def on_same(click: Click, deps: Deps) -> None:
    """*No change*: one tick, for one milestone or for all that is open."""
    milestone, day = _about(click.value)
    await deps.transact(
        answers.unchanged,
        person=click.person,
        day=day,
        milestones=(milestone,) if milestone else (),
        now=click.now,
    )


async def on_fields(click: Click, deps: Deps) -> None:
    """*New date*, *Done*, *Blocked*, *Write update*, *Answer*: the form with the fields it needs."""
    about, day = _about(click.value)
    facts = await deps.read(settings_queries.form, person=click.person, about=about, day=day)
    facts["metadata"] = f"{click.channel} {click.value}"
    view = _view(click.action, today=click.today, **facts)
    await forms.show(deps, user=click.person.id, trigger=click.trigger, view=view)


def _view(action: str, **facts: Any) -> dict[str, Any]:
    names = {
        "checkin_date": "checkins/date",
        "checkin_done": "checkins/done",
        "checkin_blocked": "checkins/blocked",
        "checkin_update": "checkins/update",
        "checkin_questions": "checkins/questions",
    }
    return templates.render_view(names[action], **facts)


async def on_form(form: Form, deps: Deps) -> None:
    """A milestone's form: what it says is captured as if it had been typed."""
    milestone, day = _about(form.subject)
    said = _said(form, milestone)
    await deps.transact(
        answers.apply,
        person=form.person,
        said=said,
        milestone=milestone,
        day=day,
        now=form.now,
    )


def _said(form: Form, milestone: str) -> Explicit:
    values = form.values
    day = form.day_ahead() if form.callback == "checkin_blocked" else form.day()
    when = Found("day", 0, 0, day) if day else None
    if form.callback == "checkin_date" and when:
        return Slip(milestone, when, values.get("reason", ""), NO_LINE)
    if form.callback == "checkin_done":
        return Done(milestone, when, NO_LINE)
    users = tuple(user for user in (values.get("user"),) if user)
    return Block(milestone, form.words("what", "Say what holds it."), values.get("needs", ""), users, when, NO_LINE)


async def on_update(form: Form, deps: Deps) -> Message | None:
    """The week's update: kept whole, whatever its length (B-12)."""
    project, day = _about(form.subject)
    text = form.words("text", "Say how it is going; two sentences are enough.")
    await deps.transact(
        answers.answer,
        person=form.person,
        project=project,
        day=day,
        answers=(("", text),),
        now=form.now,
    )
    if len(text) <= SOFT_LIMIT:
        return None
    return templates.render("checkins/long", length=len(text), limit=SOFT_LIMIT)


async def on_answers(form: Form, deps: Deps) -> None:
    """Answers to the questions of a day; what is left empty is not answered."""
    _, day = _about(form.subject)
    texts = {
        number(name[1:]): text.strip() for name, text in form.values.items() if name.startswith("q") and text.strip()
    }
    await deps.transact(settings.answers, person=form.person, day=day, texts=texts, now=form.now)


def _about(value: str) -> tuple[str, date]:
    """What a button or form of a prompt is about, and the day of the prompt."""
    about, _, day = value.rpartition(" ")
    with carried():
        return about, date.fromisoformat(day)


async def same(call: Call, deps: Deps) -> Message:
    """`no change`, `same M-1 M-2`: for the milestones named, else for all that is still open."""
    said = call.text.split()
    ids = tuple(id for word in said if (id := parsing.typed_id(word)) and id.startswith("M-"))
    if said and said[0].casefold() != "change" and not ids:
        raise Refusal("I don't know what that says.", "", "Write `no change`, or `no change M-1`.")
    lines = await deps.transact(answers.unchanged, person=call.person, day=None, milestones=ids, now=call.now)
    return templates.render("checkins/answered", lines=lines, today=call.today)


async def checkin(call: Call, deps: Deps) -> Message:
    """`checkin`, `checkin PRJ-1 mon,wed 10:00 window 6h`, `… ask "…"`, `pause`, `resume`, `preview [@x]`, `test`"""
    verb = next(iter(call.text.casefold().split()), "")
    if verb in ("pause", "resume"):
        paused = await deps.transact(
            settings.pause, person=call.person, text=call.text, paused=verb == "pause", now=call.now
        )
        return templates.render("checkins/paused", subject=paused[0], name=paused[1], paused=verb == "pause")
    if verb == "preview":
        return await deps.read(settings_queries.preview, person=call.person, text=call.text, now=call.now)
    if verb == "test":
        await deps.transact(settings.test, person=call.person, now=call.now)
        return await deps.read(settings_queries.preview, person=call.person, text="", now=call.now)
    if call.text.strip():
        await deps.transact(settings.change, person=call.person, text=call.text, now=call.now)
    shown = await deps.read(settings_queries.show, person=call.person, channel=call.channel, now=call.now)
    return templates.render("checkins/setup", **shown, today=call.today)


COMMANDS = (
    Command(
        "checkin",
        'checkin [PRJ-1 tue,thu 09:00 window 24h #channel | PRJ-1 ask "…" | PRJ-1 pulse off | '
        "pause | resume | preview [@ana] | test]",
        "Who is asked when: look, change, pause; see what is asked next.",
        checkin,
        examples=("checkin", "checkin PRJ-1 tue,thu 09:30", "checkin preview", "checkin pause", "checkin resume"),
    ),
    Command(
        "same",
        "same [M-1 M-2]",
        "No change: your milestones stand as they are (also: no change).",
        same,
        examples=("same M-1", "no change"),
        aliases=("no", "unchanged"),
    ),
)
CLICKS = {
    "checkin_same": on_same,
    "checkin_same_all": on_same,
    "checkin_date": on_fields,
    "checkin_done": on_fields,
    "checkin_blocked": on_fields,
    "checkin_update": on_fields,
    "checkin_questions": on_fields,
}
FORMS = {
    "checkin_date": on_form,
    "checkin_done": on_form,
    "checkin_blocked": on_form,
    "checkin_update": on_update,
    "checkin_questions": on_answers,
}
