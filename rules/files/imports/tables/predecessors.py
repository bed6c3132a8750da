"""The dependencies of a row: ids, names or row numbers, with the types and lags of planners in their languages."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from rules.files.fields import MAX_DURATION_DAYS, UnfitValueError
from rules.files.imports.tables import cells
from rules.files.imports.tables.days import fold
from rules.plan import CalendarSpec, LinkType, Milestone
from rules.time.calendars import Calendar

STANDARD_WEEK = Calendar.of(CalendarSpec())
_TYPES = {
    **dict.fromkeys(
        ("FS", "EA", "FD", "FC", "TI", "FI", "EB", "FINISH-TO-START", "FINISH TO START", "ENDE-ANFANG"), LinkType.FS
    ),
    **dict.fromkeys(
        ("SS", "AA", "DD", "CC", "II", "BB", "START-TO-START", "START TO START", "ANFANG-ANFANG"), LinkType.SS
    ),
    **dict.fromkeys(("FF", "EE", "TT", "FINISH-TO-FINISH", "FINISH TO FINISH", "ENDE-ENDE"), LinkType.FF),
    **dict.fromkeys(
        ("SF", "AE", "DF", "CF", "IT", "IF", "BE", "START-TO-FINISH", "START TO FINISH", "ANFANG-ENDE"), LinkType.SF
    ),
}
_TYPE = "|".join(sorted((re.escape(word) for word in _TYPES), key=len, reverse=True))
_MINUS = re.compile(r"[−–—‐‑]")
# The type may be missing, P6 leaves out the plus, and GanttProject writes "-FS=P2D".
_LINK = re.compile(
    rf"(?P<key>.+?)[\s:\-(]*(?:\b|(?<=\d))(?P<type>{_TYPE})\)?\s*(?:=P(?P<iso>-?\d{{1,5}})D|(?P<lag>[+-]?\s*\d.*))?",
    re.IGNORECASE,
)
_UNTYPED = re.compile(r"(?P<key>.+?)\s*(?P<type>)(?P<lag>[+-]\s*\d.*)(?P<iso>)?")
_PERCENT = re.compile(r"(\d{1,5}(?:[.,]\d+)?)\s*e?%")
_SEPARATED = re.compile(r"([;\n|]+)")
_JOINED = re.compile(r"\s+(?:and|und|et|y|e)\s+|\s*[/&]\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"^\[(.*)\]$|^\{(.*)\}$")
_LINK_TARGET = re.compile(r"\s*\(https?://[^)]*\)")
MAX_WORD_LENGTH = 600
MAX_RELATIONS_LENGTH = 2_000
_QUOTES = "\"'“”„«»` "


@dataclass(frozen=True, slots=True)
class Predecessor:
    """One link of a row: the milestone's id, the type, and the lag as it was written."""

    id: str
    type: LinkType = LinkType.FS
    lag: str = ""


class UnknownPredecessorError(Exception):
    """Raised for words that name no row, with those words."""


class RowLookup:
    """Finds the milestone that a word means: by id, by a name used once, or by the number of its row."""

    def __init__(self, ids: Mapping[str, str], names: Mapping[str, str], rows: Mapping[str, str]) -> None:
        self.ids, self.names, self.rows = ids, names, rows

    def find(self, word: str) -> str | None:
        folded = fold(word.strip(_QUOTES)).lstrip("#")
        return self.ids.get(folded) or self.names.get(folded) or self.rows.get(folded)


def read_predecessors(cell: str, lookup: RowLookup) -> tuple[list[Predecessor], list[str]]:
    """Return the links of a cell, and the words in it that name no row."""
    cell = _LINK_TARGET.sub("", cell)
    if lookup.find(cell):
        return [_parse_word(cell, lookup)], []
    if match := _BRACKETS.match(cell.strip()):
        cell = match[1] or match[2] or ""
    links: list[Predecessor] = []
    unknown: list[str] = []
    for part in _SEPARATED.split(cell):
        if part.strip(" ;\n|"):
            _read_part(part.strip(), lookup, links, unknown)
    return links, unknown


def _read_part(part: str, lookup: RowLookup, links: list[Predecessor], unknown: list[str]) -> None:
    """Read words between commas, of which some may belong to a name or to a number."""
    pieces = part.split(",")
    first = 0
    while first < len(pieces):
        for last in range(min(len(pieces), first + 6), first, -1):
            word = ",".join(pieces[first:last]).strip()
            if last - first > 1 and not lookup.find(word) and not _is_decimal(pieces[first:last]):
                continue
            if word:
                _read_word(word, lookup, links, unknown)
            break
        first = last


def _is_decimal(pieces: list[str]) -> bool:
    return (
        len(pieces) == 2 and bool(re.search(r"[+-]\s?\d+$", pieces[0])) and bool(re.match(r"\d+\s?[^\W\d]", pieces[1]))
    )


def _read_word(word: str, lookup: RowLookup, links: list[Predecessor], unknown: list[str]) -> None:
    try:
        links.append(_parse_word(word, lookup))
    except UnknownPredecessorError:
        joined, spaced = [piece for piece in _JOINED.split(word) if piece], word.split()
        if len(joined) > 1 and any(map(lookup.find, joined)):
            for piece in joined:
                _read_word(piece, lookup, links, unknown)
        elif len(spaced) > 1 and all(map(lookup.find, spaced)):
            links += [_parse_word(piece, lookup) for piece in spaced]
        else:
            unknown.append(word)


def _parse_word(word: str, lookup: RowLookup) -> Predecessor:
    """Parse `M-3`, a name, or the notation of planners: `3SS+2d`, `1EA+2 Tage`, `A1000: FS 2`, `2-FS=P1D`."""
    if id := lookup.find(word):
        return Predecessor(id)
    text = _MINUS.sub("-", word) if len(word) <= MAX_WORD_LENGTH else ""
    for pattern in (_LINK, _UNTYPED):
        match = pattern.fullmatch(text)
        if match and (id := lookup.find(match["key"])):
            kind = _TYPES.get((match["type"] or "FS").upper(), LinkType.FS)
            lag = f"{match['iso']}d" if match["iso"] else (match["lag"] or "")
            return Predecessor(id, kind, lag)
    raise UnknownPredecessorError(word)


def lag_days(link: Predecessor, provider: Milestone) -> tuple[int, str]:
    """Return the lag in whole working days, and what is lost by that: "", "rounded", "percent" or "unreadable"."""
    text = link.lag.replace(" ", "")
    if not text:
        return 0, ""
    sign = -1 if text.startswith("-") else 1
    amount = link.lag.strip().lstrip("+-").strip()
    if match := _PERCENT.fullmatch(amount):
        exact = provider.duration * float(match[1].replace(",", ".")) / 100
        return sign * _whole(exact), "" if provider.duration else "percent"
    if (elapsed := cells.elapsed_days(amount)) is not None and provider.own_date:
        return sign * _elapsed_lag(provider, math.ceil(min(elapsed, MAX_DURATION_DAYS)), sign), ""
    try:
        exact = cells.parse_days(amount)
    except UnfitValueError:
        return 0, "unreadable"
    if exact > MAX_DURATION_DAYS:
        return 0, "unreadable"
    return sign * _whole(exact), "" if math.isclose(exact, _whole(exact), abs_tol=0.01) else "rounded"


def _whole(days: float) -> int:
    """Round half a day up, as work of half a day takes its day."""
    return math.floor(days + 0.5)


def _elapsed_lag(provider: Milestone, calendar_days: int, sign: int) -> int:
    """Return the working days among so many calendar days after (or before) the provider's date."""
    day = provider.own_date
    if day is None:
        return 0
    other = day + timedelta(days=sign * calendar_days)
    first, last = sorted((day, other))
    return STANDARD_WEEK.count(last) - STANDARD_WEEK.count(first)


def relation_parts(cell: str) -> Iterator[tuple[str, str]]:
    """Yield the direction and the id of Redmine's related issues: "Blocked by #14, Precedes #15"."""
    marks = list(
        re.finditer(
            r"(blocked by|follows|depends on|blocks|precedes|[a-z ]+?) #?(\d{1,12})", cell[:MAX_RELATIONS_LENGTH], re.I
        )
    )
    for match in marks:
        kind = " ".join(match[1].casefold().split())
        if kind in ("blocked by", "follows", "depends on"):
            yield "waits_for", match[2]
        elif kind in ("blocks", "precedes"):
            yield "needed_by", match[2]
