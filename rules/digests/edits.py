"""Edits of Friday, merged with the facts of Monday (B-80, B-88)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from rules.digests import drafting, line_words, plain_words
from rules.digests.edited import (
    SECTIONS_ITEM,
    SENTENCES_ITEM,
    CorrectedLine,
    DigestEdit,
    EditedParts,
    EditKind,
    LeftOutLine,
    OwnWords,
    ReturnedLine,
    SectionSummary,
)
from rules.digests.editions import DigestEdition, DigestIssue, EditionAudience
from rules.digests.line_words import LineSource, LineWords
from rules.digests.lines import SECTION_OF, DigestSection, LineKind, line_key, section_key
from rules.digests.told_texts import names_of

T = TypeVar("T")
# What KEEP takes back where its item is no line.
_KEPT_EDITS = {SENTENCES_ITEM: EditKind.SENTENCE.value, "section": EditKind.SUMMARISE.value}
# An edition without a figure that is a line of its own; without an outlook, also what stands in for it.
_WITHOUT_FIGURE: Mapping[str, Mapping[str, Any]] = {
    "money": {"money": ()},
    "outlook": {"outlook": None, "finish": None, "promised": None},
}
_WRITTEN = frozenset({EditKind.SENTENCE, EditKind.CORRECT, EditKind.ADD, EditKind.SUMMARISE})
_SECTION_EDITS = frozenset({EditKind.SENTENCE, EditKind.SUMMARISE, EditKind.ORDER})


def apply_edits(edition: DigestEdition, edits: Iterable[DigestEdit], *, audience: str) -> DigestEdition:
    """Return the edition as people edited it for one voice; applied twice it is the same.

    A line that was left out comes back when its facts have become worse, and one that was corrected keeps both texts
    when its facts have changed; what people never saw is never touched.
    """
    own = _in_voice(edits_for(edits, audience), edition, audience)
    words = line_words.line_words(edition)
    removals = {edit.item: edit for edit in own if edit.kind is EditKind.REMOVE}
    worse = {key for key, edit in removals.items() if key in words and words[key].weight > float(edit.text or 0)}
    left_out = {key: LeftOutLine(key, edit.author) for key, edit in removals.items() if key in words.keys() - worse}
    kept_words = {key: line for key, line in words.items() if key not in left_out}
    summaries = _summaries(edition, own, kept_words)
    dropped = left_out.keys() | {key for summary in summaries.values() for key in summary.lines}
    known = {line.key: line for line in edition.edited.left_out}
    parts = EditedParts(
        sentences=_own_words(own, EditKind.SENTENCE) or _drafted(edition, audience),
        corrected=_corrected(own, {key: line for key, line in words.items() if key not in dropped}),
        left_out=tuple((known | left_out).values()),
        returned=_returned(own, kept_words, {key: removals[key] for key in worse}),
        summaries=summaries,
        added=_added(own),
        sections=_ordered_sections(own),
    )
    kept = _without(edition, dropped)
    return replace(_reordered(kept, [edit for edit in own if edit.kind is EditKind.ORDER]), edited=parts)


def edits_for(edits: Iterable[DigestEdit], audience: str) -> tuple[DigestEdit, ...]:
    """Return the edits that count in one voice: for each line or section its own before those of both, then newest.

    With an empty audience, those of both voices alone.
    """
    applicable = sorted((e for e in edits if e.audience in ("", audience)), key=lambda e: (bool(e.audience), e.id))
    last = {_slot(edit): edit for edit in applicable}
    return tuple(edit for edit in applicable if last[_slot(edit)] is edit and edit.kind is not EditKind.KEEP)


def _in_voice(edits: Iterable[DigestEdit], edition: DigestEdition, audience: str) -> tuple[DigestEdit, ...]:
    """Return the edits with their words as this voice says them: executives read no ids."""
    if audience != EditionAudience.EXECUTIVE:
        return tuple(edits)
    names = names_of(edition)
    return tuple(
        replace(edit, text=plain_words.without_ids(edit.text, names)) if edit.kind in _WRITTEN else edit
        for edit in edits
    )


def is_about_same(one: DigestEdit, other: DigestEdit) -> bool:
    """Return whether two edits, perhaps of different voices, are about the same line, section or sentences."""
    return _slot(one) == _slot(other)


def _slot(edit: DigestEdit) -> tuple[str, ...]:
    """Return what an edit is about: of several edits about the same, one counts; added lines are several."""
    if edit.kind is EditKind.ADD:
        return (EditKind.ADD.value, edit.item, str(edit.id))
    if edit.kind in _SECTION_EDITS:
        return (edit.kind.value, edit.item)
    return (_KEPT_EDITS.get(edit.item.partition(":")[0], "line"), edit.item)


def _own_words(edits: Iterable[DigestEdit], kind: EditKind) -> tuple[OwnWords, ...]:
    return tuple(OwnWords(edit.text, edit.author, edit.by) for edit in edits if edit.kind is kind)


def _drafted(edition: DigestEdition, audience: str) -> tuple[OwnWords, ...]:
    """Return sentences drafted from all facts, also those of lines that were left out."""
    if edition.edited.sentences and not edition.edited.sentences[0].author:
        return edition.edited.sentences
    voice = EditionAudience(audience) if audience else EditionAudience.DELIVERY
    return tuple(OwnWords(text) for text in drafting.draft_sentences(edition, voice))


def _added(edits: Sequence[DigestEdit]) -> dict[str, tuple[OwnWords, ...]]:
    sections = dict.fromkeys(edit.item for edit in edits if edit.kind is EditKind.ADD)
    return {
        section.removeprefix("section:"): _own_words((e for e in edits if e.item == section), EditKind.ADD)
        for section in sections
    }


def _corrected(edits: Iterable[DigestEdit], words: Mapping[str, LineWords]) -> dict[str, CorrectedLine]:
    """Return the corrections of the lines that are there, with what the line says now where that is new."""
    return {
        edit.item: CorrectedLine(
            edit.text,
            edit.author,
            edit.day,
            edit.original,
            words[edit.item].words if not line_words.says_same(words[edit.item].words, edit.original) else "",
        )
        for edit in edits
        if edit.kind is EditKind.CORRECT and edit.item in words
    }


def _summaries(
    edition: DigestEdition, edits: Iterable[DigestEdit], words: Mapping[str, LineWords]
) -> dict[str, SectionSummary]:
    """Return the summaries, each with the lines in whose place it is: those that its author read, and no worse one."""
    summaries = {}
    for edit in edits:
        if edit.kind is not EditKind.SUMMARISE:
            continue
        section = edit.item.removeprefix("section:")
        read = parse_weights(edit.original)
        before = edition.edited.summaries.get(section)
        lines = frozenset(key for key, line in words.items() if key in read and line.weight <= read[key])
        lines |= before.lines if before else frozenset()
        if lines:
            summaries[section] = SectionSummary(edit.text, edit.author, lines)
    return summaries


def _returned(
    edits: Iterable[DigestEdit], words: Mapping[str, LineWords], removals: Mapping[str, DigestEdit]
) -> dict[str, ReturnedLine]:
    """Return the lines that became worse since they were left out, or since someone summarised them."""
    found: dict[str, ReturnedLine] = {}
    for edit in edits:
        if edit.kind is EditKind.SUMMARISE:
            read = parse_weights(edit.original)
            found |= {
                key: ReturnedLine(edit.author, True) for key in read if key in words and words[key].weight > read[key]
            }
    return found | {key: ReturnedLine(edit.author) for key, edit in removals.items()}


def write_weights(lines: Iterable[LineWords]) -> str:
    """Return what a summary remembers of the lines that it replaces: "trouble:M-3=20010 moved:M-4=2"."""
    return " ".join(f"{line.key}={line.weight}" for line in lines)


def parse_weights(text: str) -> dict[str, float]:
    pairs = (word.rpartition("=") for word in text.split())
    return {key: float(weight) for key, _, weight in pairs}


def section_of(key: str) -> str:
    """Return the section of a line's key; empty for a key that names no line."""
    kind = key.partition(":")[0]
    return SECTION_OF[LineKind(kind)].value if kind in {each.value for each in LineKind} else ""


def _without(edition: DigestEdition, dropped: Collection[str]) -> DigestEdition:
    """Return the edition without these lines, and without the moves that a dropped issue told."""
    if not dropped:
        return edition
    changes: dict[str, Any] = {}
    for source in line_words.SOURCES:
        if source.whole:
            if line_key(source.kind, edition.program) in dropped:
                changes |= _WITHOUT_FIGURE.get(source.field, {source.field: None})
        else:
            facts = getattr(edition, source.field)
            changes[source.field] = tuple(fact for fact in facts if _key(source, fact) not in dropped)
    told = {issue.move.milestone.id for issue in edition.troubles if issue.move and _issue_key(issue) in dropped}
    changes["moved"] = tuple(move for move in changes["moved"] if move.milestone.id not in told)
    return replace(edition, **changes)


def _key(source: LineSource, fact: Any) -> str:
    return line_key(source.kind, source.record_of(fact))


def _issue_key(issue: DigestIssue) -> str:
    return line_key(LineKind.TROUBLE, issue.record)


def _reordered(edition: DigestEdition, orders: Iterable[DigestEdit]) -> DigestEdition:
    changes: dict[str, Any] = {}
    for edit in orders:
        for source in line_words.SOURCES:
            if section_key(SECTION_OF[source.kind]) == edit.item and not source.whole:
                facts = getattr(edition, source.field)
                changes[source.field] = in_order(facts, [_key(source, fact) for fact in facts], edit.text.split())
    return replace(edition, **changes)


def in_order(items: Sequence[T], keys: Sequence[str], wanted: Sequence[str]) -> tuple[T, ...]:
    """Return the items in the order wanted of their keys; those that it doesn't name stay where they are."""
    place = {key: number for number, key in enumerate(wanted)}
    named = [number for number, key in enumerate(keys) if key in place]
    moved = iter(sorted(named, key=lambda number: place[keys[number]]))
    return tuple(items[next(moved)] if number in set(named) else items[number] for number in range(len(items)))


def _ordered_sections(edits: Iterable[DigestEdit]) -> tuple[str, ...]:
    """Return all sections, in the order that people chose for those they moved."""
    usual = [section.value for section in DigestSection]
    wanted = next((e.text.split() for e in edits if e.kind is EditKind.ORDER and e.item == SECTIONS_ITEM), usual)
    return in_order(usual, usual, wanted)
