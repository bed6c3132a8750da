"""Blockers, freed blockers, wishes for help and slips in running text: a cue, and nothing around it that unsays it."""

import re
from dataclasses import dataclass

from rules.capture import cues as shapes
from rules.capture.lines import span
from rules.capture.values import Span

WORDY = 22
NEAR = 60
Cue = re.Match[str] | None
ALONE = re.compile(r"\bi(?:'m|'ve| am| have| was| got| get)?\b(?:\s+\w+){0,3}\s+stuck\b", re.IGNORECASE)
CLAUSE = re.compile(
    r";\s|,\s(?:but|so|and|though|although|which|while|since|because)\s|\s(?:but|since|because|although)\s|\s[–—-]{1,2}\s|:\s",
    re.IGNORECASE,
)
TURN = re.compile(r"[,;:(–—]|\s(?:but|and|so|though|although|however)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cues:
    """What a sentence says: held up (plainly), `hinted` (less plainly), freed, help wanted, late; None where not."""

    held: Cue = None
    hinted: Cue = None
    freed: Cue = None
    wanted: Cue = None
    late: Cue = None


SILENT = Cues()


def cues(said: str) -> Cues:
    """This will read one sentence, softened and masked; a question or a supposition says only what it wishes for."""
    wanted = _wanted(said)
    if said.rstrip(" )]\"'*_").endswith("?") or shapes.SUPPOSED.match(said):
        return Cues(wanted=wanted) if wanted else SILENT
    freed = _freed(said)
    late = _late(said)
    held = _held(said, freed)
    hinted = _hinted(said)
    if (held or hinted) and shapes.MACHINE.search(said):
        held = hinted = None
    return Cues(held, hinted, freed, wanted, late) if held or hinted or freed or wanted or late else SILENT


def _held(said: str, freed: Cue) -> Cue:
    for one in shapes.HELD.found(said):
        before = _clause_before(said, one.start())
        past = shapes.PAST.search(before) and not shapes.STILL.search(said)
        over = freed and freed.start() < one.end() and one.start() < freed.end()
        if not (past or over or shapes.INSIDE.search(one[0]) or shapes.NOT.search(before) or _imagined(before)):
            return one
    return None


def _hinted(said: str) -> Cue:
    """A hint is often a negation itself ("no one is free"), so that none before it is looked for."""
    return next((one for one in shapes.HINTS.found(said) if not _imagined(_clause_before(said, one.start()))), None)


def _freed(said: str) -> Cue:
    for one in shapes.FREED.found(said):
        before = _clause_before(said, one.start())
        if not (_imagined(before) or shapes.NOT.search(before)):
            return one
    return None


def _wanted(said: str) -> Cue:
    for one in shapes.WANTED.found(said):
        if not (shapes.REFUSED.search(one[0]) or shapes.ADDRESSED.search(said[: one.start()])):
            return one
    return None


def _late(said: str) -> Cue:
    for one in shapes.LATE.found(said):
        before = _clause_before(said, one.start())
        if not (shapes.IF.search(before) or shapes.NOT.search(before)):
            return one
    return None


def _imagined(before: str) -> bool:
    return bool(shapes.IF.search(before) or shapes.MODAL.search(before))


def asserts(said: str, words: re.Pattern[str]) -> bool:
    """This will tell whether the words are plainly said: in no question and no supposition, and not negated."""
    if said.rstrip(" )]\"'*_").endswith("?") or shapes.SUPPOSED.match(said):
        return False
    before = (_clause_before(said, one.start()) for one in words.finditer(said))
    return any(not (shapes.IF.search(one) or shapes.NOT.search(one)) for one in before)


def of_work(said: str, cue: re.Match[str]) -> bool:
    """This will tell whether the cue speaks of work: a review, a release, a person or a milestone stands near it.

    A mention at the start of a message addresses somebody, so a person counts only after the cue; one who is stuck
    alone is learning something, and a machine at work is no news.
    """
    if shapes.IDLE.search(said):
        return False
    after = said[cue.start() : cue.end() + NEAR]
    if shapes.PERSON.search(after[len(cue[0]) :]):
        return True
    return bool(shapes.SUBJECT.search(said[max(0, cue.start() - NEAR) : cue.start()] + after)) and not ALONE.search(
        said
    )


def clause(plain: str, sentence: Span, at: int) -> Span:
    """This will be the sentence, or of a long one the part that holds the cue at offset `at` of it."""
    if len(sentence.text.split()) <= WORDY:
        return sentence
    cuts = [0, *(cut.end() for cut in CLAUSE.finditer(sentence.text)), len(sentence.text)]
    start = max(cut for cut in cuts if cut <= at)
    end = min(cut for cut in cuts if cut > at)
    part = sentence.text[start:end]
    if len(part.split()) < 4:
        return sentence
    return span(plain, sentence.start + start, sentence.start + end)


def _clause_before(said: str, at: int) -> str:
    """What stands between the last turn of the sentence and the cue."""
    before = said[max(0, at - 160) : at]
    turns = list(TURN.finditer(before))
    return before[turns[-1].end() :] if turns else before
