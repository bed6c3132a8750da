"""Findings from the sentences and parts of a message: blockers, requests, finished milestones, dates, percentages."""

import re
from collections.abc import Iterable

from rules.capture import labels, prose
from rules.capture.lines import trimmed_span
from rules.capture.milestone_index import MilestoneMention
from rules.capture.sections import UpdatePart
from rules.capture.sentences import Sentence
from rules.capture.values import MentionedDate, ReportedRow, Span, StructuredUpdate
from rules.capture.wording import cues, polarity

NEARBY_CHARS = 60
PERCENT_FIGURE = re.compile(r"(?<![\w.,])(\d{1,3})\s?%(?!\w)")
FINISHED_AFTER_NAME = re.compile(
    r"\s+(?:just |finally |now |has |have |successfully )*(?:shipped|launched|landed|went live|gone live)\b(?![^.!]*\?)"
    r"|\s*(?:\w+\s+)?(?:is|are|was|has been|have been|now|got)\s+(?:(?!not|never|almost|nearly|half|hardly)\w+\s+)?"
    r"(?:done|completed?|finished|shipped|delivered|live|released|launched)\b(?![^.!]*\?)",
    re.IGNORECASE,
)
FINISHED_BEFORE_NAME = re.compile(
    r"(?:^|[.!,;:\n(]|\b(?:we|i|team|and|have|'ve|just|finally))\s*"
    r"(?:shipped|finished|completed|delivered|launched|released|closed out|wrapped up)\s+(?:the |our )?[*_]*$",
    re.IGNORECASE,
)
CONDITION_AFTER = re.compile(r"\s+(?:when|whenever|once|if|as soon as|only|unless)\b", re.IGNORECASE)
NEW_DATE_WORDS = re.compile(
    r"\b(?:(?:new )?eta|expected|due|(?:new|target|revised) date|deadline|target(?:ing|ed)?|re-?planned|forecast(?:ed)?"
    r"|(?:push(?:ed|ing)?|moved?|moving|shift(?:ed|ing)?|bump(?:ed|ing)?|postpon(?:ed|ing)|delay(?:ed|ing)"
    r"|slip(?:s|ped|ping)?)"
    r"|(?:will|should|to) (?:be )?(?:now )?(?:done|ready|live|land|ship|finish|complete)\w*)\b",
    re.IGNORECASE,
)
MEETING_BEFORE = re.compile(
    r"\b(?:meetings?|stand-?ups?|calls?|syncs?|lunch|dinner|parties|party|retros?|interviews?|flights?|sessions?"
    r"|1:1s?|webinars?|appointments?|drinks)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


TEMPLATE_QUESTION = re.compile(
    r"\W*(?:were|are|is|was|do|does|did|what|any|which|anything)\b[^.!]*\?\W*$", re.IGNORECASE
)
OVERCOME = re.compile(
    r"\b(?:solved|resolved|overc[ao]me|fixed|figured out|handled|managed to|eventually|finally|but now|was able to"
    r"|were able to|no longer)\b",
    re.IGNORECASE,
)


def stated_blockers(plain: str, sentences: tuple[Sentence, ...], structured: bool) -> tuple[Span, ...]:
    """Return the blockers: items under "Blockers" that don't say none, and statements elsewhere in prose.

    Under "Next" and "Help wanted" only a plain statement counts, since plans describe the future.
    """
    blockers, section_empty = [], False
    for sentence in sentences:
        if sentence.kind in ("blockers", "challenges") and structured:
            section_empty = _says_none(plain, sentence) if sentence.first else section_empty
            if sentence.first and not section_empty and not _is_solved(sentence):
                blockers.append(sentence.masked)
                continue
        planned = structured and sentence.kind in ("help", "next")
        if cue := sentence.cues.blocked or (None if planned else sentence.cues.hinted):
            blockers.append(prose.clause_around(plain, sentence.masked, cue.start()))
    return as_written(plain, blockers)


def _says_none(plain: str, sentence: Sentence) -> bool:
    """Return whether an item says that there is nothing; a bare address is an item, though it is masked."""
    said = sentence.masked.text
    return labels.says_none(said) and (
        labels.HAS_WORD.search(said) is not None or "://" not in plain[sentence.masked.start : sentence.masked.end]
    )


def _is_solved(sentence: Sentence) -> bool:
    """Return whether an item is solved, as a challenge told in the past often is, or a question of a template."""
    solved = sentence.kind == "challenges" and OVERCOME.search(sentence.masked.text)
    return bool(sentence.cues.unblocked or solved or TEMPLATE_QUESTION.match(sentence.masked.text))


def resolved_blockers(plain: str, sentences: tuple[Sentence, ...]) -> tuple[Span, ...]:
    """Return the blockers that are said to be resolved."""
    unblocked = [(sentence, sentence.cues.unblocked) for sentence in sentences if sentence.kind != "next"]
    return as_written(
        plain, [prose.clause_around(plain, sentence.masked, cue.start()) for sentence, cue in unblocked if cue]
    )


def help_requests(plain: str, sentences: tuple[Sentence, ...], structured: bool) -> tuple[Span, ...]:
    """Return the help asked for: items under "Help wanted" that don't say none, and requests elsewhere."""
    requests, section_empty = [], False
    for sentence in sentences:
        section_empty = _says_none(plain, sentence) if sentence.first else section_empty
        listed = sentence.kind == "help" and sentence.first and not section_empty
        listed = listed and (structured or _is_asked_for(plain, sentence))
        if listed or sentence.cues.wanted:
            requests.append(sentence.masked)
    return as_written(plain, requests)


def _is_asked_for(plain: str, sentence: Sentence) -> bool:
    """Return whether the label on the line of an item asks for help in so many words ("Help wanted: testers")."""
    line_start = plain.rfind("\n", 0, sentence.masked.start) + 1
    return next(cues.HELP_WANTED_PHRASES.matches_in(plain[line_start : sentence.masked.start]), None) is not None


def states_change(
    sentences: tuple[Sentence, ...], dates: tuple[MentionedDate, ...], mentions: tuple[MilestoneMention, ...]
) -> bool:
    """Return whether prose states plainly that work is blocked, or that something has a new date."""
    return (
        states_blocked_work(sentences, mentions)
        or states_slip(sentences, dates, mentions)
        or states_new_date(sentences, dates)
    )


def states_blocked_work(sentences: tuple[Sentence, ...], mentions: tuple[MilestoneMention, ...]) -> bool:
    """Return whether work is said to be blocked so plainly that its author may be asked about it.

    A milestone named in the sentence counts as work, whatever else the sentence is about.
    """
    return any(
        sentence.cues.blocked
        and (_names_milestone(sentence, mentions) or prose.concerns_work(sentence.masked.text, sentence.cues.blocked))
        for sentence in sentences
        if sentence.kind != "next"
    )


def states_slip(
    sentences: tuple[Sentence, ...], dates: tuple[MentionedDate, ...], mentions: tuple[MilestoneMention, ...]
) -> bool:
    """Return whether work is said to slip, with a date beside it."""
    return any(
        any(sentence.contains(mentioned.span.start) for mentioned in dates)
        and (_names_milestone(sentence, mentions) or cues.WORK_SUBJECT.search(sentence.masked.text))
        and not MEETING_BEFORE.search(sentence.masked.text[: sentence.cues.late.start()])
        for sentence in sentences
        if sentence.cues.late and sentence.kind != "next"
    )


def states_new_date(sentences: tuple[Sentence, ...], dates: tuple[MentionedDate, ...]) -> bool:
    """Return whether a future day is given to a milestone by name ("new ETA for Auth API: 3 April")."""
    date_starts = [mentioned.span.start for mentioned in dates if mentioned.milestone]
    return any(
        sentence.kind != "next"
        and any(map(sentence.contains, date_starts))
        and prose.asserts_plainly(sentence.masked.text, NEW_DATE_WORDS)
        for sentence in sentences
    )


def completed_milestones(
    masked: str,
    sentences: tuple[Sentence, ...],
    mentions: tuple[MilestoneMention, ...],
    rows: tuple[ReportedRow, ...],
) -> tuple[str, ...]:
    """Return the ids of the milestones said to be done ("the beta is live"), except under "Next"."""
    planned_sentences = [sentence for sentence in sentences if sentence.kind == "next"]
    finished = [
        mention.id
        for mention in mentions
        if _is_finished(masked, mention) and not any(sentence.contains(mention.start) for sentence in planned_sentences)
    ]
    return tuple(dict.fromkeys([*finished, *(row.milestone for row in rows if row.status == "done")]))


def _is_finished(masked: str, mention: MilestoneMention) -> bool:
    """Return whether the text beside the name says that it is done, neither asked nor conditional ("done once …")."""
    before = masked[max(0, mention.start - NEARBY_CHARS) : mention.start].rpartition("\n")[2]
    after = masked[mention.end : mention.end + 2 * NEARBY_CHARS].partition("\n")[0]
    statement = FINISHED_AFTER_NAME.match(after)
    conditional = polarity.CONDITIONAL_BEFORE.search(before) or (
        statement and CONDITION_AFTER.match(after, statement.end())
    )
    return not conditional and bool(statement or (FINISHED_BEFORE_NAME.search(before) and "?" not in after))


def _names_milestone(sentence: Sentence, mentions: tuple[MilestoneMention, ...]) -> bool:
    return any(sentence.contains(mention.start) for mention in mentions)


def structured_update(
    plain: str,
    parts: tuple[UpdatePart, ...],
    percents: tuple[tuple[str, int], ...],
    *,
    status: str | None,
    blockers: tuple[Span, ...],
    help_wanted: tuple[Span, ...],
    dates: tuple[MentionedDate, ...],
) -> StructuredUpdate:
    """Build the structured update, with its items as they were written."""
    done, planned, risks = (_part_items(plain, parts, kind) for kind in ("done", "next", "risks"))
    return StructuredUpdate(status, done, planned, blockers, help_wanted, risks, dates, percents)


def as_written(plain: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans with their original wording, each once."""
    return tuple(dict.fromkeys(trimmed_span(plain, span.start, span.end) for span in spans))


def _part_items(plain: str, parts: tuple[UpdatePart, ...], kind: str) -> tuple[Span, ...]:
    items = [item for part in parts if part.kind == kind for item in part.items]
    return as_written(plain, [item for item in items if not labels.says_none(item.text)])


def milestone_percents(
    plain: str, mentions: tuple[MilestoneMention, ...], rows: tuple[ReportedRow, ...]
) -> tuple[tuple[str, int], ...]:
    """Return the percentages told of milestones: in their table rows, else after their names."""
    told = [(row.milestone, row.percent) for row in rows if row.percent is not None]
    for figure in PERCENT_FIGURE.finditer(plain) if mentions else ():
        if any(row.start <= figure.start() < row.end for row in rows):
            continue
        start = max(plain.rfind("\n", 0, figure.start()) + 1, figure.start() - NEARBY_CHARS)
        before = [mention.id for mention in mentions if start <= mention.start and mention.end <= figure.start()]
        if int(figure[1]) <= 100 and before:
            told.append((before[-1], int(figure[1])))
    return tuple(told)
