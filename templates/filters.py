"""Formats for dates, counts, colours and people: the filters and globals of the template environment."""

import re
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from rules.figures import figure_text, share_text
from rules.money import amount_text
from rules.text import ID_KINDS
from templates import shortening

SLACK_USER_ID = re.compile(r"[UW][A-Z0-9]{2,}")
# Three months ahead, a day and a month name one date.
DAYS_WITHOUT_YEAR = 92
# The fact `today` of the page that is being rendered, for macros that were imported without their page's facts.
page_today: ContextVar[date | None] = ContextVar("page_today", default=None)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE_WITH_YEAR = re.compile(rf"\b((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{{1,2}}) ({'|'.join(_MONTHS)})) (\d{{4}})\b")
# Long enough that a short name in capitals, such as UX, does not match.
_CERTAIN_USER_ID = re.compile(r"[UW][A-Z0-9]{8,}")
SLACK_CHANNEL_ID = re.compile(r"[CDG][A-Z0-9]{2,}")
_ID_IN_BRACKETS = re.compile(rf" \((?:{'|'.join(ID_KINDS)})-\d+\)")
# Each colour has its own shape, so that it can be recognised without colour vision.
COLOUR_MARKS = {"green": "🟢", "amber": "🔶", "red": "🔺", "grey": "◻️", "done": "☑️"}

# People report how the work goes; red, amber and green are what is computed.
REPORTED_WORDS = {"green": "on track", "amber": "at risk", "red": "off track"}


def needs_year(day: date, today: date) -> bool:
    """Return whether a date is clear only with its year: it is not in this year, nor within the next three months.

    A moment counts as its date.
    """
    day, today = (one.date() if isinstance(one, datetime) else one for one in (day, today))
    return day.year != today.year and not 0 <= (day - today).days <= DAYS_WITHOUT_YEAR


@pass_context
def short_date(context: Context, on: date | None, today: date | None = None) -> str:
    """Format a date as "Sat 14 Mar", with the year where it needs one on `today` (argument, or fact of that name)."""
    if on is None:
        return "no date"
    today = today or context.get("today") or page_today.get()
    year = f" {on.year}" if today is not None and needs_year(on, today) else ""
    return f"{on:%a} {on.day} {on:%b}{year}"


@pass_context
def drop_clear_years(context: Context, sentence: str, today: date | None = None) -> str:
    """Leave out the years that need not be said in the dates of a finished sentence ("Tue 8 Dec 2026")."""
    today = today or context.get("today") or page_today.get()
    return sentence if today is None else _DATE_WITH_YEAR.sub(_without_clear_year(today), sentence)


def _without_clear_year(today: date) -> Callable[[re.Match[str]], str]:
    def shorten(match: re.Match[str]) -> str:
        day = date(int(match[4]), _MONTHS.index(match[3]) + 1, int(match[2]))
        return match[0] if needs_year(day, today) else match[1]

    return shorten


@pass_context
def date_change(context: Context, new: date, old: date | None) -> str:
    """Format a moved date as "22 → 29 Dec" or "30 Dec → 3 Jan", with the year as `short_date` shows it."""
    new_text = short_date(context, new).partition(" ")[2]
    if old is None:
        return f"to {new_text}"
    old_text = short_date(context, old).partition(" ")[2]
    is_same_month = (old.year, old.month) == (new.year, new.month)
    return f"{old.day if is_same_month else old_text} → {new_text}"


def long_date(on: date | None) -> str:
    """Format a date as "Saturday 14 March 2026"."""
    return f"{on:%A} {on.day} {on:%B} {on.year}" if on else "no date"


def clock(at: time | datetime) -> str:
    """Format a time of day as "09:30"."""
    return f"{at:%H:%M}"


def signed_workdays(days: int) -> str:
    """Format signed working days as "+5 wd"; positive means later."""
    return f"{days:+d} wd" if days else "0 wd"


def count_noun(count: int, one: str, many: str | None = None) -> str:
    """Format a count as "1 milestone" or "3 milestones"."""
    return f"{count:,} {one if abs(count) == 1 else many or one + 's'}"


def percent_text(share: float) -> str:
    """Format an int as it is (60 → "60%") and a float as a share of one (0.6 → "60%")."""
    return f"{share}%" if isinstance(share, int) else share_text(share)


def money_text(amount: float, currency: str = "") -> str:
    """Format an amount in whole units with thousands separators: "1,250,000 EUR"."""
    return f"{amount:,.0f} {currency}".strip()


def colour_label(colour: str | None) -> str:
    """Format a colour as its shape and its word: "🔺 red"; an unknown colour is "◻️ no data"."""
    name = str(colour or "grey").lower()
    return f"{COLOUR_MARKS.get(name, COLOUR_MARKS['grey'])} {'no data' if name == 'grey' else name}"


def reported_label(colour: str | None) -> str:
    """Format a colour that people report, in their words: "🔶 at risk"."""
    name = str(colour or "grey").lower()
    return f"{COLOUR_MARKS.get(name, COLOUR_MARKS['grey'])} {reported_words(name)}"


def reported_words(colour: str) -> str:
    """Return what people call a colour that they report: "at risk"."""
    return REPORTED_WORDS.get(colour, "not reported")


def person_label(who: str | None) -> Markup | str:
    """Format a person: a Slack id becomes a mention that notifies them, other text stays text, empty is "no one"."""
    if not who:
        return "no one"
    return Markup('<user id="{}"/>').format(who) if _CERTAIN_USER_ID.fullmatch(who) else who


def drop_ids(sentence: str) -> str:
    """Leave out the ids that follow names: “Schema migration (M-3)” is “Schema migration” for an executive."""
    return type(sentence)(_ID_IN_BRACKETS.sub("", sentence))


def listed(things: Iterable[object], most: int = 20, between: str = ", ") -> Markup:
    """Join texts with commas, as markup that says how many are left out after the first `most`."""
    texts = list(things)
    items = Markup().join(Markup("<item>{}</item>").format(str(text)) for text in texts[:most])
    left = max(len(texts) - most, 0)
    return Markup('<each between="{}">{}<more left="{}"/></each>').format(between, items, left)


FILTERS: dict[str, Any] = {
    "day": short_date,
    "day_long": long_date,
    "moved_from": date_change,
    "near": drop_clear_years,
    "without_ids": drop_ids,
    "first_words": shortening.first_words,
    "truncate": shortening.truncate,
    "clock": clock,
    "wd": signed_workdays,
    "plural": count_noun,
    "percent": percent_text,
    "money": money_text,
    "figure": figure_text,
    "amount": amount_text,
    "listed": listed,
}
GLOBALS: dict[str, Any] = {
    "rag": colour_label,
    "reported": reported_label,
    "reported_words": reported_words,
    "person": person_label,
}
