"""Blockers, freed blockers, wishes for help and slips in running text: a cue, and nothing around it that unsays it."""

import re
from dataclasses import dataclass

from rules.capture import cues as shapes
from rules.capture.lines import trimmed_span
from rules.capture.values import Span

LONG_SENTENCE_WORDS = 22
NEARBY_CHARS = 60
CueMatch = re.Match[str] | None
STUCK_ALONE = re.compile(r"\bi(?:'m|'ve| am| have| was| got| get)?\b(?:\s+\w+){0,3}\s+stuck\b", re.IGNORECASE)
CLAUSE_BREAK = re.compile(
    r";\s|,\s(?:but|so|and|though|although|which|while|since|because)\s|\s(?:but|since|because|although)\s|\s[–—-]{1,2}\s|:\s",
    re.IGNORECASE,
)
CLAUSE_TURN = re.compile(r"[,;:(–—]|\s(?:but|and|so|though|although|however)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SentenceCues:
    """What a sentence says: held up (plainly), `hinted` (less plainly), freed, help wanted, late; None where not."""

    blocked: CueMatch = None
    hinted: CueMatch = None
    unblocked: CueMatch = None
    wanted: CueMatch = None
    late: CueMatch = None


NO_CUES = SentenceCues()


def find_cues(sentence: str) -> SentenceCues:
    """This will read one sentence, softened and masked; a question or a supposition says only what it wishes for."""
    wanted = _find_help_wanted(sentence)
    if sentence.rstrip(" )]\"'*_").endswith("?") or shapes.SUPPOSITION_START.match(sentence):
        return SentenceCues(wanted=wanted) if wanted else NO_CUES
    freed = _find_unblocked(sentence)
    late = _find_slip(sentence)
    held = _find_blocked(sentence, freed)
    hinted = _find_hint(sentence)
    if (held or hinted) and shapes.MACHINE_TERMS.search(sentence):
        held = hinted = None
    return SentenceCues(held, hinted, freed, wanted, late) if held or hinted or freed or wanted or late else NO_CUES


def _find_blocked(sentence: str, unblocked: CueMatch) -> CueMatch:
    for one in shapes.BLOCKED_PHRASES.matches_in(sentence):
        before = _clause_before(sentence, one.start())
        past = shapes.PAST_TENSE_BEFORE.search(before) and not shapes.STILL_ONGOING.search(sentence)
        over = unblocked and unblocked.start() < one.end() and one.start() < unblocked.end()
        if not (
            past
            or over
            or shapes.NEGATION_WITHIN.search(one[0])
            or shapes.NEGATION_BEFORE.search(before)
            or _is_hypothetical(before)
        ):
            return one
    return None


def _find_hint(sentence: str) -> CueMatch:
    """A hint is often a negation itself ("no one is free"), so that none before it is looked for."""
    return next(
        (
            one
            for one in shapes.BLOCKED_HINTS.matches_in(sentence)
            if not _is_hypothetical(_clause_before(sentence, one.start()))
        ),
        None,
    )


def _find_unblocked(sentence: str) -> CueMatch:
    for one in shapes.UNBLOCKED_PHRASES.matches_in(sentence):
        before = _clause_before(sentence, one.start())
        if not (_is_hypothetical(before) or shapes.NEGATION_BEFORE.search(before)):
            return one
    return None


def _find_help_wanted(sentence: str) -> CueMatch:
    for one in shapes.HELP_WANTED_PHRASES.matches_in(sentence):
        if not (shapes.REFUSAL_WITHIN.search(one[0]) or shapes.SECOND_PERSON_BEFORE.search(sentence[: one.start()])):
            return one
    return None


def _find_slip(sentence: str) -> CueMatch:
    for one in shapes.SLIP_PHRASES.matches_in(sentence):
        before = _clause_before(sentence, one.start())
        if not (shapes.CONDITIONAL_BEFORE.search(before) or shapes.NEGATION_BEFORE.search(before)):
            return one
    return None


def _is_hypothetical(before: str) -> bool:
    return bool(shapes.CONDITIONAL_BEFORE.search(before) or shapes.MODAL_BEFORE.search(before))


def asserts_plainly(sentence: str, pattern: re.Pattern[str]) -> bool:
    """This will tell whether the words are plainly said: in no question and no supposition, and not negated."""
    if sentence.rstrip(" )]\"'*_").endswith("?") or shapes.SUPPOSITION_START.match(sentence):
        return False
    before = (_clause_before(sentence, one.start()) for one in pattern.finditer(sentence))
    return any(not (shapes.CONDITIONAL_BEFORE.search(one) or shapes.NEGATION_BEFORE.search(one)) for one in before)


def concerns_work(sentence: str, cue: re.Match[str]) -> bool:
    """This will tell whether the cue speaks of work: a review, a release, a person or a milestone stands near it.

    A mention at the start of a message addresses somebody, so a person counts only after the cue; one who is stuck
    alone is learning something, and a machine at work is no news.
    """
    if shapes.TRIVIAL_WAIT.search(sentence):
        return False
    after = sentence[cue.start() : cue.end() + NEARBY_CHARS]
    if shapes.PERSON_OR_MILESTONE.search(after[len(cue[0]) :]):
        return True
    return bool(
        shapes.WORK_SUBJECT.search(sentence[max(0, cue.start() - NEARBY_CHARS) : cue.start()] + after)
    ) and not STUCK_ALONE.search(sentence)


def clause_around(plain: str, sentence: Span, position: int) -> Span:
    """This will be the sentence, or of a long one the part that holds the cue at offset `at` of it."""
    if len(sentence.text.split()) <= LONG_SENTENCE_WORDS:
        return sentence
    cuts = [0, *(cut.end() for cut in CLAUSE_BREAK.finditer(sentence.text)), len(sentence.text)]
    start = max(cut for cut in cuts if cut <= position)
    end = min(cut for cut in cuts if cut > position)
    part = sentence.text[start:end]
    if len(part.split()) < 4:
        return sentence
    return trimmed_span(plain, sentence.start + start, sentence.start + end)


def _clause_before(sentence: str, position: int) -> str:
    """What stands between the last turn of the sentence and the cue."""
    before = sentence[max(0, position - 160) : position]
    turns = list(CLAUSE_TURN.finditer(before))
    return before[turns[-1].end() :] if turns else before
