"""The lines of an edition by key, so that an edit or an answer can refer to one: `trouble:M-3`, `ask:B-1`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.digests.editions import DigestEdition


class LineKind(StrEnum):
    """The kinds of lines; with its record, a kind names a line in every edition of a program."""

    ASK = "ask"
    TROUBLE = "trouble"
    OVERDUE = "overdue"
    MOVED = "moved"
    DECIDED = "decided"
    CLOSED = "closed"
    DONE = "done"
    ADDED = "added"
    UPDATE = "update"
    SILENT = "silent"
    GAP = "gap"
    OUTLOOK = "outlook"
    GOAL = "goal"
    VALUE = "value"
    MONEY = "money"
    EARNED = "earned"
    CLASH = "clash"
    SOON = "soon"
    DOUBT = "doubt"


class DigestSection(StrEnum):
    """The sections of an edition in reading order; `section:late` is the key of a whole one."""

    NEEDS = "needs"
    LATE = "late"
    CHANGED = "changed"
    UPDATES = "updates"
    FINISH = "finish"
    VALUE = "value"
    MONEY = "money"
    PEOPLE = "people"
    SOON = "soon"


SECTION_OF = {
    LineKind.ASK: DigestSection.NEEDS,
    LineKind.TROUBLE: DigestSection.LATE,
    LineKind.OVERDUE: DigestSection.LATE,
    LineKind.MOVED: DigestSection.CHANGED,
    LineKind.DECIDED: DigestSection.CHANGED,
    LineKind.CLOSED: DigestSection.CHANGED,
    LineKind.DONE: DigestSection.CHANGED,
    LineKind.ADDED: DigestSection.CHANGED,
    LineKind.UPDATE: DigestSection.UPDATES,
    LineKind.SILENT: DigestSection.UPDATES,
    LineKind.GAP: DigestSection.UPDATES,
    LineKind.OUTLOOK: DigestSection.FINISH,
    LineKind.GOAL: DigestSection.VALUE,
    LineKind.VALUE: DigestSection.VALUE,
    LineKind.MONEY: DigestSection.MONEY,
    LineKind.EARNED: DigestSection.MONEY,
    LineKind.CLASH: DigestSection.PEOPLE,
    LineKind.SOON: DigestSection.SOON,
    LineKind.DOUBT: DigestSection.SOON,
}


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A line that an edition may hold. `name` says what it is about, in plain words and without an id."""

    key: str
    kind: LineKind
    record: str
    name: str

    @property
    def section(self) -> DigestSection:
        return SECTION_OF[self.kind]


def line_key(kind: LineKind | str, record: str) -> str:
    """Return the key of a line, like "trouble:M-3"."""
    return f"{LineKind(kind).value}:{record}"


def section_key(section: DigestSection | str) -> str:
    """Return the key of a section, like "section:updates"."""
    return f"section:{DigestSection(section).value}"


def lines_of(edition: DigestEdition) -> tuple[DigestLine, ...]:
    """Return the lines of an edition in reading order; those of one section keep the order of its facts."""
    order = [*DigestSection]
    return tuple(sorted(_each_line(edition), key=lambda line: order.index(line.section)))


def _each_line(e: DigestEdition) -> Iterator[DigestLine]:
    for kind, record, name in _each_fact(e):
        yield DigestLine(line_key(kind, record), kind, record, name)


def _each_fact(e: DigestEdition) -> Iterator[tuple[LineKind, str, str]]:
    yield from ((LineKind.ASK, ask.record, ask.text) for ask in e.asks)
    yield from ((LineKind.TROUBLE, issue.record, issue.label or issue.sentence) for issue in e.troubles)
    yield from ((LineKind.OVERDUE, m.id, m.name) for m in e.overdue)
    yield from ((LineKind.MOVED, move.milestone.id, move.milestone.name) for move in e.moved)
    yield from ((LineKind.DECIDED, change.record, change.title) for change in e.decided)
    yield from ((LineKind.CLOSED, closed.project.id, closed.project.name) for closed in e.closed)
    yield from ((LineKind.DONE, m.id, m.name) for m in e.wins)
    yield from ((LineKind.ADDED, m.id, m.name) for m in e.added)
    yield from ((LineKind.UPDATE, update.project.id, update.project.name) for update in e.updates)
    yield from ((LineKind.SILENT, project.id, project.name) for project in e.silent)
    yield from ((LineKind.GAP, gap.project.id, gap.project.name) for gap in e.gaps)
    yield from _each_figure(e)
    yield from ((LineKind.SOON, m.id, m.name) for m in e.soon)
    yield from ((LineKind.DOUBT, doubt.record, doubt.provider.name) for doubt in e.doubts)


def _each_figure(e: DigestEdition) -> Iterator[tuple[LineKind, str, str]]:
    """Yield the lines that sum the program up; those without a record of their own are named after the program."""
    if e.outlook or e.finish:
        yield LineKind.OUTLOOK, e.program, "Finish"
    yield from ((LineKind.GOAL, goal.id, goal.name) for goal in e.goals)
    yield from ((LineKind.VALUE, value.id, value.name) for value in e.value)
    if e.money:
        yield LineKind.MONEY, e.program, "Money"
    if e.earned:
        yield LineKind.EARNED, e.program, "Earned value"
    if e.clashes:
        yield LineKind.CLASH, e.program, "People and tools"
