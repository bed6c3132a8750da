"""The lines of an edition by key, so that an edit or an answer can refer to one: `trouble:M-3`, `ask:B-1`."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rules.digests.editions import DigestEdition


class LineKind(StrEnum):
    """The kinds of lines; with its record, a kind names a line in every edition of a program."""

    ASK = "ask"
    TROUBLE = "trouble"
    OVERDUE = "overdue"
    DOUBT = "doubt"
    RECOLOURED = "recoloured"
    MOVED = "moved"
    DECIDED = "decided"
    CLOSED = "closed"
    DONE = "done"
    RISK = "risk"
    ANSWERED = "answered"
    PEOPLE = "people"
    ADDED = "added"
    UPDATE = "update"
    GAP = "gap"
    SILENT = "silent"
    OUTLOOK = "outlook"
    GOAL = "goal"
    VALUE = "value"
    MONEY = "money"
    EARNED = "earned"
    CLASH = "clash"
    SOON = "soon"


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
    LineKind.DOUBT: DigestSection.LATE,
    LineKind.RECOLOURED: DigestSection.CHANGED,
    LineKind.MOVED: DigestSection.CHANGED,
    LineKind.DECIDED: DigestSection.CHANGED,
    LineKind.CLOSED: DigestSection.CHANGED,
    LineKind.DONE: DigestSection.CHANGED,
    LineKind.RISK: DigestSection.CHANGED,
    LineKind.ANSWERED: DigestSection.CHANGED,
    LineKind.PEOPLE: DigestSection.CHANGED,
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
}


@dataclass(frozen=True, slots=True)
class DigestLine:
    """A line that an edition may hold. `name` says what it is about, in plain words and without an id.

    fact: what the edition holds about it.
    """

    key: str
    kind: LineKind
    record: str
    name: str
    fact: Any = None

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
    for kind, record, name, fact in _each_fact(e):
        yield DigestLine(line_key(kind, record), kind, record, name, fact)


def _each_fact(e: DigestEdition) -> Iterator[tuple[LineKind, str, str, Any]]:
    yield from ((LineKind.ASK, ask.record, ask.text, ask) for ask in e.asks)
    yield from ((LineKind.TROUBLE, issue.record, issue.label or issue.sentence, issue) for issue in e.troubles)
    yield from ((LineKind.OVERDUE, m.id, m.name, m) for m in e.overdue)
    yield from ((LineKind.DOUBT, doubt.record, doubt.provider.name, doubt) for doubt in e.doubts)
    yield from _each_change(e)
    yield from ((LineKind.UPDATE, update.project.id, update.project.name, update) for update in e.updates)
    yield from ((LineKind.GAP, gap.project.id, gap.project.name, gap) for gap in e.gaps)
    yield from ((LineKind.SILENT, project.id, project.name, project) for project in e.silent)
    yield from _each_figure(e)
    yield from ((LineKind.SOON, m.id, m.name, m) for m in e.soon)


def _each_change(e: DigestEdition) -> Iterator[tuple[LineKind, str, str, Any]]:
    yield from ((LineKind.RECOLOURED, change.project.id, change.project.name, change) for change in e.recoloured)
    yield from ((LineKind.MOVED, move.milestone.id, move.milestone.name, move) for move in e.moved)
    yield from ((LineKind.DECIDED, change.record, change.title, change) for change in e.decided)
    yield from ((LineKind.CLOSED, closed.project.id, closed.project.name, closed) for closed in e.closed)
    yield from ((LineKind.DONE, m.id, m.name, m) for m in e.wins)
    yield from ((LineKind.RISK, change.record, change.text, change) for change in e.risks)
    yield from ((LineKind.PEOPLE, change.record, change.names[0], change) for change in e.people)
    answered = dict.fromkeys(answer.record for answer in e.answers)
    for record in answered:
        answers = tuple(answer for answer in e.answers if answer.record == record)
        yield LineKind.ANSWERED, record, answers[0].label, answers
    yield from ((LineKind.ADDED, m.id, m.name, m) for m in e.added)


def _each_figure(e: DigestEdition) -> Iterator[tuple[LineKind, str, str, Any]]:
    """Yield the lines that sum the program up; those without a record of their own are named after the program."""
    if e.outlook or e.finish:
        yield LineKind.OUTLOOK, e.program, "Finish", e.outlook
    yield from ((LineKind.GOAL, goal.id, goal.name, goal) for goal in e.goals)
    yield from ((LineKind.VALUE, value.id, value.name, value) for value in e.value)
    if e.money:
        yield LineKind.MONEY, e.program, "Money", e.money
    if e.earned:
        yield LineKind.EARNED, e.program, "Earned value", e.earned
    if e.clashes:
        yield LineKind.CLASH, e.program, "People and tools", e.clashes
