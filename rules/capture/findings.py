"""What the sentences and parts of a message come to: blockers, wishes, milestones finished, dates and percentages."""

import re
from collections.abc import Iterable
from datetime import date

from rules.capture import cues, labels, prose
from rules.capture.lines import span
from rules.capture.milestone_index import Named
from rules.capture.sections import Part
from rules.capture.sentences import Said
from rules.capture.values import Dated, Span, Update
from rules.dates import Found

NEAR = 60
PERCENT = re.compile(r"(?<![\w.,])(\d{1,3})\s?%(?!\w)")
HAPPENED = re.compile(
    r"\b(?:done|complete[sd]?|finished|shipped|delivered|live|released|launched|landed|merged|due|by|until|deadline|eta|slip\w*|moved)\b",
    re.IGNORECASE,
)
FINISHED = re.compile(
    r"\s+(?:just |finally |now |has |have |successfully )*(?:shipped|launched|landed|went live|gone live)\b(?![^.!]*\?)"
    r"|\s*(?:\w+\s+)?(?:is|are|was|has been|have been|now|got)\s+(?:(?!not|never|almost|nearly|half|hardly)\w+\s+)?"
    r"(?:done|completed?|finished|shipped|delivered|live|released|launched)\b(?![^.!]*\?)",
    re.IGNORECASE,
)
FINISHING = re.compile(
    r"(?:^|[.!,;:\n(]|\b(?:we|i|team|and|have|'ve|just|finally))\s*"
    r"(?:shipped|finished|completed|delivered|launched|released|closed out|wrapped up)\s+(?:the |our )?[*_]*$",
    re.IGNORECASE,
)
CONDITION = re.compile(r"\s+(?:when|whenever|once|if|as soon as|only|unless)\b", re.IGNORECASE)
REDATED = re.compile(
    r"\b(?:(?:new )?eta|expected|due|(?:new|target|revised) date|deadline|target(?:ing|ed)?|re-?planned|forecast(?:ed)?"
    r"|(?:push(?:ed|ing)?|moved?|moving|shift(?:ed|ing)?|bump(?:ed|ing)?|postpon(?:ed|ing)|delay(?:ed|ing)"
    r"|slip(?:s|ped|ping)?)"
    r"|(?:will|should|to) (?:be )?(?:now )?(?:done|ready|live|land|ship|finish|complete)\w*)\b",
    re.IGNORECASE,
)
GATHERING = re.compile(
    r"\b(?:meetings?|stand-?ups?|calls?|syncs?|lunch|dinner|parties|party|retros?|interviews?|flights?|sessions?"
    r"|1:1s?|webinars?|appointments?|drinks)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)


def blockers(plain: str, spoken: tuple[Said, ...], structured: bool) -> tuple[Span, ...]:
    """This will be what holds work up: the items under "Blockers" that do not say none, and what prose says elsewhere.

    Under "Next" and "Help wanted" only a plain statement counts, since plans speak of what is not yet.
    """
    found, empty = [], False
    for one in spoken:
        if one.kind == "blockers" and structured:
            empty = labels.says_none(one.masked.text) if one.first else empty
            if one.first and not empty and not one.cues.freed:
                found.append(one.masked)
                continue
        planned = structured and one.kind in ("help", "next")
        if cue := one.cues.held or (None if planned else one.cues.hinted):
            found.append(prose.clause(plain, one.masked, cue.start()))
    return as_written(plain, found)


def resolved(plain: str, spoken: tuple[Said, ...]) -> tuple[Span, ...]:
    """This will be what holds work up no longer."""
    freed = [(one, one.cues.freed) for one in spoken if one.kind != "next"]
    return as_written(plain, [prose.clause(plain, one.masked, cue.start()) for one, cue in freed if cue])


def wanted(plain: str, spoken: tuple[Said, ...], structured: bool) -> tuple[Span, ...]:
    """This will be the help asked for: the items under "Help wanted" that do not say none, and wishes elsewhere."""
    found, empty = [], False
    for one in spoken:
        empty = labels.says_none(one.masked.text) if one.first else empty
        listed = one.kind == "help" and structured and one.first and not empty
        if listed or one.cues.wanted:
            found.append(one.masked)
    return as_written(plain, found)


def plainly_held(spoken: tuple[Said, ...], named: tuple[Named, ...]) -> bool:
    """This will tell whether work is said to be held up so plainly that its author may be asked about it.

    A milestone that is named in the sentence is work, whatever else the words speak of.
    """
    return any(
        one.cues.held and (_speaks_of(one, named) or prose.of_work(one.masked.text, one.cues.held))
        for one in spoken
        if one.kind != "next"
    )


def moved(spoken: tuple[Said, ...], dates: tuple[Dated, ...], named: tuple[Named, ...]) -> bool:
    """This will tell whether a slip is said of work, with a date beside it."""
    return any(
        any(one.holds(said.span.start) for said in dates)
        and (_speaks_of(one, named) or cues.SUBJECT.search(one.masked.text))
        and not GATHERING.search(one.masked.text[: one.cues.late.start()])
        for one in spoken
        if one.cues.late and one.kind != "next"
    )


def redated(spoken: tuple[Said, ...], dates: tuple[Dated, ...]) -> bool:
    """This will tell whether a day to come is given to a milestone by name ("new ETA for Auth API: 3 April")."""
    given = [said.span.start for said in dates if said.milestone]
    return any(
        one.kind != "next" and any(map(one.holds, given)) and prose.asserts(one.masked.text, REDATED) for one in spoken
    )


def finished(masked: str, spoken: tuple[Said, ...], named: tuple[Named, ...]) -> tuple[str, ...]:
    """This will be the ids of the milestones said to be done ("the beta is live"), except under "Next"."""
    plans = [one for one in spoken if one.kind == "next"]
    done = [name for name in named if _is_finished(masked, name)]
    return tuple(dict.fromkeys(name.id for name in done if not any(one.holds(name.start) for one in plans)))


def _is_finished(masked: str, name: Named) -> bool:
    """Whether its being finished stands beside the name, neither asked nor supposed ("done once …")."""
    before = masked[max(0, name.start - NEAR) : name.start].rpartition("\n")[2]
    after = masked[name.end : name.end + 2 * NEAR].partition("\n")[0]
    said = FINISHED.match(after)
    supposed = cues.IF.search(before) or (said and CONDITION.match(after, said.end()))
    return not supposed and bool(said or (FINISHING.search(before) and "?" not in after))


def _speaks_of(one: Said, named: tuple[Named, ...]) -> bool:
    return any(one.holds(name.start) for name in named)


def dated(plain: str, found: Iterable[Found], named: tuple[Named, ...], *, today: date) -> tuple[Dated, ...]:
    """This will be the dates of plans and of things done, with the milestone each belongs to.

    A day that is over matters only where something was done on it ("released on Monday", not "our meeting of Monday").
    """
    telling = [one for one in found if one.day is None or one.day > today or _matters(plain, one)]
    return tuple(Dated(one, span(plain, one.start, one.end), _beside(one, named, plain)) for one in telling)


def _matters(plain: str, found: Found) -> bool:
    line = plain[max(plain.rfind("\n", 0, found.start) + 1, found.start - NEAR) : found.end + NEAR]
    return bool(HAPPENED.search(line.partition("\n")[0]))


def update(
    plain: str,
    parts: tuple[Part, ...],
    named: tuple[Named, ...],
    *,
    status: str | None,
    held: tuple[Span, ...],
    help_wanted: tuple[Span, ...],
    dates: tuple[Dated, ...],
) -> Update:
    """This will be the structured update, its items as they were written."""
    done, planned, risks = (_items(plain, parts, kind) for kind in ("done", "next", "risks"))
    return Update(status, done, planned, held, help_wanted, risks, dates, tuple(_percents(plain, named)))


def as_written(plain: str, found: Iterable[Span]) -> tuple[Span, ...]:
    """This will be the spans with the words as they were written, each once."""
    return tuple(dict.fromkeys(span(plain, one.start, one.end) for one in found))


def _items(plain: str, parts: tuple[Part, ...], kind: str) -> tuple[Span, ...]:
    items = [item for part in parts if part.kind == kind for item in part.items]
    return as_written(plain, [item for item in items if not labels.says_none(item.text)])


def _beside(found: Found, named: tuple[Named, ...], plain: str) -> str | None:
    """The milestone named last before the date on its line, else the first named after it."""
    start = plain.rfind("\n", 0, found.start) + 1
    end = plain.find("\n", found.end)
    here = [name for name in named if start <= name.start and (end < 0 or name.end <= end)]
    before = [name.id for name in here if name.end <= found.start]
    return before[-1] if before else next((name.id for name in here), None)


def _percents(plain: str, named: tuple[Named, ...]) -> Iterable[tuple[str, int]]:
    for one in PERCENT.finditer(plain) if named else ():
        start = max(plain.rfind("\n", 0, one.start()) + 1, one.start() - NEAR)
        before = [name.id for name in named if start <= name.start and name.end <= one.start()]
        if int(one[1]) <= 100 and before:
            yield before[-1], int(one[1])
