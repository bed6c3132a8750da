"""Small words for templates: dates, counts, colours, people. Filters and globals of the template environment."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,}")
_DATED = re.compile(r"\b((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{1,2} [A-Z][a-z]{2}) (\d{4})\b")
_CERTAIN = re.compile(r"[UW][A-Z0-9]{8,}")  # a short name in capitals, such as UX, is no id
SLACK_CHANNEL = re.compile(r"[CDG][A-Z0-9]{2,}")
# Each colour has its own shape, so that the mark can be told without colour vision.
MARKS = {"green": "🟢", "amber": "🔶", "red": "🔺", "grey": "◻️", "done": "☑️"}


@pass_context
def day(context: Context, on: date | None, today: date | None = None) -> str:
    """This will write "Sat 14 Mar", with the year if it is not that of `today` (argument or fact of that name)."""
    if on is None:
        return "no date"
    today = today or context.get("today")
    year = f" {on.year}" if today is not None and today.year != on.year else ""
    return f"{on:%a} {on.day} {on:%b}{year}"


@pass_context
def near(context: Context, sentence: str, today: date | None = None) -> str:
    """This will leave the year out of a finished sentence's dates ("Tue 8 Dec 2026") where it is that of `today`."""
    today = today or context.get("today")
    return sentence if today is None else _DATED.sub(_without_year(today.year), sentence)


def _without_year(year: int) -> Callable[[re.Match[str]], str]:
    return lambda found: found[1] if int(found[2]) == year else found[0]


def day_long(on: date | None) -> str:
    """This will write "Saturday 14 March 2026"."""
    return f"{on:%A} {on.day} {on:%B} {on.year}" if on else "no date"


def wd(days: int) -> str:
    """This will write signed working days: "+5 wd"; later is positive."""
    return f"{days:+d} wd" if days else "0 wd"


def plural(count: int, one: str, many: str | None = None) -> str:
    """This will write "1 milestone" or "3 milestones"."""
    return f"{count:,} {one if abs(count) == 1 else many or one + 's'}"


def percent(share: float) -> str:
    """This will write an int as it is (60 → "60%") and a float as a share of one (0.6 → "60%").

    A share strictly between 0 and 1 never reads as certainty: "<1%" and ">99%" stand at the ends.
    """
    if isinstance(share, int):
        return f"{share}%"
    if 0 < share < 0.005:
        return "<1%"
    if 0.995 <= share < 1:
        return ">99%"
    return f"{round(share * 100)}%"


def money(amount: float, currency: str = "") -> str:
    """This will write whole units with thousands separators: "1,250,000 EUR"."""
    return f"{amount:,.0f} {currency}".strip()


def rag(colour: str | None) -> str:
    """This will write a colour as its shape and its word: "🔺 red"; nothing known is "◻️ no data"."""
    name = str(colour or "grey").lower()
    return f"{MARKS.get(name, MARKS['grey'])} {'no data' if name == 'grey' else name}"


def person(who: str | None) -> Markup | str:
    """This will name somebody: a Slack id rings and shows the name, any other text stays text, nothing is "nobody"."""
    if not who:
        return "nobody"
    return Markup('<user id="{}"/>').format(who) if _CERTAIN.fullmatch(who) else who


FILTERS: dict[str, Any] = {
    "day": day,
    "day_long": day_long,
    "near": near,
    "wd": wd,
    "plural": plural,
    "percent": percent,
    "money": money,
}
GLOBALS: dict[str, Any] = {"rag": rag, "person": person}
