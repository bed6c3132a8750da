"""One message in, all that capture makes of it out: explicit forms first, then an update's parts, then prose."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import rules.dates
import rules.text
from rules.capture import findings, grammar, masks, sections, status, tables
from rules.capture.lines import Line, split
from rules.capture.milestone_index import NOTHING, Known, Named
from rules.capture.sections import Part
from rules.capture.sentences import Said, spoken
from rules.capture.values import Certainty, Dated, Explicit, Heard, Slip, Unclear, Update
from rules.dates import Found

LONGEST, MOST = 12_000, 60
STRUCTURE = frozenset({"blockers", "help", "done", "next", "status", "summary", "risks", "dates", "percent"})
TELLING = STRUCTURE - {"summary", "dates", "risks"}

Forms = tuple[Explicit | Unclear, ...]


def listen(wire: str, *, today: date, known: Known | None = None, locale: str = "en_GB", zone: str = "UTC") -> Heard:
    """This will hear one message in Slack's wire form; `today` is the day it was written on.

    Of an endless message the first 12,000 characters, 300 lines and 60 explicit forms are heard.
    """
    text = rules.text.read(wire[:LONGEST])
    masked = masks.masked(text)

    def read(words: str) -> Found | None:
        return rules.dates.read(words, today=today, locale=locale, zone=zone)

    lines = sections.unfolded(split(masked))
    parts = _parts(lines, text.plain)
    forms = tuple(_forms(lines, parts, text, read, today))
    taken = frozenset(one.line.start for one in forms)
    named = (known or NOTHING).named(masked)
    found = rules.dates.find(masked, today=today, locale=locale, zone=zone)
    dates = findings.dated(text.plain, found, named, today=today)
    said = spoken(lines, parts, masks.softened(masked), taken=taken)
    heard = _prose(text.plain, parts, said, dates, named)
    return _together(heard, forms, completed=findings.finished(masked, said, named))


def _parts(lines: tuple[Line, ...], plain: str) -> tuple[Part, ...]:
    rows = tables.parts(lines, plain) if "|" in plain else ()
    return (*sections.parts(tuple(one for one in lines if not tables.is_row(one)) if rows else lines, plain), *rows)


def _forms(
    lines: tuple[Line, ...],
    parts: tuple[Part, ...],
    text: rules.text.Text,
    read: grammar.ReadDate,
    today: date,
) -> Iterator[Explicit | Unclear]:
    """What stands under "next steps" is a wish, not a fact, even where it has the form of one."""
    wishes = {item.start for part in parts if part.kind == "next" for item in (*part.items, *part.deeper)}
    count = 0
    for line in lines:
        if line.start in wishes or count >= MOST or not grammar.may_begin(line.text):
            continue
        soft = replace(line, text=masks.softened(text.plain[line.start : line.end]))
        heard = grammar.hear(soft, mentions=text.mentions, read=read, today=today)
        count += len(heard)
        yield from heard


def _prose(
    plain: str, parts: tuple[Part, ...], said: tuple[Said, ...], dates: tuple[Dated, ...], named: tuple[Named, ...]
) -> Heard:
    """All but the explicit forms; `proposal` is what update and prose alone would deserve."""
    kinds = {part.kind for part in parts} & STRUCTURE
    labelled = status.of_parts(parts)
    structured = (
        "blockers" in kinds
        or (len(kinds) >= 2 and bool(kinds & TELLING))
        or ("status" in kinds and bool(labelled and dates))
    )
    held, freed = findings.blockers(plain, said, structured), findings.resolved(plain, said)
    wanted = findings.wanted(plain, said, structured)
    present = tuple(one for one in said if one.kind != "next")
    state = labelled or status.of_sentences(tuple(one.masked for one in present))
    update = None
    if structured:
        update = findings.update(plain, parts, named, status=state, held=held, help_wanted=wanted, dates=dates)
    return Heard(
        plain=plain,
        update=update,
        blockers=held,
        help_wanted=wanted,
        resolved_blockers=freed,
        status=state,
        dates=dates,
        milestones=tuple(dict.fromkeys(one.id for one in named)),
        slip=any(one.cues.late for one in present),
        proposal=_tells(update, freed)
        or findings.plainly_held(said, named)
        or findings.moved(said, dates, named)
        or findings.redated(said, dates),
    )


def _tells(update: Update | None, freed: tuple[object, ...]) -> bool:
    """An update whose every part is empty has nothing to confirm."""
    if update is None:
        return False
    return bool(update.blockers or update.help_wanted or freed or update.dates or update.status or update.done)


def _together(heard: Heard, forms: Forms, *, completed: tuple[str, ...]) -> Heard:
    """Who wrote an explicit form has been understood; nothing else of the message is put to them."""
    explicit = tuple(one for one in forms if not isinstance(one, Unclear))
    proposal = not explicit and (heard.proposal or bool(completed))
    return replace(
        heard,
        explicit=explicit,
        unclear=tuple(one for one in forms if isinstance(one, Unclear)),
        slip=heard.slip or any(isinstance(one, Slip) for one in explicit),
        completed=completed,
        proposal=proposal,
        certainty=_certainty(explicit, heard.update, proposal),
    )


def _certainty(explicit: tuple[Explicit, ...], update: Update | None, proposal: bool) -> Certainty:
    if explicit:
        return Certainty.EXPLICIT
    if update is not None:
        return Certainty.STRUCTURED
    return Certainty.PROSE if proposal else Certainty.NONE
