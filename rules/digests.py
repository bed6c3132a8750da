"""The weekly digest: when an edition is due, and what it says (B-80 to B-89). Facts only; the words are templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from rules.alerts.milestone_status import ComputedStatus, colour_rank
from rules.plan import Milestone, Plan, Project
from rules.time.working_time import zone_of
from rules.weeks import period_of

POST_TIME = time(9, 0)
DRAFT_TIME = time(14, 0)
MAX_LATENESS = timedelta(hours=24)
ON_TIME_TOLERANCE = timedelta(minutes=10)
UPCOMING_WINDOW = timedelta(days=14)
TOO_LATE_REASON = "not posted within a day of its time"


class EditionAudience(StrEnum):
    """Two voices (B-87): executives read outcomes without ids; delivery reads ids, owners and dates."""

    DELIVERY = "delivery"
    EXECUTIVE = "executive"


@dataclass(frozen=True, slots=True)
class EditionSlot:
    """One period's moment: `period` is the ISO week ("2026-W11"), `late` says that it was missed and is made good."""

    period: str
    at: datetime
    late: bool = False


def due_slot(*, now: datetime, zone: str) -> EditionSlot | None:
    """The edition that should stand by `now`: Monday 09:00 in the program's zone, a day late at most (B-86)."""
    slot = _slot_of_week(now, zone, weekday=0, hour=POST_TIME)
    waited = now - slot.at
    return (
        EditionSlot(slot.period, slot.at, waited > ON_TIME_TOLERANCE)
        if timedelta(0) <= waited <= MAX_LATENESS
        else None
    )


def missed_slot(*, now: datetime, zone: str) -> EditionSlot:
    """The newest edition that is too late to be posted by itself: more than a day has passed since its time."""
    slot = _slot_of_week(now, zone, weekday=0, hour=POST_TIME)
    return (
        slot if now - slot.at > MAX_LATENESS else _slot_of_week(now - 7 * MAX_LATENESS, zone, weekday=0, hour=POST_TIME)
    )


def due_draft_slot(*, now: datetime, zone: str) -> EditionSlot | None:
    """Friday 14:00: the draft of the coming Monday's edition, until that is posted."""
    slot = _slot_of_week(now, zone, weekday=4, hour=DRAFT_TIME)
    if not timedelta(0) <= now - slot.at <= timedelta(hours=66):
        return None
    return EditionSlot(period_of(slot.at.astimezone(zone_of(zone)).date() + timedelta(days=3)), slot.at)


def _slot_of_week(now: datetime, zone: str, *, weekday: int, hour: time) -> EditionSlot:
    """This week's moment in local time; a local time that a clock change skips counts from the instant after it."""
    local = now.astimezone(zone_of(zone))
    day = local.date() + timedelta(days=weekday - local.weekday())
    at = datetime.combine(day, hour, zone_of(zone)).astimezone(UTC)
    return EditionSlot(period_of(day), at)


@dataclass(frozen=True, slots=True)
class ForecastRecord:
    """One line of the forecast ledger: what was expected of a milestone, why, and where it was said."""

    milestone: str
    day: date | None
    kind: str
    at: datetime
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RequestedAction:
    """Something somebody has to do: `who` is a name, `record` the id it can be looked up by."""

    record: str
    subject: str
    text: str
    who: str
    by: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DigestIssue:
    """A red or amber thing with its cause; `more` are others of the same kind that share its line."""

    record: str
    level: str
    sentence: str
    project: str
    kind: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedMilestone:
    """A milestone whose expected day changed since the last edition; `days` is signed working days."""

    milestone: Milestone
    old: date | None
    new: date | None
    days: int
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class FinishOutlook:
    """What the last full refresh found: `on_time` is the share of runs that keep `committed`; health: passed, made."""

    p50: date
    p80: date
    committed: date | None
    on_time: float | None
    health: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StatusGap:
    """A project that people report better than the data say (B-51); `why` is empty where nobody explained it."""

    project: Project
    reported: str
    computed: str
    why: str


@dataclass(frozen=True, slots=True)
class UnconfirmedCommitment:
    """A promise that nobody says anything of (B-38): `provider` for `consumer`, with the word for how sure it is."""

    record: str
    provider: Milestone
    consumer: Milestone
    day: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class DigestEdition:
    """Everything an edition says, in the order it says it (B-81)."""

    program: str
    name: str
    week: int
    period: str
    since: date
    status: ComputedStatus
    asks: tuple[RequestedAction, ...]
    troubles: tuple[DigestIssue, ...]
    moved: tuple[MovedMilestone, ...]
    added: tuple[Milestone, ...]
    unchanged: tuple[Project, ...]
    overdue: tuple[Milestone, ...]
    soon: tuple[Milestone, ...]
    wins: tuple[Milestone, ...]
    silent: tuple[Project, ...]
    finish: date | None
    promised: date | None
    withheld: int = 0
    outlook: FinishOutlook | None = None
    gaps: tuple[StatusGap, ...] = ()
    chains: tuple[tuple[Milestone, ...], ...] = ()
    doubts: tuple[UnconfirmedCommitment, ...] = ()

    @property
    def quiet(self) -> bool:
        """Nothing changed and nothing is needed."""
        told = self.asks or self.troubles or self.moved or self.added or self.wins or self.overdue or self.doubts
        return not told

    @property
    def headlines(self) -> tuple[DigestIssue, ...]:
        """The troubles with all of one kind in one line: the first of them, and which others there are."""
        kinds: dict[str, list[DigestIssue]] = {}
        for number, trouble in enumerate(self.troubles):
            kinds.setdefault(trouble.kind or str(number), []).append(trouble)
        return tuple(_merge_issues(alike) for alike in kinds.values())


def _merge_issues(issues: Sequence[DigestIssue]) -> DigestIssue:
    return replace(issues[0], more=tuple(each.record for each in issues[1:]))


def program_week(plan: Plan, today: date) -> int:
    """The program's own week number: 1 in its first."""
    return max((today - plan.program.start).days // 7 + 1, 1)


def moved_milestones(
    milestones: Mapping[str, Milestone],
    records: Sequence[ForecastRecord],
    previous_dates: Mapping[str, date | None],
    *,
    working_days_moved: Mapping[str, int],
) -> tuple[MovedMilestone, ...]:
    """One line a milestone, from what it was before the period to what it is now; there and back again is no change."""
    last = {said.milestone: said for said in records if said.kind == "forecast"}
    found = [
        MovedMilestone(
            milestones[id],
            previous_dates.get(id),
            milestones[id].expected,
            working_days_moved.get(id, 0),
            said.reason,
            said.source,
        )
        for id, said in last.items()
        if id in milestones and not milestones[id].done and previous_dates.get(id) != milestones[id].expected
    ]
    return tuple(sorted(found, key=lambda m: (-abs(m.days), m.milestone.id)))


def upcoming_milestones(milestones: Sequence[Milestone], *, today: date) -> tuple[Milestone, ...]:
    """What is expected from today on within two weeks, soonest first."""
    return _expected_between(milestones, today, today + UPCOMING_WINDOW)


def overdue_milestones(milestones: Sequence[Milestone], *, today: date) -> tuple[Milestone, ...]:
    """What was expected before today and is not done, the longest overdue first."""
    return _expected_between(milestones, date.min, today - timedelta(days=1))


def _expected_between(milestones: Sequence[Milestone], first: date, last: date) -> tuple[Milestone, ...]:
    open_ones = [m for m in milestones if not m.done and m.expected and first <= m.expected <= last]
    return tuple(sorted(open_ones, key=lambda m: (m.expected or date.max, m.id)))


def worst_status(statuses: Mapping[str, ComputedStatus]) -> ComputedStatus | None:
    """The status that decides a program's colour: its worst project's, the first named among equals."""
    return min(statuses.values(), key=lambda s: colour_rank(s.colour), default=None)
