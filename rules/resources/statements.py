"""The words after `assign`, `unassign`, `new person|team|tool`, `RES-2` and `AL-3`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from rules import dates
from rules.refusal import Refusal
from rules.resources.amounts import Amount, read_amount
from rules.resources.bookings import ResourceKind
from rules.resources.doubts import choose_again, require_meant, take_sure
from rules.text import ID_KINDS, Token, plain, tokens

MAX_NAME_LENGTH = 80
MAX_SKILLS = 20
MAX_SKILL_LENGTH = 30
ASSIGN_USAGE = 'Try `assign @ana 60% M-12`, `assign "Test rig" 1 M-12` or `assign @ana 40% PRJ-2 from 1 Mar to 30 Apr`.'
UNASSIGN_USAGE = "Try `unassign @ana M-12` or `unassign AL-3`."
ALLOCATION_USAGE = "Try `{0} 40%`, `{0} from 1 Mar to 30 Apr` or `unassign {0}`."
RESOURCE_USAGE = 'Try `{0} capacity 80%`, `{0} skills java, sql`, `{0} team "Platform"` or `{0} close`.'
_ID = re.compile(rf"({'|'.join(ID_KINDS)})-?(\d{{1,7}})", re.IGNORECASE)
_FILLERS = frozenset({"to", "for", "on", "at", "with", "of"})
_DATES_BEGIN = frozenset({"from", "until", "till", "between"})
_SPLIT_DATES = re.compile(r"\s+(?:to|until|till|and)\s+|\s*(?:–|—)\s*|\s+-\s+", re.IGNORECASE)
_KEYWORDS = frozenset({"capacity", "skills", "skill", "team", "lead", "in", "rename", "from", "until"})
_NONE = frozenset({"none", "no", "nothing", "-"})


@dataclass(frozen=True, slots=True)
class DaySpan:
    """The days from `first` to `last` as they were given; None where an end was not."""

    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return self.first is not None or self.last is not None


@dataclass(frozen=True, slots=True)
class ResourceName:
    """A resource as it was named: a member, an id, or a name."""

    user: str | None = None
    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class AssignStatement:
    """A resource, what it is assigned to, how much of it, and when; `target` is an id or the name of a milestone."""

    resource: ResourceName
    amount: Amount | None
    target: str
    span: DaySpan = DaySpan()


@dataclass(frozen=True, slots=True)
class AllocationChange:
    """New values of an allocation; without `amount` and `span` it is only looked at."""

    amount: Amount | None = None
    span: DaySpan = DaySpan()


@dataclass(frozen=True, slots=True)
class ResourceStatement:
    """A line about a resource: columns to set, its capacity (for a while), its team, or its end."""

    columns: Mapping[str, object] = field(default_factory=dict)
    capacity: Amount | None = None
    span: DaySpan = DaySpan()
    team: str | None = None
    program: str | None = None
    end: str = ""


def parse_assign(text: str, *, today: date, locale: str) -> AssignStatement:
    """Parse `@ana 60% M-12 from 1 Mar to 30 Apr`; the amount may also come last."""
    text, sure = take_sure(text)
    words = list(tokens(text))
    begin = next((place for place, word in enumerate(words) if _begins_dates(word)), len(words))
    span = _read_span(words[begin:], text, today=today, locale=locale, usage=ASSIGN_USAGE, verb="assign")
    if span and not sure:
        said = text[: words[begin].start].strip().replace("{", "")
        require_meant(span.first, span.last, today=today, again=f"assign {said}")
    words = [word for word in words[:begin] if word.kind != "word" or word.text.casefold() not in _FILLERS]
    amount, words = _take_amount(words)
    resource, words = _take_resource(words, ASSIGN_USAGE)
    target = " ".join(word.text for word in words)
    if not target.strip():
        raise Refusal("Assign to what?", "", ASSIGN_USAGE)
    return AssignStatement(resource, amount, _id_of(target) or target.strip(), span)


def with_target(statement: AssignStatement, target: str) -> AssignStatement:
    """Return the statement for the milestone or project of this id."""
    return replace(statement, target=target)


def parse_unassign(text: str) -> tuple[ResourceName, str] | str:
    """Parse `@ana M-12` into who and what, or `AL-3` into its id."""
    words = [word for word in tokens(text) if word.kind != "word" or word.text.casefold() not in {*_FILLERS, "from"}]
    if len(words) == 1 and (id := _id_of(words[0].text)) and id.startswith("AL-"):
        return id
    resource, words = _take_resource(words, UNASSIGN_USAGE)
    target = " ".join(word.text for word in words).strip()
    if not target:
        raise Refusal("Unassign from what?", "", UNASSIGN_USAGE)
    return resource, _id_of(target) or target


def parse_allocation_change(id: str, text: str, *, today: date, locale: str) -> AllocationChange:
    """Parse the words after `AL-3`: `40%`, `from 1 Mar to 30 Apr`, or both."""
    text, sure = take_sure(text)
    words = list(tokens(text))
    usage = ALLOCATION_USAGE.format(id)
    begin = next((place for place, word in enumerate(words) if _begins_dates(word)), len(words))
    span = _read_span(words[begin:], text, today=today, locale=locale, usage=usage, verb=id)
    if span and not sure:
        said = text[: words[begin].start].strip().replace("{", "")
        require_meant(span.first, span.last, today=today, again=f"{id} {said}".strip())
    amount, rest = _take_amount(words[:begin])
    if rest or not (amount or span):
        raise Refusal(f"I don't understand “{text[:60]}”.", "", usage)
    return AllocationChange(amount, span)


def parse_new_resource(kind: ResourceKind, text: str, *, today: date, locale: str) -> ResourceStatement:
    """Parse `"Test rig" 2 units lead @bo in PRG-1`, `"Platform" 300%` or `@ana 80% skills java team "Platform"`."""
    usage = _usage_of_new(kind)
    words = list(tokens(text))
    if not words:
        raise Refusal(f"Which {kind.value}?", "", usage)
    first = next((place for place, word in enumerate(words) if _is_keyword(words, place)), len(words))
    head, columns = words[:first], {}
    amount, head = _take_amount(head)
    if kind is ResourceKind.PERSON and head and head[0].kind == "user":
        columns = {"user": head[0].id}
        head = head[1:]
    elif name := " ".join(" ".join(word.text for word in head).split())[:MAX_NAME_LENGTH]:
        columns, head = {"name": name}, []
    if not columns or head:
        raise Refusal(f"Which {kind.value}?", "", usage)
    statement = _read_fields(words[first:], text, today=today, locale=locale, usage=usage)
    return ResourceStatement(
        {**columns, **statement.columns},
        amount or statement.capacity,
        statement.span,
        statement.team,
        statement.program,
    )


def parse_resource_change(id: str, text: str, *, today: date, locale: str) -> ResourceStatement:
    """Parse the words after `RES-2`."""
    usage = RESOURCE_USAGE.format(id)
    word = plain(text).strip().casefold()
    if word in ("close", "reopen"):
        return ResourceStatement(end=word)
    words = list(tokens(text))
    if words and read_amount(words[0].text):
        text = f"capacity {text}"
        words = list(tokens(text))
    if not words:
        raise Refusal(f"I don't understand “{plain(text)[:60]}”.", "", usage)
    return _read_fields(words, text, today=today, locale=locale, usage=usage)


def read_skills(text: str) -> tuple[str, ...]:
    """Read skills separated by commas as plain tags, each once, in the order given; `none` is no skill."""
    skills = (" ".join(skill.split()).casefold()[:MAX_SKILL_LENGTH] for skill in re.split(r"[,;]", text))
    found = tuple(dict.fromkeys(skill for skill in skills if skill))
    if len(found) > MAX_SKILLS:
        raise Refusal(f"That is {len(found)} skills; at most {MAX_SKILLS} are kept.", "", "Name those that matter.")
    return () if found and found[0] in _NONE else found


def _read_fields(words: list[Token], text: str, *, today: date, locale: str, usage: str) -> ResourceStatement:
    columns: dict[str, object] = {}
    capacity, span, team, program = None, DaySpan(), None, None
    starts = [place for place in range(len(words)) if _is_keyword(words, place)]
    if words and (not starts or starts[0]):
        raise Refusal(f"I don't understand “{plain(text)[:60]}”.", "", usage)
    for begin, end in pairwise([*starts, len(words)]):
        keyword, segment = words[begin].text.casefold().rstrip(":"), words[begin + 1 : end]
        said = " ".join(word.text for word in segment).strip(" ,")
        if keyword in ("from", "until"):
            span = _read_span(words[begin:end], text, today=today, locale=locale, usage=usage)
        elif not said:
            raise Refusal(f"{keyword.capitalize()} of what?", "", usage)
        elif keyword == "capacity":
            capacity = _require_amount(said, usage)
        elif keyword in ("skills", "skill"):
            columns["skills"] = list(read_skills(said))
        elif keyword == "lead":
            columns["lead"] = next((word.id for word in segment if word.askable), None)
        elif keyword == "rename":
            columns["name"] = said[:MAX_NAME_LENGTH]
        elif keyword == "team":
            team = "" if said.casefold() in _NONE else _id_of(said) or said
        elif keyword == "in":
            program = _id_of(said)
    if span and capacity is None:
        raise Refusal("Which capacity from then on?", "", usage)
    return ResourceStatement(columns, capacity, span, team, program)


def _require_amount(said: str, usage: str) -> Amount:
    amount = read_amount(said)
    if amount is None:
        raise Refusal(f"“{said[:40]}” is no amount.", "", usage)
    return amount


def _is_keyword(words: Sequence[Token], place: int) -> bool:
    word = words[place]
    return word.kind == "word" and word.text.casefold().rstrip(":") in _KEYWORDS


def _begins_dates(word: Token) -> bool:
    return word.kind == "word" and word.text.casefold() in _DATES_BEGIN


def _take_amount(words: Sequence[Token]) -> tuple[Amount | None, list[Token]]:
    """Return the amount among the words, and the words without it; a unit may be a word of its own."""
    for place, word in enumerate(words):
        if word.kind != "word" or not (amount := read_amount(word.text)):
            continue
        after = words[place + 1] if place + 1 < len(words) else None
        if after and after.kind == "word" and (joined := read_amount(f"{word.text} {after.text}")):
            return joined, [*words[:place], *words[place + 2 :]]
        return amount, [*words[:place], *words[place + 1 :]]
    return None, list(words)


def _take_resource(words: list[Token], usage: str) -> tuple[ResourceName, list[Token]]:
    """Return the resource named first, else the one that is mentioned, and the words that are left."""
    chosen = next((word for word in words if word.askable), None) or next(iter(words), None)
    if chosen is None:
        raise Refusal("Who, or which tool?", "", usage)
    rest = [word for word in words if word is not chosen]
    if chosen.askable:
        return ResourceName(user=chosen.id), rest
    if (id := _id_of(chosen.text)) and id.startswith("RES-"):
        return ResourceName(id=id), rest
    if chosen.kind == "quoted" or (len(words) > 1 and not _id_of(chosen.text)):
        return _unquoted_name(chosen, words)
    raise Refusal("Who, or which tool?", "", usage)


def _unquoted_name(chosen: Token, words: list[Token]) -> tuple[ResourceName, list[Token]]:
    """Return a name in quotes, or without them all words up to the id that is assigned to."""
    if chosen.kind == "quoted":
        return ResourceName(name=chosen.text), words[1:]
    end = next((place for place, word in enumerate(words) if _id_of(word.text) or word.kind == "quoted"), 1)
    return ResourceName(name=" ".join(word.text for word in words[:end])), words[end:]


def _read_span(words: Sequence[Token], text: str, *, today: date, locale: str, usage: str, verb: str = "") -> DaySpan:
    """Read `from 1 Mar to 30 Apr`, `from 1 Mar`, `until 30 Apr`; empty for no words.

    With the `verb` of the command, a day that can be several is asked about with buttons.
    """
    if not words:
        return DaySpan()
    keyword = words[0].text.casefold()
    said = plain(text[words[0].end : words[-1].end]).strip(" ,")
    if not said:
        raise Refusal("From which day?", "", usage)
    first, *rest = _SPLIT_DATES.split(said, maxsplit=1)
    days = [
        dates.read_day(part, today=today, locale=locale, again=choose_again(verb, text, part))
        for part in (first, *rest)
    ]
    if keyword in ("until", "till"):
        return DaySpan(None, days[0])
    span = DaySpan(days[0], days[1] if len(days) > 1 else None)
    if span.last and days[0] > span.last:
        said = f"{dates.format_day(span.last, today=today)} is before {dates.format_day(days[0], today=today)}."
        raise Refusal(said, "", "Give the first day, then the last.")
    return span


def _id_of(word: str) -> str | None:
    match = _ID.fullmatch(word.strip(" ,.:"))
    return f"{match[1].upper()}-{int(match[2])}" if match else None


def _usage_of_new(kind: ResourceKind) -> str:
    return {
        ResourceKind.PERSON: "Try `new person @ana 80% skills java, sql`.",
        ResourceKind.TEAM: 'Try `new team "Platform" 300% lead @bo`.',
        ResourceKind.TOOL: 'Try `new tool "Test rig" 2 units`.',
    }[kind]
