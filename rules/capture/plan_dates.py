"""The days of plans and of finished work in a message, told from headings of periods, past events and bare periods."""

import re
from collections.abc import Iterable
from datetime import date

from rules.capture.lines import trimmed_span
from rules.capture.milestone_index import MilestoneMention
from rules.capture.values import MentionedDate
from rules.dates import ParsedDate

NEARBY_CHARS = 60
DELIVERY_WORDS = re.compile(
    r"\b(?:done|complete[sd]?|finished|shipped|delivered|live|released|launched|landed|merged|due|by|until|deadline|eta|slip\w*|moved)\b",
    re.IGNORECASE,
)
# "Week of 3 March", "Sprint 12: 3–14 March", "Meeting notes, 12 March" head what was written then; they plan nothing.
PERIOD_WORDS = re.compile(
    r"\b(?:week(?:ly)?|wk|sprint|iteration|cycle|month(?:ly)?|quarter(?:ly)?|period|report(?:ing)?|update|minutes|notes|agenda"
    r"|meeting|stand-?up|sync|retro(?:spective)?|recap|summary|digest|edition|newsletter|kw|woche|bericht|protokoll"
    r"|semaine|rapport|semana|informe|relatório|mois|monat|mes|mês)\b|週|議事録|週報",
    re.IGNORECASE,
)
PLAN_WORDS = re.compile(
    r"\b(?:due|by|until|till|deadline|eta|target\w*|ends?|ending|starts?|expected|planned|scheduled|will|should|ship\w*"
    r"|launch\w*|land\w*|finish\w*|deliver\w*|releas\w*|done|complete\w*|ready|moved?"
    r"|mov(?:es|ing)|push\w*|slip\w*|postpon\w*|delay\w*"
    r"|reschedul\w*|shift\w*|go(?:es)?[ -]live|cut-?over|freeze|beta|ga|milestone"
    r"|fällig|bis|am|échéance|avant|fecha|hasta|prazo|até)\b"
    r"|→|->|期限|まで",
    re.IGNORECASE,
)
MAX_HEADING_WORDS = 7
# "v1.2 (released 4 Feb)", "it came out on 2 March": no plan, and the year of such a day is not rolled forward.
PAST_EVENT_BEFORE = re.compile(
    r"\b(?:released|shipped|published|came out|launched|went live|landed|tagged|cut|announced|held|met|merged|started"
    r"|began|created|opened|closed|updated|last seen|since|as of|dated)\s+(?:\w+\s+)?(?:on\s+|in\s+|at\s+)?\W?$",
    re.IGNORECASE,
)
BARE_PERIOD_BEFORE = re.compile(
    r"(?:\b(?:by|until|till|before|due|eta|target\w*|deadline|expected|planned|scheduled|slated|ship\w*|launch\w*|land\w*|releas\w*"
    r"|finish\w*|deliver\w*|complet\w*|done|ready|mov\w+|slip\w*|push\w*|postpon\w+|deferr\w+|delay\w*|start\w*|go live"
    r"|in|to|end of|start of|mid|early|late|during|fällig|bis|pour|para|hasta|até)\b|→|->|:)\W*"
    r"(?:(?:in|for|to|at|the|around|about|is|be|now|end|of|start|beginning|middle|early|late|mid|until|by)\W+){0,4}$",
    re.IGNORECASE,
)
CONTINUED_BEFORE = re.compile(
    r"\b(?:continu\w+|carry on|goals?|budget|roadmap|okrs?)\W+(?:(?:in|into|for|on)\W+)?(?:the\W+)?$", re.I
)
WEEKDAY_ONLY = re.compile(r"(?:on\s+)?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?", re.IGNORECASE)
PAST_VERB = re.compile(
    r"\b(?:gave|took|had|held|met|went|did|was|were|came|made|saw|wrote|spoke|ran|got|\w{3,}ed)\b", re.IGNORECASE
)


PART_OF_NAME = re.compile(
    r"[ ](?!(?:by|on|is|are|was|were|be|been|to|until|till|before|after|from|for|in|at|and|or|now|will|won't|should|may"
    r"|might|can|could|would|must|slips?|slipped|slipping|moves?|moved|moving|pushed|shifts?|shifted|bumped|delayed|postponed|slid"
    r"|due|done|complete|completed|finished|shipped|delivered|live|launched|ready|expected|eta|target(?:ed|ing)?|planned"
    r"|forecast|deadline|date|needs?|has|have|had|not|still|only|also|likely|probably|just|finally|next|this|today|tomorrow"
    r"|lands?|landing|ships?|shipping|goes|going|starts?|started|ends?|blocked|late|later|early|earlier|under|with|without"
    r"|because|since|as|but|so|then|which|who|that|again|re-?planned|rescheduled|comes?|arrives?|mon|tue|wed|thu|fri|sat|sun"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\w{0,6}\b)[a-z]{3,}",
)


def relevant_dates(
    plain: str, parsed_dates: Iterable[ParsedDate], mentions: tuple[MilestoneMention, ...], *, today: date
) -> tuple[MentionedDate, ...]:
    """Return the dates of plans and of finished work, each with its milestone.

    A past day matters only where something was done on it ("released on Monday", not "our meeting of Monday"), and
    where no milestone is named, only a planned day matters.
    """
    found = (
        MentionedDate(parsed, trimmed_span(plain, parsed.start, parsed.end), _milestone_beside(parsed, mentions, plain))
        for parsed in parsed_dates
        if parsed.day is None or parsed.day > today or _concerns_delivery(plain, parsed)
    )
    return tuple(
        mentioned
        for mentioned in found
        if mentioned.milestone or _is_planned(plain, mentioned.parsed_date, today=today)
    )


def _is_planned(plain: str, parsed_date: ParsedDate, *, today: date) -> bool:
    """Return whether a day without a milestone is one of a plan: no heading's, no past event's and no bare period."""
    if parsed_date.day is None:
        return True
    start = plain.rfind("\n", 0, parsed_date.start) + 1
    before, after = plain[start : parsed_date.start], plain[parsed_date.end :].partition("\n")[0]
    if _is_heading(before, plain[parsed_date.start : parsed_date.end], after):
        return False
    if (event := PAST_EVENT_BEFORE.search(before)) and (parsed_date.day > today or "(" in before[: event.start()][-2:]):
        return False
    written = plain[parsed_date.start : parsed_date.end].strip()
    if parsed_date.grain in ("quarter", "half", "year"):
        return bool(BARE_PERIOD_BEFORE.search(before)) and not CONTINUED_BEFORE.search(before)
    told = WEEKDAY_ONLY.fullmatch(written) and PAST_VERB.search(before + after)
    return not told or bool(PLAN_WORDS.search(before + after))


def _is_heading(before: str, written: str, after: str) -> bool:
    """Return whether the line of a date is the heading of a period or of a meeting."""
    rest = f"{before} {after}"
    return (
        PERIOD_WORDS.search(f"{before} {written}") is not None
        and PLAN_WORDS.search(rest) is None
        and len(rest.split()) <= MAX_HEADING_WORDS
    )


def _concerns_delivery(plain: str, parsed_date: ParsedDate) -> bool:
    line = plain[
        max(plain.rfind("\n", 0, parsed_date.start) + 1, parsed_date.start - NEARBY_CHARS) : parsed_date.end
        + NEARBY_CHARS
    ]
    return bool(DELIVERY_WORDS.search(line.partition("\n")[0]))


def _milestone_beside(parsed_date: ParsedDate, mentions: tuple[MilestoneMention, ...], plain: str) -> str | None:
    """Return the milestone named last before the date on its line, else the first one named after it.

    A name that goes on is part of another: "Earn and burn design by 18 Dec" says nothing about "Earn and burn".
    """
    start = plain.rfind("\n", 0, parsed_date.start) + 1
    end = plain.find("\n", parsed_date.end)
    on_line = [
        mention
        for mention in mentions
        if start <= mention.start and (end < 0 or mention.end <= end) and not PART_OF_NAME.match(plain, mention.end)
    ]
    before = [mention.id for mention in on_line if mention.end <= parsed_date.start]
    return before[-1] if before else next((mention.id for mention in on_line), None)
