"""Statements about a milestone, after its id: done, progress, an owner, a new date, or what blocks it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from rules.capture.forms import patterns
from rules.capture.values import Block, Done, ExplicitForm, FormDoubt, Owner, Percent, Slip, Span, UnclearForm
from rules.dates import ParsedDate
from rules.text import Mention

DateParser = Callable[[str], ParsedDate | None]
FormResult = Callable[[str], ExplicitForm] | UnclearForm | None
MAX_LOOK_BACK = timedelta(days=92)


@dataclass(frozen=True, slots=True)
class FormLine:
    """One line of the message, the people mentioned in the message, and how to read a date on that day."""

    line: Span
    message_mentions: tuple[Mention, ...]
    parse_date: DateParser
    today: date

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The people mentioned on the line."""
        return tuple(m for m in self.message_mentions if self.line.start <= m.start < self.line.end)


def _parse_done(rest: str, form_line: FormLine) -> FormResult:
    form = patterns.DONE_FORM.match(rest)
    if form is None:
        return None
    tail = form[1].strip(" .,!-–—()")
    if re.match(patterns.WORDLESS_TAIL, form[1]) or patterns.THANKS_START.match(tail):
        return partial(Done, on=None, line=form_line.line)
    words = re.sub(r"^on\s+", "", tail, flags=re.IGNORECASE)
    parsed = form_line.parse_date(words)
    if parsed is None or parsed.day is None:
        return UnclearForm(FormDoubt.REST, tail, form_line.line)
    # A day in the future is left as it is, for the answer that asks when it was done.
    day = _past_day(parsed, words, form_line.today) or parsed.day
    return partial(Done, on=replace(parsed, day=day), line=form_line.line)


def _past_day(parsed_date: ParsedDate, words: str, today: date) -> date | None:
    """Return the past day that is meant, or None: "friday" is the last one, "3 Mar" this year's.

    Dates are read forward, but finished work lies in the past.
    """
    day = parsed_date.day
    if day is not None and day > today and parsed_date.grain == "day":
        earlier = day - timedelta(days=7) if patterns.WEEKDAY_START.match(words) else _year_before(day)
        day = earlier if timedelta(0) <= today - earlier <= MAX_LOOK_BACK and str(day.year) not in words else None
    return day if day is not None and day <= today else None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _parse_percent(rest: str, form_line: FormLine) -> FormResult:
    form = patterns.PERCENT_FORM.match(rest)
    if form is None:
        return None
    if not form[1].isdigit() or int(form[1]) > 100:
        return UnclearForm(FormDoubt.PERCENT, form[1], form_line.line)
    if not patterns.PERCENT_TAIL.match(form[2]):
        return UnclearForm(FormDoubt.REST, form[2].strip(), form_line.line)
    return partial(Percent, percent=int(form[1]), line=form_line.line)


def _parse_owner(rest: str, form_line: FormLine) -> FormResult:
    form = patterns.OWNER_FORM.match(rest)
    if form is None:
        return None
    if len(form_line.mentions) != 1 or form_line.line.text[form_line.mentions[0].end - form_line.line.start :].strip(
        " .!"
    ):
        return UnclearForm(FormDoubt.OWNER, form[1], form_line.line)
    return partial(Owner, user=form_line.mentions[0].id, line=form_line.line)


def _parse_slip(rest: str, form_line: FormLine) -> FormResult:
    form = patterns.SLIP_FORM.match(rest)
    if form is None:
        return None
    when, reason = _split_reason(form[3], form_line.parse_date)
    if form[2].strip().lower() in ("", "by"):
        to = _as_delta(form_line.parse_date(f"{form[1]} {form[2]}{when}") or form_line.parse_date(when))
    else:
        to = form_line.parse_date(when)
    return _slip_to(to, when, reason, form_line)


def _parse_new_date(rest: str, form_line: FormLine) -> FormResult:
    form = patterns.NEW_DATE_FORM.match(rest)
    if form is None or not patterns.DATELIKE_START.match(form[1].strip("+ ")):
        return None
    when, reason = _split_reason(form[1], form_line.parse_date)
    return _slip_to(form_line.parse_date(when), when, reason, form_line)


def _parse_moved(rest: str, form_line: FormLine) -> FormResult:
    """Read "M-3 to 18 Dec" and "M-3 +5d"; other words after "to" are ordinary talk."""
    form = patterns.MOVED_FORM.match(rest)
    if form is None:
        return None
    when, reason = _split_reason(form[2], form_line.parse_date)
    to = form_line.parse_date(when)
    if not form[1]:
        to = _as_delta(to) if to and to.delta else None
    return _slip_to(to, when, reason, form_line) if to else None


def _as_delta(parsed_date: ParsedDate | None) -> ParsedDate | None:
    """Count "slips a week" from the milestone's previous date, whatever day "a week" alone would be."""
    return (
        replace(parsed_date, kind="delta", day=None, first=None) if parsed_date and parsed_date.delta else parsed_date
    )


def _slip_to(to: ParsedDate | None, when: str, reason: str, form_line: FormLine) -> FormResult:
    """Build the slip; a date with two readings is never chosen for the person."""
    if to is None:
        return UnclearForm(FormDoubt.DATE, when, form_line.line)
    if to.alternatives:
        return UnclearForm(FormDoubt.AMBIGUOUS_DATE, when, form_line.line, _possible_days(to))
    return partial(Slip, to=to, reason=reason, line=form_line.line)


def _parse_blocked(rest: str, form_line: FormLine) -> FormResult:
    form = patterns.BLOCKED_FORM.match(rest)
    return parse_blocker(form[1], form_line) if form else None


def _split_reason(text: str, parse_date: DateParser) -> tuple[str, str]:
    """Split the text into the words of the date and the reason after them."""
    cut = patterns.REASON_START.search(text)
    when, reason = (text[: cut.start()], text[cut.end() :].rstrip(") ")) if cut else (text, "")
    if "," in when and not parse_date(when) and parse_date(text.partition(",")[0]):
        when, _, reason = text.partition(",")
    return when.strip(" .!,"), reason.strip()


def _possible_days(parsed_date: ParsedDate) -> tuple[date, ...]:
    return tuple(sorted({day for day in (parsed_date.day, *parsed_date.alternatives) if day}))


def parse_blocker(text: str, form_line: FormLine) -> Callable[[str], ExplicitForm] | UnclearForm:
    """Read `text [needs who] [by date]`; "by" before an unreadable date is a doubt, any other "by" is text."""
    body, when = text.strip(), None
    if by_clauses := list(patterns.BY_CLAUSE.finditer(body)):
        tail = body[by_clauses[-1].end() :].strip(" .!")
        when = form_line.parse_date(tail)
        if doubt := date_doubt(when, tail, form_line):
            return doubt
        body = body[: by_clauses[-1].start()] if when else body
    description, _, needs = (
        part.strip() for part in patterns.NEEDS_CLAUSE.sub("\n", f" {body}", count=1).partition("\n")
    )
    is_quoted_blank = bool(re.search(r'["“”]', description)) and not re.search(r"\w", description)
    if is_quoted_blank or not re.search(r"\w", description + needs):
        return UnclearForm(FormDoubt.TEXT, "", form_line.line)
    start = form_line.line.start + form_line.line.text.rfind(needs) if needs else form_line.line.end
    users = tuple(mention.id for mention in form_line.mentions if mention.start >= start)
    return partial(
        Block,
        text=without_quotes(description) or f"needs {needs}",
        needs=needs,
        users=users,
        by=when,
        line=form_line.line,
    )


def date_doubt(when: ParsedDate | None, words: str, form_line: FormLine) -> UnclearForm | None:
    if when is None:
        return UnclearForm(FormDoubt.DATE, words, form_line.line) if patterns.DATELIKE_START.match(words) else None
    return (
        UnclearForm(FormDoubt.AMBIGUOUS_DATE, words, form_line.line, _possible_days(when))
        if when.alternatives
        else None
    )


def without_quotes(text: str) -> str:
    return text.strip(" .,").strip('"“”').strip()


PARSERS_BY_VERB = {
    "done": _parse_done,
    "percent": _parse_percent,
    "owner": _parse_owner,
    "slip": _parse_slip,
    "slip to": _parse_new_date,
    "slip by": _parse_moved,
    "block": _parse_blocked,
}
