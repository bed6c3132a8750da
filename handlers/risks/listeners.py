"""The views of risk and of the future (`risks`, `critical`, `forecast`, …), their sharing, and the night's refresh."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from slack_sdk.errors import SlackApiError
from sqlmodel import Session

import storage.audit
import templates
from handlers.common import isolation, posting
from handlers.common.commands import Command, Run
from handlers.common.deps import Deps
from handlers.common.lookup import program_in
from handlers.common.requests import Call, Click, carried, number
from handlers.risks import forecast, queries
from handlers.risks.queries import Asked, Look, View
from handlers.schedule import recompute
from rules.people import Person
from rules.refusal import Refusal
from templates import Message, pictures
from templates.pictures import Picture

VIEWS: Mapping[str, Look] = {
    "risks": queries.risks,
    "critical": queries.critical,
    "health": queries.plan_health,
    "forecast": forecast.outlook,
    "whatif": forecast.effect,
    "timeline": forecast.timeline,
}


def show(verb: str) -> Run:
    """The command of a view: computed now, seen by the asker alone."""

    async def run(call: Call, deps: Deps) -> Message:
        return await look(verb, call, deps)

    return run


async def look(verb: str, call: Call, deps: Deps) -> Message:
    asked = Asked(call.person, call.text, call.channel, call.now)
    return _rendered(verb, asked, await deps.read(VIEWS[verb], asked=asked))


async def risks(call: Call, deps: Deps) -> Message:
    """`risks` as they stand; `risks refresh` makes the full refresh now, forecast and all."""
    words = call.text.split()
    if "refresh" in words:
        text = " ".join(word for word in words if word != "refresh")
        team = call.person.team
        program = await deps.read(program_in, team=team, text=text, channel=call.channel)
        found = await deps.read(recompute.thorough, team=team, program=program, now=call.now)
        await deps.transact(recompute.keep, team=team, program=program, found=found, now=call.now)
        return await look("risks", replace(call, text=text), deps)
    return await look("risks", call, deps)


async def on_page(click: Click, deps: Deps) -> Message:
    """*Earlier* and *More* under the list of risks."""
    with carried():
        text, page = str(click.fields["t"]), number(str(click.fields["p"]))
    asked = Asked(click.person, text, click.channel, click.now)
    view = await deps.read(partial(queries.risks, page=page), asked=asked)
    return _rendered("risks", asked, view)


async def timeline(call: Call, deps: Deps) -> Message:
    """The picture goes to the asker alone, as a direct message; its words stand here."""
    asked = Asked(call.person, call.text, call.channel, call.now)
    view = await deps.read(forecast.timeline, asked=asked)
    opened = await deps.slack.conversations_open(users=call.person.id)
    sent = await _upload(view, deps, channel=opened["channel"]["id"], words="")
    return _rendered("timeline", asked, view, sent=sent)


async def on_share(click: Click, deps: Deps) -> Message:
    """*Share to channel*: looked up again as all of the channel may read it, under the name of who shared it."""
    with carried():
        name, text = str(click.fields["v"]), str(click.fields["t"])
        look = VIEWS[name]
    asked = Asked(click.person, text, click.channel, click.now, public=True)
    view = await deps.read(look, asked=asked)
    message = _rendered(name, asked, view, sent=True)
    if name == "timeline" and await _upload(
        view, deps, channel=click.channel, words=templates.render_text("risks/forecast_shared", by=click.person.name)
    ):
        return templates.render("risks/shared", channel=click.channel)
    await deps.transact(
        publish, person=click.person, channel=click.channel, message=message, click=click, now=click.now
    )
    return templates.render("risks/shared", channel=click.channel)


def publish(session: Session, *, person: Person, channel: str, message: Message, click: Click, now: datetime) -> None:
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    key = f"share:{channel}:{person.id}:{click.trigger}"
    posting.say(session, key=key, team=person.team, channel=channel, message=message, now=now)


async def _upload(view: View, deps: Deps, *, channel: str, words: str) -> bool:
    """The picture as a file; False where there is nothing to draw or it could not be drawn or sent."""
    if not view.facts["marks"]:
        return False
    with suppress(pictures.PictureFailed, SlackApiError):
        drawn: Picture = await pictures.draw("timeline", **view.facts["picture"])
        name = f"timeline-{view.facts['program'].id}.png"
        await deps.slack.files_upload_v2(
            channel=channel,
            content=drawn.png,
            filename=name,
            title=f"Timeline of {view.facts['program'].name}"[:100],
            alt_txt=drawn.alt[:1000],
            initial_comment=words or None,
        )
        return True
    return False


def _rendered(verb: str, asked: Asked, view: View, **more: object) -> Message:
    """The view with what its foot needs: the button that shares it, or who shared it."""
    share = "" if asked.public or asked.channel.startswith("D") else json.dumps({"v": verb, "t": asked.text[:1500]})
    facts = {**view.facts, **more, "share": share, "asked": asked, "today": asked.now.date()}
    facts["paged"] = {
        way: json.dumps({"t": asked.text[:1500], "p": view.facts.get("page", 0) + way}) for way in (-1, 1)
    }
    return templates.render(view.template, **facts)


async def every_night(deps: Deps) -> None:
    """From 02:00 of each program: the full refresh, forecast and all; from 09:00 of a working day it is told."""
    now = deps.now()
    for name, hour, turn in (("night", recompute.NIGHT, _night), ("morning", recompute.MORNING, _morning)):
        due = await deps.read(recompute.due, team=deps.team, now=now, name=name, hour=hour)
        turns = {program: partial(turn, deps, program=program, day=day, now=now) for program, day in due}
        await isolation.each(deps, job=f"risks, {name}", turns=turns)


async def _night(deps: Deps, *, program: str, day: str, now: datetime) -> None:
    found = None
    with suppress(Refusal):
        found = await deps.read(recompute.thorough, team=deps.team, program=program, now=now)
    await deps.transact(recompute.night, team=deps.team, program=program, day=day, found=found, now=now)


async def _morning(deps: Deps, *, program: str, day: str, now: datetime) -> None:
    if await deps.read(recompute.works_today, team=deps.team, program=program, now=now):
        await deps.transact(recompute.morning, team=deps.team, program=program, day=day, now=now)


COMMANDS = (
    Command(
        "risks",
        "risks [PRG-1] [refresh]",
        "What does not fit in the plan, worst first.",
        risks,
        examples=("risks", "risks refresh"),
        share=True,
    ),
    Command(
        "critical",
        "critical [PRG-1]",
        "The chain that decides the end, and what shortening it would gain.",
        show("critical"),
        examples=("critical",),
        share=True,
    ),
    Command(
        "health",
        "health [PRG-1]",
        "Fourteen checks of the plan itself.",
        show("health"),
        examples=("health",),
        share=True,
    ),
    Command(
        "forecast",
        "forecast [PRG-1]",
        "Even odds, four in five, and the chance of each promise; what decides them.",
        show("forecast"),
        examples=("forecast",),
        share=True,
    ),
    Command(
        "whatif",
        "whatif M-17 +5d [M-3 -2d]",
        "What slips would move, without saving anything.",
        show("whatif"),
        examples=("whatif M-1 +5d",),
        share=True,
    ),
    Command(
        "timeline",
        "timeline [PRG-1]",
        "The program drawn on a scale of days.",
        timeline,
        examples=("timeline",),
        share=True,
    ),
)
CLICKS = {"share": on_share, "risks_page": on_page}
