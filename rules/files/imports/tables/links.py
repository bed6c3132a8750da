"""The dependencies of a table's rows, both from what they depend on and from what they are needed by."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.files.fields import quote_value
from rules.files.imports.imported import Remark, require_row_limit
from rules.files.imports.tables.days import fold
from rules.files.imports.tables.milestones import ReadMilestones, is_tracker_key
from rules.files.imports.tables.predecessors import (
    Predecessor,
    RowLookup,
    lag_days,
    read_predecessors,
    relation_parts,
)
from rules.files.imports.tables.table_rows import TableRow
from rules.plan import Dependency, LinkType, Milestone

_LOST = {
    "rounded": "Lags are whole days here, so these are rounded",
    "percent": "A lag in percent needs the duration of what is before it; without one it is left out",
    "unreadable": "I can't read these lags, so the dependencies have none",
    "missing": "These depend on what is not in the file, and come in without it",
    "self": "These depend on themselves in the file, and come in without it",
}


@dataclass(slots=True)
class ReadLinks:
    """The links of a table; `outside` are the tracker's keys that are not in the exported part."""

    links: dict[tuple[str, str, LinkType], Dependency] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    lost: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def remarks(self) -> Iterator[Remark]:
        for kind, names in self.lost.items():
            yield Remark(f"{_LOST[kind]}.", tuple(dict.fromkeys(names)))


def read_links(found: ReadMilestones, *, unread_ids: frozenset[str]) -> ReadLinks:
    """Return the links between the milestones; `unread_ids` are those of rows that were left out."""
    lookup = _lookup(found)
    milestones = {milestone.id: milestone for milestone in found.milestones.values()}
    read = ReadLinks()
    for number, row in found.rows.items():
        own = found.milestones[number]
        for meaning, cell in _linked_cells(row):
            links, unknown = read_predecessors(cell, lookup)
            require_row_limit(len(milestones), len(read.links))
            for link in links:
                _add_link(read, own, link, milestones, is_outward=meaning == "needed_by")
            for word in unknown:
                if is_tracker_key(word) and is_tracker_key(own.id) and fold(word) not in unread_ids:
                    read.outside.append(word)
                else:
                    read.lost["missing"].append(f"line {number} on {quote_value(word)}")
    return read


def _linked_cells(row: TableRow) -> Iterator[tuple[str, str]]:
    for meaning in ("waits_for", "needed_by"):
        for cell in row.cells.get(meaning, ()):
            if cell:
                yield meaning, cell
    for cell in row.cells.get("relations", ()):
        yield from relation_parts(cell)


def _add_link(
    read: ReadLinks, own: Milestone, link: Predecessor, milestones: dict[str, Milestone], *, is_outward: bool
) -> None:
    provider, consumer = (own.id, link.id) if is_outward else (link.id, own.id)
    if provider == consumer:
        read.lost["self"].append(own.name)
        return
    if (provider, consumer, link.type) in read.links:
        return
    lag, loss = lag_days(link, milestones[provider])
    if loss:
        read.lost[loss].append(own.name)
    dependency = Dependency(f"D-{len(read.links) + 1}", provider, consumer, link.type, lag)
    read.links[provider, consumer, link.type] = dependency


def _lookup(found: ReadMilestones) -> RowLookup:
    """Map ids, names used only once and, where the ids are no numbers, the numbers of the rows."""
    ids: dict[str, str] = {}
    places: dict[str, str] = {}
    names = Counter(fold(milestone.name) for milestone in found.milestones.values())
    for number, row in found.rows.items():
        id = found.milestones[number].id
        for cell in row.cells.get("id", ()):
            if cell:
                ids.setdefault(fold(cell), id)
        ids[fold(id)] = id
        places[str(row.place)] = id
    if any(row.get("id").isdigit() for row in found.rows.values()):
        places = {}
    once = {fold(m.name): m.id for m in found.milestones.values() if names[fold(m.name)] == 1}
    return RowLookup(ids, once, places)
