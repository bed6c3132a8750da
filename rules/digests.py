"""The weekly digest: when an edition is due, and what it says (B-80 to B-89). Facts only; the words are templates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from rules.alerts.milestone_status import Status, rank
from rules.plan import Milestone, Plan, Project
from rules.time.working_time import zone_of
from rules.weeks import period_of

POST_AT, DRAFT_AT = time(9, 0), time(14, 0)
LATE_WITHIN = timedelta(hours=24)
ON_TIME = timedelta(minutes=10)
AHEAD = timedelta(days=14)
TOO_LATE = "not posted within a day of its time"


class Audience(StrEnum):
    """Two voices (B-87): executives read outcomes without ids; delivery reads ids, owners and dates."""

    DELIVERY = "delivery"
    EXECUTIVE = "executive"


@dataclass(frozen=True, slots=True)
class Slot:
    """One period's moment: `period` is the ISO week ("2026-W11"), `late` says that it was missed and is made good."""

    period: str
    at: datetime
    late: bool = False


def due(*, now: datetime, zone: str) -> Slot | None:
    """The edition that should stand by `now`: Monday 09:00 in the program's zone, a day late at most (B-86)."""
    slot = _at(now, zone, weekday=0, hour=POST_AT)
    waited = now - slot.at
    return Slot(slot.period, slot.at, waited > ON_TIME) if timedelta(0) <= waited <= LATE_WITHIN else None


def missed(*, now: datetime, zone: str) -> Slot:
    """The newest edition that is too late to be posted by itself: more than a day has passed since its time."""
    slot = _at(now, zone, weekday=0, hour=POST_AT)
    return slot if now - slot.at > LATE_WITHIN else _at(now - 7 * LATE_WITHIN, zone, weekday=0, hour=POST_AT)


def draft_due(*, now: datetime, zone: str) -> Slot | None:
    """Friday 14:00: the draft of the coming Monday's edition, until that is posted."""
    slot = _at(now, zone, weekday=4, hour=DRAFT_AT)
    if not timedelta(0) <= now - slot.at <= timedelta(hours=66):
        return None
    return Slot(period_of(slot.at.astimezone(zone_of(zone)).date() + timedelta(days=3)), slot.at)


def _at(now: datetime, zone: str, *, weekday: int, hour: time) -> Slot:
    """This week's moment in local time; a local time that a clock change skips counts from the instant after it."""
    local = now.astimezone(zone_of(zone))
    day = local.date() + timedelta(days=weekday - local.weekday())
    at = datetime.combine(day, hour, zone_of(zone)).astimezone(UTC)
    return Slot(period_of(day), at)


@dataclass(frozen=True, slots=True)
class Said:
    """One line of the forecast ledger: what was expected of a milestone, why, and where it was said."""

    milestone: str
    day: date | None
    kind: str
    at: datetime
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Something somebody has to do: `who` is a name, `record` the id it can be looked up by."""

    record: str
    subject: str
    text: str
    who: str
    by: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A red or amber thing with its cause; `more` are others of the same kind that share its line."""

    record: str
    level: str
    sentence: str
    project: str
    kind: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """A milestone whose expected day changed since the last edition; `days` is signed working days."""

    milestone: Milestone
    old: date | None
    new: date | None
    days: int
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the last full refresh found: `on_time` is the share of runs that keep `committed`; health: passed, made."""

    p50: date
    p80: date
    committed: date | None
    on_time: float | None
    health: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Gap:
    """A project that people report better than the data say (B-51); `why` is empty where nobody explained it."""

    project: Project
    reported: str
    computed: str
    why: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A promise that nobody says anything of (B-38): `provider` for `consumer`, with the word for how sure it is."""

    record: str
    provider: Milestone
    consumer: Milestone
    day: date | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Edition:
    """Everything an edition says, in the order it says it (B-81)."""

    program: str
    name: str
    week: int
    period: str
    since: date
    status: Status
    asks: tuple[Ask, ...]
    troubles: tuple[Trouble, ...]
    moved: tuple[Moved, ...]
    added: tuple[Milestone, ...]
    unchanged: tuple[Project, ...]
    overdue: tuple[Milestone, ...]
    soon: tuple[Milestone, ...]
    wins: tuple[Milestone, ...]
    silent: tuple[Project, ...]
    finish: date | None
    promised: date | None
    withheld: int = 0
    outlook: Outlook | None = None
    gaps: tuple[Gap, ...] = ()
    chains: tuple[tuple[Milestone, ...], ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def quiet(self) -> bool:
        """Nothing changed and nothing is needed."""
        told = self.asks or self.troubles or self.moved or self.added or self.wins or self.overdue or self.doubts
        return not told

    @property
    def headlines(self) -> tuple[Trouble, ...]:
        """The troubles with all of one kind in one line: the first of them, and which others there are."""
        kinds: dict[str, list[Trouble]] = {}
        for number, trouble in enumerate(self.troubles):
            kinds.setdefault(trouble.kind or str(number), []).append(trouble)
        return tuple(_headline(alike) for alike in kinds.values())


def _headline(alike: Sequence[Trouble]) -> Trouble:
    return replace(alike[0], more=tuple(each.record for each in alike[1:]))


def week_of(plan: Plan, today: date) -> int:
    """The program's own week number: 1 in its first."""
    return max((today - plan.program.start).days // 7 + 1, 1)


def movements(
    milestones: Mapping[str, Milestone],
    ledger: Sequence[Said],
    before: Mapping[str, date | None],
    *,
    between: Mapping[str, int],
) -> tuple[Moved, ...]:
    """One line a milestone, from what it was before the period to what it is now; there and back again is no change."""
    last = {said.milestone: said for said in ledger if said.kind == "forecast"}
    found = [
        Moved(milestones[id], before.get(id), milestones[id].expected, between.get(id, 0), said.reason, said.source)
        for id, said in last.items()
        if id in milestones and not milestones[id].done and before.get(id) != milestones[id].expected
    ]
    return tuple(sorted(found, key=lambda m: (-abs(m.days), m.milestone.id)))


def soon(milestones: Sequence[Milestone], *, today: date) -> tuple[Milestone, ...]:
    """What is expected from today on within two weeks, soonest first."""
    return _expected(milestones, today, today + AHEAD)


def overdue(milestones: Sequence[Milestone], *, today: date) -> tuple[Milestone, ...]:
    """What was expected before today and is not done, the longest overdue first."""
    return _expected(milestones, date.min, today - timedelta(days=1))


def _expected(milestones: Sequence[Milestone], first: date, last: date) -> tuple[Milestone, ...]:
    open_ones = [m for m in milestones if not m.done and m.expected and first <= m.expected <= last]
    return tuple(sorted(open_ones, key=lambda m: (m.expected or date.max, m.id)))


def worst(statuses: Mapping[str, Status]) -> Status | None:
    """The status that decides a program's colour: its worst project's, the first named among equals."""
    return min(statuses.values(), key=lambda s: rank(s.colour), default=None)
