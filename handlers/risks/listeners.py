"""Risk and forecast views (`risks`, `critical`, `forecast`, …), sharing them, and the nightly refresh."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from slack_sdk.errors import SlackApiError

import templates
from handlers.common import isolation, posting
from handlers.common.commands import Command, CommandRunner
from handlers.common.deps import Deps
from handlers.common.lookup import resolve_program_id
from handlers.common.picture_messages import place_of_delivery, upload_once
from handlers.common.requests import Click, CommandCall, local_date, parse_record_number, refuse_malformed
from handlers.risks import causes, critical, forecast, order, queries
from handlers.risks.queries import RiskQuery, RiskView, ViewRequest
from handlers.schedule import nightly, recompute
from rules.refusal import Refusal
from templates import RenderedMessage, pictures
from templates.pictures import Picture

VIEW_QUERIES: Mapping[str, RiskQuery] = {
    "risks": causes.risks_view,
    "critical": critical.critical_path,
    "health": queries.plan_health,
    "forecast": forecast.forecast_view,
    "whatif": forecast.whatif_view,
    "timeline": forecast.timeline_view,
    "order": order.order_view,
}


def make_view_command(verb: str) -> CommandRunner:
    """Make the command of a view: computed when asked, and shown to the asker only."""

    async def run(call: CommandCall, deps: Deps) -> RenderedMessage:
        return await show_view(verb, call, deps)

    return run


async def show_view(verb: str, call: CommandCall, deps: Deps) -> RenderedMessage:
    request = ViewRequest(call.person, call.text, call.channel, call.now)
    return _render_view(verb, request, await deps.read(VIEW_QUERIES[verb], asked=request))


async def show_risks(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `risks` for the current list; `risks refresh` runs the full refresh first, forecast included."""
    words = call.text.split()
    if "refresh" in words:
        text = " ".join(word for word in words if word != "refresh")
        team = call.person.team
        program = await deps.read(resolve_program_id, team=team, text=text, channel=call.channel)
        analysis = await deps.read(nightly.full_analysis, team=team, program=program, now=call.now)
        await deps.commit(nightly.store_analysis, team=team, program=program, found=analysis, now=call.now)
        return await show_view("risks", replace(call, text=text), deps)
    return await show_view("risks", call, deps)


async def on_page(click: Click, deps: Deps) -> RenderedMessage:
    """Handle *Previous* and *Next* under the list of risks."""
    with refuse_malformed():
        text, page = str(click.fields["t"]), parse_record_number(str(click.fields["p"]))
    request = ViewRequest(click.person, text, click.channel, click.now)
    view = await deps.read(partial(causes.risks_view, page=page + 1), asked=request)
    return _render_view("risks", request, view)


async def show_timeline(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Send the picture to the asker as a direct message, and return its words as the reply."""
    request = ViewRequest(call.person, call.text, call.channel, call.now)
    view = await deps.read(forecast.timeline_view, asked=request)
    conversation = await deps.slack.conversations_open(users=call.person.id)
    sent = await _upload_picture(view, deps, channel=conversation["channel"]["id"], words="")
    return _render_view("timeline", request, view, sent=sent)


async def on_share(click: Click, deps: Deps) -> RenderedMessage:
    """Share a view to the channel: compute it again for all its readers, and name the person who shared it."""
    with refuse_malformed():
        name, text = str(click.fields["v"]), str(click.fields["t"])
        query = VIEW_QUERIES[name]
    request = ViewRequest(click.person, text, click.channel, click.now, public=True)
    view = await deps.read(query, asked=request)
    message = _render_view(name, request, view, sent=True)
    if name == "timeline" and await _upload_picture(
        view, deps, channel=click.channel, words=templates.render_text("risks/forecast_shared", by=click.person.name)
    ):
        return templates.render("risks/shared", channel=click.channel)
    key = f"share:{click.channel}:{click.person.id}:{click.trigger}"
    await deps.commit(
        posting.post_message, key=key, team=click.person.team, channel=click.channel, message=message, now=click.now
    )
    return templates.render("risks/shared", channel=click.channel)


async def _upload_picture(view: RiskView, deps: Deps, *, channel: str, words: str) -> bool:
    """Upload the picture; return False if there is nothing to draw, or drawing or sending failed."""
    if not view.facts["marks"]:
        return False
    with suppress(pictures.PictureError, SlackApiError):
        picture: Picture = await pictures.draw("timeline", **view.facts["picture"])
        await upload_once(
            deps,
            place=place_of_delivery(deps, channel),
            content=picture.png,
            filename=f"timeline-{view.facts['program'].id}.png",
            title=f"Timeline of {view.facts['program'].name}",
            alt=picture.alt,
            words=words,
        )
        return True
    return False


def _render_view(verb: str, request: ViewRequest, view: RiskView, **more: object) -> RenderedMessage:
    """Render the view with its footer: the button that shares it, or the name of the person who did."""
    share = (
        "" if request.public or request.channel.startswith("D") else json.dumps({"v": verb, "t": request.text[:1500]})
    )
    facts = {**view.facts, **more, "share": share, "asked": request, "today": local_date(request.person, request.now)}
    if listed := view.facts.get("listed"):
        # The buttons count pages from 0.
        facts["paged"] = {way: json.dumps({"t": request.text[:1500], "p": listed.number - 1 + way}) for way in (-1, 1)}
    return templates.render(view.template, **facts)


async def run_nightly_refresh(deps: Deps) -> None:
    """Run the full refresh of each program from 02:00 its time, forecast included.

    From 09:00 of a working day, announce what it found.
    """
    now = deps.now()
    for name, hour, refresh in (
        ("night", recompute.NIGHT_HOUR, _refresh_at_night),
        ("morning", recompute.MORNING_HOUR, _announce_in_morning),
    ):
        due = await deps.read(nightly.due_programs, team=deps.team, now=now, name=name, hour=hour)
        tasks = {program: partial(refresh, deps, program=program, day=day, now=now) for program, day in due}
        await isolation.run_each(deps, job=f"risks, {name}", tasks=tasks)


async def _refresh_at_night(deps: Deps, *, program: str, day: str, now: datetime) -> None:
    analysis = None
    with suppress(Refusal):
        analysis = await deps.read(nightly.full_analysis, team=deps.team, program=program, now=now)
    await deps.commit(nightly.run_nightly, team=deps.team, program=program, day=day, found=analysis, now=now)


async def _announce_in_morning(deps: Deps, *, program: str, day: str, now: datetime) -> None:
    if await deps.read(nightly.works_today, team=deps.team, program=program, now=now):
        await deps.commit(nightly.announce_nightly, team=deps.team, program=program, day=day, now=now)


COMMANDS = (
    Command(
        "risks",
        "risks [PRG-1] [M-3] [refresh]",
        "List schedule risks by cause, worst first, or what one milestone causes.",
        show_risks,
        examples=("risks", "risks refresh"),
        share=True,
    ),
    Command(
        "critical",
        "critical [PRG-1]",
        "Show the critical path and what shortening it gains.",
        make_view_command("critical"),
        examples=("critical",),
        share=True,
    ),
    Command(
        "health",
        "health [PRG-1] [all]",
        "Run fourteen checks of the plan and list the milestones that fail them.",
        make_view_command("health"),
        examples=("health",),
        share=True,
    ),
    Command(
        "forecast",
        "forecast [PRG-1]",
        "Show the P50 and P80 finish, the chance of each committed date and what drives them.",
        make_view_command("forecast"),
        examples=("forecast",),
        share=True,
    ),
    Command(
        "whatif",
        "whatif M-17 +5d [M-3 -2d]",
        "Preview what a slip would move, without saving it.",
        make_view_command("whatif"),
        examples=("whatif M-1 +5d",),
        share=True,
    ),
    Command(
        "order",
        "order [PRG-1]",
        "List what to do first, by cost of delay ÷ weeks of work.",
        make_view_command("order"),
        examples=("order",),
        share=True,
        aliases=("cd3",),
    ),
    Command(
        "timeline",
        "timeline [PRG-1]",
        "Draw the program's milestones and dependencies as a chart.",
        show_timeline,
        examples=("timeline",),
        share=True,
    ),
)
CLICKS = {"share": on_share, "risks_page": on_page}
