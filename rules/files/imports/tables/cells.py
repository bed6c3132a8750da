"""Parsing the cells of a table: text, percentages and durations as spreadsheets and trackers write them."""

import math
import re
from collections.abc import Iterable

from rules.files.fields import MAX_DURATION_DAYS, UNREADABLE_CHARACTERS, UnfitValueError
from rules.files.imports.tables.days import fold

EMPTY_WORDS = frozenset(
    {"", "-", "–", "—", "?", "n/a", "na", "none", "null", "tbd", "tba", "open", "nan", "[]", "{}", "()", "nat", "nil"}
    | {"nv", "n. v.", "nd", "nod", "nc", "k. a.", "#n/a", "undefined", "(blank)", "unassigned", "no date", "not set"}
)
FLAG_WORDS = frozenset(
    {"yes", "no", "true", "false", "0", "1", "x", "y", "n", "ja", "nein", "oui", "non", "si", "sim", "nao", "wahr"}
    | {"falsch", "vrai", "faux", "verdadero", "falso", "vero", "nee", "checked", "unchecked", "on", "off", "✓", "✔"}
)
MAX_AMOUNT_LENGTH = 80
HOURS_PER_DAY, DAYS_PER_WEEK, DAYS_PER_MONTH = 8, 5, 20
_DAYS_BY_UNIT = {
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuten", "minutos", "minuti"), 1 / 480),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "std", "stunde", "stunden", "heure", "heures"), 1 / 8),
    **dict.fromkeys(("hora", "horas", "uur", "ora", "ore", "stdn"), 1 / 8),
    **dict.fromkeys(("", "d", "day", "days", "wd", "wds", "working day", "working days", "workday", "workdays"), 1.0),
    **dict.fromkeys(("business day", "business days", "t", "tag", "tage", "tagen", "arbeitstag", "arbeitstage"), 1.0),
    **dict.fromkeys(("at", "j", "jr", "jrs", "jour", "jours", "dia", "dias", "giorno", "giorni", "g", "dag"), 1.0),
    **dict.fromkeys(("dagen", "日", "дн", "дней", "día", "días", "dy", "dys"), 1.0),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks", "wo", "woche", "wochen", "sem", "sems", "semaine"), 5.0),
    **dict.fromkeys(("semaines", "semana", "semanas", "settimana", "settimane", "weken", "s"), 5.0),
    **dict.fromkeys(("mo", "mon", "mons", "mth", "mths", "month", "months", "monat", "monate", "mois"), 20.0),
    **dict.fromkeys(("monaten", "mes", "meses", "mese", "mesi", "maand", "maanden", "ms"), 20.0),
    # Elapsed time runs through nights and weekends.
    **dict.fromkeys(("ed", "eday", "edays", "ft", "ftag", "ftage", "jourec", "joursec", "ej", "ejours", "de"), 5 / 7),
    **dict.fromkeys(("calendar day", "calendar days", "kalendertage", "edia", "edias"), 5 / 7),
    **dict.fromkeys(("eh", "ehr", "ehrs", "ehour", "ehours", "fstd"), 5 / 7 / 24),
    **dict.fromkeys(("ew", "ewk", "ewks", "eweek", "eweeks", "fw"), 5.0),
    **dict.fromkeys(("emo", "emon", "emons", "emonth", "emonths"), 30 * 5 / 7),
}
_ELAPSED_DAY_UNITS = frozenset({"ed", "eday", "edays", "ft", "ftag", "ftage", "ej", "ejours", "edia", "edias"})
_AMOUNT = re.compile(r"(\d{1,7}(?:[.,]\d{1,6})?)\s*([^\W\d_]*(?: (?:days?|working days?))?)\.?\s*")
_ISO_DURATION = re.compile(r"p(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:t(?:(\d{1,7})h)?(?:(\d{1,7})m)?(?:\d+(?:\.\d+)?s)?)?")
_FORMULA_GUARD = re.compile(r"\A'(?=[\s\ufeff]*[=+\-@＝＋－＠\t\r])")
_PERCENT = re.compile(r"(?:.*?[^\d.,])??(-?\d{1,6}(?:[.,]\d+)?)\s*%.*")
_UNITS_OF_WORK = re.compile(r"\[\s*\d+(?:[.,]\d+)?\s*%?\s*\]")


def clean_cell(cell: str) -> str:
    """Return the cell on one line, without the apostrophe that guards a formula; empty for words like "n/a"."""
    text = clean_text(cell)
    return "" if len(text) < 12 and text.casefold() in EMPTY_WORDS else text


def clean_text(cell: str) -> str:
    """Return the cell on one line, without the apostrophe that guards a formula."""
    if not cell.isprintable() and UNREADABLE_CHARACTERS.search(cell):
        raise UnfitValueError("must be readable text")
    return " ".join((_FORMULA_GUARD.sub("", cell, count=1) if cell.startswith("'") else cell).split())


def clean_owner(cell: str) -> str:
    """Return the people of a cell without brackets and units of work: "[Ann,Ben]", "Ann[50%];Ben"."""
    text = _UNITS_OF_WORK.sub("", cell)
    return text[1:-1].strip() if text.startswith("[") and text.endswith("]") else text.strip()


def is_flag(cell: str) -> bool:
    """Return whether a cell is a yes or a no."""
    return fold(cell.strip()) in FLAG_WORDS


def are_fractions(cells: Iterable[str]) -> bool:
    """Return whether the percentages of a column are fractions: none of the bare numbers is above one."""
    numbers = [number for cell in cells if (number := _number(cell)) is not None]
    return bool(numbers) and all(0 <= number <= 1 for number in numbers) and any(number > 0 for number in numbers)


def _number(cell: str) -> float | None:
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def parse_percent(cell: str, *, fractions: bool = False) -> int:
    """Parse a percentage: `60%`, `60` and, in a column of fractions, `0.6` are all 60."""
    number = _number(cell) if len(cell) <= MAX_AMOUNT_LENGTH else None
    value = number * 100 if number is not None and fractions else number
    if value is None and (match := _PERCENT.fullmatch(cell[:MAX_AMOUNT_LENGTH])):
        value = _number(match[1])
    if value is None or not 0 <= value <= 100:
        raise UnfitValueError("must be a percentage from 0 to 100")
    return round(value)


def parse_days(cell: str, *, unit: str = "") -> float:
    """Parse a length in working days, not rounded: `10`, `2w 3d`, `16 hrs`, `1 Monat`, `7 edays`, `PT40H`."""
    text = " ".join(fold(cell[: MAX_AMOUNT_LENGTH + 1]).replace("?", " ").split())
    if match := _ISO_DURATION.fullmatch(text) if text.startswith("p") and len(text) > 2 else None:
        weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
        return weeks * DAYS_PER_WEEK + days + hours / HOURS_PER_DAY + minutes / 60 / HOURS_PER_DAY
    total, position = 0.0, 0
    for _ in range(4):
        match = _AMOUNT.match(text, position)
        factor = _DAYS_BY_UNIT.get(match[2] or unit.casefold()) if match else None
        if match is None or factor is None:
            break
        total += float(match[1].replace(",", ".")) * factor
        position = match.end()
    if position == 0 or position != len(text) or len(cell) > MAX_AMOUNT_LENGTH:
        raise UnfitValueError("must be a number of working days, like 10 or 2w")
    return total


def parse_duration(cell: str, *, unit: str = "") -> int:
    """Parse working days, rounded up."""
    days = math.ceil(round(parse_days(cell, unit=unit), 6))
    if days > MAX_DURATION_DAYS:
        raise UnfitValueError(f"must be at most {MAX_DURATION_DAYS:,} working days")
    return days


def elapsed_days(cell: str) -> float | None:
    """Return the calendar days of a length in elapsed days, None for another one."""
    match = _AMOUNT.fullmatch(fold(cell.strip()[:MAX_AMOUNT_LENGTH]))
    return float(match[1].replace(",", ".")) if match and match[2] in _ELAPSED_DAY_UNITS else None


def split_list(cell: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split(r"[,;|\n]", cell) if part.strip()))
