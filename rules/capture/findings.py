"""What the sentences and parts of a message come to: blockers, wishes, milestones finished, dates and percentages."""

import re
from collections.abc import Iterable
from datetime import date

from rules.capture import cues, labels, prose
from rules.capture.lines import trimmed_span
from rules.capture.milestone_index import MilestoneMention
from rules.capture.sections import UpdatePart
from rules.capture.sentences import Sentence
from rules.capture.values import MentionedDate, Span, StructuredUpdate
from rules.dates import ParsedDate

NEARBY_CHARS = 60
PERCENT_FIGURE = re.compile(r"(?<![\w.,])(\d{1,3})\s?%(?!\w)")
DELIVERY_WORDS = re.compile(
    r"\b(?:done|complete[sd]?|finished|shipped|delivered|live|released|launched|landed|merged|due|by|until|deadline|eta|slip\w*|moved)\b",
    re.IGNORECASE,
)
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


def stated_blockers(plain: str, sentences: tuple[Sentence, ...], structured: bool) -> tuple[Span, ...]:
    """This will be what holds work up: the items under "Blockers" that do not say none, and what prose says elsewhere.

    Under "Next" and "Help wanted" only a plain statement counts, since plans speak of what is not yet.
    """
    found, empty = [], False
    for one in sentences:
        if one.kind == "blockers" and structured:
            empty = labels.says_none(one.masked.text) if one.first else empty
            if one.first and not empty and not one.cues.unblocked:
                found.append(one.masked)
                continue
        planned = structured and one.kind in ("help", "next")
        if cue := one.cues.blocked or (None if planned else one.cues.hinted):
            found.append(prose.clause_around(plain, one.masked, cue.start()))
    return as_written(plain, found)


def resolved_blockers(plain: str, sentences: tuple[Sentence, ...]) -> tuple[Span, ...]:
    """This will be what holds work up no longer."""
    freed = [(one, one.cues.unblocked) for one in sentences if one.kind != "next"]
    return as_written(plain, [prose.clause_around(plain, one.masked, cue.start()) for one, cue in freed if cue])


def help_requests(plain: str, sentences: tuple[Sentence, ...], structured: bool) -> tuple[Span, ...]:
    """This will be the help asked for: the items under "Help wanted" that do not say none, and wishes elsewhere."""
    found, empty = [], False
    for one in sentences:
        empty = labels.says_none(one.masked.text) if one.first else empty
        listed = one.kind == "help" and structured and one.first and not empty
        if listed or one.cues.wanted:
            found.append(one.masked)
    return as_written(plain, found)


def states_blocked_work(sentences: tuple[Sentence, ...], mentions: tuple[MilestoneMention, ...]) -> bool:
    """This will tell whether work is said to be held up so plainly that its author may be asked about it.

    A milestone that is named in the sentence is work, whatever else the words speak of.
    """
    return any(
        one.cues.blocked and (_names_milestone(one, mentions) or prose.concerns_work(one.masked.text, one.cues.blocked))
        for one in sentences
        if one.kind != "next"
    )


def states_slip(
    sentences: tuple[Sentence, ...], dates: tuple[MentionedDate, ...], mentions: tuple[MilestoneMention, ...]
) -> bool:
    """This will tell whether a slip is said of work, with a date beside it."""
    return any(
        any(one.contains(said.span.start) for said in dates)
        and (_names_milestone(one, mentions) or cues.WORK_SUBJECT.search(one.masked.text))
        and not MEETING_BEFORE.search(one.masked.text[: one.cues.late.start()])
        for one in sentences
        if one.cues.late and one.kind != "next"
    )


def states_new_date(sentences: tuple[Sentence, ...], dates: tuple[MentionedDate, ...]) -> bool:
    """This will tell whether a day to come is given to a milestone by name ("new ETA for Auth API: 3 April")."""
    given = [said.span.start for said in dates if said.milestone]
    return any(
        one.kind != "next" and any(map(one.contains, given)) and prose.asserts_plainly(one.masked.text, NEW_DATE_WORDS)
        for one in sentences
    )


def completed_milestones(
    masked: str, sentences: tuple[Sentence, ...], mentions: tuple[MilestoneMention, ...]
) -> tuple[str, ...]:
    """This will be the ids of the milestones said to be done ("the beta is live"), except under "Next"."""
    plans = [one for one in sentences if one.kind == "next"]
    done = [name for name in mentions if _is_finished(masked, name)]
    return tuple(dict.fromkeys(name.id for name in done if not any(one.contains(name.start) for one in plans)))


def _is_finished(masked: str, mention: MilestoneMention) -> bool:
    """Whether its being finished stands beside the name, neither asked nor supposed ("done once …")."""
    before = masked[max(0, mention.start - NEARBY_CHARS) : mention.start].rpartition("\n")[2]
    after = masked[mention.end : mention.end + 2 * NEARBY_CHARS].partition("\n")[0]
    said = FINISHED_AFTER_NAME.match(after)
    supposed = cues.CONDITIONAL_BEFORE.search(before) or (said and CONDITION_AFTER.match(after, said.end()))
    return not supposed and bool(said or (FINISHED_BEFORE_NAME.search(before) and "?" not in after))


def _names_milestone(sentence: Sentence, mentions: tuple[MilestoneMention, ...]) -> bool:
    return any(sentence.contains(name.start) for name in mentions)


def relevant_dates(
    plain: str, parsed_dates: Iterable[ParsedDate], mentions: tuple[MilestoneMention, ...], *, today: date
) -> tuple[MentionedDate, ...]:
    """This will be the dates of plans and of things done, with the milestone each belongs to.

    A day that is over matters only where something was done on it ("released on Monday", not "our meeting of Monday").
    """
    telling = [one for one in parsed_dates if one.day is None or one.day > today or _concerns_delivery(plain, one)]
    return tuple(
        MentionedDate(one, trimmed_span(plain, one.start, one.end), _milestone_beside(one, mentions, plain))
        for one in telling
    )


def _concerns_delivery(plain: str, parsed_date: ParsedDate) -> bool:
    line = plain[
        max(plain.rfind("\n", 0, parsed_date.start) + 1, parsed_date.start - NEARBY_CHARS) : parsed_date.end
        + NEARBY_CHARS
    ]
    return bool(DELIVERY_WORDS.search(line.partition("\n")[0]))


def structured_update(
    plain: str,
    parts: tuple[UpdatePart, ...],
    mentions: tuple[MilestoneMention, ...],
    *,
    status: str | None,
    blockers: tuple[Span, ...],
    help_wanted: tuple[Span, ...],
    dates: tuple[MentionedDate, ...],
) -> StructuredUpdate:
    """This will be the structured update, its items as they were written."""
    done, planned, risks = (_part_items(plain, parts, kind) for kind in ("done", "next", "risks"))
    return StructuredUpdate(
        status, done, planned, blockers, help_wanted, risks, dates, tuple(_milestone_percents(plain, mentions))
    )


def as_written(plain: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """This will be the spans with the words as they were written, each once."""
    return tuple(dict.fromkeys(trimmed_span(plain, one.start, one.end) for one in spans))


def _part_items(plain: str, parts: tuple[UpdatePart, ...], kind: str) -> tuple[Span, ...]:
    items = [item for part in parts if part.kind == kind for item in part.items]
    return as_written(plain, [item for item in items if not labels.says_none(item.text)])


def _milestone_beside(parsed_date: ParsedDate, mentions: tuple[MilestoneMention, ...], plain: str) -> str | None:
    """The milestone named last before the date on its line, else the first named after it."""
    start = plain.rfind("\n", 0, parsed_date.start) + 1
    end = plain.find("\n", parsed_date.end)
    here = [name for name in mentions if start <= name.start and (end < 0 or name.end <= end)]
    before = [name.id for name in here if name.end <= parsed_date.start]
    return before[-1] if before else next((name.id for name in here), None)


def _milestone_percents(plain: str, mentions: tuple[MilestoneMention, ...]) -> Iterable[tuple[str, int]]:
    for one in PERCENT_FIGURE.finditer(plain) if mentions else ():
        start = max(plain.rfind("\n", 0, one.start()) + 1, one.start() - NEARBY_CHARS)
        before = [name.id for name in mentions if start <= name.start and name.end <= one.start()]
        if int(one[1]) <= 100 and before:
            yield before[-1], int(one[1])
