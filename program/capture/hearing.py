"""One message in, all that capture makes of it out: explicit forms first, then an update's parts, then prose."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import program.dates
import program.text
from program.capture import cues, grammar, labels, masks, prose, sections, status
from program.capture.known import NOTHING, Known, Named
from program.capture.lines import Line, sentences, span, split
from program.capture.sections import Part
from program.capture.values import Certainty, Dated, Explicit, Heard, Slip, Span, Unclear, Update
from program.dates import Found

LONGEST = 12_000
NEAR = 60
PERCENT = re.compile(r"(?<![\w.,])(\d{1,3})\s?%(?!\w)")
FINISHED = re.compile(
    r"\b(?:is|are|was|has been|have been|now|got)\s+(?:(?!not|never|almost|nearly|half|hardly)\w+\s+)?"
    r"(?:done|completed?|finished|shipped|delivered|live|released|launched)\b",
    re.IGNORECASE,
)
STRUCTURE = frozenset({"blockers", "help", "done", "next", "status", "summary", "risks", "dates", "percent"})
TELLING = STRUCTURE - {"summary", "dates", "risks"}


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence: `masked` for the rules, `kind` of the part it stands in (None outside), `first` of its item."""

    masked: Span
    kind: str | None
    first: bool


def listen(wire: str, *, today: date, known: Known | None = None, locale: str = "en_GB", zone: str = "UTC") -> Heard:
    """This will hear one message in Slack's wire form; `today` is the day it was written on.

    Only the first 12,000 characters are listened to: no update is longer, and hostile ones are.
    """
    text = program.text.read(wire[:LONGEST])
    masked = masks.masked(text.plain)
    lines = split(masked)
    parts = sections.parts(lines, text.plain)
    spoken = _spoken(lines, parts, masks.softened(masked))
    named = (known or NOTHING).named(masked)
    found = program.dates.find(masked, today=today, locale=locale, zone=zone)
    dates = tuple(Dated(one, span(text.plain, one.start, one.end), _beside(one, named, text.plain)) for one in found)

    def read(words: str) -> Found | None:
        return program.dates.read(words, today=today, locale=locale, zone=zone)

    heard = tuple(_explicit(lines, parts, text, masked, read, today))
    return _together(text.plain, heard, parts, spoken, dates, named)


def _explicit(
    lines: tuple[Line, ...],
    parts: tuple[Part, ...],
    text: program.text.Text,
    masked: str,
    read: grammar.ReadDate,
    today: date,
) -> Iterable[Explicit | Unclear]:
    """What stands under "next steps" is a wish, not a fact, even where it has the form of one."""
    wishes = {item.start for part in parts if part.kind == "next" for item in (*part.items, *part.deeper)}
    for line in lines[:MOST_LINES]:
        if line.start not in wishes and not line.empty:
            words = masks.softened(text.plain[line.start : line.end])
            yield from grammar.hear(replace(line, text=words), masked, mentions=text.mentions, read=read, today=today)


MOST_LINES = 300


def _spoken(lines: tuple[Line, ...], parts: tuple[Part, ...], soft: str) -> tuple[_Said, ...]:
    """Every sentence with the part it stands in; titles are nobody's statement."""
    labelled = {part.label.start for part in parts}
    covered = {item.start for part in parts for item in (*part.items, *part.deeper)}
    said: list[tuple[Span, str | None, bool]] = []
    for line in lines:
        opens = any(line.start <= start <= line.end for start in labelled) if labelled else False
        if not (line.empty or opens or line.start in covered or sections.is_heading(line)):
            said.append((Span("", line.start, line.end), None, False))
    for part in parts:
        kind = None if part.kind in ("other", "summary") else part.kind
        said += [(item, kind, True) for item in part.items] + [(item, kind, False) for item in part.deeper]
    said.sort(key=lambda one: one[0].start)
    return tuple(
        _Said(sentence, kind, whole and at == 0)
        for block, kind, whole in said
        for at, sentence in enumerate(prose.readable(sentences(soft, block.start, block.end)))
    )[: prose.MOST]


def _together(
    plain: str,
    heard: tuple[Explicit | Unclear, ...],
    parts: tuple[Part, ...],
    spoken: tuple[_Said, ...],
    dates: tuple[Dated, ...],
    named: tuple[Named, ...],
) -> Heard:
    explicit = tuple(one for one in heard if not isinstance(one, Unclear))
    taken = [one.line for one in heard]
    free = tuple(one for one in spoken if not any(line.start <= one.masked.start < line.end for line in taken))
    kinds = {part.kind for part in parts} & STRUCTURE
    structured = "blockers" in kinds or (len(kinds) >= 2 and bool(kinds & TELLING))
    blockers, strong = _blockers(plain, free, structured)
    resolved = tuple(prose.clause(plain, one.masked, cue.start()) for one in free if (cue := _freed(one)))
    wanted = _wanted(plain, free, structured)
    late = [one for one in free if one.kind != "next" and prose.late(one.masked.text)]
    state = status.of_parts(parts) or status.of_sentences(tuple(one.masked for one in free if one.kind != "next"))
    update = _update(plain, parts, state, blockers, wanted, dates, named) if structured else None
    completed = tuple(dict.fromkeys(_completed(free, named)))
    moved = any(
        any(one.masked.start <= said.span.start < one.masked.end for said in dates) and _placed(one, named)
        for one in late
    )
    found = bool(update and (blockers or wanted or resolved or dates or update.status or update.done))
    proposal = not explicit and (found or strong or moved or bool(completed))
    return Heard(
        plain=plain,
        explicit=explicit,
        unclear=tuple(one for one in heard if isinstance(one, Unclear)),
        update=update,
        blockers=blockers,
        help_wanted=wanted,
        resolved_blockers=_plain(plain, resolved),
        status=state,
        dates=dates,
        milestones=tuple(dict.fromkeys(one.id for one in named)),
        slip=bool(late) or any(isinstance(one, Slip) for one in explicit),
        completed=completed,
        proposal=proposal,
        certainty=_certainty(explicit, update, proposal),
    )


def _certainty(explicit: tuple[Explicit, ...], update: Update | None, proposal: bool) -> Certainty:
    if explicit:
        return Certainty.EXPLICIT
    if update is not None:
        return Certainty.STRUCTURED
    return Certainty.PROSE if proposal else Certainty.NONE


def _blockers(plain: str, spoken: tuple[_Said, ...], structured: bool) -> tuple[tuple[Span, ...], bool]:
    """The blockers, and whether one of them is said plainly enough of work to ask its author about it."""
    found, strong, empty = [], False, False
    for one in spoken:
        text = one.masked.text
        if one.kind == "blockers" and structured:
            empty = labels.says_none(text) if one.first else empty
            listed = one.first and not empty and not prose.freed(text)
            if listed or prose.held(text):
                found.append(one.masked)
                continue
        if one.kind in ("help", "next") and structured and not prose.held(text):
            continue
        cue = prose.held(text)
        strong = strong or bool(cue and prose.of_work(text, cue))
        if cue := cue or prose.hinted(text):
            found.append(prose.clause(plain, one.masked, cue.start()))
    return _plain(plain, found), strong


def _freed(one: _Said) -> re.Match[str] | None:
    return None if one.kind == "next" else prose.freed(one.masked.text)


def _wanted(plain: str, spoken: tuple[_Said, ...], structured: bool) -> tuple[Span, ...]:
    found, empty = [], False
    for one in spoken:
        listed = one.kind == "help" and structured
        empty = labels.says_none(one.masked.text) if one.first else empty
        if (listed and one.first and not empty) or prose.wanted(one.masked.text):
            found.append(one.masked)
    return _plain(plain, found)


def _completed(spoken: tuple[_Said, ...], named: tuple[Named, ...]) -> Iterable[str]:
    for name in named:
        for one in spoken:
            said = FINISHED.search(one.masked.text)
            if one.masked.start <= name.start < one.masked.end and said and one.kind != "next":
                before = one.masked.text[: said.start()]
                if (
                    one.masked.start + said.start() - name.end in range(-1, 12)
                    and "not" not in before
                    and not one.masked.text.endswith("?")
                ):
                    yield name.id


def _placed(one: _Said, named: tuple[Named, ...]) -> bool:
    inside = any(one.masked.start <= name.start < one.masked.end for name in named)
    return inside or bool(cues.SUBJECT.search(one.masked.text))


def _beside(found: Found, named: tuple[Named, ...], plain: str) -> str | None:
    """The milestone named last before the date on its line, else the first named after it."""
    start = plain.rfind("\n", 0, found.start) + 1
    end = plain.find("\n", found.end)
    here = [name for name in named if start <= name.start and (end < 0 or name.end <= end)]
    before = [name.id for name in here if name.end <= found.start]
    return before[-1] if before else next((name.id for name in here), None)


def _update(
    plain: str,
    parts: tuple[Part, ...],
    state: str | None,
    blockers: tuple[Span, ...],
    wanted: tuple[Span, ...],
    dates: tuple[Dated, ...],
    named: tuple[Named, ...],
) -> Update:
    def items(kind: str) -> tuple[Span, ...]:
        return tuple(
            item for part in parts if part.kind == kind for item in part.items if not labels.says_none(item.text)
        )

    return Update(
        status=state,
        done=items("done"),
        next=items("next"),
        blockers=blockers,
        help_wanted=wanted,
        risks=items("risks"),
        dates=dates,
        percent=tuple(_percents(plain, named)),
    )


def _percents(plain: str, named: tuple[Named, ...]) -> Iterable[tuple[str | None, int]]:
    for one in PERCENT.finditer(plain):
        line = plain.rfind("\n", 0, one.start()) + 1
        before = [
            name.id
            for name in named
            if line <= name.start and name.end <= one.start() and one.start() - name.end < NEAR
        ]
        if int(one[1]) <= 100 and before:
            yield before[-1], int(one[1])


def _plain(plain: str, found: Iterable[Span]) -> tuple[Span, ...]:
    """The same spans with the words as they were written, each once."""
    return tuple(dict.fromkeys(span(plain, one.start, one.end) for one in found))
