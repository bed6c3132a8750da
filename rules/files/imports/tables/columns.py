"""Choosing the columns of a table by their headings and by what is in them.

A heading alone can mislead: "Milestone" holds Yes and No in MS Project and a release in GitLab, "Summary" is a flag
there and the name in Jira, "Progress" is a percentage or a word.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rules.files.fields import UnfitValueError
from rules.files.imports.tables import cells, days
from rules.files.imports.tables.headings import REPEATED, normalise, unit_of
from rules.files.imports.tables.rows import TableLine
from rules.files.imports.tables.sections import TableSection
from rules.files.imports.tables.statuses import is_status_word

DATE_MEANINGS = ("baseline", "committed", "forecast", "actual", "not_before")
_DAYS = ("date", "when", "start", *DATE_MEANINGS, "finished", "cancelled")
# Of these, a second column fills the gaps of the first.
_WITH_GAPS = ("date", "start", "actual")
# Words that are headings of other things too: without a date in them, they are not dates.
_WEAK_DATE_HEADINGS = frozenset(
    {"data", "fin", "fine", "target", "eta", "end", "termin", "timeline", "dates", "due", "closed"}
)
_SAMPLE = 400
_FLOATING = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")


@dataclass(frozen=True, slots=True)
class TableColumns:
    """The columns of each meaning, and how their cells are written."""

    by_meaning: Mapping[str, tuple[int, ...]]
    serials: frozenset[int]
    fractions: bool
    duration_unit: str


def choose_columns(section: TableSection, *, is_sheet: bool = False) -> TableColumns:
    """Return the columns that the rows are read from; in a sheet, dates may stand beside serial numbers."""
    rows, candidates = section.rows, section.columns
    name = _name_columns(section)
    chosen: dict[str, tuple[int, ...]] = {"name": name}
    taken = set(name)
    for meaning, columns in candidates.items():
        if free := tuple(column for column in columns if column not in taken and meaning != "name"):
            chosen[meaning] = free
    _settle_lists(chosen, rows)
    _settle_percents(chosen, rows)
    for meaning in ("id", "project", "who", "percent", "duration", "uid", "outline", "outline_number"):
        if meaning in chosen:
            chosen[meaning] = _first_fit(meaning, chosen[meaning], rows)
    for meaning in _DAYS:
        if meaning in chosen:
            chosen[meaning] = _date_columns(meaning, chosen[meaning], section)
    chosen = {meaning: columns for meaning, columns in chosen.items() if columns}
    dated = {column for meaning in _DAYS for column in chosen.get(meaning, ())}
    duration = chosen.get("duration", (-1,))[0]
    heading = section.headings.cells[duration] if duration >= 0 else ""
    return TableColumns(
        chosen,
        frozenset(column for column in dated if _holds_serials(_texts(rows, column), is_sheet=is_sheet)),
        any(_holds_fractions(section, column) for column in chosen.get("percent", ())),
        _duration_unit(heading),
    )


def left_out_headings(section: TableSection, columns: TableColumns) -> Iterator[str]:
    """Yield the headings whose columns hold something that is not read."""
    used = {column for group in columns.by_meaning.values() for column in group}
    for column, cell in enumerate(section.headings.cells):
        if cell.strip() and column not in used and _texts(section.rows, column):
            yield cell.strip()


def told_day_first(section: TableSection) -> bool | None:
    """Return what headings like "Date (DD/MM/YYYY)" say about the order of day and month."""
    for cell in section.headings.cells:
        letters = re.sub(r"[^dmyjat]", "", unit_of(cell))
        if letters[:1] in ("d", "t", "j") and "m" in letters and len(letters) > 4:
            return True
        if letters[:2] == "mm" and "d" in letters:
            return False
    return None


def texts_of(rows: Iterable[TableLine]) -> Iterator[str]:
    """Yield each different cell that could be a date with a numbered month."""
    seen: set[str] = set()
    for row in rows:
        for cell in row.cells:
            if 5 < len(cell) < 60 and ("/" in cell or "-" in cell) and cell not in seen:
                seen.add(cell)
                yield cell


def _texts(rows: Sequence[TableLine], column: int) -> list[str]:
    return [text for row in rows if column < len(row.cells) and (text := row.cells[column].strip())]


def _name_columns(section: TableSection) -> tuple[int, ...]:
    """Return the preferred column whose cells differ, with the others of the same heading."""
    candidates = section.columns["name"]
    texts = {column: _texts(section.rows, column) for column in candidates}
    best = max(
        candidates, key=lambda column: (_name_quality(texts[column], len(section.rows)), -candidates.index(column))
    )
    word = normalise(section.headings.cells[best])
    return (best, *(c for c in candidates if c != best and normalise(section.headings.cells[c]) == word))


def _name_quality(texts: list[str], rows: int) -> int:
    if not texts or all(cells.is_flag(text) for text in texts):
        return 0
    if len(texts) > 1 and len(set(texts)) * 2 <= len(texts):
        return 1
    return 2 if len(texts) * 2 < rows else 3


def _settle_lists(chosen: dict[str, tuple[int, ...]], rows: Sequence[TableLine]) -> None:
    """Read a board's list as status where the table has none and a list is one, else as a project."""
    lists = chosen.pop("list", ())
    if lists and "status" not in chosen:
        chosen["status"] = lists
        chosen["project"] = tuple(column for column in chosen.get("project", ()) if column not in lists)
    chosen["project"] = tuple(
        column for column in chosen.get("project", ()) if not _mostly(_texts(rows, column)[:_SAMPLE], is_status_word)
    )


def _settle_percents(chosen: dict[str, tuple[int, ...]], rows: Sequence[TableLine]) -> None:
    """Read "Complete" as a percentage where it holds one."""
    percents = tuple(
        column for column in chosen.get("finished", ()) if any(text.endswith("%") for text in _texts(rows, column))
    )
    if percents:
        chosen["finished"] = tuple(column for column in chosen["finished"] if column not in percents)
        chosen["percent"] = (*percents, *chosen.get("percent", ()))


def _mostly(texts: list[str], test: object) -> bool:
    return bool(texts) and callable(test) and sum(1 for text in texts if test(text)) * 2 > len(texts)


def _first_fit(meaning: str, columns: tuple[int, ...], rows: Sequence[TableLine]) -> tuple[int, ...]:
    """Return the first column that holds something that fits; of ids, all that do."""
    if meaning == "id":
        return tuple(column for column in columns if _is_id_column(_texts(rows, column)))
    filled = [column for column in columns if _texts(rows, column)]
    if meaning == "duration":
        filled = [column for column in filled if any(map(_is_duration, _texts(rows, column)))] or filled
    return tuple((filled or list(columns))[:1])


def _is_duration(text: str) -> bool:
    return any(map(str.isdigit, text))


def _is_id_column(texts: list[str]) -> bool:
    if not texts or all(_FLOATING.fullmatch(text) for text in texts):
        return False
    if any(map(str.isalpha, texts)) and all(cells.is_flag(text) for text in texts):
        return False
    return len(set(texts)) * 2 >= len(texts)


def _date_columns(meaning: str, columns: tuple[int, ...], section: TableSection) -> tuple[int, ...]:
    fitting = [column for column in columns if _is_date_column(column, section)]
    if meaning in REPEATED:
        return columns
    if meaning in _WITH_GAPS:
        return _with_gaps(fitting, section.rows)
    return tuple(fitting[:1])


def _is_date_column(column: int, section: TableSection) -> bool:
    texts = _texts(section.rows, column)
    if not texts:
        return False
    if any(map(_is_date, texts[:_SAMPLE])) or _holds_serials(texts):
        return True
    return normalise(section.headings.cells[column]) not in _WEAK_DATE_HEADINGS


def _is_date(text: str) -> bool:
    return days.day_or_none(text, is_day_first=True) is not None


def _with_gaps(columns: list[int], rows: Sequence[TableLine]) -> tuple[int, ...]:
    """Return the first column and those that have something where the ones before are empty."""
    used = columns[:1]
    for column in columns[1:]:
        if any(
            column < len(row.cells) and row.cells[column].strip() and not any(_cell(row, other) for other in used)
            for row in rows
        ):
            used.append(column)
    return tuple(used)


def _cell(row: TableLine, column: int) -> str:
    try:
        return cells.clean_cell(row.cells[column]) if column < len(row.cells) else ""
    except UnfitValueError:
        return "?"


def _holds_fractions(section: TableSection, column: int) -> bool:
    """Return whether percentages are fractions; Baton's own "percent" writes 1 for 1%."""
    texts = _texts(section.rows, column)
    is_own = normalise(section.headings.cells[column]) == "percent" and all(map(str.isdigit, texts))
    return not is_own and cells.are_fractions(texts)


def _holds_serials(texts: list[str], *, is_sheet: bool = False) -> bool:
    """Return whether a column of dates holds serial numbers of Excel, and in a CSV nothing else."""
    return any(map(_is_serial, texts)) if is_sheet else bool(texts) and all(map(_is_serial, texts))


def _is_serial(text: str) -> bool:
    whole = text.partition(".")[0]
    return whole.isascii() and whole.isdigit() and len(whole) == 5 and int(whole) in days.EXCEL_SERIALS


def _duration_unit(heading: str) -> str:
    unit = unit_of(heading) or normalise(heading).rpartition(" ")[2]
    try:
        cells.parse_days("1", unit=unit)
    except UnfitValueError:
        return ""
    return unit
