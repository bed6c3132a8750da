"""The words of a command, read into the values its flow takes."""

import re
from dataclasses import dataclass
from datetime import date

from rules import dates
from rules.capture import FormDoubt, UnclearForm
from rules.refusal import Refusal
from rules.text import Token, tokens

ID_PATTERN = re.compile(r"^(PRG|PRJ|M|D|B|R|A|I)-?(\d+)$", re.IGNORECASE)
_MILESTONE_PREFIX = re.compile(r"\s*M-?(\d+)\b[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_PAGE_SUFFIX = re.compile(r"\s*\bpage (\d{1,3})\s*$", re.IGNORECASE)
_MILESTONE_NAME = r'["“][^"”]+["”]|M-?\d+'
_DEPENDENCY = re.compile(
    rf"(?P<consumer>{_MILESTONE_NAME}|.+?)\s+on\s+(?:(?P<provider>{_MILESTONE_NAME}|.+?))(?:\s+(?:by|before)\s+(?P<by>.+?))?"
    r"(?:\s+(?P<strength>soft|hard))?",
    re.IGNORECASE,
)
_DURATION = re.compile(r"^(\d{1,3})(?:wd|d)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NewPlanItem:
    """`duration` is working days."""

    name: str
    day: date | None = None
    user: str | None = None
    parent_id: str | None = None
    duration: int = 0


def parse_id(word: str) -> str | None:
    """M42, m-42 and M-42 are the same id; None when the word is none."""
    found = ID_PATTERN.match(word.strip(",.:"))
    return f"{found[1].upper()}-{int(found[2])}" if found else None


def parse_new_plan_item(text: str, *, today: date, locale: str) -> NewPlanItem:
    """`"API ready" 14 Mar @ana in PRJ-7 takes 5d`; without quotes the name is what is left over."""
    words = list(tokens(text))
    user = next((w.id for w in words if w.kind == "user"), None)
    inside = next((id for w in words if (id := parse_id(w.text)) and id.startswith("PR")), None)
    quoted = next((w for w in words if w.kind == "quoted"), None)
    loose = [
        w for w in words if w.kind in ("word", "link") and not _names_plan_item(w.text) and w.text.casefold() != "in"
    ]
    duration = next((int(m[1]) for w in loose if (m := _DURATION.match(w.text))), 0)
    loose = [w for w in loose if not _DURATION.match(w.text) and w.text.casefold() != "takes"]
    if quoted:
        rest = " ".join(w.text for w in loose if w.start > quoted.start)
        when = parse_day(rest, today=today, locale=locale) if rest else None
        return NewPlanItem(quoted.text, when, user, inside, duration)
    return _parse_unquoted(loose, NewPlanItem("", None, user, inside, duration), today=today, locale=locale)


def _names_plan_item(word: str) -> bool:
    """PRJ7 and M-3 name things of ours; R2 and A4 are words of a name."""
    return parse_id(word) is not None and ("-" in word or word[:2].casefold() == "pr")


def _parse_unquoted(words: list[Token], parsed: NewPlanItem, *, today: date, locale: str) -> NewPlanItem:
    """The longest tail that is a date is the date; the words before it are the name."""
    for at in range(1, len(words)):
        tail = " ".join(w.text for w in words[at:])
        found = dates.parse(tail, today=today, locale=locale)
        if found and found.day:
            name = " ".join(w.text for w in words[:at])
            return NewPlanItem(
                name.removesuffix(" by").removesuffix(" on"), found.day, parsed.user, parsed.parent_id, parsed.duration
            )
    return NewPlanItem(" ".join(w.text for w in words), None, parsed.user, parsed.parent_id, parsed.duration)


def parse_day(text: str, *, today: date, locale: str) -> date:
    return dates.resolve_day(
        dates.parse_or_raise(text.removeprefix("by ").removeprefix("on "), today=today, locale=locale), old=None
    )


def parse_channel_and_subject(text: str, *, default_channel: str) -> tuple[str, str]:
    """`#channel PRJ-7`; the channel it is typed in when none is named."""
    channel, subject = parse_channel_and_optional_subject(text, default_channel=default_channel)
    if subject is None:
        raise Refusal("Which project?", "", "Write its id: `link #channel PRJ-7` (or `PRG-1` for its digest).")
    return channel, subject


def parse_channel_and_optional_subject(text: str, *, default_channel: str) -> tuple[str, str | None]:
    words = tokens(text)
    channel = next((w.id for w in words if w.kind == "channel"), default_channel)
    subject = next((id for w in words if (id := parse_id(w.text)) and id.startswith("PR")), None)
    return channel, subject


def split_milestone_id(text: str) -> tuple[str, str]:
    """`M42: done` is ("M-42", "done")."""
    found = _MILESTONE_PREFIX.match(text)
    if not found:
        raise Refusal("That names no milestone.", "", "Begin with its id: `M-42 done`.")
    return f"M-{int(found[1])}", found[2].strip()


def split_id(text: str) -> tuple[str, str]:
    """`D9 by 3 Mar` is ("D-9", "by 3 Mar"), whatever the kind of id."""
    first, _, rest = text.strip().partition(" ")
    id = parse_id(first)
    if id is None:
        raise Refusal(f"“{first[:40]}” is no id.", "", "Ids look like `M-42`, `D-9`, `B-3`, `R-5`, `PRJ-7` or `PRG-1`.")
    return id, rest.strip()


def parse_subject_and_page(text: str) -> tuple[str, int]:
    """`PRJ-7 page 2`: both may be missing."""
    found = _PAGE_SUFFIX.search(text)
    rest = text[: found.start()] if found else text
    return parse_id(rest.strip()) or rest.strip().strip('"“”'), int(found[1]) if found else 1


def parse_dependency(text: str) -> tuple[str, str, str, bool]:
    """`Checkout on "Auth API" by 3 Mar soft`: who waits, what for, the words of a date, whether it is soft."""
    found = _DEPENDENCY.fullmatch(text.strip())
    if not found:
        raise Refusal("I need two milestones.", "", "Write who waits first: `depend M-4 on M-3 by 3 Mar`.")
    quotes = '"“”'
    return (
        found["consumer"].strip(quotes),
        found["provider"].strip(quotes),
        found["by"] or "",
        (found["strength"] or "").casefold() == "soft",
    )


def unclear_refusal(doubt: UnclearForm, *, usage: str) -> Refusal:
    """What was half understood, said as a refusal: nothing is saved on a guess."""
    part = doubt.part[:60]
    readings = " or ".join(f"{choice:%a %d %b %Y}" for choice in doubt.choices)
    why = {
        FormDoubt.DATE: f"I don't understand “{part}” as a date.",
        FormDoubt.AMBIGUOUS_DATE: f"“{part}” can be read as {readings}.",
        FormDoubt.PERCENT: f"“{part}” is no percentage from 0 to 100.",
        FormDoubt.OWNER: "I need a person, mentioned with @.",
        FormDoubt.REST: f"I don't know what “{part}” means there.",
        FormDoubt.TEXT: "The text is missing.",
    }[doubt.doubt]
    return Refusal("Nothing was saved.", why, f"Write it like this: `{usage}`.")
