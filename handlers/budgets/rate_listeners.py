"""The verbs `rate` and `rates`: exchange rates with the day from which they apply."""

import re

import templates
from handlers.budgets import rate_flows
from handlers.common import channels, parsing, undoing
from handlers.common.commands import Command
from handlers.common.deps import Deps
from handlers.common.requests import CommandCall
from rules import dates
from rules.figures import NUMBER, parse_figure
from rules.money import CURRENCY_BY_SYMBOL, ExchangeRate, is_currency
from rules.people import Role
from rules.refusal import Refusal
from templates import RenderedMessage

MAX_RATE = 1e9
USAGE = "Try `rate USD 0.91 EUR from 1 Mar`."
_RATE = re.compile(
    rf"(?:1\s+)?(?P<currency>\S+)\s*(?:=|is|at)?\s*(?P<rate>{NUMBER})\s*(?P<into>[^\s\d]+)(?:\s+(?:from|since|on)\s+(?P<day>.+))?",
    re.IGNORECASE,
)
SEES_RATES = frozenset({Role.ADMIN, Role.SPONSOR, Role.MANAGER, Role.LEAD})


async def set_rate(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `rate USD 0.91 EUR from 1 Mar`; without a day it applies from today."""
    match = _RATE.fullmatch(call.text.strip())
    if match is None:
        raise Refusal("I need two currencies and what one is worth in the other.", "", USAGE)
    currency, into = _currency(match["currency"]), _currency(match["into"])
    rate = parse_figure(match["rate"])
    if not 0 < rate <= MAX_RATE:
        raise Refusal("A rate is above zero.", "", USAGE)
    if currency == into:
        raise Refusal(f"One {currency} is always one {into}.", "", USAGE)
    day = call.today
    if match["day"]:
        day = dates.resolve_day(
            dates.parse_or_raise(match["day"], today=call.today, locale=call.person.locale, past=True), old=None
        )
        dates.require_begun(day, today=call.today, sure=True, what="A rate applies from a day that has begun.")
    source = await channels.interaction_source(deps, call.channel)
    saved = await deps.commit(
        rate_flows.save_rate,
        person=call.person,
        rate=ExchangeRate(currency, into, day, rate),
        source=source,
        now=call.now,
    )
    return undoing.with_undo(deps, templates.render("budgets/rate", rate=saved, today=call.today))


def _currency(word: str) -> str:
    code = CURRENCY_BY_SYMBOL.get(word) or word.upper()
    if not is_currency(code):
        raise Refusal(f"“{word[:20]}” is no currency.", "", USAGE)
    return code


async def list_rates(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Run `rates`: the rates that apply today, newest first, with the day of each."""
    _, page = parsing.parse_subject_and_page(call.text)
    rates = await deps.read(rate_flows.rates_page, team=deps.team, today=call.today, page=page)
    return templates.render("budgets/rates", rates=rates, again="rates", today=call.today)


COMMANDS = (
    Command(
        "rate",
        "rate USD 0.91 EUR [from 1 Mar]",
        "Set what one unit of a currency is worth in another, from a day on.",
        set_rate,
        SEES_RATES,
        examples=("rate USD 0.91 EUR from 1 Mar",),
    ),
    Command(
        "rates",
        "rates [page 2]",
        "List the exchange rates with the day from which each applies.",
        list_rates,
        SEES_RATES,
        examples=("rates",),
        share=True,
    ),
)
