"""Exchange rates: set one, and read those that apply."""

from datetime import date, datetime

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.money.rates
import storage.people
import storage.plan
from handlers.common.pages import Page, cut_page
from handlers.common.requests import Source
from rules.money import ExchangeRate
from rules.people import Action, Person
from rules.refusal import NotAllowed

RATES_PER_PAGE = 15


def save_rate(session: Session, *, person: Person, rate: ExchangeRate, source: Source, now: datetime) -> ExchangeRate:
    """Save a rate; the sponsor or manager of any program may, because rates are the workspace's."""
    require_rate_setter(session, person=person)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    saved = storage.money.rates.set_rate(
        session, team=person.team, currency=rate.currency, into=rate.into, day=rate.day, rate=rate.rate,
        by=person.id, now=now, source=source.permalink,
    )  # fmt: skip
    storage.changes.describe(session, f"Exchange rate {rate.currency} → {rate.into}: set")
    return saved


def require_rate_setter(session: Session, *, person: Person) -> None:
    """Raise NotAllowed, naming who may, unless the person may set rates in any program."""
    programs = storage.plan.programs(session, team=person.team)
    for number, program in enumerate(programs, start=1):
        try:
            storage.people.require_permission(session, person=person, action=Action.SET_RATE, program=program.id)
            return
        except NotAllowed:
            if number == len(programs):
                raise
    storage.people.require_permission(session, person=person, action=Action.SET_RATE)


def rates_page(session: Session, *, team: str, today: date, page: int) -> Page[ExchangeRate]:
    """Return the stored rates up to today, newest first."""
    found = [rate for rate in storage.money.rates.exchange_rates(session, team=team) if rate.day <= today]
    newest = sorted(found, key=lambda rate: (-rate.day.toordinal(), rate.currency, rate.into))
    return cut_page(newest, number=page, size=RATES_PER_PAGE)
