"""Interpretation of one message: explicit forms first, then the parts of an update, then prose."""

from collections.abc import Iterator, Set
from dataclasses import replace
from datetime import date

import rules.dates
import rules.text
from rules.capture import findings, masks, plan_dates, sections, status, tables
from rules.capture.forms import grammar
from rules.capture.forms.milestone_forms import DateParser
from rules.capture.lines import MessageLine, split_lines
from rules.capture.milestone_index import EMPTY_INDEX, MilestoneIndex, MilestoneMention
from rules.capture.sections import UpdatePart
from rules.capture.sentences import Sentence, read_sentences
from rules.capture.values import (
    SOFT_DOUBTS,
    Certainty,
    ExplicitForm,
    FormDoubt,
    Interpretation,
    MentionedDate,
    ReportedRow,
    Slip,
    StructuredUpdate,
    UnclearForm,
)
from rules.capture.wording import lights
from rules.dates import ParsedDate, plausibility

MAX_MESSAGE_LENGTH = 12_000
MAX_FORMS = 60
STRUCTURED_KINDS = frozenset(
    {"blockers", "help", "done", "next", "status", "summary", "risks", "challenges", "dates", "percent"}
)
DEFINING_KINDS = STRUCTURED_KINDS - {"summary", "dates", "risks", "challenges"}

MessageForms = tuple[ExplicitForm | UnclearForm, ...]


def interpret_message(
    wire: str, *, today: date, milestone_index: MilestoneIndex | None = None, locale: str = "en_GB", zone: str = "UTC"
) -> Interpretation:
    """Interpret one message in Slack's wire form; `today` is the day it was written.

    At most 12,000 characters, 300 lines and 60 explicit forms of a message are read.
    """
    text = rules.text.read(wire[:MAX_MESSAGE_LENGTH])
    text = replace(text, plain=rules.text.spell_ids(text.plain))
    masked = masks.mask_text(text)

    def parse_date(words: str) -> ParsedDate | None:
        return rules.dates.parse(words, today=today, locale=locale, zone=zone)

    lines = sections.split_packed_lines(split_lines(masked))
    rows = tables.read_rows(lines, text.plain) if "|" in text.plain or "\t" in text.plain else ()
    parts = _labelled_parts(lines, rows, text.plain)
    forms = tuple(
        _with_offered_days(form, today=today, locale=locale, zone=zone)
        for form in _explicit_forms(lines, parts, text, parse_date, today)
    )
    mentions = (milestone_index or EMPTY_INDEX).mentions_in(masked)
    parsed_dates = rules.dates.find_all(masked, today=today, locale=locale, zone=zone)
    dates = plan_dates.relevant_dates(text.plain, parsed_dates, mentions, today=today)
    sentences = read_sentences(lines, parts, masks.soften_text(masked), form_starts=_starts_of(forms))
    milestone_rows = tables.milestone_rows(rows, mentions)
    interpretation = _interpret_prose(
        text.plain,
        parts,
        sentences,
        dates,
        mentions,
        light=lights.bracketed_light(text.plain, masked, text.links),
        rows=milestone_rows,
    )
    completed = findings.completed_milestones(masked, sentences, mentions, milestone_rows)
    return _combine_with_forms(interpretation, forms, completed=completed)


def _starts_of(forms: MessageForms) -> frozenset[int]:
    """Return where the lines begin that are forms, understood or not; a doubtful line is read as prose too."""
    return frozenset(
        form.line.start for form in forms if not (isinstance(form, UnclearForm) and form.doubt in SOFT_DOUBTS)
    )


def _with_offered_days(
    form: ExplicitForm | UnclearForm, *, today: date, locale: str, zone: str
) -> ExplicitForm | UnclearForm:
    """Offer the days that may be meant by one that is not in the calendar, such as "Fri 14 Mar", a Saturday."""
    if not isinstance(form, UnclearForm) or form.doubt not in (FormDoubt.DATE, FormDoubt.UNKNOWN) or form.reading:
        return form
    why, days = plausibility.offered_days(form.part, today=today, locale=locale, zone=zone)
    return replace(form, doubt=FormDoubt.DATE, choices=days, why=why) if days else form


def _labelled_parts(
    lines: tuple[MessageLine, ...], rows: tuple[tables.LabelledRow, ...], plain: str
) -> tuple[UpdatePart, ...]:
    row_starts = {row.line.start for row in rows}
    others = tuple(line for line in lines if line.start not in row_starts) if rows else lines
    return (*sections.labelled_parts(others, plain), *tables.table_parts(rows))


def _explicit_forms(
    lines: tuple[MessageLine, ...],
    parts: tuple[UpdatePart, ...],
    text: rules.text.Text,
    parse_date: DateParser,
    today: date,
) -> Iterator[ExplicitForm | UnclearForm]:
    """Yield the explicit forms; an item under "next steps" is a plan, even where it has the form of a fact.

    What only begins like a form, in a list or under a label, is an item of it.
    """
    item_starts = {item.start for part in parts for item in (*part.items, *part.details)}
    planned_starts = {item.start for part in parts if part.kind == "next" for item in (*part.items, *part.details)}
    count = 0
    for line in lines:
        if line.start in planned_starts or count >= MAX_FORMS or not grammar.may_begin_form(line.text):
            continue
        softened_line = replace(line, text=masks.soften_text(text.plain[line.start : line.end]))
        forms = grammar.parse_line(softened_line, mentions=text.askable, parse_date=parse_date, today=today)
        if line.bullet or line.start in item_starts:
            forms = tuple(form for form in forms if not (isinstance(form, UnclearForm) and form.doubt in SOFT_DOUBTS))
        count += len(forms)
        yield from forms


def _interpret_prose(
    plain: str,
    parts: tuple[UpdatePart, ...],
    sentences: tuple[Sentence, ...],
    dates: tuple[MentionedDate, ...],
    mentions: tuple[MilestoneMention, ...],
    *,
    light: str | None,
    rows: tuple[ReportedRow, ...],
) -> Interpretation:
    """Interpret everything but the explicit forms; `proposal` is true if update and prose alone deserve it."""
    kinds = {part.kind for part in parts} & STRUCTURED_KINDS
    labelled_status = status.status_from_parts(parts) or light
    structured = bool(rows) or _is_structured(kinds, has_dated_status=bool(labelled_status and dates))
    blockers = findings.stated_blockers(plain, sentences, structured)
    resolved = findings.resolved_blockers(plain, sentences)
    help_wanted = findings.help_requests(plain, sentences, structured)
    current_sentences = tuple(item for item in sentences if item.kind != "next")
    stated = tuple(item.masked for item in current_sentences) if len(rows) < 2 else ()
    stated_status = labelled_status or status.status_from_sentences(stated)
    percents = findings.milestone_percents(plain, mentions, rows)
    told = findings.structured_update(
        plain, parts, percents, status=stated_status, blockers=blockers, help_wanted=help_wanted, dates=dates
    )
    update = told if structured else None
    return Interpretation(
        plain=plain,
        update=update,
        blockers=blockers,
        help_wanted=help_wanted,
        resolved_blockers=resolved,
        status=stated_status,
        dates=dates,
        milestones=tuple(dict.fromkeys(item.id for item in mentions)),
        slip=any(item.cues.late for item in current_sentences),
        rows=rows,
        proposal=_has_content(update, resolved, rows) or findings.states_change(sentences, dates, mentions),
    )


def _is_structured(kinds: Set[str], *, has_dated_status: bool) -> bool:
    """Return whether the labelled parts make a message a structured update."""
    defining = len(kinds) >= 2 and bool(kinds & DEFINING_KINDS)
    return "blockers" in kinds or defining or ("status" in kinds and has_dated_status)


def _has_content(
    update: StructuredUpdate | None, resolved_blockers: tuple[object, ...], rows: tuple[ReportedRow, ...]
) -> bool:
    """Return whether an update has anything to confirm; one whose parts are all empty has not."""
    if update is None:
        return False
    return bool(
        update.blockers
        or update.help_wanted
        or resolved_blockers
        or update.dates
        or update.status
        or update.done
        or any(row.percent is not None for row in rows)
    )


def _combine_with_forms(
    interpretation: Interpretation, forms: MessageForms, *, completed: tuple[str, ...]
) -> Interpretation:
    """Add the explicit forms; when one was understood, nothing else in the message is proposed to its author."""
    explicit = tuple(form for form in forms if not isinstance(form, UnclearForm))
    proposal = not explicit and (interpretation.proposal or bool(completed))
    return replace(
        interpretation,
        explicit=explicit,
        unclear=tuple(form for form in forms if isinstance(form, UnclearForm)),
        slip=interpretation.slip or any(isinstance(form, Slip) for form in explicit),
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
