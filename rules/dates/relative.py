"""Days counted from another: tomorrow, in 2 weeks, a week from Friday, 3 days ago, +2w, next Friday, Friday week."""

import re
from datetime import date, timedelta

from rules.dates import forms
from rules.dates.forms import CLAUSE_END, COUNTS, NEVER, PLAIN, TRIGGERED, Place, Reading, coming, form, week_of
from rules.dates.found import Delta
from rules.dates.words import UNITS, WEEKDAYS, number

_NAMED = {
    **dict.fromkeys(("today", "tonight"), 0),
    **dict.fromkeys(("tomorrow", "tmrw", "tmr", "tmw", "tomoz", "tomorow", "tommorow", "tommorrow"), 1),
    **dict.fromkeys(("yesterday", "yday"), -1),
}


@form(_NAMED, "(?P<name>" + "|".join(_NAMED) + ")")
def named(match: re.Match[str], place: Place) -> Reading:
    day = place.today + timedelta(days=_NAMED[match["name"]])
    needs = PLAIN if _NAMED[match["name"]] == 1 else TRIGGERED
    return Reading(match.end(), day, day, match["name"], needs=needs)


@form(["the", "day"], r"(?:the )?day (?P<side>after tomorrow|before yesterday)")
def two_days(match: re.Match[str], place: Place) -> Reading:
    day = place.today + timedelta(days=2 if "tomorrow" in match["side"] else -2)
    return Reading(match.end(), day, day, f"the day {match['side']}")


def length(match: re.Match[str], sign: int = 1) -> Delta | None:
    """The length an amount and a unit make; hours only in whole days, "a d" is none."""
    if match["n"] and not match["n"].isdigit() and len(match["unit"]) < 3:
        return None
    amount, unit = number(match["n"] or "one") * sign, UNITS[" ".join(match["unit"].split())]
    if unit == "hour":
        return Delta(amount // 24, "day") if amount % 24 == 0 else None
    factor, unit = {"fortnight": (2, "week"), "quarter": (3, "month")}.get(unit, (1, unit))
    return Delta(amount * factor, unit)


def _counted(match: re.Match[str], place: Place, sign: int, needs: int = PLAIN) -> Reading | None:
    delta = length(match, sign)
    return _from(match.end(), delta, place.today, "counted from today", needs) if delta else None


def _from(end: int, delta: Delta, base: date, why: str, needs: int = PLAIN) -> Reading:
    day = delta.after(base)
    return Reading(end, day, day, why, needs=needs, delta=delta, base=base)


@form(
    ["in", "within"],
    r"(?:in|within) (?:about |around |roughly |approx |another |the next )?<n> (?:more )?<unit>(?:'s|')?(?: time)?"
    r"(?: (?:from|as of) (?:now|today))?(?! (?:of|after|before|following|from) |,? (?:and )?\d)",
)
def within(match: re.Match[str], place: Place) -> Reading | None:
    return _counted(match, place, 1)


@form(["in"], r"in (?P<n>\d{1,3}) ?(?P<unit>[dwmyh]|wd|wk|mo)")
def within_short(match: re.Match[str], place: Place) -> Reading | None:
    return None if match["unit"] == "m" else _counted(match, place, 1)


@form(
    COUNTS,
    r"<n> (?:more )?<unit> (?P<side>from now|from today|from tomorrow|hence|ago|back|today|tomorrow)",
)
def from_now(match: re.Match[str], place: Place) -> Reading | None:
    side = match["side"]
    back = side in ("ago", "back")
    day = _counted(match, place, -1 if back else 1, TRIGGERED if back else PLAIN)
    if day is None or day.delta is None or "tomorrow" not in side:
        return day
    return _from(match.end(), day.delta, place.today + timedelta(days=1), "counted from tomorrow")


@form(
    [*COUNTS, "the"],
    r"(?:<n> <unit>|the (?P<one>day|week)) (?P<side>from|after|before|following|on) (?:the )?(?=[a-z0-9])",
    closed=False,
)
def from_day(match: re.Match[str], place: Place) -> Reading | None:
    inner = forms.day(place.inner(), match.end())
    sign = -1 if match["side"] == "before" else 1
    delta = Delta(sign, match["one"]) if match["one"] else length(match, sign)
    if inner is None or delta is None:
        return None
    if inner.last is None or (inner.delta is not None and inner.base is None):
        return inner if inner.impossible else None
    return _from(inner.end, delta, inner.last, f"counted from {inner.last.isoformat()}")


@form(["+", "-"], r"(?P<sign>[+-]) ?(?P<n>\d{1,3})<gap><unit>")
def signed(match: re.Match[str], place: Place) -> Reading | None:
    """ "+2w" moves the date a thing has; where it has none it counts from today."""
    return _moving(match, place, -1 if match["sign"] == "-" else 1)


@form(COUNTS, r"<n><gap><unit>")
def bare(match: re.Match[str], place: Place) -> Reading | None:
    return _moving(match, place, 1)


def _moving(match: re.Match[str], place: Place, sign: int) -> Reading | None:
    delta = length(match, sign)
    if delta is None:
        return None
    day = delta.after(place.today)
    return Reading(match.end(), day, day, "counted from today", needs=NEVER, delta=delta)


_WHICH = r"(?P<which>this coming|this|next|coming|last|past|the|the next|the coming|the following|following)"


@form([*WEEKDAYS, "this", "next", "coming", "last", "past", "the", "following"], rf"(?:{_WHICH} )?<weekday>")
def weekday(match: re.Match[str], place: Place) -> Reading:
    """A bare weekday is the next one after today; "next" is that of the next calendar week, the other one offered."""
    wanted, which = WEEKDAYS[match["weekday"]], (match["which"] or "").split()
    if which[-1:] in (["last"], ["past"]):
        day = place.today - timedelta(days=(place.today.weekday() - wanted - 1) % 7 + 1)
        return _weekday(match, day, "the last one")
    soon = coming(wanted, place)
    if which == ["this"] and place.today.weekday() == wanted:
        return _weekday(match, place.today, "today")
    if which[-1:] == ["next"]:
        return _next_weekday(match, place, wanted, soon)
    plain = which[:1] == ["this"] or which[-1:] == ["coming"]
    return _weekday(match, soon, "the last one" if place.past else "the coming one", PLAIN if plain else CLAUSE_END)


def _weekday(match: re.Match[str], day: date, why: str, needs: int = PLAIN) -> Reading:
    return Reading(match.end(), day, day, why, needs=needs)


def _next_weekday(match: re.Match[str], place: Place, wanted: int, soon: date) -> Reading:
    monday = week_of(place.today, place)[0] + timedelta(days=7)
    day = monday + timedelta(days=(wanted - monday.weekday()) % 7)
    other = soon if day != soon else day + timedelta(days=7)
    return Reading(match.end(), day, day, "that of next week", alternatives=(other,))


@form(
    [*WEEKDAYS, "the", "on"],
    r"(?:the )?<weekday>,? (?:(?P<after>after next)|(?P<week>week|fortnight)|(?:of |in )?(?P<which>next|this|last) week"
    r"|in (?:a|one) week)",
)
def weekday_of_week(match: re.Match[str], place: Place) -> Reading:
    wanted = WEEKDAYS[match["weekday"]]
    monday = week_of(place.today, place)[0]
    in_week = monday + timedelta(days=(wanted - monday.weekday()) % 7)
    if match["which"]:
        day = in_week + timedelta(weeks={"this": 0, "next": 1, "last": -1}[match["which"]])
        return _weekday(match, day, f"of {match['which']} week")
    if match["after"]:
        return _weekday(match, in_week + timedelta(weeks=2), "the one after next week's")
    weeks = 2 if match["week"] == "fortnight" else 1
    return _weekday(match, coming(wanted, place) + timedelta(weeks=weeks), "a week after the coming one")


@form(["this", "next", "last"], r"(?P<which>this|next|last) week(?:,| on|'s)? (?:on )?<weekday>")
def week_then_weekday(match: re.Match[str], place: Place) -> Reading:
    monday = week_of(place.today, place)[0] + timedelta(weeks={"this": 0, "next": 1, "last": -1}[match["which"]])
    day = monday + timedelta(days=(WEEKDAYS[match["weekday"]] - monday.weekday()) % 7)
    return _weekday(match, day, f"of {match['which']} week")


@form([*WEEKDAYS, "the"], r"(?:the )?<weekday> (?P<side>after|before|following) (?:the )?(?=[a-z0-9])", closed=False)
def weekday_beside(match: re.Match[str], place: Place) -> Reading | None:
    """The Monday after Easter: the first such day after another day, or the last before it."""
    inner = forms.day(place.inner(), match.end())
    if inner is None or inner.last is None:
        return inner
    wanted, day = WEEKDAYS[match["weekday"]], inner.last
    if match["side"] == "before":
        beside = day - timedelta(days=(day.weekday() - wanted - 1) % 7 + 1)
    else:
        beside = day + timedelta(days=(wanted - day.weekday() - 1) % 7 + 1)
    return Reading(inner.end, beside, beside, f"counted from {day.isoformat()}")
