"""Lateness of a finished project by its causes: slips, late hand-overs, approved changes and paths that met late.

Each milestone ends when its predecessors let it, not before its baseline, plus what it loses by itself. With all own
losses that gives the actual dates, with none of them the baseline as the links allow it. So the worth of some causes is
how late the project would have been with these alone, and the Shapley value shares the whole among them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules.closeouts.shapley import round_shares, shapley
from rules.plan import Dependency, LinkType, Milestone
from rules.schedule.network import planned_links
from rules.time.calendars import Calendar

MERGE = "merge"


@dataclass(frozen=True, slots=True)
class ApprovedShift:
    """Working days by which an approved change request moved a milestone's agreed date."""

    request: str
    milestone: str
    days: int


@dataclass(frozen=True, slots=True)
class LatenessCause:
    """One cause with its working days, negative where it won time; `error` where they are sampled.

    `kind` is slip, hand-over (a slip in another project), change or merge; `id` the milestone or the request.
    """

    kind: str
    id: str
    days: float
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Lateness:
    """Working days from the baseline finish to the finish, with the causes that sum to them, the greatest first."""

    days: int
    baseline: date
    finish: date
    causes: tuple[LatenessCause, ...] = ()


@dataclass(frozen=True, slots=True)
class _Chain:
    """The part of a plan that leads to a project, as counts of working days."""

    order: tuple[str, ...]
    targets: tuple[str, ...]
    planned: Mapping[str, int]
    actual: Mapping[str, int]
    before: Mapping[str, Sequence[tuple[str, int]]]
    losses: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def finish(self, causes: frozenset[str]) -> int:
        """Return when the project ends if only these causes had happened."""
        ends: dict[str, int] = {}
        for name in self.order:
            pushed = (ends[source] + gap for source, gap in self.before[name])
            own = sum(days for cause, days in self.losses.get(name, {}).items() if cause in causes)
            ends[name] = max(self.planned[name], *pushed) + own if self.before[name] else self.planned[name] + own
        return max(ends[name] for name in self.targets)


def lateness_by_cause(
    project: str,
    milestones: Iterable[Milestone],
    links: Iterable[Dependency],
    *,
    calendar: Calendar,
    shifts: Sequence[ApprovedShift] = (),
) -> Lateness | None:
    """Return how late a project ended after its baseline, by cause; None if nothing in it has a baseline and an end."""
    rows = {milestone.id: milestone for milestone in milestones if milestone.cancelled is None and milestone.expected}
    targets = [row for row in rows.values() if row.project == project]
    planned = [row.baseline for row in targets if row.baseline]
    if not planned:
        return None
    chain = _with_losses(_chain(rows, [row.id for row in targets], links, calendar), shifts)
    baseline, finish = max(planned), max(row.expected for row in targets if row.expected)
    whole = calendar.between(baseline, finish)
    players = tuple(sorted({cause for own in chain.losses.values() for cause in own}))
    shares = shapley(players, lambda causes: float(chain.finish(causes)))
    days = {name: share.value for name, share in shares.items()} | {
        MERGE: float(chain.finish(frozenset()) - calendar.count(baseline))
    }
    shown = round_shares(days)
    causes = [
        LatenessCause(_kind(name, project, rows), name if name != MERGE else "", shown[name], _error(shares, name))
        for name in days
        if shown[name]
    ]
    return Lateness(whole, baseline, finish, tuple(sorted(causes, key=lambda cause: (-abs(cause.days), cause.id))))


def _error(shares: Mapping[str, object], name: str) -> float:
    return float(getattr(shares.get(name), "error", 0.0))


def _kind(name: str, project: str, rows: Mapping[str, Milestone]) -> str:
    if name == MERGE or name not in rows:
        return MERGE if name == MERGE else "change"
    return "slip" if rows[name].project == project else "hand-over"


def _chain(
    rows: Mapping[str, Milestone], targets: Sequence[str], links: Iterable[Dependency], calendar: Calendar
) -> _Chain:
    """Return the project's milestones with all that they depend on, sources first."""
    before: dict[str, list[tuple[str, int]]] = {}
    for link in planned_links(tuple(links)):
        if link.provider in rows and link.consumer in rows:
            before.setdefault(link.consumer, []).append((link.provider, _gap(link, rows)))
    order: list[str] = []
    seen: set[str] = set()
    stack = [(name, False) for name in targets]
    while stack:
        name, is_done = stack.pop()
        if is_done:
            order.append(name)
        elif name not in seen:
            seen.add(name)
            stack.append((name, True))
            stack += [(source, False) for source, _ in before.get(name, ()) if source not in seen]
    actual = {name: calendar.count(day) for name in order if (day := rows[name].expected)}
    planned = {
        name: calendar.count(rows[name].baseline or rows[name].committed or rows[name].expected or date.max)
        for name in order
    }
    return _Chain(tuple(order), tuple(targets), planned, actual, {name: tuple(before.get(name, ())) for name in order})


def _gap(link: Dependency, rows: Mapping[str, Milestone]) -> int:
    """Return the working days from the provider's finish to the earliest finish of the consumer."""
    provider, consumer = rows[link.provider].duration, rows[link.consumer].duration
    start = 0 if link.type in (LinkType.FS, LinkType.FF) else -provider
    return start + link.lag + (consumer if link.type in (LinkType.FS, LinkType.SS) else 0)


def _with_losses(chain: _Chain, shifts: Sequence[ApprovedShift]) -> _Chain:
    """Return the chain with what each milestone lost by itself: approved changes first, the rest is its own slip."""
    losses: dict[str, dict[str, int]] = {}
    for name in chain.order:
        pushed = (chain.actual[source] + gap for source, gap in chain.before[name])
        lost = chain.actual[name] - max((chain.planned[name], *pushed))
        own: dict[str, int] = {}
        for shift in shifts:
            if shift.milestone == name and lost > 0 and shift.days > 0:
                own[shift.request] = own.get(shift.request, 0) + min(shift.days, lost - sum(own.values()))
        own[name] = lost - sum(own.values())
        losses[name] = {cause: days for cause, days in own.items() if days}
    return _Chain(chain.order, chain.targets, chain.planned, chain.actual, chain.before, losses)
