"""The choices of the form that edits a digest, and the edits that follow from them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.digests.edited import DigestEdit, EditedParts, EditKind
from rules.digests.line_words import LineWords, without_years
from rules.refusal import Refusal


class LineFate(StrEnum):
    """The fate of a line: it stays, is left out, or moves among the lines of its kind."""

    KEEP = "keep"
    OUT = "out"
    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class LineChoice:
    """The choice for a line; `seen` is the fingerprint of the words that the form showed, `words` those typed."""

    key: str
    fate: LineFate
    seen: str
    words: str


MAX_WORDS = 1_000


def fingerprint(line: LineWords) -> str:
    """Return what tells whether a line says the same as when a form was opened."""
    return hashlib.sha256(without_years(line.words).encode()).hexdigest()[:8]


def edits_of_lines(
    choices: Iterable[LineChoice], words: Mapping[str, LineWords], parts: EditedParts
) -> dict[str, DigestEdit]:
    """Return, by line, the edits that differ from what was edited before; KEEP takes back what was there.

    Raise Refusal for a line that is to be edited and says something else than when the form was opened.
    """
    left_out = {line.key for line in parts.left_out}
    changed = {}
    for choice in choices:
        line = words.get(choice.key)
        typed = clean_words(choice.words)
        before = parts.corrected.get(choice.key)
        if line is None:
            continue
        wanted = _wanted_edit(choice, line, typed)
        if wanted.kind is EditKind.REMOVE and typed not in ("", clean_words(line.words), before.text if before else ""):
            raise _two_wishes(line)
        is_same = (
            choice.key in left_out
            if wanted.kind is EditKind.REMOVE
            else before is not None and before.text == wanted.text
            if wanted.kind is EditKind.CORRECT
            else before is None and choice.key not in left_out
        )
        if not is_same:
            if choice.seen != fingerprint(line):
                raise _changed_meanwhile(line)
            changed[choice.key] = wanted
    return changed


def _wanted_edit(choice: LineChoice, line: LineWords, typed: str) -> DigestEdit:
    if choice.fate is LineFate.OUT:
        return DigestEdit(EditKind.REMOVE, choice.key, str(line.weight), line.words)
    if typed and typed != clean_words(line.words):
        return DigestEdit(EditKind.CORRECT, choice.key, typed, line.words)
    return DigestEdit(EditKind.KEEP, choice.key, original=line.words)


def _two_wishes(line: LineWords) -> Refusal:
    return Refusal(
        "You left a line out and changed its words too.",
        f"It's “{line.words[:200]}”, and I saved nothing.",
        "Choose Keep to correct it, or put its words back to leave it out.",
    )


def _changed_meanwhile(line: LineWords) -> Refusal:
    return Refusal(
        "A line has changed since you opened the form.",
        f"It now says “{line.words[:300]}”, so I saved nothing.",
        "Close the form and open it again: your words are still in it.",
    )


def clean_words(text: str) -> str:
    """Return the words on one line."""
    return " ".join(text.split())[:MAX_WORDS].strip()


def moved_keys(keys: Sequence[str], choices: Iterable[LineChoice]) -> tuple[str, ...]:
    """Return the lines of a section in the order that the choices give; each moves among those of its kind."""
    order = list(keys)
    for choice in choices:
        kind = choice.key.partition(":")[0]
        places = [number for number, key in enumerate(order) if key.partition(":")[0] == kind]
        group = [order[number] for number in places]
        if choice.key in group:
            group = _moved(group, choice)
        for number, key in zip(places, group, strict=True):
            order[number] = key
    return tuple(order)


def _moved(group: list[str], choice: LineChoice) -> list[str]:
    place = group.index(choice.key)
    target = {
        LineFate.FIRST: 0,
        LineFate.UP: max(place - 1, 0),
        LineFate.DOWN: place + 1,
        LineFate.LAST: len(group),
    }.get(choice.fate, place)
    rest = [key for key in group if key != choice.key]
    return [*rest[:target], choice.key, *rest[target:]]
