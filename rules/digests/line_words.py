"""The plain words of each line of an edition, how bad it is, and where an edition keeps it.

People correct these words, and a correction remembers them: so an edit notices that the facts have changed since.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.digests.editions import DigestEdition, DigestIssue, MovedMilestone, RequestedAction
from rules.digests.lines import LineKind, line_key
from rules.plan import Milestone
from rules.truth.colours import COLOUR_RANK, day_text, days_text
from rules.truth.statuses import label_of

_DAYS_LATE = re.compile(r"(\d[\d,]*) days? late")
_DATED = re.compile(r"\b([A-Z][a-z]{2} \d{1,2} [A-Z][a-z]{2}) \d{4}\b")
_WORSE_COLOUR = 10_000.0


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line as people read and edit it: `weight` grows as its facts become worse."""

    key: str
    words: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class LineSource:
    """The field of an edition that holds the facts of one kind of line; `whole` if they are one line together."""

    kind: LineKind
    field: str
    record_of: Callable[[Any], str]
    words_of: Callable[[Any], str]
    weight_of: Callable[[Any], float] = lambda fact: 0.0
    whole: bool = False


def line_words(edition: DigestEdition) -> Mapping[str, LineWords]:
    """Return the words of every line that can be edited, by key, in the order of the edition's facts."""
    return {line.key: line for line in _each_line(edition)}


def _each_line(edition: DigestEdition) -> Iterator[LineWords]:
    for source in SOURCES:
        for fact in facts_of(edition, source):
            key = line_key(source.kind, edition.program if source.whole else source.record_of(fact))
            words = _near_dates(source.words_of(fact), year=edition.period[:4])
            yield LineWords(key, words, source.weight_of(fact))


def _near_dates(words: str, *, year: str) -> str:
    """Leave the year out of dates of the edition's own year."""
    return re.sub(rf"\b([A-Z][a-z]{{2}} \d{{1,2}} [A-Z][a-z]{{2}}) {year}\b", r"\1", words)


def says_same(words: str, others: str) -> bool:
    """Return whether two wordings of a line say the same.

    The years of dates don't count: they come and go at New Year, and another year's date has another weekday.
    """
    return without_years(words) == without_years(others)


def without_years(words: str) -> str:
    return _DATED.sub(r"\1", words)


def facts_of(edition: DigestEdition, source: LineSource) -> tuple[Any, ...]:
    """Return the facts that are lines."""
    facts = getattr(edition, source.field)
    if source.whole:
        return (facts,) if facts else ()
    return tuple(facts)


def _own_id(fact: Any) -> str:
    return str(fact.id)


def _record(fact: Any) -> str:
    return str(fact.record)


def _project_id(fact: Any) -> str:
    return str(fact.project.id)


def _rank(colour: str) -> int:
    return {known.value: rank for known, rank in COLOUR_RANK.items()}.get(colour, 0)


def _ask_words(ask: RequestedAction) -> str:
    until = f", by {day_text(ask.by)}" if ask.by else ""
    return f"{ask.who}: {ask.text}{until}"


def _issue_words(issue: DigestIssue) -> str:
    reason = f" Reason: {issue.move.reason}." if issue.move and issue.move.reason else ""
    effect = f" {issue.effect_name}: {issue.effect}." if issue.effect else ""
    return f"{issue.sentence.rstrip('.')}.{reason}{effect}"


def _issue_weight(issue: DigestIssue) -> float:
    days = _DAYS_LATE.search(issue.sentence)
    return _rank(issue.level) * _WORSE_COLOUR + (int(days[1].replace(",", "")) if days else 0)


def _move_words(move: MovedMilestone) -> str:
    old, new = (day_text(day) if day else "no date" for day in (move.old, move.new))
    reason = f": {move.reason}" if move.reason else f", caused by {move.cause}" if move.cause else ""
    return f"{label_of(move.milestone)}: {old} → {new}{reason}"


def _dated(day: date | None, milestone: Milestone) -> str:
    return f"{day_text(day)}: {label_of(milestone)}" if day else label_of(milestone)


def _share(value: float | None) -> str:
    return "not measured yet" if value is None else f"{value:.0%}"


def _change_words(change: Any) -> str:
    days = f", {days_text(change.days)}" if change.days else ""
    return f"{change.title} ({change.record}): {change.state} by {change.by}{days}"


def _colour_words(change: Any) -> str:
    return f"{change.project.name} ({change.project.id}): {change.now} (was {change.before})"


def _risk_words(change: Any) -> str:
    return f"{change.outcome or 'New'} {change.kind}: {change.text} ({change.record})"


def _people_words(change: Any) -> str:
    names = ", ".join(change.names)
    return f"{change.old or 'no one'} → {change.new or 'no one'}: {change.role} of {names}"


def _closed_words(closed: Any) -> str:
    accepted = "accepted" if closed.accepted else "not accepted yet"
    return f"{closed.project.name} ({closed.project.id}) is closed, {accepted}"


def _update_words(update: Any) -> str:
    return f"{update.project.name}: {update.text}"


def _gap_words(gap: Any) -> str:
    why = f": {gap.why}" if gap.why else ""
    return f"{gap.project.name} ({gap.project.id}): reported {gap.reported}, computed {gap.computed}{why}"


def _finish_words(outlook: Any) -> str:
    chance = f": {outlook.on_time:.0%} chance" if outlook.on_time is not None else ""
    committed = f", committed {day_text(outlook.committed)}{chance}" if outlook.committed else ""
    return f"Finish: likely {day_text(outlook.p50)}, safe {day_text(outlook.p80)}{committed}"


def _value_words(value: Any) -> str:
    outlook = f", heading for {value.heading_for:.0%}" if value.heading_for is not None else ""
    return f"{value.name} ({value.id}): {_share(value.realised)} realised{outlook}"


def _goal_words(goal: Any) -> str:
    return goal.name if goal.score is None else f"{goal.name}: {goal.score:.0%} reached"


def _money_words(lines: Any) -> str:
    each = (f"{line.currency + ': ' if line.currency else ''}forecast {line.text} of budget" for line in lines)
    return "Money: " + " · ".join(each)


def _earned_words(earned: Any) -> str:
    return f"Earned value: {earned.share:.0%} earned, CPI {earned.cpi:.2f}"


def _clash_words(clashes: Any) -> str:
    tools = "".join(f" {name} is booked twice from {day_text(first)}." for name, first in clashes.tools)
    people = f"{clashes.people} booked above what they can do." if clashes.people else ""
    return f"People and tools: {people}{tools}"


def _doubt_words(doubt: Any) -> str:
    day = f", committed for {day_text(doubt.day)}" if doubt.day else ""
    names = f"{label_of(doubt.provider)} for {label_of(doubt.consumer)}"
    return f"{names}{day}, {doubt.confidence} confidence ({doubt.record})"


# In the order in which an edition is read; what is not here can't be edited.
SOURCES = (
    LineSource(LineKind.ASK, "asks", _record, _ask_words),
    LineSource(LineKind.TROUBLE, "troubles", _record, _issue_words, _issue_weight),
    LineSource(LineKind.OVERDUE, "overdue", _own_id, lambda m: _dated(m.own_date, m)),
    LineSource(LineKind.MOVED, "moved", lambda move: str(move.milestone.id), _move_words, lambda m: float(m.days)),
    LineSource(LineKind.DECIDED, "decided", _record, _change_words),
    LineSource(LineKind.RECOLOURED, "recoloured", _project_id, _colour_words, lambda change: float(_rank(change.now))),
    LineSource(LineKind.RISK, "risks", _record, _risk_words),
    LineSource(LineKind.PEOPLE, "people", _record, _people_words),
    LineSource(LineKind.CLOSED, "closed", _project_id, _closed_words),
    LineSource(LineKind.DONE, "wins", _own_id, lambda m: _dated(m.actual, m)),
    LineSource(LineKind.ADDED, "added", _own_id, lambda m: _dated(m.expected, m)),
    LineSource(
        LineKind.UPDATE, "updates", _project_id, _update_words, lambda update: _rank(update.colour) * _WORSE_COLOUR
    ),
    LineSource(LineKind.SILENT, "silent", _own_id, lambda project: f"No update: {project.name}"),
    LineSource(LineKind.GAP, "gaps", _project_id, _gap_words, lambda gap: _rank(gap.computed) * _WORSE_COLOUR),
    LineSource(
        LineKind.OUTLOOK,
        "outlook",
        _own_id,
        _finish_words,
        lambda outlook: -100 * (outlook.on_time if outlook.on_time is not None else 1.0),
        whole=True,
    ),
    LineSource(LineKind.GOAL, "goals", _own_id, _goal_words),
    LineSource(LineKind.VALUE, "value", _own_id, _value_words, lambda value: float(value.falls_short)),
    LineSource(
        LineKind.MONEY,
        "money",
        _own_id,
        _money_words,
        lambda lines: max(map(_money_rank, lines), default=0.0),
        whole=True,
    ),
    LineSource(LineKind.EARNED, "earned", _own_id, _earned_words, whole=True),
    LineSource(
        LineKind.CLASH, "clashes", _own_id, _clash_words, lambda each: float(each.people + len(each.tools)), whole=True
    ),
    LineSource(LineKind.SOON, "soon", _own_id, lambda m: _dated(m.expected, m)),
    LineSource(LineKind.DOUBT, "doubts", _record, _doubt_words, lambda doubt: float(doubt.confidence == "low")),
)


def _money_rank(line: Any) -> float:
    return float(_rank(line.colour))
