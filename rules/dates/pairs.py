"""Two expressions in one statement: a move ("from A to B", "now B, was A", "A → B") or a range ("A - B")."""

import re
from dataclasses import replace
from datetime import date

from rules.dates.expressions import DateExpression, parse_expression
from rules.dates.forms import DateReading, ReadingContext
from rules.dates.words import any_of, compile_form

_NEW_DATE_MARKS = (
    "now",
    "but",
    "instead",
    "moved to",
    "pushed to",
    "slipped to",
    r"new (?:eta|date|target|deadline|estimate|plan)(?: is|:)?",
)
_FILLER_WORDS = [
    "but",
    "and",
    "so",
    "is",
    "it's",
    "it",
    "its",
    "we",
    "the",
    "our",
    "a",
    "my",
    "will",
    "be",
    "are",
    "looking",
    "like",
    "date",
]
_TARGET_PREPOSITIONS = (
    "on",
    "for",
    "to",
    "is",
    "at",
    "be",
    "by",
    "looking like",
    "likely",
    "probably",
    "it's",
    "around",
    "about",
)
_WAS_WORDS = (
    *(
        "was",
        "were",
        "originally",
        "previously",
        "formerly",
        "instead of",
        "rather than",
        "not",
        "up from",
        "down from",
    ),
    *(
        "from",
        "used to be",
        "moved from",
        "slipped from",
        "replaces",
        "replacing",
        "vs",
        "was originally",
        "was previously",
    ),
)
_PAIR_LINK = compile_form(
    r" ?(?:(?P<arrow>→|->|=>)|(?P<range>-|to|until|till|through|thru|and|up to)"
    rf"|[,;(-]{{0,2}} ?(?P<new>(?:{any_of(_FILLER_WORDS)} )*{any_of(_NEW_DATE_MARKS)}"
    rf"(?: {any_of(_TARGET_PREPOSITIONS)})*)"
    rf"|[,;(-]{{0,2}} ?(?:and |but )?(?:it |which )?(?P<was>{any_of(_WAS_WORDS)}:?)) ?(?:on |the )??",
    closed=False,
)
_FAILING_VERBS = (
    r"(?:won't|can't|cannot|will not|did not|didn't|not going to|never going to) (?:hit|make|meet|ship|land)"
)
_OLD_WORDS = (
    *("was", "were", "originally", "previously", "formerly", "from", "instead of", "not", "no longer", "rather than"),
    *("miss", "missed", "missing", "planned", "planned for", "between", _FAILING_VERBS),
)
_OLD_MARK = re.compile(rf"(?<![a-z])(?P<mark>{any_of(_OLD_WORDS)})[ :]*(?:on |the |our |planned )*~?$")
_MOVING_VERB = re.compile(
    r"(?<![a-z])(?:mov|slip|push|shift|delay|postpon|resched|pull|bring|brought|chang|updat)[a-z]{0,6}(?![a-z])"
)
_NEW_DATE_TURN = re.compile(r"(?<![a-z])(?:now|new|eta|but|instead)(?![a-z])")
_MAX_GAP_CHARS = 60


def join_pair(context: ReadingContext, left: DateExpression, right: DateExpression) -> DateExpression | None:
    """Join two neighbours, or return None when they are two statements."""
    between = context.text[left.end : right.start]
    if (
        None in (left.reading.last, right.reading.last)
        or left.reading.delta
        or right.reading.delta
        or len(between) > _MAX_GAP_CHARS
    ):
        return None
    # The old date is struck out.
    if between.strip() == "~" and context.text[left.start - 1 : left.start] == "~":
        return _moved_date(context, left, right, old=left, new=right)
    before = context.text[max(0, left.start - _MAX_GAP_CHARS) : left.start].rpartition("\n")[2]
    old_mark = _OLD_MARK.search(before)
    mark = old_mark["mark"] if old_mark else ""
    link = _PAIR_LINK.fullmatch(between)
    if link:
        return _join_linked(context, left, right, link, mark, moving=bool(_MOVING_VERB.search(before)))
    if mark not in ("", "from", "between") and "\n" not in between and _NEW_DATE_TURN.search(between):
        return _moved_date(context, left, right, old=left, new=right)
    return None


def _join_linked(
    context: ReadingContext,
    left: DateExpression,
    right: DateExpression,
    link: re.Match[str],
    mark: str,
    *,
    moving: bool,
) -> DateExpression | None:
    if link["was"]:
        return _moved_date(context, left, right, old=right, new=left)
    if link["arrow"] or link["new"] or (link["range"] == "to" and mark == "from" and moving):
        return _moved_date(context, left, right, old=left, new=right)
    return _date_range(context, left, right) if link["range"] != "and" or mark == "between" else None


def _moved_date(
    context: ReadingContext, left: DateExpression, right: DateExpression, *, old: DateExpression, new: DateExpression
) -> DateExpression:
    target = new.reading.last or context.today
    reading = replace(
        new.reading,
        old=_old_day_near(context, old, target),
        why="moved from " + _old_day_near(context, old, target).isoformat(),
    )
    return DateExpression(min(left.start, right.start), max(left.end, right.end), reading, new.clock)


def _old_day_near(context: ReadingContext, old: DateExpression, target: date) -> date:
    """Return the old date in the year that brings it nearest to the new date."""
    day = old.reading.last or target
    rereadings = [parse_expression(replace(context, past=past), old.start) for past in (True, False)]
    days = [
        day,
        *(reread.reading.last for reread in rereadings if reread and reread.reading.last and reread.end == old.end),
    ]
    return min(days, key=lambda d: (abs((d - target).days), d))


def _date_range(context: ReadingContext, left: DateExpression, right: DateExpression) -> DateExpression | None:
    """Build a range; "Mon to Wed" on a Tuesday ends on the Wednesday after its Monday."""
    first, last = left.reading.first, right
    if first is None or right.reading.last is None:
        return None
    if right.reading.last <= first:
        last = parse_expression(replace(context, today=first), right.start) or right
    if last.reading.last is None or last.reading.last <= first:
        return None
    reading = DateReading(last.end, first, last.reading.last, "its last day", last.reading.grain, kind="range")
    return DateExpression(left.start, last.end, reading, last.clock)


_OR_LINK = compile_form(r" ?(?:or|/) ?(?:on |by |the )?", closed=False)


def join_alternative(context: ReadingContext, left: DateExpression) -> DateExpression:
    """Read "Friday or Monday" as one statement: the later day, with the other as an alternative."""
    link = _OR_LINK.match(context.text, left.end)
    right = parse_expression(context, link.end()) if link else None
    if (
        right is None
        or right.reading.last is None
        or left.reading.last is None
        or left.reading.delta
        or right.reading.delta
    ):
        return left
    later, earlier = sorted(
        (left.reading, right.reading), key=lambda reading: reading.last or context.today, reverse=True
    )
    joined = replace(later, alternatives=(earlier.last or context.today,), why="the later one", end=right.end)
    return DateExpression(left.start, right.end, joined, right.clock if later is right.reading else left.clock)
