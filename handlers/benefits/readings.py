"""Readings of benefits: entered by the owner or the program manager, corrected by new ones, never edited away."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

import storage.benefits
import storage.changes
import storage.people
import storage.plan
import storage.reading_asks
import templates
from handlers.benefits import settling
from handlers.common import access, posting
from handlers.common.requests import Source, local_date
from handlers.privacy import flows as privacy_flows
from handlers.schedule.benefit_facts import BenefitFacts
from rules import dates
from rules.benefits import units
from rules.benefits.completeness import missing_parts
from rules.benefits.doubts import DoubtfulReading, doubt_of
from rules.benefits.outlook import forecast
from rules.benefits.profile import Benefit, Reading, latest_reading
from rules.benefits.statements import ReadingStatement
from rules.figures import figure_text
from rules.people import Action, Person
from rules.refusal import NotAllowed, Refusal


def enter_reading(
    session: Session, *, person: Person, id: str, said: ReadingStatement, source: Source, now: datetime
) -> BenefitFacts:
    """Save a reading; one that corrects the latest, or is of the same day, counts instead of it, and both stay."""
    access.require_visible(session, person=person, text=id)
    team, today = person.team, local_date(person, now)
    benefit = storage.benefits.get_benefit(session, team=team, id=id)
    require_reader(session, person=person, benefit=benefit)
    _require_readable(benefit, said, today=today)
    day = said.day or today
    earlier = storage.benefits.readings_of(session, team=team, benefits=(id,)).get(id, ())
    replaced = latest_reading(earlier) if said.corrects else latest_reading(r for r in earlier if r.day == day)
    if said.corrects and replaced is None:
        raise Refusal(f"{id} has no reading to correct.", "", f"Enter the first: `{id} {said.value.value:g}`.")
    counted_day = replaced.day if said.corrects and replaced and said.day is None else day
    if not said.sure:
        _require_likely(benefit, said, day=counted_day, earlier=earlier, today=today)
    reading = storage.benefits.add_reading(
        session,
        team=team,
        benefit=id,
        day=counted_day,
        value=said.value.value,
        by=person.id,
        now=now,
        note=privacy_flows.redact_private_words(
            session, person=person, words=said.note, source=source, subject=id, now=now
        ),
        source=source.permalink,
        corrects=replaced.id if replaced else None,
    )
    storage.reading_asks.answer_asks(session, team=team, benefit=id, until=max(today, day), reading=reading.id)
    storage.changes.describe(session, f"{benefit.name} ({id}): reading {figure_text(reading.value, benefit.unit)}")
    facts = settling.settle(session, team=team, id=id, now=now)
    _warn_of_shortfall(session, person=person, facts=facts, earlier=earlier, now=now)
    return facts


def _warn_of_shortfall(
    session: Session, *, person: Person, facts: BenefitFacts, earlier: Sequence[Reading], now: datetime
) -> None:
    """Tell owner and program manager when a reading turns the forecast into a shortfall; its author sees the card."""
    benefit, outlook = facts.benefit, facts.outlook
    before = forecast(benefit, earlier, go_live=facts.go_live)
    if outlook is None or not outlook.falls_short or (before is not None and before.falls_short):
        return
    manager = storage.plan.program(session, team=person.team, id=benefit.program).manager
    names = storage.people.display_names(session, team=person.team, ids=frozenset(filter(None, (benefit.owner,))))
    for user in dict.fromkeys((benefit.owner, manager)):
        if user and user != person.id:
            owner = "" if user == benefit.owner else names.get(benefit.owner or "", "")
            message = templates.render(
                "benefits/shortfall", benefit=benefit, outlook=outlook, owner=owner, today=local_date(person, now)
            )
            key = f"benefit-short:{benefit.id}:{user}:{now.timestamp():.0f}"
            posting.post_message(session, key=key, team=person.team, channel=user, message=message, now=now)


def _require_likely(
    benefit: Benefit, said: ReadingStatement, *, day: date, earlier: Sequence[Reading], today: date
) -> None:
    """Raise DoubtfulReading, with the command that saves it all the same, for a reading that is hardly meant."""
    doubt = doubt_of(benefit, value=said.value.value, day=day, earlier=earlier, today=today)
    if doubt:
        verb, note = "correct to " if said.corrects else "", f" because {said.note}" if said.note else ""
        again = f"{benefit.id} {verb}{said.value.value:.12g}! on {day.isoformat()}{note}"
        raise DoubtfulReading(doubt, again=again, figure=figure_text(said.value.value, benefit.unit))


def _require_readable(benefit: Benefit, said: ReadingStatement, *, today: date) -> None:
    """Raise Refusal for a reading of an ended benefit, of a draft, in another unit, or of a coming day."""
    if not benefit.is_open:
        raise Refusal(f"{benefit.id} is {benefit.state}.", "", f"Reopen it first: `{benefit.id} reopen`.")
    if missing := missing_parts(benefit):
        raise Refusal(
            f"{benefit.id} is a draft, so it has no readings yet.",
            f"It lacks: {', '.join(part.name for part in missing)}.",
            f"Add what is missing: `{benefit.id} {missing[0].example}`.",
        )
    if not units.fits_unit(said.value.unit, benefit.unit):
        raise Refusal(
            f"{benefit.name} ({benefit.id}) is measured in {benefit.unit}, not {said.value.unit}.",
            "",
            f"Write `{benefit.id} {figure_text(said.value.value, benefit.unit)}` if that is the value.",
        )
    if said.day and said.day > today:
        raise Refusal(f"{dates.format_day(said.day, today=today)} is in the future.", "", "Which day was it read?")


def may_read_off(session: Session, *, person: Person, benefit: Benefit) -> bool:
    """Return whether the person may enter readings."""
    try:
        require_reader(session, person=person, benefit=benefit)
    except NotAllowed:
        return False
    return True


def require_reader(session: Session, *, person: Person, benefit: Benefit) -> None:
    """Raise NotAllowed unless the person may enter readings: its owner, or the program manager."""
    storage.people.require_permission(
        session, person=person, action=Action.ENTER_READING, program=benefit.program, owner=benefit.owner
    )
