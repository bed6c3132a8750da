"""The heat map of load: people and teams, the members of a team, or tools, sent to whoever asks for it."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.plan
import templates
from handlers.common.deps import Deps
from handlers.common.picture_messages import send_picture
from handlers.common.requests import Click, CommandCall, local_date
from handlers.resources import load_views
from handlers.resources.load_views import LoadBook
from rules.people import Person
from rules.refusal import Refusal
from rules.resources.load import WeekLoad, monday_of
from templates import RenderedMessage
from templates.pictures import HeatLine

# A quarter.
PICTURE_WEEKS = 13


def picture_facts(session: Session, *, person: Person, tools: bool, team: str, now: datetime) -> dict[str, Any]:
    """Return what the picture shows: those whose load the person may see, the highest week first."""
    book = load_views.load_book(session, person=person, now=now, weeks=PICTURE_WEEKS)
    shown = load_views.shown_resources(book, tools=tools, team=team)
    if not shown:
        raise Refusal(
            "There is no load to draw.", "No one you may see is booked.", "Assign people first: `assign @ana 60% M-12`."
        )
    today = local_date(person, now)
    monday = monday_of(today)
    what = (
        f"Load of {_name_of(session, person, book, team)}" if team else "Load of tools" if tools else "Load of people"
    )
    return {
        "title": f"{what}, {PICTURE_WEEKS} weeks from {monday.day} {monday:%b}",
        "mondays": [monday + timedelta(weeks=week) for week in range(PICTURE_WEEKS)],
        "rows": [_row_of(book.names[each.id], book.loads[each.id]) for each in shown],
        "today": today,
    }


def _name_of(session: Session, person: Person, book: LoadBook, id: str) -> str:
    """Return the name of a project, or of a team."""
    return storage.plan.project(session, team=person.team, id=id).name if id.startswith("PRJ-") else book.names[id]


def _row_of(name: str, weeks: tuple[WeekLoad, ...]) -> HeatLine:
    return HeatLine(name, tuple((week.percent, week.colour.value) for week in weeks))


async def show_picture(asker: Click | CommandCall, deps: Deps, *, tools: bool, team: str = "") -> RenderedMessage:
    """Draw the heat map and send it as a direct message; say so, or that it could not be drawn."""
    facts = await deps.read(picture_facts, person=asker.person, tools=tools, team=team, now=asker.now)
    sent = await send_picture(deps, "load", user=asker.person.id, filename="load.png", facts=facts)
    return templates.render("resources/picture", title=facts["title"], sent=sent)


async def on_picture(click: Click, deps: Deps) -> RenderedMessage:
    verb, _, team = click.value.partition(" ")
    return await show_picture(click, deps, tools=verb == "tools", team=team)
