"""Parsers for the text of commands."""

import re
from dataclasses import dataclass
from datetime import date

from rules import dates
from rules.digests import subscriptions
from rules.digests.subscriptions import DigestOptions
from rules.refusal import Refusal
from rules.text import ID_KINDS, Token, tokens

ID_PATTERN = re.compile(rf"^({'|'.join(ID_KINDS)})-?(\d+)$", re.IGNORECASE)
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
    """A program, project or milestone to create; `duration` is in working days."""

    name: str
    day: date | None = None
    user: str | None = None
    parent_id: str | None = None
    duration: int = 0


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """A channel to link to a project, or to a program with the options of its digests; without a subject, to none."""

    channel: str
    subject: str | None
    options: DigestOptions


def parse_id(word: str) -> str | None:
    """Return an id in its standard form (M42, m-42 and M-42 are all M-42), or None if the word is not an id."""
    id_match = ID_PATTERN.match(word.strip(",.:"))
    return f"{id_match[1].upper()}-{int(id_match[2])}" if id_match else None


def parse_new_plan_item(text: str, *, today: date, locale: str) -> NewPlanItem:
    """Parse `"API ready" 14 Mar @ana in PRJ-7 takes 5d`; without quotes, the name is whatever is left over."""
    words = list(tokens(text))
    user = next((word.id for word in words if word.askable), None)
    parent_id = next((id for word in words if (id := parse_id(word.text)) and id.startswith("PR")), None)
    quoted_token = next((word for word in words if word.kind == "quoted"), None)
    loose_words = [
        word
        for word in words
        if word.kind in ("word", "link") and not _names_plan_item(word.text) and word.text.casefold() != "in"
    ]
    duration = next(
        (int(duration_match[1]) for word in loose_words if (duration_match := _DURATION.match(word.text))), 0
    )
    loose_words = [word for word in loose_words if not _DURATION.match(word.text) and word.text.casefold() != "takes"]
    if quoted_token:
        text_after_name = " ".join(word.text for word in loose_words if word.start > quoted_token.start)
        day = parse_day(text_after_name, today=today, locale=locale) if text_after_name else None
        return NewPlanItem(quoted_token.text, day, user, parent_id, duration)
    return _parse_unquoted(loose_words, NewPlanItem("", None, user, parent_id, duration), today=today, locale=locale)


def _names_plan_item(word: str) -> bool:
    """Return whether a word is the id of a plan item: PRJ7 and M-3 are, R2 and A4 are part of a name."""
    return parse_id(word) is not None and ("-" in word or word[:2].casefold() == "pr")


def _parse_unquoted(words: list[Token], parsed: NewPlanItem, *, today: date, locale: str) -> NewPlanItem:
    """Read the longest tail that is a date as the date, and the words before it as the name.

    Raise Refusal if all of it is a date: no name is guessed from it.
    """
    whole = " ".join(word.text for word in words).removeprefix("by ").removeprefix("on ")
    if whole and (only_date := dates.parse(whole, today=today, locale=locale)) and only_date.day:
        raise Refusal("Which name?", f"“{whole}” is a date.", 'Put the name first: `new milestone "API ready" 14 Mar`.')
    for index in range(1, len(words)):
        tail = " ".join(word.text for word in words[index:])
        parsed_date = dates.parse(tail, today=today, locale=locale)
        if parsed_date and parsed_date.day:
            day = parse_day(tail, today=today, locale=locale)
            name = " ".join(word.text for word in words[:index])
            return NewPlanItem(
                name.removesuffix(" by").removesuffix(" on"),
                day,
                parsed.user,
                parsed.parent_id,
                parsed.duration,
            )
    return NewPlanItem(" ".join(word.text for word in words), None, parsed.user, parsed.parent_id, parsed.duration)


def parse_day(text: str, *, today: date, locale: str, again: str = "") -> date:
    """Return the one day the text means; `again` is the command to run for each day offered where there are several."""
    return dates.read_day(text.removeprefix("by ").removeprefix("on "), today=today, locale=locale, again=again)


def parse_link(text: str, *, default_channel: str) -> LinkRequest:
    """Parse `#channel PRJ-7`, or `#channel PRG-1 executive monthly quiet`.

    Without a channel, it is the one the command was typed in; raise Refusal for any word that is not understood.
    """
    channel, subject, rest = _split_channel_and_subject(text, default_channel)
    options = subscriptions.parse_options(rest)
    if rest and not (subject or "").startswith("PRG-"):
        raise Refusal(f"“{rest[0][:40]}” is about the digests of a program.", "", f"Try {subscriptions.USAGE}.")
    return LinkRequest(channel, subject, options)


def parse_unlink(text: str, *, default_channel: str) -> tuple[str, str | None]:
    """Parse `#channel PRJ-7`; both may be missing; raise Refusal for any word that is not understood."""
    channel, subject, rest = _split_channel_and_subject(text, default_channel)
    if rest:
        raise Refusal(f"I don't understand “{rest[0][:40]}”.", "", "Try `unlink #channel PRJ-7`.")
    return channel, subject


def _split_channel_and_subject(text: str, default_channel: str) -> tuple[str, str | None, list[str]]:
    channel, subject, rest = default_channel, None, []
    for word in tokens(text):
        id = parse_id(word.text)
        if word.kind == "channel":
            channel = word.id
        elif id and id.startswith("PR") and subject is None:
            subject = id
        else:
            rest.append(word.text)
    return channel, subject, rest


def split_milestone_id(text: str) -> tuple[str, str]:
    """Split `M42: done` into ("M-42", "done"); raise Refusal if it does not begin with a milestone id."""
    id_match = _MILESTONE_PREFIX.match(text)
    if not id_match:
        raise Refusal("That names no milestone.", "", "Begin with its id: `M-42 done`.")
    return f"M-{int(id_match[1])}", id_match[2].strip()


def split_id(text: str) -> tuple[str, str]:
    """Split `D9 by 3 Mar` into ("D-9", "by 3 Mar"), for any kind of id; raise Refusal if there is none."""
    first_word, _, rest = text.strip().partition(" ")
    id = parse_id(first_word)
    if id is None:
        raise Refusal(
            f"“{first_word[:40]}” is no id.", "", "Ids look like `M-42`, `D-9`, `B-3`, `R-5`, `PRJ-7` or `PRG-1`."
        )
    return id, rest.strip()


def parse_subject_and_page(text: str) -> tuple[str, int]:
    """Split `PRJ-7 page 2` into the subject and the page number; both may be missing."""
    page_match = _PAGE_SUFFIX.search(text)
    subject = text[: page_match.start()] if page_match else text
    return parse_id(subject.strip()) or subject.strip().strip('"“”'), int(page_match[1]) if page_match else 1


def parse_dependency(text: str) -> tuple[str, str, str, bool]:
    """Split `Checkout on "Auth API" by 3 Mar soft` into consumer, provider, date text and whether it is soft.

    Raise Refusal unless the text names two milestones.
    """
    match = _DEPENDENCY.fullmatch(text.strip())
    if not match:
        raise Refusal("I need two milestones.", "", "Write who waits first: `depend M-4 on M-3 by 3 Mar`.")
    quotes = '"“”'
    return (
        match["consumer"].strip(quotes),
        match["provider"].strip(quotes),
        match["by"] or "",
        (match["strength"] or "").casefold() == "soft",
    )
