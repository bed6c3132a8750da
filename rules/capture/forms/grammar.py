"""The explicit forms: an id or a verb of the grammar at the start of a line, read in full or not at all (B-20).

A line that begins like a form and continues unexpectedly becomes an `UnclearForm`, so that the bot can ask; a line
that only happens to begin with an id ("M12 is where we should ask Bo") is neither.
"""

import re
from dataclasses import replace
from datetime import date

from rules.capture.forms import near_misses, patterns
from rules.capture.forms.milestone_forms import (
    PARSERS_BY_VERB,
    DateParser,
    FormLine,
    date_doubt,
    parse_blocker,
    without_quotes,
)
from rules.capture.lines import MessageLine, trimmed_span
from rules.capture.values import (
    Decided,
    ExplicitForm,
    FormDoubt,
    Raise,
    Span,
    Unblock,
    UnclearForm,
)
from rules.text import Mention

LineForms = tuple[ExplicitForm | UnclearForm, ...]


KIND_BY_VERB = {"risk": "risk", "issue": "issue", "assume": "assumption", "assumption": "assumption"}


def may_begin_form(masked: str) -> bool:
    """Return whether a masked line can be a form at all, judging by its first words."""
    return patterns.OPENING.match(masked) is not None


def parse_line(line: MessageLine, *, mentions: tuple[Mention, ...], parse_date: DateParser, today: date) -> LineForms:
    """Return the explicit statements of one line (softened, not masked); `parse_date` reads a complete date."""
    if patterns.QUESTION_END.search(line.text):
        return ()
    label = patterns.LABEL_BEFORE_ID.match(line.text.lstrip())
    shown = 0 if label is None else label.end() + len(line.text) - len(line.text.lstrip())
    trimmed = trimmed_span(line.text, shown, len(line.text))
    line_span = Span(trimmed.text, line.start + trimmed.start, line.start + trimmed.end)
    form_line = FormLine(line_span, mentions, parse_date, today)
    for rule in (_parse_several, _parse_milestone_line, _parse_verb_first, _parse_block, _parse_unblock, _parse_raise):
        forms = rule(form_line)
        if forms:
            return forms
    doubt = near_misses.doubt_about_verb(line_span, parse_date=parse_date)
    return (doubt,) if doubt else ()


def _parse_several(form_line: FormLine) -> LineForms:
    """Read "M-3 70% and M-4 30%" as two statements, if each of them is complete."""
    line = form_line.line
    cuts = list(patterns.NEXT_STATEMENT.finditer(line.text)) if patterns.SUBJECT_IDS.match(line.text) else []
    if not cuts:
        return ()
    starts, ends = [0, *(cut.end() for cut in cuts)], [*(cut.start() for cut in cuts), len(line.text)]
    pieces = [
        Span(line.text[start:end], line.start + start, line.start + end)
        for start, end in zip(starts, ends, strict=True)
    ]
    read = [_parse_milestone_line(replace(form_line, line=piece)) for piece in pieces]
    complete = all(forms and not any(isinstance(form, UnclearForm) for form in forms) for forms in read)
    return tuple(form for forms in read for form in forms) if complete else ()


def _parse_verb_first(form_line: FormLine) -> LineForms:
    """Read "done M-3" and "slip M-3 to 14 Mar" like "M-3 done" and "M-3 slip to 14 Mar"."""
    line = form_line.line
    form = patterns.VERB_FIRST.fullmatch(line.text)
    if form is None:
        return ()
    swapped = Span(f"{form[2]} {form[1]} {form[3]}".strip(), line.start, line.end)
    return tuple(replace(read, line=line) for read in _parse_milestone_line(replace(form_line, line=swapped)))


def _parse_milestone_line(form_line: FormLine) -> LineForms:
    subject = patterns.SUBJECT_IDS.match(form_line.line.text)
    rest = form_line.line.text[subject.end() :].strip() if subject else ""
    if subject is None or not rest:
        return ()
    ids = [f"M-{number}" for number in dict.fromkeys(patterns.MILESTONE_ID_PATTERN.findall(subject[0]))]
    for verb, parse_rest in PARSERS_BY_VERB.items():
        result = parse_rest(rest, form_line)
        if isinstance(result, UnclearForm):
            return (replace(result, verb=verb.partition(" ")[0], subject=ids[0]),)
        if result is not None:
            return tuple(result(id) for id in ids)
    hyphenated = "-" in subject[0][:2]
    doubt = near_misses.doubt_about_milestone(
        ids[0], rest, form_line.line, hyphenated=hyphenated, parse_date=form_line.parse_date
    )
    return (doubt,) if doubt else ()


def _parse_block(form_line: FormLine) -> LineForms:
    form = patterns.BLOCK_FORM.match(form_line.line.text)
    if form is None:
        return ()
    result = parse_blocker(form[2], form_line)
    id = f"M-{form[1]}"
    return (replace(result, verb="block", subject=id) if isinstance(result, UnclearForm) else result(id),)


def _parse_unblock(form_line: FormLine) -> LineForms:
    form = patterns.UNBLOCK_FORM.match(form_line.line.text)
    if form is None:
        return ()
    reason = re.sub(r"^(?:because(?:\s+of)?|since|as)\s+", "", form[3], flags=re.IGNORECASE).strip(" .!()")
    return (Unblock(f"{form[1].upper()}-{form[2]}", form_line.line, reason if re.search(r"\w", reason) else ""),)


def _parse_raise(form_line: FormLine) -> LineForms:
    if empty := patterns.EMPTY_ENTRY_FORM.match(form_line.line.text):
        return (UnclearForm(FormDoubt.TEXT, "", form_line.line, verb=empty[1].lower()),)
    form = patterns.RAISE_FORM.match(form_line.line.text) or patterns.BARE_RISK_FORM.match(form_line.line.text)
    if form is None:
        return ()
    verb, text = form[1].lower(), form[2].strip()
    if patterns.GRADE_ONLY.match(text) or patterns.ADDRESS_ONLY.match(text):
        return ()
    if not re.search(r"\w", text):
        return (UnclearForm(FormDoubt.TEXT, "", form_line.line, verb=verb),) if verb == "decided" else ()
    if verb == "decided":
        return (Decided(without_quotes(text), form_line.line),)
    check = patterns.CHECK_CLAUSE.search(text)
    words = patterns.AFTER_CHECK_DAY.sub("", check[1]).strip(" .!") if check else ""
    when = form_line.parse_date(words) if words else None
    if doubt := date_doubt(when, words, form_line):
        return (replace(doubt, verb=verb),)
    return (
        Raise(
            KIND_BY_VERB[verb], without_quotes(text[: check.start()] if check and when else text), when, form_line.line
        ),
    )
