"""The weekly digest: when an edition is due and which facts it contains (B-80 to B-89). The wording is in templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from rules.plan import Milestone, Plan, Project
from rules.time.working_time import zone_of
from rules.truth.colours import ComputedStatus
from rules.weeks import period_of

POST_TIME = time(9, 0)
DRAFT_TIME = time(14, 0)
MAX_LATENESS = timedelta(hours=24)
ON_TIME_TOLERANCE = timedelta(minutes=10)
UPCOMING_WINDOW = timedelta(days=14)
TOO_LATE_REASON = "not posted within a day of its time"


class EditionAudience(StrEnum):
    """The two voices of a digest: executives read outcomes without ids; delivery reads ids, owners and dates (B-87)."""

    DELIVERY = "delivery"
    EXECUTIVE = "executive"


AUDIENCES = {audience.value: audience for audience in EditionAudience}


@dataclass(frozen=True, slots=True)
class EditionSlot:
    """The time at which one edition is due. `period` is the ISO week ("2026-W11"); `late` marks a missed edition."""

    period: str
    at: datetime
    late: bool = False


def due_slot(*, now: datetime, zone: str) -> EditionSlot | None:
    """Return the edition due by `now`: Monday 09:00 in the program's zone, at most a day late (B-86)."""
    slot = _slot_of_week(now, zone, weekday=0, hour=POST_TIME)
    lateness = now - slot.at
    return (
        EditionSlot(slot.period, slot.at, lateness > ON_TIME_TOLERANCE)
        if timedelta(0) <= lateness <= MAX_LATENESS
        else None
    )


def missed_slot(*, now: datetime, zone: str) -> EditionSlot:
    """Return the latest edition that is too late to post automatically, more than a day after its time."""
    slot = _slot_of_week(now, zone, weekday=0, hour=POST_TIME)
    return (
        slot if now - slot.at > MAX_LATENESS else _slot_of_week(now - 7 * MAX_LATENESS, zone, weekday=0, hour=POST_TIME)
    )


def due_draft_slot(*, now: datetime, zone: str) -> EditionSlot | None:
    """Return the draft due by `now`: Friday 14:00, for the following Monday's edition, until that is posted."""
    slot = _slot_of_week(now, zone, weekday=4, hour=DRAFT_TIME)
    if not timedelta(0) <= now - slot.at <= timedelta(hours=66):
        return None
    return EditionSlot(period_of(slot.at.astimezone(zone_of(zone)).date() + timedelta(days=3)), slot.at)


def _slot_of_week(now: datetime, zone: str, *, weekday: int, hour: time) -> EditionSlot:
    """Return this week's slot. A local time skipped by a clock change becomes the first instant after the gap."""
    local = now.astimezone(zone_of(zone))
    day = local.date() + timedelta(days=weekday - local.weekday())
    instant = datetime.combine(day, hour, zone_of(zone)).astimezone(UTC)
    return EditionSlot(period_of(day), instant)


@dataclass(frozen=True, slots=True)
class ForecastRecord:
    """One line of the forecast ledger: the date expected of a milestone, the reason, and a link to the source."""

    milestone: str
    day: date | None
    kind: str
    at: datetime
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class RequestedAction:
    """An action a person is asked to take: `who` is a name, `record` the id to look up."""

    record: str
    subject: str
    text: str
    who: str
    by: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class DigestIssue:
    """A red or amber item with its cause; `more` holds the ids of others of the same kind that share its line."""

    record: str
    level: str
    sentence: str
    project: str
    kind: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MovedMilestone:
    """A milestone whose expected date changed since the last edition; `days` is signed working days."""

    milestone: Milestone
    old: date | None
    new: date | None
    days: int
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class FinishOutlook:
    """The finish forecast of the last full refresh.

    `on_time` is the share of runs that meet the `committed` date; `health` is (checks passed, checks made).
    """

    p50: date
    p80: date
    committed: date | None
    on_time: float | None
    health: tuple[int, int]


@dataclass(frozen=True, slots=True)
class StatusGap:
    """A project reported better than the data say (B-51); `why` is empty while unexplained."""

    project: Project
    reported: str
    computed: str
    why: str


@dataclass(frozen=True, slots=True)
class UnconfirmedCommitment:
    """A commitment that has not been confirmed, from `provider` to `consumer`, with its confidence (B-38)."""

    record: str
    provider: Milestone
    consumer: Milestone
    day: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class ProjectUpdate:
    """The newest words about a project, with the colour it reports ("" without one), their author and their source."""

    project: Project
    text: str
    colour: str
    by: str
    source: str
    help_wanted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DigestEdition:
    """The contents of an edition, in the order in which they appear (B-81)."""

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
    updates: tuple[ProjectUpdate, ...] = ()

    @property
    def quiet(self) -> bool:
        """True if nothing changed and nothing is needed."""
        contents = self.asks or self.troubles or self.moved or self.added or self.wins or self.overdue or self.doubts
        return not (contents or self.updates)

    @property
    def headlines(self) -> tuple[DigestIssue, ...]:
        """The issues merged into one line per kind, each listing the others it covers."""
        issues_by_kind: dict[str, list[DigestIssue]] = {}
        for number, issue in enumerate(self.troubles):
            issues_by_kind.setdefault(issue.kind or str(number), []).append(issue)
        return tuple(_merge_issues(same_kind) for same_kind in issues_by_kind.values())


def _merge_issues(issues: Sequence[DigestIssue]) -> DigestIssue:
    return replace(issues[0], more=tuple(issue.record for issue in issues[1:]))


def program_week(plan: Plan, today: date) -> int:
    """Return the program's own week number, 1 for its first week."""
    return max((today - plan.program.start).days // 7 + 1, 1)


def moved_milestones(
    milestones: Mapping[str, Milestone],
    records: Sequence[ForecastRecord],
    previous_dates: Mapping[str, date | None],
    *,
    working_days_moved: Mapping[str, int],
) -> tuple[MovedMilestone, ...]:
    """Return one line for each open milestone whose expected date changed over the period, biggest move first.

    A date that moved and moved back is not a change.
    """
    last_records = {record.milestone: record for record in records if record.kind == "forecast"}
    moved = [
        MovedMilestone(
            milestones[id],
            previous_dates.get(id),
            milestones[id].own_date,
            working_days_moved.get(id, 0),
            record.reason,
            record.source,
        )
        for id, record in last_records.items()
        if id in milestones and not milestones[id].done and previous_dates.get(id) != milestones[id].own_date
    ]
    return tuple(sorted(moved, key=lambda move: (-abs(move.days), move.milestone.id)))


def upcoming_milestones(milestones: Sequence[Milestone], *, today: date) -> tuple[Milestone, ...]:
    """Return open milestones expected within two weeks from today, soonest first."""
    last = today + UPCOMING_WINDOW
    upcoming = [m for m in milestones if not m.done and m.expected and today <= m.expected <= last]
    return tuple(sorted(upcoming, key=lambda m: (m.expected or date.max, m.id)))


def overdue_milestones(milestones: Sequence[Milestone], *, today: date) -> tuple[Milestone, ...]:
    """Return open milestones whose owner's date has passed, longest overdue first."""
    overdue = [m for m in milestones if m.is_overdue(today)]
    return tuple(sorted(overdue, key=lambda m: (m.own_date or date.max, m.id)))
