"""Blockers, freed blockers, wishes for help and slips in running text: a cue, and nothing around it that unsays it."""

import re
from collections.abc import Sequence

from program.capture import cues
from program.capture.lines import span
from program.capture.values import Span

LONGEST, MOST = 700, 300
WORDY = 22
NEAR = 60
ALONE = re.compile(r"\bi(?:'m|'ve| am| have| was| got| get)?\b(?:\s+\w+){0,3}\s+stuck\b", re.IGNORECASE)
CLAUSE = re.compile(
    r";\s|,\s(?:but|so|and|though|although|which|while|since|because)\s|\s(?:but|since|because|although)\s|\s[–—-]{1,2}\s|:\s",
    re.IGNORECASE,
)
TURN = re.compile(r"[,;:(–—]|\s(?:but|and|so|though|although|however)\s", re.IGNORECASE)


def held(said: str) -> re.Match[str] | None:
    """This will find a plain, present statement that something is held up."""
    return _found(said, cues.HELD_STEMS, cues.HELD)


def hinted(said: str) -> re.Match[str] | None:
    """This will find a weaker present sign of being held up (nobody free, no answer yet)."""
    return _found(said, cues.HINT_STEMS, cues.HINTS, bare=True)


def freed(said: str) -> re.Match[str] | None:
    """This will find a statement that something is held up no longer."""
    if not _has(said, cues.FREED_STEMS) or _asks(said) or cues.SUPPOSED.match(said):
        return None
    for one in cues.FREED.finditer(said):
        clause = _clause_before(said, one.start())
        if not (cues.IF.search(clause) or cues.MODAL.search(clause) or cues.NOT.search(clause)):
            return one
    return None


def wanted(said: str) -> re.Match[str] | None:
    """This will find a wish for help addressed to whoever reads."""
    if not _has(said, cues.WANTED_STEMS):
        return None
    for one in cues.WANTED.finditer(said):
        if not (cues.REFUSED.search(one[0]) or cues.ADDRESSED.search(said[: one.start()])):
            return one
    return None


def late(said: str) -> re.Match[str] | None:
    """This will find a statement that something moved out or runs late."""
    if not _has(said, cues.LATE_STEMS) or _asks(said) or cues.SUPPOSED.match(said):
        return None
    for one in cues.LATE.finditer(said):
        clause = _clause_before(said, one.start())
        if not (cues.IF.search(clause) or cues.NOT.search(clause)):
            return one
    return None


def of_work(said: str, cue: re.Match[str]) -> bool:
    """This will tell whether the cue speaks of work: a review, a release, a person or a milestone stands near it.

    A mention at the start of a message addresses somebody, so a person counts only after the cue; one who is stuck
    alone is learning something.
    """
    after = said[cue.start() : cue.end() + NEAR]
    if cues.PERSON.search(after[len(cue[0]) :]):
        return True
    return bool(cues.SUBJECT.search(said[max(0, cue.start() - NEAR) : cue.start()] + after)) and not ALONE.search(said)


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


def readable(sentences: Sequence[Span]) -> list[Span]:
    """Hostile length is met here: so many sentences, and so much of each, are looked at, and no more."""
    return [Span(one.text[:LONGEST], one.start, one.end) for one in sentences[:MOST]]


def _found(said: str, stems: Sequence[str], shapes: re.Pattern[str], *, bare: bool = False) -> re.Match[str] | None:
    if not _has(said, stems) or _asks(said) or cues.MACHINE.search(said) or cues.SUPPOSED.match(said):
        return None
    for one in shapes.finditer(said):
        if not _unsaid(said, one, bare=bare):
            return one
    return None


def _unsaid(said: str, cue: re.Match[str], *, bare: bool) -> bool:
    """Negated, hypothetical or past; a cue that itself begins with "no" (`bare`) is not negated by what precedes it."""
    before = _clause_before(said, cue.start())
    if cues.IF.search(before) or cues.MODAL.search(before):
        return True
    if bare:
        return False
    gone = freed(said)
    if cues.INSIDE.search(cue[0]) or (gone and gone.start() < cue.end() and cue.start() < gone.end()):
        return True
    return bool(cues.NOT.search(before) or (cues.PAST.search(before) and not cues.STILL.search(said)))


def _clause_before(said: str, at: int) -> str:
    """What stands between the last turn of the sentence and the cue."""
    before = said[max(0, at - 160) : at]
    turns = list(TURN.finditer(before))
    return before[turns[-1].end() :] if turns else before


def _has(said: str, stems: Sequence[str]) -> bool:
    low = said.lower()
    return any(stem in low for stem in stems)


def _asks(said: str) -> bool:
    return said.rstrip(" )]\"'*_").endswith("?")
