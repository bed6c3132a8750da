"""Figures typed in the direct messages with Baton: the answer to a reading that was asked for (B-91)."""

from datetime import date, datetime

from sqlmodel import Session

import storage.benefits
import storage.reading_asks
import templates
from handlers.benefits import queries, readings
from handlers.common.requests import Source, local_date
from rules.benefits import units
from rules.benefits.profile import Benefit
from rules.benefits.statements import ReadingStatement
from rules.people import Person
from templates import RenderedMessage

MAX_CHOICES = 10


def is_figure(text: str) -> bool:
    """Return whether a message is a figure and nothing else."""
    return units.read_counted(text) is not None


def answer_reading(
    session: Session, *, person: Person, text: str, now: datetime, chosen: str = ""
) -> RenderedMessage | None:
    """Save a typed figure as the reading that was asked for, or ask which one is meant; None if none is open.

    With several due days of one benefit, it is the reading of the latest.
    """
    value = units.read_counted(text)
    asks = storage.reading_asks.open_asks(session, team=person.team, user=person.id)
    latest = {ask.benefit: ask.due for ask in asks if chosen in ("", ask.benefit)}
    if value is None or not latest:
        return None
    asked = storage.benefits.benefits_of(session, team=person.team, ids=tuple(latest))
    fitting = [benefit for benefit in asked if units.fits_unit(value.unit, benefit.unit)]
    if not fitting and units.read_value(text) is None:
        # Words that are no unit of what was asked are no answer to it.
        return None
    fitting = fitting or list(asked)
    if len(fitting) > 1:
        choices = [(benefit, latest[benefit.id]) for benefit in fitting]
        return templates.render(
            "benefits/which_reading",
            choices=choices[:MAX_CHOICES],
            total=len(choices),
            text=text.strip(),
            today=local_date(person, now),
        )
    return _save(session, person=person, benefit=fitting[0], text=text, due=latest[fitting[0].id], now=now)


def _save(
    session: Session, *, person: Person, benefit: Benefit, text: str, due: date, now: datetime
) -> RenderedMessage:
    value = units.read_counted(text)
    assert value is not None, "only a figure is saved"
    said = ReadingStatement(value, min(due, local_date(person, now)))
    readings.enter_reading(session, person=person, id=benefit.id, said=said, source=Source(), now=now)
    card = queries.benefit_card(session, person=person, id=benefit.id, now=now)
    return templates.render("benefits/read", line=card.line, today=local_date(person, now))
