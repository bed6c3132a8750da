"""The words of a command, read into the values its flow takes."""

import re
from dataclasses import dataclass
from datetime import date

from rules import dates
from rules.capture import Doubt, Unclear
from rules.refusal import Refusal
from rules.text import Token, tokens

ID = re.compile(r"^(PRG|PRJ|M|D|B|R|A|I)-?(\d+)$", re.IGNORECASE)
_MILESTONE = re.compile(r"\s*M-?(\d+)\b[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"\s*\bpage (\d{1,3})\s*$", re.IGNORECASE)
_NAMED = r'["“][^"”]+["”]|M-?\d+'
_LINK = re.compile(
    rf"(?P<consumer>{_NAMED}|.+?)\s+on\s+(?:(?P<provider>{_NAMED}|.+?))(?:\s+(?:by|before)\s+(?P<by>.+?))?"
    r"(?:\s+(?P<strength>soft|hard))?",
    re.IGNORECASE,
)
_DAYS = re.compile(r"^(\d{1,3})(?:wd|d)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewThing:
    """`duration` is working days."""

    name: str
    day: date | None = None
    user: str | None = None
    inside: str | None = None
    duration: int = 0


def typed_id(word: str) -> str | None:
    """M42, m-42 and M-42 are the same id; None when the word is none."""
    found = ID.match(word.strip(",.:"))
    return f"{found[1].upper()}-{int(found[2])}" if found else None


def new_thing(text: str, *, today: date, locale: str) -> NewThing:
    """`"API ready" 14 Mar @ana in PRJ-7 takes 5d`; without quotes the name is what is left over."""
    words = list(tokens(text))
    user = next((w.id for w in words if w.kind == "user"), None)
    inside = next((id for w in words if (id := typed_id(w.text)) and id.startswith("PR")), None)
    quoted = next((w for w in words if w.kind == "quoted"), None)
    loose = [w for w in words if w.kind in ("word", "link") and not _names(w.text) and w.text.casefold() != "in"]
    duration = next((int(m[1]) for w in loose if (m := _DAYS.match(w.text))), 0)
    loose = [w for w in loose if not _DAYS.match(w.text) and w.text.casefold() != "takes"]
    if quoted:
        rest = " ".join(w.text for w in loose if w.start > quoted.start)
        when = day(rest, today=today, locale=locale) if rest else None
        return NewThing(quoted.text, when, user, inside, duration)
    return _unquoted(loose, NewThing("", None, user, inside, duration), today=today, locale=locale)


def _names(word: str) -> bool:
    """PRJ7 and M-3 name things of ours; R2 and A4 are words of a name."""
    return typed_id(word) is not None and ("-" in word or word[:2].casefold() == "pr")


def _unquoted(loose: list[Token], rest: NewThing, *, today: date, locale: str) -> NewThing:
    """The longest tail that is a date is the date; the words before it are the name."""
    for at in range(1, len(loose)):
        tail = " ".join(w.text for w in loose[at:])
        found = dates.read(tail, today=today, locale=locale)
        if found and found.day:
            name = " ".join(w.text for w in loose[:at])
            return NewThing(
                name.removesuffix(" by").removesuffix(" on"), found.day, rest.user, rest.inside, rest.duration
            )
    return NewThing(" ".join(w.text for w in loose), None, rest.user, rest.inside, rest.duration)


def day(text: str, *, today: date, locale: str) -> date:
    return dates.apply(
        dates.must_read(text.removeprefix("by ").removeprefix("on "), today=today, locale=locale), old=None
    )


def channel_and_subject(text: str, *, here: str) -> tuple[str, str]:
    """`#channel PRJ-7`; the channel it is typed in when none is named."""
    channel, subject = channel_and_maybe_subject(text, here=here)
    if subject is None:
        raise Refusal("Which project?", "", "Write its id: `link #channel PRJ-7` (or `PRG-1` for its digest).")
    return channel, subject


def channel_and_maybe_subject(text: str, *, here: str) -> tuple[str, str | None]:
    words = tokens(text)
    channel = next((w.id for w in words if w.kind == "channel"), here)
    subject = next((id for w in words if (id := typed_id(w.text)) and id.startswith("PR")), None)
    return channel, subject


def milestone_and_rest(text: str) -> tuple[str, str]:
    """`M42: done` is ("M-42", "done")."""
    found = _MILESTONE.match(text)
    if not found:
        raise Refusal("That names no milestone.", "", "Begin with its id: `M-42 done`.")
    return f"M-{int(found[1])}", found[2].strip()


def id_and_rest(text: str) -> tuple[str, str]:
    """`D9 by 3 Mar` is ("D-9", "by 3 Mar"), whatever the kind of id."""
    first, _, rest = text.strip().partition(" ")
    id = typed_id(first)
    if id is None:
        raise Refusal(f"“{first[:40]}” is no id.", "", "Ids look like `M-42`, `D-9`, `B-3`, `R-5`, `PRJ-7` or `PRG-1`.")
    return id, rest.strip()


def subject_and_page(text: str) -> tuple[str, int]:
    """`PRJ-7 page 2`: both may be missing."""
    found = _PAGE.search(text)
    rest = text[: found.start()] if found else text
    return typed_id(rest.strip()) or rest.strip().strip('"“”'), int(found[1]) if found else 1


def ends_of(text: str) -> tuple[str, str, str, bool]:
    """`Checkout on "Auth API" by 3 Mar soft`: who waits, what for, the words of a date, whether it is soft."""
    found = _LINK.fullmatch(text.strip())
    if not found:
        raise Refusal("I need two milestones.", "", "Write who waits first: `depend M-4 on M-3 by 3 Mar`.")
    quotes = '"“”'
    return (
        found["consumer"].strip(quotes),
        found["provider"].strip(quotes),
        found["by"] or "",
        (found["strength"] or "").casefold() == "soft",
    )


def unclear(doubt: Unclear, *, usage: str) -> Refusal:
    """What was half understood, said as a refusal: nothing is saved on a guess."""
    part = doubt.part[:60]
    readings = " or ".join(f"{choice:%a %d %b %Y}" for choice in doubt.choices)
    why = {
        Doubt.DATE: f"I don't understand “{part}” as a date.",
        Doubt.AMBIGUOUS_DATE: f"“{part}” can be read as {readings}.",
        Doubt.PERCENT: f"“{part}” is no percentage from 0 to 100.",
        Doubt.OWNER: "I need a person, mentioned with @.",
        Doubt.REST: f"I don't know what “{part}” means there.",
        Doubt.TEXT: "The text is missing.",
    }[doubt.doubt]
    return Refusal("Nothing was saved.", why, f"Write it like this: `{usage}`.")
