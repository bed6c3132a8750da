"""The explicit forms (B-20): an id or a verb of the grammar at the start of a line, read whole or not at all.

A line that begins like a form and goes on in a way nobody foresaw becomes `Unclear`, so that the bot can ask; a line
that only happens to begin with an id ("M12 is where we should ask Bo") is neither.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from rules.capture.lines import Line, span
from rules.capture.values import (
    Block,
    Decided,
    Done,
    Doubt,
    Explicit,
    Owner,
    Percent,
    Raise,
    Slip,
    Span,
    Unblock,
    Unclear,
)
from rules.dates import Found
from rules.text import Mention

ReadDate = Callable[[str], Found | None]
Heard = tuple[Explicit | Unclear, ...]

MILESTONE = r"M-?(\d{1,7})"
SUBJECT = re.compile(
    rf"{MILESTONE}\b((?:\s*(?:,|&|\+|and)\s*M-?\d{{1,7}}\b)*)\s*(?:[:,–—]|-(?![>\d]))?\s*", re.IGNORECASE
)
ONE = re.compile(MILESTONE, re.IGNORECASE)
WORDLESS = r"[\s.!✅🎉🚀👍]*(?::[\w+-]+:[\s.!]*)*$"
IS = r"(?:(?:is|are|was|were|now|has been|have been|at|to|=)\s+)*"
DONE = re.compile(rf"{IS}(?:done|completed?|finished|delivered|shipped)\b(.*)", re.IGNORECASE | re.DOTALL)
PERCENT = re.compile(rf"{IS}=?\s*(-?\d{{1,6}}(?:[.,]\d+)?)\s?(?:%|percent\b)(.*)", re.IGNORECASE)
AFTER_PERCENT = re.compile(rf"\s*(?:done|complete|completed|there|through|finished)?{WORDLESS}", re.IGNORECASE)
OWNER = re.compile(r"(?:owner|owned by|assigned to|assign)\b\s*(?:is|now|to|:|=|->|→)?\s*(.*)", re.IGNORECASE)
MOVED = r"slip(?:s|ped|ping)?|moves?|moved|moving|delay(?:s|ed)?|push(?:es|ed)?|postponed?|shift(?:s|ed)?|pull(?:s|ed)?"
SLIP = re.compile(
    rf"{IS}(?:has\s+)?((?:{MOVED})\b(?:\s+(?:back|out|in|forward|up)\b)?)\s*((?:to|until|till|by|->|→)?\s*)(.*)",
    re.IGNORECASE,
)
TARGET = re.compile(
    r"(?:(?:new\s+)?(?:date|eta|due|forecast|expected)\b\s*(?:is|now|:|=)?|now|->|=>|→)\s*(?=\S)(.*)", re.IGNORECASE
)
BLOCKED = re.compile(r"(?:(?:is|are)\s+)?blocked\b\s*(?:[:–—-]\s*)?(?:(?:by|on)\s+)?(.*)", re.IGNORECASE)
REASON = re.compile(
    r"\s*[,;:(–—-]*\s*\b(?:because|due to|since|as|owing to|reason)\b:?\s+|\s+[–—-]{1,2}\s+|\s*[;:(]\s*", re.IGNORECASE
)
QUESTION = re.compile(r"\?[\s)\"'”!?]*$")

BLOCK = re.compile(rf"block(?:ed|er)?\s+{MILESTONE}\b\s*[:,–—-]?\s*(.*)", re.IGNORECASE)
UNBLOCK = re.compile(r"unblock(?:ed)?\s+([BM])-?(\d{1,7})\b(.*)", re.IGNORECASE)
NEEDS = re.compile(r"[\s,;.–—-]+needs?\s+", re.IGNORECASE)
BY = re.compile(r"[\s,;]+(?:by|before|until)\s+", re.IGNORECASE)
DATELIKE = re.compile(
    r"\d|(?:mon|tues?|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec|to|next|end|eo[wmqy]|mid|week)\w{0,6}\b",
    re.IGNORECASE,
)
RAISE = re.compile(r"(risk|issue|assum(?:e|ption)|decided)\s*(?:[:–—]\s*|\s-\s+|(?=[\"“]))(.*)", re.IGNORECASE)
BARE_RISK = re.compile(
    r"(risk)\s+(?!(?:it|is|isn't|was|are|as|and|or|assessments?|management|manager|registers?|free|averse|aversion|factors?|appetite|matrix|"
    r"analys[ie]s|profile|taking|takers?|being|getting|losing|having|level|score|owners?|review|what|of what)\b)(\w.*)",
    re.IGNORECASE,
)
CHECK = re.compile(r"[\s,;.–—-]+(?:check|review|revisit)(?:\s+(?:by|on|it on|it by))?\s+(.*)$", re.IGNORECASE)
GRADE = re.compile(
    r"(?:none|null|no|n/?a|nil|nothing|low|medium|moderate|high|green|amber|yellow|red|tbd|unknown|-+)\W*$",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+$", re.IGNORECASE)
INITIALS, OPENING = frozenset("mburiad"), 12
THANKS = re.compile(r"(?:thanks|thank you|thx)\b", re.IGNORECASE)
WEEKDAY = re.compile(r"(?:on\s+|last\s+)?(?:mon|tue|wed|thu|fri|sat|sun)", re.IGNORECASE)
LOOK_BACK = timedelta(days=92)
KINDS = {"risk": "risk", "issue": "issue", "assume": "assumption", "assumption": "assumption"}


@dataclass(frozen=True, slots=True)
class _Said:
    """One line as it stands in the message, the people mentioned on it, and how to read a date on that day."""

    line: Span
    mentions: tuple[Mention, ...]
    read: ReadDate
    today: date


def may_begin(masked: str) -> bool:
    """This will tell by its first letter whether a line, masked, can be a form at all."""
    return masked[:OPENING].lstrip(" *_")[:1].lower() in INITIALS


def hear(line: Line, *, mentions: tuple[Mention, ...], read: ReadDate, today: date) -> Heard:
    """This will be what one line says explicitly, its words softened but not masked; `read` reads a whole date."""
    if QUESTION.search(line.text):
        return ()
    said = span(line.text, 0, len(line.text))
    whole = Span(said.text, line.start + said.start, line.start + said.end)
    here = tuple(one for one in mentions if whole.start <= one.start < whole.end)
    for rule in (_milestone, _block, _unblock, _raise):
        heard = rule(_Said(whole, here, read, today))
        if heard:
            return heard
    return ()


def _milestone(said: _Said) -> Heard:
    subject = SUBJECT.match(said.line.text)
    rest = said.line.text[subject.end() :].strip() if subject else ""
    if subject is None or not rest:
        return ()
    ids = [f"M-{number}" for number in dict.fromkeys(ONE.findall(subject[0]))]
    for form in (_done, _percent, _owner, _slip, _target, _blocked):
        make = form(rest, said)
        if isinstance(make, Unclear):
            return (make,)
        if make is not None:
            return tuple(make(id) for id in ids)
    return ()


Made = Callable[[str], Explicit] | Unclear | None


def _done(rest: str, said: _Said) -> Made:
    form = DONE.match(rest)
    if form is None:
        return None
    tail = form[1].strip(" .,!-–—()")
    if re.match(WORDLESS, form[1]) or THANKS.match(tail):
        return partial(Done, on=None, line=said.line)
    words = re.sub(r"^on\s+", "", tail, flags=re.IGNORECASE)
    found = said.read(words)
    if found is None or found.day is None:
        return Unclear(Doubt.REST, tail, said.line)
    day = _before(found, words, said.today)
    return partial(Done, on=replace(found, day=day), line=said.line) if day else Unclear(Doubt.DATE, tail, said.line)


def _before(found: Found, words: str, today: date) -> date | None:
    """Dates read forward, but what is done lies behind: "friday" is the last one, "3 Mar" this year's; else None."""
    day = found.day
    if day is not None and day > today and found.grain == "day":
        back = day - timedelta(days=7) if WEEKDAY.match(words) else _year_before(day)
        day = back if timedelta(0) <= today - back <= LOOK_BACK and str(day.year) not in words else None
    return day if day is not None and day <= today else None


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _percent(rest: str, said: _Said) -> Made:
    form = PERCENT.match(rest)
    if form is None:
        return None
    if not form[1].isdigit() or int(form[1]) > 100:
        return Unclear(Doubt.PERCENT, form[1], said.line)
    if not AFTER_PERCENT.match(form[2]):
        return Unclear(Doubt.REST, form[2].strip(), said.line)
    return partial(Percent, percent=int(form[1]), line=said.line)


def _owner(rest: str, said: _Said) -> Made:
    form = OWNER.match(rest)
    if form is None:
        return None
    if len(said.mentions) != 1 or said.line.text[said.mentions[0].end - said.line.start :].strip(" .!"):
        return Unclear(Doubt.OWNER, form[1], said.line)
    return partial(Owner, user=said.mentions[0].id, line=said.line)


def _slip(rest: str, said: _Said) -> Made:
    form = SLIP.match(rest)
    if form is None:
        return None
    when, reason = _because(form[3], said.read)
    if form[2].strip().lower() in ("", "by"):
        to = _length(said.read(f"{form[1]} {form[2]}{when}") or said.read(when))
    else:
        to = said.read(when)
    return _moved(to, when, reason, said)


def _target(rest: str, said: _Said) -> Made:
    form = TARGET.match(rest)
    if form is None or not DATELIKE.match(form[1].strip("+ ")):
        return None
    when, reason = _because(form[1], said.read)
    return _moved(said.read(when), when, reason, said)


def _length(found: Found | None) -> Found | None:
    """ "Slips a week" is counted from the date the milestone had, whatever day "a week" alone would be."""
    return replace(found, kind="delta", day=None, first=None) if found and found.delta else found


def _moved(to: Found | None, when: str, reason: str, said: _Said) -> Made:
    """A date with two readings is never chosen for the person."""
    if to is None:
        return Unclear(Doubt.DATE, when, said.line)
    if to.alternatives:
        return Unclear(Doubt.AMBIGUOUS_DATE, when, said.line, _readings(to))
    return partial(Slip, to=to, reason=reason, line=said.line)


def _blocked(rest: str, said: _Said) -> Made:
    form = BLOCKED.match(rest)
    return _blocker(form[1], said) if form else None


def _because(text: str, read: ReadDate) -> tuple[str, str]:
    """This will be the date's words and the reason after them."""
    cut = REASON.search(text)
    when, reason = (text[: cut.start()], text[cut.end() :].rstrip(") ")) if cut else (text, "")
    if "," in when and not read(when) and read(text.partition(",")[0]):
        when, _, reason = text.partition(",")
    return when.strip(" .!,"), reason.strip()


def _readings(found: Found) -> tuple[date, ...]:
    return tuple(sorted({day for day in (found.day, *found.alternatives) if day}))


def _block(said: _Said) -> Heard:
    form = BLOCK.match(said.line.text)
    if form is None:
        return ()
    made = _blocker(form[2], said)
    return (made if isinstance(made, Unclear) else made(f"M-{form[1]}"),)


def _blocker(text: str, said: _Said) -> Callable[[str], Explicit] | Unclear:
    """`text [needs who] [by date]`: a "by" that begins like a date and is none is a doubt, any other "by" is text."""
    body, when = text.strip(), None
    if by := list(BY.finditer(body)):
        tail = body[by[-1].end() :].strip(" .!")
        when = said.read(tail)
        if doubt := _doubtful(when, tail, said):
            return doubt
        body = body[: by[-1].start()] if when else body
    what, _, needs = (part.strip() for part in NEEDS.sub("\n", f" {body}", count=1).partition("\n"))
    if not re.search(r"\w", what + needs):
        return Unclear(Doubt.TEXT, "", said.line)
    start = said.line.start + said.line.text.rfind(needs) if needs else said.line.end
    users = tuple(one.id for one in said.mentions if one.start >= start)
    return partial(Block, text=_unquoted(what) or f"needs {needs}", needs=needs, users=users, by=when, line=said.line)


def _doubtful(when: Found | None, words: str, said: _Said) -> Unclear | None:
    if when is None:
        return Unclear(Doubt.DATE, words, said.line) if DATELIKE.match(words) else None
    return Unclear(Doubt.AMBIGUOUS_DATE, words, said.line, _readings(when)) if when.alternatives else None


def _unblock(said: _Said) -> Heard:
    form = UNBLOCK.match(said.line.text)
    return (Unblock(f"{form[1].upper()}-{form[2]}", said.line),) if form else ()


def _raise(said: _Said) -> Heard:
    form = RAISE.match(said.line.text) or BARE_RISK.match(said.line.text)
    if form is None:
        return ()
    verb, text = form[1].lower(), form[2].strip()
    if GRADE.match(text) or ADDRESS.match(text):
        return ()
    if not re.search(r"\w", text):
        return (Unclear(Doubt.TEXT, "", said.line),) if verb == "decided" else ()
    if verb == "decided":
        return (Decided(_unquoted(text), said.line),)
    check = CHECK.search(text)
    words = check[1].strip(" .!") if check else ""
    when = said.read(words) if words else None
    if doubt := _doubtful(when, words, said):
        return (doubt,)
    return (Raise(KINDS[verb], _unquoted(text[: check.start()] if check and when else text), when, said.line),)


def _unquoted(text: str) -> str:
    return text.strip(" .,").strip('"“”').strip()
