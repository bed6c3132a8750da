"""The two ways in: a whole argument that must be a date, and prose that may hold some."""

import re
from dataclasses import replace
from datetime import date

from rules.dates import absolute, clock, deltas, edges, expressions, forms, masks, pairs, periods, prose, relative
from rules.dates.expressions import DateExpression
from rules.dates.forms import NEEDS_CLAUSE_END, NEEDS_NOTHING, NEVER_IN_PROSE, ReadingContext
from rules.dates.found import NotADate, ParsedDate
from rules.dates.words import any_of, fold_text

GRAMMAR_MODULES = (absolute, periods, edges, relative, deltas)
"""The modules whose forms make the table."""

_MAX_ARGUMENT_LENGTH = 200
_MAX_TRIED = 400
_MAX_FOUND = 60
_MAX_DAYS_BACK = 300  # days: "as of 1 April", said in March, is the one to come
_PREPOSITIONS = (
    *(
        "by",
        "on",
        "to",
        "until",
        "till",
        "before",
        "at",
        "for",
        "due",
        "eta",
        "is",
        "now",
        "around",
        "about",
        "approx",
        "from",
    ),
    *(
        "approximately",
        "between",
        "no later than",
        "be",
        "new date",
        "date",
        "was",
        "of",
        "latest",
        "~",
        "→",
        "->",
        ":",
    ),
)
_LEADING_WORDS = re.compile(
    rf"[ \n(\"'~]*(?:{any_of(_PREPOSITIONS)}(?![a-z0-9])[ :]*(?:the (?=end|start|week|beginning|middle))?)*", re.ASCII
)
_TRAILING_WORDS = re.compile(
    r"(?:[ \n.!?)\"',;~]|(?:(?:at the )?latest|please|pls|or (?:so|earlier|sooner))(?![a-z]))*", re.ASCII
)
_WORD_START = re.compile(r"[a-z]+|\d+|[+]", re.ASCII)


def _reading_context(
    text: str, today: date, locale: str, zone: str, weeks_start: int, past: bool = False
) -> ReadingContext:
    month_first = locale.replace("-", "_") in ("en_US", "en_PH", "es_US", "en_PR")
    return ReadingContext(text, today, month_first, weeks_start, past, zone)


def parse(
    text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", weeks_start: int = 0, past: bool = False
) -> ParsedDate | None:
    """This will read `text` as one date, whole: None when any of it is left over or the date can't be.

    `past` makes yearless words mean the last such day instead of the next. `locale` decides 12/11, `zone` (IANA) is
    that of a time without one, `weeks_start` is 0 for Monday.
    """
    place = _reading_context(fold_text(text[:_MAX_ARGUMENT_LENGTH]), today, locale, zone, weeks_start, past)
    return None if len(text) > _MAX_ARGUMENT_LENGTH else _to_answer(place, _whole_expression(place))


def parse_or_raise(
    text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", weeks_start: int = 0, past: bool = False
) -> ParsedDate:
    """This will read `text` as `read` does, or raise `NotADate` that says what was not understood."""
    place = _reading_context(fold_text(text[:_MAX_ARGUMENT_LENGTH]), today, locale, zone, weeks_start, past)
    said = None if len(text) > _MAX_ARGUMENT_LENGTH else _whole_expression(place)
    found = _to_answer(place, said)
    if found is None:
        shown = text.strip()[:60]
        why = said.reading.why[:1].upper() + said.reading.why[1:] + "." if said and said.reading.impossible else ""
        what = f"I don't understand “{shown}” as a date." if shown else "I need a date here."
        raise NotADate(what, why, "Try 14 Mar, next fri or end of Q2.")
    return found


def _to_answer(context: ReadingContext, expression: DateExpression | None) -> ParsedDate | None:
    return (
        None if expression is None or expression.reading.impossible else expressions.to_parsed_date(expression, context)
    )


def _whole_expression(context: ReadingContext) -> DateExpression | None:
    """The expression that is all of the text but a preposition before and a courtesy after; else nothing."""
    lead = _LEADING_WORDS.match(context.text)
    starts = dict.fromkeys((len(context.text) - len(context.text.lstrip()), lead.end() if lead else 0))
    for start in starts:
        said = _joined_expression(context, start)
        if said and _TRAILING_WORDS.fullmatch(context.text, said.end):
            return said
    return None


def _joined_expression(context: ReadingContext, start: int) -> DateExpression | None:
    first = expressions.parse_expression(context, start)
    if first is None or first.end >= len(context.text.rstrip()):
        return first
    for at in range(first.end, min(len(context.text), first.end + 40)):
        if context.text[at - 1].isalnum() and context.text[at].isalnum():
            continue
        second = expressions.parse_expression(context, at)
        joined = pairs.join_pair(context, first, second) if second else None
        if joined and _TRAILING_WORDS.fullmatch(context.text, joined.end):
            return joined
    return first


def find_all(
    text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", weeks_start: int = 0
) -> tuple[ParsedDate, ...]:
    """This will find the dates a message states, in their order; positions are those of `text` (plain or wire form)."""
    place = _reading_context(masks.mask_non_words(fold_text(text)), today, locale, zone, weeks_start)
    return tuple(expressions.to_parsed_date(said, place) for said in _join_pairs(place, _scan_expressions(place)))


def _scan_expressions(context: ReadingContext) -> list[DateExpression]:
    """Every expression that counts in prose; impossible ones are stepped over so that no half of them is read."""
    found: list[DateExpression] = []
    at = tried = 0
    for match in _WORD_START.finditer(context.text):
        if match.start() < at or not (forms.can_begin_form(match[0]) or match[0] in clock.TIME_WORDS):
            continue
        tried += 1
        if tried > _MAX_TRIED or len(found) >= _MAX_FOUND:
            break
        said = _expression_in_prose(context, match.start())
        if said:
            said = pairs.join_alternative(context, said)
            at = said.end
            if not said.reading.impossible:
                found.append(said)
    return found


def _expression_in_prose(context: ReadingContext, start: int) -> DateExpression | None:
    said = expressions.parse_expression(context, start)
    if said is None or not masks.stands_alone(context.text, said.start, said.end):
        return None
    said = _in_its_tense(context, said)
    return said if said.reading.impossible or _counts_in_prose(context, said) else None


def _in_its_tense(context: ReadingContext, expression: DateExpression) -> DateExpression:
    """The same words read back in a past tense, unless that leads further back than a tense is likely to."""
    weak = expression.reading.needs == NEEDS_CLAUSE_END
    if expression.reading.delta is not None or expression.reading.needs not in (NEEDS_NOTHING, NEEDS_CLAUSE_END):
        return expression
    if not prose.is_past_tense(context.text, expression.start, expression.end, weak=weak):
        return expression
    back = expressions.parse_expression(replace(context, past=True), expression.start)
    near = back and back.reading.last and (context.today - back.reading.last).days <= _MAX_DAYS_BACK
    return back if back and near else expression


def _counts_in_prose(context: ReadingContext, expression: DateExpression) -> bool:
    needs = expression.reading.needs
    if expression.reading.kind == "delta" and prose.is_negated(context.text, expression.start):
        return False
    if needs == NEEDS_NOTHING or (expression.clock and needs != NEVER_IN_PROSE):
        return True
    if needs == NEVER_IN_PROSE or (needs == NEEDS_CLAUSE_END and not prose.clause_ends(context.text, expression.end)):
        return False
    return prose.is_announced(context.text, expression.start, expression.end, needs)


def _join_pairs(context: ReadingContext, scanned: list[DateExpression]) -> list[DateExpression]:
    """Neighbours that are one statement become one."""
    result: list[DateExpression] = []
    for said in scanned:
        joined = pairs.join_pair(context, result[-1], said) if result else None
        if joined:
            result[-1] = joined
        else:
            result.append(said)
    return result
