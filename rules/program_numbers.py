"""The numbers that a program may set for itself: each with its default, its range and the behaviour that reads it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from rules.refusal import Refusal


class Unit(StrEnum):
    WORKING_DAYS = "working days"
    DAYS = "calendar days"
    PERCENT = "%"
    CADENCES = "cadences"


@dataclass(frozen=True, slots=True)
class ProgramNumbers:
    """The numbers of one program; the rules get them as an argument."""

    tolerance: int = 5
    buffer: int = 5
    unanswered: int = 5
    reminder: int = 3
    answer: int = 3
    first_check: float = 50
    second_check: float = 80
    cadence: int = 7
    amber_silence: float = 1.5
    grey_silence: float = 3
    proposal: int = 3
    decision_lead: int = 5
    consent: int = 2
    fever_green: float = 15
    fever_red: float = 30
    fever_slope: float = 70

    @property
    def amber_silence_days(self) -> float:
        return self.amber_silence * self.cadence

    @property
    def grey_silence_days(self) -> float:
        return self.grey_silence * self.cadence

    @property
    def check_shares(self) -> tuple[float, float]:
        return self.first_check / 100, self.second_check / 100


DEFAULT_NUMBERS = ProgramNumbers()


@dataclass(frozen=True, slots=True)
class NumberSetting:
    """One number: `label` and `effect` explain it to people; `behaviour` is the rule that reads it."""

    name: str
    label: str
    effect: str
    unit: Unit
    low: float
    high: float
    behaviour: str

    @property
    def words(self) -> str:
        """The name as people type it."""
        return self.name.replace("_", " ")

    @property
    def is_whole(self) -> bool:
        return self.unit in (Unit.WORKING_DAYS, Unit.DAYS)

    @property
    def range_text(self) -> str:
        kind = "a whole number" if self.is_whole else "a number"
        return f"It is {kind} from {self.low:g} to {self.high:g} ({self.unit})"

    @property
    def default_text(self) -> str:
        return value_text(getattr(DEFAULT_NUMBERS, self.name), self.unit)

    def value_in(self, numbers: ProgramNumbers) -> str:
        return f"{getattr(numbers, self.name):g}"

    def is_default(self, numbers: ProgramNumbers) -> bool:
        value: float = getattr(numbers, self.name)
        default: float = getattr(DEFAULT_NUMBERS, self.name)
        return value == default

    def text(self, numbers: ProgramNumbers) -> str:
        """Return its value with the unit: "5 working days", "50%"."""
        return value_text(getattr(numbers, self.name), self.unit)


_DAYS, _PERCENT = Unit.WORKING_DAYS, Unit.PERCENT
# Of each: its name, what it is in plain words, its effect, its unit, its range, and the behaviour that reads it.
_ROWS: tuple[tuple[str, str, str, Unit, float, float, str], ...] = (
    ("tolerance", "Tolerance", "A committed date missed by more is red", _DAYS, 0, 60, "B-50"),
    ("buffer", "Hand-over buffer", "A hand-over with less slack is amber", _DAYS, 0, 60, "B-32"),
    ("unanswered", "Unanswered request", "After this long it is amber, then it escalates", _DAYS, 1, 60, "B-30"),
    ("reminder", "Reminder of a request", "Sent after this long without an answer", _DAYS, 1, 30, "B-30"),
    ("answer", "Time to accept a later day", "Without an answer by then, it isn't accepted", _DAYS, 1, 30, "B-33"),
    ("first_check", "First “still on?”", "Asked after this share of a hand-over's time", _PERCENT, 1, 99, "B-38"),
    ("second_check", "Second “still on?”", "Asked after this share of a hand-over's time", _PERCENT, 1, 99, "B-38"),
    ("cadence", "Update cadence", "An update counts as fresh for this long at most", Unit.DAYS, 1, 60, "B-50"),
    ("amber_silence", "Silence until amber", "Cadences without an update", Unit.CADENCES, 1, 20, "B-50"),
    ("grey_silence", "Silence until grey", "Cadences without an update", Unit.CADENCES, 1, 20, "B-50"),
    ("proposal", "Proposal expiry", "A proposal without an answer expires", _DAYS, 1, 30, "B-24"),
    (
        "decision_lead",
        "Decision lead time",
        "From a decision to the first milestone that needs it",
        _DAYS,
        0,
        60,
        "B-99",
    ),
    ("consent", "Consent window", "Time to object before a proposed decision is adopted", _DAYS, 1, 30, "B-97"),
    ("fever_green", "Fever, green line", "Buffer used before it is amber, with nothing done", _PERCENT, 0, 100, "B-47"),
    ("fever_red", "Fever, red line", "Buffer used before it is red, with nothing done", _PERCENT, 0, 100, "B-47"),
    ("fever_slope", "Fever, slope of both lines", "More used for each percent done", _PERCENT, 0, 200, "B-47"),
)
NUMBER_SETTINGS = tuple(NumberSetting(*row) for row in _ROWS)
SETTING_BY_NAME: Mapping[str, NumberSetting] = {setting.name: setting for setting in NUMBER_SETTINGS}
# The first of each pair may not be greater than the second.
_ORDERED = (("first_check", "second_check"), ("amber_silence", "grey_silence"), ("fever_green", "fever_red"))
_NUMBER = re.compile(r"\d{1,13}(?:[.,]\d{1,2})?")
_UNIT_WORDS = re.compile(r"\s*(?:%|percent|working days?|calendar days?|days?|cadences?|x)$", re.IGNORECASE)
_SHORT_NAMES = {"lead": "decision_lead"}
DEFAULT_WORDS = ("auto", "default")


class UnfitNumber(Refusal):
    """Raised when a number can't have this value; `setting` is the one to put right."""

    def __init__(self, setting: NumberSetting, problem: str, reason: str, hint: str = "") -> None:
        super().__init__(problem, reason, hint)
        self.setting = setting


def value_text(value: float, unit: Unit) -> str:
    if unit is Unit.PERCENT:
        return f"{value:g}%"
    words = "days" if unit is Unit.WORKING_DAYS else unit.value
    return f"{value:g} {words.removesuffix('s') if value == 1 else words}"


def split_setting(text: str) -> tuple[NumberSetting, str] | None:
    """Split "decision lead 7 days" into the setting and the rest; None if it begins with no setting's name."""
    words = text.split()
    for count in range(len(words), 0, -1):
        name = "_".join(words[:count]).casefold().replace("-", "_")
        if setting := SETTING_BY_NAME.get(_SHORT_NAMES.get(name, name)):
            return setting, " ".join(words[count:])
    return None


def with_numbers(numbers: ProgramNumbers, typed: Mapping[NumberSetting, str]) -> ProgramNumbers:
    """Return the numbers changed as typed ("3", "3 days", "45%", "default"); raise UnfitNumber if one can't be."""
    values: dict[str, Any] = {setting.name: _parse_value(setting, text) for setting, text in typed.items()}
    changed = replace(numbers, **values)
    for lower, upper in _ORDERED:
        if {lower, upper} & set(values) and getattr(changed, lower) > getattr(changed, upper):
            raise _wrong_order(changed, SETTING_BY_NAME[lower], SETTING_BY_NAME[upper], values)
    return changed


def _parse_value(setting: NumberSetting, text: str) -> float:
    if text.strip().casefold() in DEFAULT_WORDS:
        return float(getattr(DEFAULT_NUMBERS, setting.name))
    typed = _UNIT_WORDS.sub("", text.strip())
    value = float(typed.replace(",", ".")) if _NUMBER.fullmatch(typed) else None
    if value is None or not setting.low <= value <= setting.high or (setting.is_whole and value != int(value)):
        raise UnfitNumber(setting, f"“{text[:20]}” doesn't fit “{setting.label}”.", f"{setting.range_text}.")
    return int(value) if value == int(value) else value


def _wrong_order(
    numbers: ProgramNumbers, low: NumberSetting, high: NumberSetting, changed: Collection[str]
) -> UnfitNumber:
    other = high if low.name in changed else low
    return UnfitNumber(
        low if other is high else high,
        f"“{low.label}” can't be more than “{high.label}”.",
        f"They would be {low.text(numbers)} and {high.text(numbers)}.",
        "" if other.name in changed else f"Change “{other.words}” first.",
    )


def changed_numbers(numbers: ProgramNumbers) -> dict[str, float]:
    """Return what is not the default, by name: as it is stored and written to a plan file."""
    defaults = asdict(DEFAULT_NUMBERS)
    return {name: value for name, value in asdict(numbers).items() if value != defaults[name]}


def numbers_from(stored: Mapping[str, Any]) -> ProgramNumbers:
    """Return the numbers of a program from those that are not the default; unknown names are left out."""
    return ProgramNumbers(**{name: value for name, value in stored.items() if name in SETTING_BY_NAME})
