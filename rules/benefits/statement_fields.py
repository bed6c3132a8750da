"""The fields of a benefit as words: each keyword with the function that reads what follows it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules import dates
from rules.benefits import units
from rules.benefits.completeness import require_measurable
from rules.benefits.profile import BenefitKind, Cadence, Curve, DelayRule
from rules.benefits.units import MeasuredValue
from rules.money import is_currency
from rules.refusal import Refusal
from rules.text import Token

MAX_NAME_LENGTH = 200
_COMING_MONTH = timedelta(days=31)
MAX_TEXT_LENGTH = 1000
MAX_UNIT_LENGTH = 20
_CADENCES = {each.value: each for each in Cadence} | {
    "annually": Cadence.YEARLY,
    "annual": Cadence.YEARLY,
    "week": Cadence.WEEKLY,
    "month": Cadence.MONTHLY,
    "quarter": Cadence.QUARTERLY,
    "year": Cadence.YEARLY,
}
_CURVES = {"step": Curve.STEP, "ramp": Curve.RAMP, "linear": Curve.RAMP, "logistic": Curve.LOGISTIC}
_DELAYS = {"fixed": DelayRule.FIXED_END, "moves": DelayRule.MOVES, "window": DelayRule.WINDOW}
_SPAN = re.compile(r"(\d{1,4})\s*(d|days?|w|weeks?|months?)?", re.IGNORECASE)
_DAYS_PER_UNIT = {"d": 1, "w": 7, "m": 30}
_SHARE = re.compile(r"(PRJ-?\d+)\W+(\d{1,3}(?:[.,]\d{1,2})?)\s*%?", re.IGNORECASE)
ID_WORD = re.compile(r"\b(M|G|PRG)-?(\d{1,7})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LineReader:
    """The day and language in which the words of one line are read; `usage` is the hint of a refusal."""

    today: date
    locale: str
    usage: str

    def refuse(self, words: str) -> Refusal:
        return Refusal(f"I don't understand “{words.strip()[:60]}”.", "", self.usage)

    def day(self, text: str) -> date:
        return dates.read_day(text, today=self.today, locale=self.locale)

    def past_day(self, text: str) -> date:
        """Return the last such day up to today; a day of the coming month is refused rather than read a year ago."""
        ahead = dates.parse(text, today=self.today, locale=self.locale)
        if ahead and ahead.day and self.today < ahead.day <= self.today + _COMING_MONTH:
            said = dates.format_day(ahead.day, today=self.today)
            raise Refusal(f"{said} is in the future.", "", "Which day was it read?")
        parsed = dates.parse_or_raise(text, today=self.today, locale=self.locale, past=True)
        dates.require_begun(day := dates.resolve_day(parsed, old=None), today=self.today, sure=True)
        return day

    def value(self, text: str) -> MeasuredValue:
        found = units.read_value(text)
        if found is None:
            raise Refusal(f"“{text[:40]}” is no figure.", "", "Write it like `3.9`, `3.9%` or `310k EUR`.")
        return found

    def reading(self, text: str) -> MeasuredValue:
        """Return a value that may have its unit as words after it."""
        return units.read_counted(text) or self.value(text)


def _text(segment: list[Token]) -> str:
    return " ".join(word.text for word in segment[1:]).strip(" ,:")


def _words_of(column: str) -> Callable[[list[Token], LineReader], dict[str, object]]:
    def read(segment: list[Token], reader: LineReader) -> dict[str, object]:
        text = _text(segment)
        if not text:
            raise reader.refuse(segment[0].text)
        return {column: text[: MAX_NAME_LENGTH if column == "name" else MAX_TEXT_LENGTH]}

    return read


def _owner(segment: list[Token], reader: LineReader) -> dict[str, object]:
    user = next((word.id for word in segment if word.kind == "user"), None)
    if user is None:
        raise Refusal("Who owns it?", "", "Name a person: `owner @bo`.")
    return {"owner": user}


def _kpi(segment: list[Token], reader: LineReader) -> dict[str, object]:
    columns = _words_of("kpi")(segment, reader)
    require_measurable(str(columns["kpi"]))
    return columns


def _unit(segment: list[Token], reader: LineReader) -> dict[str, object]:
    unit = units.read_unit(_text(segment))
    if not unit or len(unit) > MAX_UNIT_LENGTH:
        raise Refusal("Which unit?", "", "Write `unit %`, `unit EUR` or `unit tickets`.")
    return {"unit": unit}


def _end_of_measure(end: str) -> Callable[[list[Token], LineReader], dict[str, object]]:
    """Read `baseline 4.2% on 1 Mar from "CRM"` or `target 3.8% by 31 Dec`."""

    def read(segment: list[Token], reader: LineReader) -> dict[str, object]:
        text, _, source = _text(segment).partition(" from ")
        figure, day = re.match(r"(.*?)(?:\s+(?:on|by|until)\s+(.*))?$", text).groups()  # type: ignore[union-attr]
        value = reader.value(figure)
        columns: dict[str, object] = {end: value.value} | ({"unit": value.unit} if value.unit else {})
        if day:
            columns[f"{end}_on"] = reader.day(day) if end == "target" else reader.past_day(day)
        if source and end == "baseline":
            columns["baseline_source"] = source.strip()[:MAX_TEXT_LENGTH]
        return columns

    return read


def _cadence(segment: list[Token], reader: LineReader) -> dict[str, object]:
    word = segment[-1].text.casefold().rstrip(",")
    if word not in _CADENCES or len(segment) > 2:
        raise Refusal("How often is it read?", "", "Write `weekly`, `monthly`, `quarterly` or `yearly`.")
    return {"cadence": _CADENCES[word]}


def _shares(segment: list[Token], reader: LineReader) -> dict[str, object]:
    return {"shares": read_shares(_text(segment))}


def read_shares(text: str) -> dict[str, float]:
    """Read `PRJ-1 60%, PRJ-2 40%`; raise Refusal for anything else, and for more than 100% in one benefit."""
    found = _SHARE.findall(text)
    left = _SHARE.sub("", text).strip(" ,;%")
    if left or (text.strip() and not found):
        raise Refusal(f"I don't understand “{text[:60]}”.", "", "Write `share PRJ-1 60% PRJ-2 40%`.")
    shares = {f"PRJ-{int(id[3:].lstrip('-'))}": float(percent.replace(",", ".")) for id, percent in found}
    if sum(shares.values()) > 100:
        raise Refusal("The shares sum to more than 100%.", "", "Write `share PRJ-1 60% PRJ-2 40%`.")
    return shares


def _milestones(segment: list[Token], reader: LineReader) -> dict[str, object]:
    return {"milestones": read_milestones(_text(segment).removeprefix("by "))}


def read_milestones(text: str) -> tuple[str, ...]:
    """Read `M-12, M-14`; `none` clears them. Raise Refusal for anything else."""
    ids = tuple(dict.fromkeys(f"M-{int(number)}" for kind, number in ID_WORD.findall(text) if kind.upper() == "M"))
    left = ID_WORD.sub("", text).replace(" and ", " ").strip(" ,;&")
    if left.casefold() not in ("", "none", "and") or (text.strip() and not ids and left.casefold() != "none"):
        raise Refusal(f"I don't understand “{text[:60]}”.", "", "Write `enabled by M-12, M-14`.")
    return ids


def _go_live(segment: list[Token], reader: LineReader) -> dict[str, object]:
    text = re.sub(r"^(?:live\s*)?(?:on|by)?\s*", "", _text(segment), flags=re.IGNORECASE)
    return {"go_live": reader.day(text)}


def _curve(segment: list[Token], reader: LineReader) -> dict[str, object]:
    first, _, span = _text(segment).partition(" ")
    curve = _CURVES.get(first.casefold())
    if curve is None:
        raise Refusal("Which curve?", "", "Write `curve step`, `curve ramp 90 days` or `curve logistic 6 months`.")
    return {"curve": curve} | ({"ramp_days": read_span(span)} if span else {})


def read_span(text: str) -> int:
    """Read "90 days", "12 weeks" or "6 months" as days; raise Refusal for anything else."""
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise Refusal(f"“{text[:40]}” is no length of time.", "", "Write `90 days`, `12 weeks` or `6 months`.")
    return int(match[1]) * _DAYS_PER_UNIT[(match[2] or "d")[0].casefold()]


def _delay(segment: list[Token], reader: LineReader) -> dict[str, object]:
    """Read `delay fixed end 31 Dec 2028`, `delay moves` or `delay window 26 weeks`."""
    first, _, rest = _text(segment).partition(" ")
    rule = _DELAYS.get(first.casefold())
    if rule is None:
        raise Refusal(
            "What does a delay do?", "", "Write `delay fixed end 31 Dec`, `delay moves` or `delay window 26 weeks`."
        )
    rest = re.sub(r"^(?:end)?\s*(?:on)?\s*", "", rest, flags=re.IGNORECASE)
    if rule is DelayRule.FIXED_END:
        return {"delay_rule": rule} | ({"ends": reader.day(rest)} if rest else {})
    if rule is DelayRule.WINDOW:
        return {"delay_rule": rule} | ({"half_life": read_span(rest) / 7} if rest else {})
    return {"delay_rule": rule}


def _worth(segment: list[Token], reader: LineReader) -> dict[str, object]:
    """Read `worth 800, 1000, 1500 EUR a week`, or one figure for all three."""
    text = re.sub(r"\s+(?:(?:a|per|each)\s+week|weekly)$", "", _text(segment), flags=re.IGNORECASE)
    return read_worth(text)


def read_worth(text: str) -> dict[str, object]:
    """Read "800, 1000, 1500 EUR" as low, likely and high of a week; raise Refusal unless they rise."""
    parts = [part for part in re.split(r"[/–|]|,\s+|\bto\b", text) if part.strip()]
    values = [units.read_value(part) for part in parts]
    figures = [value.value for value in values if value]
    currency = next((value.unit for value in values if value and value.unit), None)
    if len(figures) != len(values) or len(figures) not in (1, 3) or figures != sorted(figures) or figures[0] < 0:
        raise Refusal(
            f"I don't understand “{text[:60]}”.",
            "Low, likely and high are needed.",
            "Write `worth 800, 1000, 1500 EUR`.",
        )
    if currency is None or not is_currency(currency):
        raise Refusal("In which currency?", "", "Write `worth 800, 1000, 1500 EUR`.")
    low, likely, high = figures if len(figures) == 3 else figures * 3
    return {"low": low, "likely": likely, "high": high, "currency": currency}


def _stop_date(segment: list[Token], reader: LineReader) -> dict[str, object]:
    return {"stop": reader.day(_text(segment))}


def _goal(segment: list[Token], reader: LineReader) -> dict[str, object]:
    match = ID_WORD.fullmatch(_text(segment))
    if match is None or match[1].upper() != "G":
        raise Refusal("Which goal?", "", "Write its id: `goal G-2`.")
    return {"goal": f"G-{int(match[2])}"}


def _program(segment: list[Token], reader: LineReader) -> dict[str, object]:
    match = ID_WORD.fullmatch(_text(segment))
    if match is None or match[1].upper() != "PRG":
        raise reader.refuse(_text(segment))
    return {"program": f"PRG-{int(match[2])}"}


def _kind(kind: BenefitKind) -> Callable[[list[Token], LineReader], dict[str, object]]:
    def read(segment: list[Token], reader: LineReader) -> dict[str, object]:
        if len(segment) > 1:
            raise reader.refuse(_text(segment))
        return {"kind": kind}

    return read


FIELD_READERS: Mapping[str, Callable[[list[Token], LineReader], dict[str, object]]] = {
    "rename": _words_of("name"),
    "describe": _words_of("description"),
    "description": _words_of("description"),
    "outcome": _words_of("outcome"),
    "measure": _words_of("measure"),
    "source": _words_of("measure"),
    "owner": _owner,
    "kpi": _kpi,
    "unit": _unit,
    "baseline": _end_of_measure("baseline"),
    "target": _end_of_measure("target"),
    "every": _cadence,
    **dict.fromkeys(("weekly", "monthly", "quarterly", "yearly", "annually"), _cadence),
    "share": _shares,
    "shares": _shares,
    "enabled": _milestones,
    "go": _go_live,
    "go-live": _go_live,
    "curve": _curve,
    "delay": _delay,
    "worth": _worth,
    "until": _stop_date,
    "goal": _goal,
    "in": _program,
    "dis-benefit": _kind(BenefitKind.DISBENEFIT),
    "benefit": _kind(BenefitKind.BENEFIT),
}
