"""The net value of benefits in one currency, for readers who may see every sum in it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

import storage.money.rates
from handlers.common import money
from handlers.schedule.benefit_facts import BenefitFacts
from rules.benefits.profile import BenefitState
from rules.benefits.realisation import NetValue, net_value
from rules.money import is_currency, rates_into
from rules.people import Person


def net_value_of(session: Session, *, person: Person, facts: Iterable[BenefitFacts], today: date) -> NetValue | None:
    """Return the net value in the currency of most; None for readers who may not see every sum in it."""
    priced = [one for one in facts if is_currency(one.benefit.unit) and one.state is not BenefitState.DRAFT]
    programs = {one.benefit.program for one in priced}
    if not priced or not all(money.may_see_money(session, person=person, program=program) for program in programs):
        return None
    currency = Counter(one.benefit.unit for one in priced).most_common(1)[0][0]
    actuals = {one.benefit.id: one.actual for one in priced if one.actual is not None}
    rates = rates_into(storage.money.rates.exchange_rates(session, team=person.team), currency, on=today)
    return net_value([one.benefit for one in priced], actuals=actuals, currency=currency, rates=rates)
