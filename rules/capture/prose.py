"""Blockers, resolved blockers, requests for help and slips in prose: a cue that nothing around it cancels."""

import re
from dataclasses import dataclass

from rules.capture.lines import trimmed_span
from rules.capture.values import Span
from rules.capture.wording import cues as shapes
from rules.capture.wording import languages, polarity, slips
from rules.capture.wording.polarity import CueMatch, clause_before

LONG_SENTENCE_WORDS = 22
NEARBY_CHARS = 60
MACHINE_CHARS = 90
ASIDE = re.compile(r"[(;—]")
STUCK_ALONE = re.compile(r"\bi(?:'m|'ve| am| have| was| got| get)?\b(?:\s+\w+){0,3}\s+stuck\b", re.IGNORECASE)
CLAUSE_BREAK = re.compile(
    r";\s|,\s(?:but|so|and|though|although|which|while|since|because)\s|\s(?:but|since|because|although)\s|\s[–—-]{1,2}\s|:\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SentenceCues:
    """The cues of a sentence: blocked (plainly), `hinted` (less plainly), unblocked, help wanted, late; else None."""

    blocked: CueMatch = None
    hinted: CueMatch = None
    unblocked: CueMatch = None
    wanted: CueMatch = None
    late: CueMatch = None


NO_CUES = SentenceCues()


def find_cues(sentence: str) -> SentenceCues:
    """Read one sentence, softened and masked; a question or a supposition counts only as a request for help."""
    help_wanted = _find_help_wanted(sentence)
    sentence = polarity.stated_part(sentence)
    if not sentence or polarity.SUPPOSITION_START.match(sentence):
        return SentenceCues(wanted=help_wanted) if help_wanted else NO_CUES
    unblocked = _find_unblocked(sentence)
    late = _find_slip(sentence)
    blocked = _find_blocked(sentence, unblocked)
    hinted = _find_hint(sentence)
    blocked, hinted = (None if cue and _is_of_machine(sentence, cue) else cue for cue in (blocked, hinted))
    return (
        SentenceCues(blocked, hinted, unblocked, help_wanted, late)
        if blocked or hinted or unblocked or help_wanted or late
        else NO_CUES
    )


def _is_of_machine(sentence: str, cue: re.Match[str]) -> bool:
    """Return whether what waits, or is waited for, in the clause of the cue is a part of a machine."""
    start = cue.start() - len(clause_before(sentence, cue.start()))
    after = ASIDE.split(sentence[cue.end() : cue.end() + MACHINE_CHARS], maxsplit=1)[0]
    return bool(shapes.MACHINE_TERMS.search(sentence[start : cue.end()] + after))


def _find_blocked(sentence: str, unblocked: CueMatch) -> CueMatch:
    for cue in shapes.BLOCKED_PHRASES.matches_in(sentence):
        before = clause_before(sentence, cue.start())
        if polarity.DEALT_WITH_START.match(before):
            continue
        is_resolved = unblocked and unblocked.start() < cue.end() and cue.start() < unblocked.end()
        if not (
            is_resolved
            or polarity.is_denied(cue, before)
            or polarity.is_hypothetical(before)
            or polarity.is_over(sentence, cue, before)
            or polarity.is_of_things(sentence, cue)
        ):
            return cue
    return languages.find_blocked(sentence)


def _find_hint(sentence: str) -> CueMatch:
    """Return the first hint. A hint is often a negation itself ("no one is free"), so one before it is ignored."""
    return next(
        (
            cue
            for cue in shapes.BLOCKED_HINTS.matches_in(sentence)
            if not polarity.is_hypothetical(clause_before(sentence, cue.start()))
        ),
        None,
    )


def _find_unblocked(sentence: str) -> CueMatch:
    for cue in shapes.UNBLOCKED_PHRASES.matches_in(sentence):
        before = clause_before(sentence, cue.start())
        if not (polarity.is_hypothetical(before) or polarity.NEGATION_BEFORE.search(before)):
            return cue
    return None


def _find_help_wanted(sentence: str) -> CueMatch:
    for cue in shapes.HELP_WANTED_PHRASES.matches_in(sentence):
        before = sentence[: cue.start()]
        if not (
            polarity.REFUSAL_WITHIN.search(cue[0])
            or polarity.REFUSAL_BEFORE.search(before)
            or shapes.SECOND_PERSON_BEFORE.search(before)
            or shapes.NOT_YET_NEEDED_BEFORE.search(before)
        ):
            return cue
    return None


def _find_slip(sentence: str) -> CueMatch:
    for cue in slips.SLIP_PHRASES.matches_in(sentence):
        before = clause_before(sentence, cue.start())
        if not (
            polarity.CONDITIONAL_BEFORE.search(before)
            or polarity.NEGATION_BEFORE.search(before)
            or slips.DENIED_WITHIN.search(cue[0])
            or slips.TALK_BEFORE.search(before)
            or slips.MACHINE_BEFORE.search(before)
            or (slips.UNCERTAIN_BEFORE.search(before) and not cue[0].startswith(("not", "n't", "unable")))
        ):
            return None if slips.TALK_WITHIN.search(sentence) else cue
    return languages.find_slip(sentence)


def asserts_plainly(sentence: str, pattern: re.Pattern[str]) -> bool:
    """Return whether the words are stated plainly: in no question or supposition, and not negated."""
    if sentence.rstrip(" )]\"'*_").endswith("?") or polarity.SUPPOSITION_START.match(sentence):
        return False
    clauses = (clause_before(sentence, fragment.start()) for fragment in pattern.finditer(sentence))
    return any(
        not (polarity.CONDITIONAL_BEFORE.search(fragment) or polarity.NEGATION_BEFORE.search(fragment))
        for fragment in clauses
    )


def concerns_work(sentence: str, cue: re.Match[str]) -> bool:
    """Return whether the cue is about work: a review, a release, a person or a milestone is near it.

    A mention at the start of a message addresses someone, so a person counts only after the cue. Someone who is stuck
    alone is learning something, and a machine that waits is not news.
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
    """Return the sentence, or the clause of a long one that holds the cue at offset `position`."""
    if len(sentence.text.split()) <= LONG_SENTENCE_WORDS:
        return sentence
    cuts = [0, *(cut.end() for cut in CLAUSE_BREAK.finditer(sentence.text)), len(sentence.text)]
    start = max(cut for cut in cuts if cut <= position)
    end = min(cut for cut in cuts if cut > position)
    part = sentence.text[start:end]
    if len(part.split()) < 4:
        return sentence
    return trimmed_span(plain, sentence.start + start, sentence.start + end)
