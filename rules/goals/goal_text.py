"""The words after `new goal` and after a goal's id: what they create or change."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import dates
from rules.figures import NUMBER, parse_figure
from rules.goals.scores import require_way, require_weight
from rules.refusal import Refusal
from rules.text import Token, plain, tokens

MAX_NAME_LENGTH = 200
MAX_TEXT_LENGTH = 1000
MAX_UNIT_LENGTH = 30
NEW_GOAL_USAGE = 'Try `new goal "Keep our customers" by 31 Dec owner @dana`.'
RESULT_USAGE = 'Try `{} key result "Churn" 4.2 → 3.8 % by 30 Jun`.'
GOAL_USAGE = 'Try `{0} owner @dana by 31 Dec`, `{0} rename "…"`, `{0} key result "Churn" 4.2 → 3.8 %` or `{0} close`.'
# Inside, a quotation mark opens a word of the name, as in `Sell "abroad"`; one that closes would be the outer one's.
_QUOTED_WHOLE = re.compile(r'["“”„]((?:[^"“”„]|(?:^|(?<=\s))["“„][^"“”„]*["“”])*)["“”]')
_ONLY_QUOTES = re.compile(r'["“”„\s]*')
_NO_DAY = frozenset({"none", "never", "no date"})
_RESULT_START = re.compile(r"\s*(?:key\s*results?|kr)\b[:,]?\s*(.*)", re.IGNORECASE | re.DOTALL)
_FIGURES = re.compile(
    rf"\s*(?:from\s+)?(?P<baseline>{NUMBER})\s*(?P<unit_before>[^\s\d→>-]{{0,30}}?)\s*(?:→|->|=>|\bto\b)\s*"
    rf"(?P<target>{NUMBER})\s*(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_WEIGHT = re.compile(rf"\bweight\s+({NUMBER})", re.IGNORECASE)
_BY = re.compile(r"\b(?:by|until)\s+(.+)", re.IGNORECASE | re.DOTALL)
_RESULT_CHANGE = re.compile(r"(?P<number>\d{1,3})\b(?!\s*%)\s*[:,]?\s*(?P<rest>.*)", re.DOTALL)
_READING = re.compile(rf"(?:=|is|at|now)?\s*(?P<value>{NUMBER})\s*(?P<unit>[^\s\d]{{0,30}})", re.IGNORECASE)


class GoalVerb(StrEnum):
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class GoalFields:
    """The fields of a goal that a line gives; None for those it does not. `no_horizon`: `by none` removes the day."""

    name: str | None = None
    owner: str | None = None
    horizon: date | None = None
    no_horizon: bool = False
    description: str | None = None
    measure: str | None = None
    program: str | None = None

    def changed_columns(self) -> dict[str, object]:
        """Return the columns that these fields change."""
        named = ("name", "owner", "horizon", "description", "measure")
        values = {name: getattr(self, name) for name in named if getattr(self, name) is not None}
        return values | ({"horizon": None} if self.no_horizon else {})


@dataclass(frozen=True, slots=True)
class GoalColumns:
    """Columns of a goal with their new values, as a form gives them; None empties one."""

    columns: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class NewResult:
    """A key result to add."""

    name: str
    baseline: float
    target: float
    unit: str = ""
    due: date | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ResultReading:
    """A reading of a key result."""

    number: int
    value: float


@dataclass(frozen=True, slots=True)
class ResultChange:
    """A change of a key result's columns; `removed` takes it out of the goal."""

    number: int
    columns: tuple[tuple[str, object], ...] = ()
    removed: bool = False


GoalStatement = GoalVerb | GoalFields | GoalColumns | NewResult | ResultReading | ResultChange


def parse_new_goal(text: str, *, today: date, locale: str) -> GoalFields:
    """Parse `"Keep our customers" by 31 Dec owner @dana in PRG-1`; raise Refusal without a name."""
    words = tokens(text)
    quoted = next((word for word in words if word.kind == "quoted"), None)
    if quoted:
        name, rest = quoted.text, text[quoted.end :]
    else:
        first = next((word for word in words if word.kind == "user" or _is_keyword(word, words)), None)
        name, rest = (plain(text[: first.start]), text[first.start :]) if first else (plain(text), "")
    name = clean_name(name)
    if not name:
        raise Refusal("The goal has no name.", "", NEW_GOAL_USAGE)
    again = f'new goal "{name}" by {{}}'
    fields = _parse_fields(rest, usage=NEW_GOAL_USAGE, today=today, locale=locale, again=again)
    return GoalFields(name, fields.owner, fields.horizon, program=_program_in(rest))


def _is_keyword(word: Token, words: tuple[Token, ...]) -> bool:
    following = next((other.text for other in words if other.start >= word.end), "")
    is_program = re.fullmatch(r"PRG-?\d+", following, re.IGNORECASE)
    return word.text.casefold() in ("by", "owner") or (word.text.casefold() == "in" and bool(is_program))


def _program_in(text: str) -> str | None:
    match = re.search(r"\bPRG-?(\d{1,7})\b", text, re.IGNORECASE)
    return f"PRG-{int(match[1])}" if match else None


def parse_goal_change(id: str, text: str, *, today: date, locale: str) -> GoalStatement:
    """Parse the words after a goal's id; raise Refusal, with what can be written, for others."""
    words = plain(text).strip()
    first, _, rest = words.partition(" ")
    if words.casefold() in tuple(GoalVerb):
        return GoalVerb(words.casefold())
    if result := _RESULT_START.fullmatch(text):
        return parse_new_result(id, result[1], today=today, locale=locale)
    if first.casefold() == "rename":
        if not (name := clean_name(rest.removeprefix("to "))):
            raise Refusal("What is the new name?", "", f'Try `{id} rename "Keep our customers"`.')
        return GoalFields(name=name)
    if first.casefold().rstrip(":") in ("description", "measure"):
        said = rest.strip().strip('"“”')[:MAX_TEXT_LENGTH]
        return GoalFields(measure=said) if first.casefold().startswith("m") else GoalFields(description=said)
    if (match := _RESULT_CHANGE.fullmatch(words)) and match["rest"]:
        return _parse_result_change(id, int(match["number"]), match["rest"], today=today, locale=locale)
    usage = GOAL_USAGE.format(id)
    return _parse_fields(text, usage=usage, today=today, locale=locale, again=f"{id} by {{}}")


def parse_new_result(id: str, text: str, *, today: date, locale: str) -> NewResult:
    """Parse `"Churn" 4.2 → 3.8 % by 30 Jun weight 2`; raise Refusal unless it has a name and two figures."""
    quoted = next((word for word in tokens(text) if word.kind == "quoted"), None)
    words = plain(text[quoted.end :]) if quoted else plain(text)
    name = quoted.text if quoted else re.split(rf"\s+(?:from\s+)?(?={NUMBER})", words, maxsplit=1)[0]
    figures = _FIGURES.fullmatch(words if quoted else words[len(name) :])
    if not clean_name(name) or figures is None:
        raise Refusal("A key result has a name, where it is now and where it should be.", "", RESULT_USAGE.format(id))
    baseline, target = parse_figure(figures["baseline"]), parse_figure(figures["target"])
    require_way(baseline, target)
    rest, weight = _take_weight(figures["rest"])
    rest, due = _take_day(rest, today=today, locale=locale)
    unit = " ".join((rest or figures["unit_before"]).split())
    if len(unit) > MAX_UNIT_LENGTH:
        raise Refusal(f"I don't understand “{unit[:40]}”.", "", RESULT_USAGE.format(id))
    return NewResult(clean_name(name), baseline, target, unit, due, weight)


def _take_weight(text: str) -> tuple[str, float]:
    match = _WEIGHT.search(text)
    if match is None:
        return text, 1.0
    weight = parse_figure(match[1])
    require_weight(weight)
    return text[: match.start()] + text[match.end() :], weight


def _take_day(text: str, *, today: date, locale: str) -> tuple[str, date | None]:
    match = _BY.search(text)
    if match is None:
        return text, None
    return text[: match.start()], dates.read_day(match[1].strip(), today=today, locale=locale)


def _parse_result_change(id: str, number: int, text: str, *, today: date, locale: str) -> GoalStatement:
    first, _, rest = text.strip().partition(" ")
    word, rest = first.casefold().rstrip(":"), rest.strip()
    if word in ("remove", "delete") and not rest:
        return ResultChange(number, removed=True)
    if word == "rename" and clean_name(rest):
        return ResultChange(number, (("name", clean_name(rest)),))
    if word in ("target", "baseline") and rest:
        return ResultChange(number, ((word, parse_figure(rest.rstrip("%"))),))
    if word == "weight" and rest:
        weight = parse_figure(rest)
        require_weight(weight)
        return ResultChange(number, (("weight", weight),))
    if word in ("by", "until") and rest:
        due = None if rest.casefold() in _NO_DAY else dates.read_day(rest, today=today, locale=locale)
        return ResultChange(number, (("due", due),))
    if reading := _READING.fullmatch(text.strip()):
        return ResultReading(number, parse_figure(reading["value"]))
    raise Refusal(
        f"I don't know what “{text[:40].strip()}” does to key result {number} of {id}.",
        "",
        f"Try `{id} {number} = 3.9`, `{id} {number} target 3.7`, `{id} {number} weight 2` or `{id} {number} remove`.",
    )


def _parse_fields(text: str, *, usage: str, today: date, locale: str, again: str) -> GoalFields:
    """Parse `owner @dana by 31 Dec in PRG-1`, in any order."""
    words = tokens(text)
    owner = next((word.id for word in words if word.kind == "user"), None)
    loose = [word.text for word in words if word.kind != "user" and word.text.casefold().rstrip(":") != "owner"]
    rest = re.sub(r"\bin\s+PRG-?\d+|\bPRG-?\d+", "", " ".join(loose), flags=re.IGNORECASE).strip(" ,;")
    if not rest:
        if text.strip() and owner is None and not _program_in(text):
            raise Refusal(f"I don't understand “{plain(text)[:40].strip()}”.", "", usage)
        return GoalFields(owner=owner)
    match = _BY.fullmatch(rest)
    if match is None:
        raise Refusal(f"I don't understand “{rest[:40]}”.", "", usage)
    if match[1].strip().casefold() in _NO_DAY:
        return GoalFields(owner=owner, no_horizon=True)
    return GoalFields(owner=owner, horizon=dates.read_day(match[1].strip(), today=today, locale=locale, again=again))


def clean_name(text: str) -> str:
    """Return a name on one line, without quotation marks around the whole of it."""
    name = " ".join(text.split())
    while inside := _QUOTED_WHOLE.fullmatch(name):
        name = inside[1].strip()
    return ("" if _ONLY_QUOTES.fullmatch(name) else name)[:MAX_NAME_LENGTH]
