"""The picture of a benefit's curve: planned against readings, sent to whoever asks for it."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

import templates
from handlers.benefits import queries
from handlers.common.deps import Deps
from handlers.common.picture_messages import send_picture
from handlers.common.requests import Click, local_date
from handlers.schedule.benefit_facts import BenefitFacts
from rules.benefits.curves import curve_points
from rules.benefits.profile import counting_readings
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from templates import RenderedMessage

ROOM = timedelta(days=30)


def curve_facts(session: Session, *, person: Person, id: str, now: datetime) -> dict[str, Any]:
    """Return what the picture shows, or raise Refusal where there is no plan to draw, or its sums are not for them."""
    card = queries.benefit_card(session, person=person, id=id, now=now)
    facts, benefit = card.facts, card.facts.benefit
    if not card.line.money:
        raise NotAllowed(f"You may not see the sums of {id}.", "", "Ask its owner or the program manager.")
    curve = draw_facts(facts, title=f"{benefit.name} ({id})", today=local_date(person, now))
    if curve is None:
        raise Refusal(f"{id} has no planned curve yet.", "", f"Give its target and go-live: `{id} go live 1 Apr`.")
    return curve


def draw_facts(facts: BenefitFacts, *, title: str, today: date) -> dict[str, Any] | None:
    """Return what the picture of a curve shows; None where there is no plan to draw."""
    benefit = facts.benefit
    if benefit.target is None or benefit.target_on is None or benefit.baseline is None or facts.go_live is None:
        return None
    readings = [(reading.day, reading.value) for reading in counting_readings(facts.readings)]
    first = min([facts.go_live - ROOM, *(day for day, _ in readings)])
    last = max([benefit.target_on, facts.go_live + ROOM, *(day for day, _ in readings)])
    return {
        "title": title,
        "unit": benefit.unit,
        "target": benefit.target,
        "planned": curve_points(benefit, first=first, last=last, go_live=facts.go_live),
        "readings": readings,
        "forecast": (facts.outlook.day, facts.outlook.value) if facts.outlook else None,
        "today": today,
    }


async def on_picture(click: Click, deps: Deps) -> RenderedMessage:
    """Draw the curve and send it as a direct message; say so, or that it could not be drawn."""
    facts = await deps.read(curve_facts, person=click.person, id=click.value, now=click.now)
    sent = await send_picture(deps, "benefit", user=click.person.id, filename=f"benefit-{click.value}.png", facts=facts)
    return templates.render("benefits/picture", title=facts["title"], sent=sent)


CLICKS = {"benefit_picture": on_picture}
