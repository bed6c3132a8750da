"""One message in, all that capture makes of it out: explicit forms first, then an update's parts, then prose."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import rules.dates
import rules.text
from rules.capture import findings, grammar, masks, sections, status, tables
from rules.capture.lines import MessageLine, split_lines
from rules.capture.milestone_index import EMPTY_INDEX, MilestoneIndex, MilestoneMention
from rules.capture.sections import UpdatePart
from rules.capture.sentences import Sentence, read_sentences
from rules.capture.values import (
    Certainty,
    ExplicitForm,
    Interpretation,
    MentionedDate,
    Slip,
    StructuredUpdate,
    UnclearForm,
)
from rules.dates import ParsedDate

MAX_MESSAGE_LENGTH = 12_000
MAX_FORMS = 60
STRUCTURED_KINDS = frozenset({"blockers", "help", "done", "next", "status", "summary", "risks", "dates", "percent"})
DEFINING_KINDS = STRUCTURED_KINDS - {"summary", "dates", "risks"}

MessageForms = tuple[ExplicitForm | UnclearForm, ...]


def interpret_message(
    wire: str, *, today: date, milestone_index: MilestoneIndex | None = None, locale: str = "en_GB", zone: str = "UTC"
) -> Interpretation:
    """This will hear one message in Slack's wire form; `today` is the day it was written on.

    Of an endless message the first 12,000 characters, 300 lines and 60 explicit forms are heard.
    """
    text = rules.text.read(wire[:MAX_MESSAGE_LENGTH])
    masked = masks.mask_text(text)

    def parse_date(words: str) -> ParsedDate | None:
        return rules.dates.parse(words, today=today, locale=locale, zone=zone)

    lines = sections.split_packed_lines(split_lines(masked))
    parts = _labelled_parts(lines, text.plain)
    forms = tuple(_explicit_forms(lines, parts, text, parse_date, today))
    taken = frozenset(one.line.start for one in forms)
    named = (milestone_index or EMPTY_INDEX).mentions_in(masked)
    found = rules.dates.find_all(masked, today=today, locale=locale, zone=zone)
    dates = findings.relevant_dates(text.plain, found, named, today=today)
    said = read_sentences(lines, parts, masks.soften_text(masked), form_starts=taken)
    heard = _interpret_prose(text.plain, parts, said, dates, named)
    return _combine_with_forms(heard, forms, completed=findings.completed_milestones(masked, said, named))


def _labelled_parts(lines: tuple[MessageLine, ...], plain: str) -> tuple[UpdatePart, ...]:
    rows = tables.table_parts(lines, plain) if "|" in plain else ()
    return (
        *sections.labelled_parts(tuple(one for one in lines if not tables.is_table_row(one)) if rows else lines, plain),
        *rows,
    )


def _explicit_forms(
    lines: tuple[MessageLine, ...],
    parts: tuple[UpdatePart, ...],
    text: rules.text.Text,
    parse_date: grammar.DateParser,
    today: date,
) -> Iterator[ExplicitForm | UnclearForm]:
    """What stands under "next steps" is a wish, not a fact, even where it has the form of one."""
    wishes = {item.start for part in parts if part.kind == "next" for item in (*part.items, *part.details)}
    count = 0
    for line in lines:
        if line.start in wishes or count >= MAX_FORMS or not grammar.may_begin_form(line.text):
            continue
        soft = replace(line, text=masks.soften_text(text.plain[line.start : line.end]))
        heard = grammar.parse_line(soft, mentions=text.mentions, parse_date=parse_date, today=today)
        count += len(heard)
        yield from heard


def _interpret_prose(
    plain: str,
    parts: tuple[UpdatePart, ...],
    sentences: tuple[Sentence, ...],
    dates: tuple[MentionedDate, ...],
    mentions: tuple[MilestoneMention, ...],
) -> Interpretation:
    """All but the explicit forms; `proposal` is what update and prose alone would deserve."""
    kinds = {part.kind for part in parts} & STRUCTURED_KINDS
    labelled = status.status_from_parts(parts)
    structured = (
        "blockers" in kinds
        or (len(kinds) >= 2 and bool(kinds & DEFINING_KINDS))
        or ("status" in kinds and bool(labelled and dates))
    )
    held, freed = findings.stated_blockers(plain, sentences, structured), findings.resolved_blockers(plain, sentences)
    wanted = findings.help_requests(plain, sentences, structured)
    present = tuple(one for one in sentences if one.kind != "next")
    state = labelled or status.status_from_sentences(tuple(one.masked for one in present))
    update = None
    if structured:
        update = findings.structured_update(
            plain, parts, mentions, status=state, blockers=held, help_wanted=wanted, dates=dates
        )
    return Interpretation(
        plain=plain,
        update=update,
        blockers=held,
        help_wanted=wanted,
        resolved_blockers=freed,
        status=state,
        dates=dates,
        milestones=tuple(dict.fromkeys(one.id for one in mentions)),
        slip=any(one.cues.late for one in present),
        proposal=_has_content(update, freed)
        or findings.states_blocked_work(sentences, mentions)
        or findings.states_slip(sentences, dates, mentions)
        or findings.states_new_date(sentences, dates),
    )


def _has_content(update: StructuredUpdate | None, resolved_blockers: tuple[object, ...]) -> bool:
    """An update whose every part is empty has nothing to confirm."""
    if update is None:
        return False
    return bool(
        update.blockers or update.help_wanted or resolved_blockers or update.dates or update.status or update.done
    )


def _combine_with_forms(
    interpretation: Interpretation, forms: MessageForms, *, completed: tuple[str, ...]
) -> Interpretation:
    """Who wrote an explicit form has been understood; nothing else of the message is put to them."""
    explicit = tuple(one for one in forms if not isinstance(one, UnclearForm))
    proposal = not explicit and (interpretation.proposal or bool(completed))
    return replace(
        interpretation,
        explicit=explicit,
        unclear=tuple(one for one in forms if isinstance(one, UnclearForm)),
        slip=interpretation.slip or any(isinstance(one, Slip) for one in explicit),
        completed=completed,
        proposal=proposal,
        certainty=_certainty_of(explicit, interpretation.update, proposal),
    )


def _certainty_of(explicit: tuple[ExplicitForm, ...], update: StructuredUpdate | None, proposal: bool) -> Certainty:
    if explicit:
        return Certainty.EXPLICIT
    if update is not None:
        return Certainty.STRUCTURED
    return Certainty.PROSE if proposal else Certainty.NONE
