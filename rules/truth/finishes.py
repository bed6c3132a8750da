"""Expected finishes of projects and programs, and their trouble grouped by cause (B-50)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rules.plan import Milestone
from rules.time.calendars import Calendar
from rules.truth.colours import Colour, ComputedStatus, colour_rank


@dataclass(frozen=True, slots=True)
class ExpectedFinish:
    """The latest expected and the latest committed date of what is still open; None without such a date."""

    expected: date | None = None
    committed: date | None = None

    def days_later(self, earlier: date, calendar: Calendar) -> int:
        """Return the working days from an earlier expected finish to this one (negative: sooner)."""
        return 0 if self.expected is None else calendar.between(earlier, self.expected)


@dataclass(frozen=True, slots=True)
class TroubleByCause:
    """The red and amber milestones that one milestone holds up; `cause` is its id, and may be one of them."""

    cause: str
    colour: Colour
    milestones: tuple[str, ...]


def finish_of(milestones: Iterable[Milestone]) -> ExpectedFinish:
    remaining = [m for m in milestones if m.open]
    expected = max((m.expected for m in remaining if m.expected), default=None)
    return ExpectedFinish(expected, max((m.committed for m in remaining if m.committed), default=None))


def trouble_by_cause(
    milestones: Iterable[Milestone], statuses: Mapping[str, ComputedStatus]
) -> tuple[TroubleByCause, ...]:
    """Group red and amber milestones by what moves them: the worst colour first, then the most milestones."""
    groups: dict[str, list[Milestone]] = {}
    for milestone in milestones:
        if milestone.open and statuses[milestone.id].colour in (Colour.RED, Colour.AMBER):
            groups.setdefault(milestone.pushed_by or milestone.id, []).append(milestone)
    found = [_group(cause, members, statuses) for cause, members in groups.items()]
    return tuple(sorted(found, key=lambda group: (colour_rank(group.colour), -len(group.milestones), group.cause)))


def _group(cause: str, members: Sequence[Milestone], statuses: Mapping[str, ComputedStatus]) -> TroubleByCause:
    ordered = sorted(members, key=lambda m: (colour_rank(statuses[m.id].colour), m.expected or date.max, m.id))
    return TroubleByCause(cause, statuses[ordered[0].id].colour, tuple(m.id for m in ordered))
