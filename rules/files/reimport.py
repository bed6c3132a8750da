"""Recognising the rows of a file that was imported before: by the file's own ids, by name only where there are none."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.files.imports import ImportedPlan
from rules.files.people_names import email_digest
from rules.lookup import name_words
from rules.plan import Milestone

# What a program remembers of a row, so that only what the file has changed since is a change.
SEEN_FIELDS = (
    *("name", "project", "owner", "duration", "percent", "optimistic", "pessimistic", "not_before"),
    *("forecast", "actual", "cancelled", "cost", "credit", "crash_cost", "crash_days"),
)
# Marks a milestone that was cancelled because its row was gone.
GONE = "gone"
_LINE_NUMBER = re.compile(r"line \d+")
_COPY_NUMBER = re.compile(r"[\s_.-]*(\(\d+\)|copy( \d+)?|v?\d+)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KnownRow:
    """A row of an earlier import: the milestone that it became, and what the file said of it then."""

    key: str
    milestone: str
    seen: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.seen.get("name", "")


def source_of(imported: ImportedPlan) -> str:
    """Return where the ids of the file are unique; nothing for a plan file, whose ids are Baton's."""
    if imported.whole or imported.budget:
        return ""
    name = imported.plan.program.name
    return imported.source or f"table {_COPY_NUMBER.sub('', name) or name}".casefold()


def row_keys(imported: ImportedPlan) -> dict[str, str]:
    """Return the file's own id of each row by the milestone's id in the file; a row without one has its name.

    Rows of one name are numbered, and those with Baton's own ids have no other.
    """
    keys: dict[str, str] = {}
    count: Counter[str] = Counter()
    for milestone in imported.plan.milestones:
        if milestone.id not in imported.foreign:
            continue
        key = imported.keys.get(milestone.id, "")
        if not key and not imported.keys and not _LINE_NUMBER.fullmatch(milestone.id):
            key = milestone.id
        if not key:
            name = " ".join(name_words(f"{milestone.project} {milestone.name}"))
            count[name] += 1
            key = f"={name}#{count[name]}"
        keys[milestone.id] = key[:300]
    return keys


def is_name(key: str) -> bool:
    """Return whether a key is only the name of a row that has no id."""
    return key.startswith("=")


def seen_values(milestone: Milestone) -> dict[str, str]:
    """Return what the file says of a row as text, without what it leaves empty."""
    values = {name: getattr(milestone, name) for name in SEEN_FIELDS}
    values["owner"] = email_digest(milestone.owner or "") or milestone.owner
    return {name: str(value) for name, value in values.items() if value not in (None, "", 0)}


def are_positions(rows: Mapping[str, str], known: Mapping[str, KnownRow]) -> bool:
    """Return whether the keys of a table only number its rows: after a row was put in or left out, most names moved on.

    `rows` are the names by key. All that moved did so in one direction, unlike ids whose names were exchanged.
    """
    if not all(key.isdecimal() for key in rows):
        return False
    keys_by_name: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row in known.values():
        keys_by_name[name_words(row.name)].append(row.key)
    renamed = [key for key, name in rows.items() if key in known and name_words(name) != name_words(known[key].name)]
    before = [(key, keys_by_name[name_words(rows[key])]) for key in renamed]
    moves = [int(key) > int(keys[0]) for key, keys in before if len(keys) == 1 and keys[0].isdecimal()]
    return len(moves) >= 2 and len(moves) * 2 > len(renamed) and len(set(moves)) == 1


def pair_rows(rows: Sequence[Milestone], candidates: Sequence[Milestone]) -> dict[str, Milestone]:
    """Return which milestone each row of one name is: the one with its date, else in the order of their dates.

    The order in a file says nothing, because a file may be sorted otherwise the next time.
    """
    pairs: dict[str, Milestone] = {}
    left = list(candidates)
    for same in (_same_dates, _same_day):
        for row in rows:
            found = next((one for one in left if same(row, one)), None) if row.id not in pairs else None
            if found:
                pairs[row.id] = found
                left.remove(found)
    unpaired = sorted((row for row in rows if row.id not in pairs), key=_order)
    pairs |= {row.id: one for row, one in zip(unpaired, sorted(left, key=_order), strict=False)}
    return pairs


def _days(milestone: Milestone) -> tuple[date | None, ...]:
    return milestone.baseline, milestone.committed, milestone.forecast, milestone.actual


def _same_dates(row: Milestone, milestone: Milestone) -> bool:
    return row.own_date == milestone.own_date and row.duration == milestone.duration


def _same_day(row: Milestone, milestone: Milestone) -> bool:
    return bool(set(filter(None, _days(row))) & set(filter(None, _days(milestone))))


def _order(milestone: Milestone) -> date:
    return milestone.own_date or date.max


def program_of_keys(keys: Iterable[str], known: Mapping[str, Mapping[str, KnownRow]]) -> str | None:
    """Return the program that knows at least half of these ids, if it is only one; `known` is by program."""
    ids = [key for key in keys if not is_name(key)]
    fitting = [program for program, rows in known.items() if ids and 2 * sum(key in rows for key in ids) >= len(ids)]
    return fitting[0] if len(fitting) == 1 else None


def is_unchanged(field: str, seen: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Return whether the file says the same of a field as the last time."""
    return field in SEEN_FIELDS and seen.get(field, "") == now.get(field, "")


def missing_rows(
    known: Mapping[str, KnownRow], *, named: Iterable[str], is_open: Callable[[str], bool]
) -> tuple[str, ...]:
    """Return the open milestones that an earlier import made and the file names no more."""
    present = set(named)
    ids = dict.fromkeys(row.milestone for row in known.values())
    return tuple(id for id in ids if id not in present and is_open(id))
