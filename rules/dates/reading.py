"""The two entry points: `parse` for an argument that must be a date, `find_all` for prose that may hold some."""

import re
from dataclasses import replace
from datetime import date

from rules.dates import absolute, clock, deltas, edges, expressions, forms, masks, pairs, periods, prose, relative
from rules.dates.expressions import DateExpression
from rules.dates.forms import NEEDS_CLAUSE_END, NEEDS_NOTHING, NEVER_IN_PROSE, ReadingContext
from rules.dates.found import NotADate, ParsedDate
from rules.dates.words import any_of, fold_text

# The modules whose forms make up the table.
GRAMMAR_MODULES = (absolute, periods, edges, relative, deltas)

_MAX_ARGUMENT_LENGTH = 200
_MAX_TRIED = 400
_MAX_FOUND = 60
# In March, "as of 1 April" is the coming one.
_MAX_DAYS_BACK = 300
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
    """Read the whole `text` as one date; None when any of it is left over or the date is impossible.

    `past` makes words without a year mean the last such day instead of the next. `locale` decides 12/11, `zone` (IANA)
    applies to a time without one, `weeks_start` is 0 for Monday.
    """
    context = _reading_context(fold_text(text[:_MAX_ARGUMENT_LENGTH]), today, locale, zone, weeks_start, past)
    return None if len(text) > _MAX_ARGUMENT_LENGTH else _to_answer(context, _whole_expression(context))


def parse_or_raise(
    text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", weeks_start: int = 0, past: bool = False
) -> ParsedDate:
    """Read `text` as `parse` does, or raise `NotADate` saying what was not understood."""
    context = _reading_context(fold_text(text[:_MAX_ARGUMENT_LENGTH]), today, locale, zone, weeks_start, past)
    expression = None if len(text) > _MAX_ARGUMENT_LENGTH else _whole_expression(context)
    parsed = _to_answer(context, expression)
    if parsed is None:
        excerpt = text.strip()[:60]
        why = (
            expression.reading.why[:1].upper() + expression.reading.why[1:] + "."
            if expression and expression.reading.impossible
            else ""
        )
        complaint = f"I don't understand “{excerpt}” as a date." if excerpt else "I need a date here."
        raise NotADate(
            complaint, why, "Try 14 Mar, next fri or end of Q2.", days=expression.reading.offers if expression else ()
        )
    return parsed


def _to_answer(context: ReadingContext, expression: DateExpression | None) -> ParsedDate | None:
    return (
        None if expression is None or expression.reading.impossible else expressions.to_parsed_date(expression, context)
    )


def _whole_expression(context: ReadingContext) -> DateExpression | None:
    """Return the expression that is the whole text but for a preposition before and a courtesy after, else None."""
    prefix = _LEADING_WORDS.match(context.text)
    starts = dict.fromkeys((len(context.text) - len(context.text.lstrip()), prefix.end() if prefix else 0))
    for start in starts:
        expression = _joined_expression(context, start)
        if expression and _TRAILING_WORDS.fullmatch(context.text, expression.end):
            return expression
    return None


def _joined_expression(context: ReadingContext, start: int) -> DateExpression | None:
    first = expressions.parse_expression(context, start)
    if first is None or first.end >= len(context.text.rstrip()):
        return first
    for position in range(first.end, min(len(context.text), first.end + 40)):
        if context.text[position - 1].isalnum() and context.text[position].isalnum():
            continue
        second = expressions.parse_expression(context, position)
        joined = pairs.join_pair(context, first, second) if second else None
        if joined and _TRAILING_WORDS.fullmatch(context.text, joined.end):
            return joined
    return first


def find_all(
    text: str, *, today: date, locale: str = "en_GB", zone: str = "UTC", weeks_start: int = 0
) -> tuple[ParsedDate, ...]:
    """Return the dates a message states, in order; positions are those of `text` (plain or wire form)."""
    context = _reading_context(masks.mask_non_words(fold_text(text)), today, locale, zone, weeks_start)
    return tuple(
        expressions.to_parsed_date(expression, context)
        for expression in _join_pairs(context, _scan_expressions(context))
    )


def _scan_expressions(context: ReadingContext) -> list[DateExpression]:
    """Return every expression that counts in prose; impossible ones are skipped whole, so that no half is read."""
    counted: list[DateExpression] = []
    position = tried = 0
    for match in _WORD_START.finditer(context.text):
        if match.start() < position or not (forms.can_begin_form(match[0]) or match[0] in clock.TIME_WORDS):
            continue
        tried += 1
        if tried > _MAX_TRIED or len(counted) >= _MAX_FOUND:
            break
        expression = _expression_in_prose(context, match.start())
        if expression:
            expression = pairs.join_alternative(context, expression)
            position = expression.end
            if not expression.reading.impossible:
                counted.append(expression)
    return counted


def _expression_in_prose(context: ReadingContext, start: int) -> DateExpression | None:
    expression = expressions.parse_expression(context, start)
    if expression is None or not masks.stands_alone(context.text, expression.start, expression.end):
        return None
    expression = _in_its_tense(context, expression)
    return expression if expression.reading.impossible or _counts_in_prose(context, expression) else None


def _in_its_tense(context: ReadingContext, expression: DateExpression) -> DateExpression:
    """Reread the words in a past tense, unless that leads further back than a tense is likely to."""
    is_weak = expression.reading.needs == NEEDS_CLAUSE_END
    if expression.reading.delta is not None or expression.reading.needs not in (NEEDS_NOTHING, NEEDS_CLAUSE_END):
        return expression
    if not prose.is_past_tense(context.text, expression.start, expression.end, weak=is_weak):
        return expression
    past_reading = expressions.parse_expression(replace(context, past=True), expression.start)
    is_recent = (
        past_reading
        and past_reading.reading.last
        and (context.today - past_reading.reading.last).days <= _MAX_DAYS_BACK
    )
    return past_reading if past_reading and is_recent else expression


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
    """Join neighbours that are one statement."""
    result: list[DateExpression] = []
    for expression in scanned:
        joined = pairs.join_pair(context, result[-1], expression) if result else None
        if joined:
            result[-1] = joined
        else:
            result.append(expression)
    return result
