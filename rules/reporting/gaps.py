"""Gaps between the reported and the computed colour: since when they need a sentence, and who sees them (B-51, M-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rules.reporting.status_weeks import StatusWeek
from rules.time.calendars import Calendar
from rules.truth.colours import Colour, watermelon_gap

# The project's lead sees a gap this long before anybody else.
LEAD_FIRST = timedelta(days=7)
# Working days for the sentence, from the day on which the lead was asked.
DAYS_TO_EXPLAIN = 2
WEEKS_COMPARED = (14, 7, 0)

# The gap of a day; newest first.
DailyGap = tuple[date, int]


@dataclass(frozen=True, slots=True)
class GapStart:
    """Since when a report has been better than the data, and since when that has needed a sentence; None: it is not."""

    differs_since: date | None = None
    explain_since: date | None = None


@dataclass(frozen=True, slots=True)
class OpenGap:
    """A gap that needs a sentence: since when, the sentence if there is one, and when the lead got the question."""

    since: date
    explanation: str = ""
    asked_on: date | None = None

    def is_public(self, today: date) -> bool:
        """Return whether others than the lead may see it: once it is explained, or a week after the lead."""
        return bool(self.explanation) or today >= self.public_from

    @property
    def public_from(self) -> date:
        return self.since + LEAD_FIRST

    def is_unanswered(self, today: date, calendar: Calendar) -> bool:
        """Return whether the lead got the question and two working days have passed without an answer."""
        if self.explanation or self.asked_on is None:
            return False
        return calendar.between(self.asked_on, today) >= DAYS_TO_EXPLAIN


def needs_explanation(gaps: Sequence[int]) -> bool:
    """Return whether weekly gaps (oldest first) need a sentence: two steps now, or one for three weeks (B-51)."""
    return bool(gaps) and (gaps[-1] >= 2 or (len(gaps) >= 3 and min(gaps[-3:]) >= 1))


def explanation_given(why: str, reported_on: date, start: GapStart) -> str:
    """Return the reason of a report as the explanation of its gap, unless it was given before the gap began."""
    return why if start.differs_since and reported_on >= start.differs_since else ""


def start_of_gap(days: Sequence[DailyGap], *, last: GapStart = GapStart()) -> GapStart:
    """Return when the gap of the newest day began; `last` is what was found the refresh before, if that was stored."""
    if not days or not days[0][1]:
        return GapStart()
    differs_since = last.differs_since or _first_day(days)
    if not _needs_sentence(days):
        return GapStart(differs_since)
    return GapStart(differs_since, last.explain_since or days[0][0])


def _first_day(days: Sequence[DailyGap]) -> date:
    first = days[0][0]
    for day, gap in days:
        if not gap:
            break
        first = day
    return first


def _needs_sentence(days: Sequence[DailyGap]) -> bool:
    newest = days[0][0]
    then = (newest - timedelta(days=ago) for ago in WEEKS_COMPARED)
    return needs_explanation([next((gap for day, gap in days if day <= limit), 0) for limit in then])


def open_gap(stored: StatusWeek | None, *, reported: Colour, computed: Colour, today: date) -> OpenGap | None:
    """Return the gap between today's colours if it needs a sentence; `stored` is the project's newest week.

    A gap that the last refresh did not see yet begins today.
    """
    steps = watermelon_gap(reported, computed)
    since = stored.explain_since if stored else None
    if not steps or (since is None and not needs_explanation([steps])):
        return None
    return OpenGap(since or today, stored.explanation if stored and stored.differs_since else "")
