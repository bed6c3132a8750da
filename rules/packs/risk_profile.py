"""The risk profile of a program at the end of a period, and what became of the one before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

_LEVELS = ("red", "amber")


@dataclass(frozen=True, slots=True)
class RiskLine:
    """A risk that was open at an instant: an alert that was computed, or an entry that someone raised.

    `days` are working days: how late, or of an entry its probability times its impact. `cause` is the milestone that
    causes it, and `others` are the lines with the same cause that it also tells of.
    """

    record: str
    level: str
    sentence: str
    days: float = 0.0
    cause: str = ""
    others: tuple["RiskLine", ...] = ()

    @property
    def count(self) -> int:
        return 1 + len(self.others)


@dataclass(frozen=True, slots=True)
class RiskProfile:
    """Open alerts by level now and then, entries of the register with their exposure, and what is new or gone."""

    red: int
    red_before: int
    amber: int
    amber_before: int
    entries: int
    entries_before: int
    exposure: float
    exposure_before: float
    new: tuple[RiskLine, ...]
    lasting: tuple[RiskLine, ...]
    gone: tuple[RiskLine, ...]


def risk_profile(
    alerts: tuple[Mapping[str, RiskLine], Mapping[str, RiskLine]],
    entries: tuple[Mapping[str, RiskLine], Mapping[str, RiskLine]],
) -> RiskProfile:
    """Compare what was open at the end of the period with what was open before it, each by key, as (now, before)."""
    now, before = {**alerts[0], **entries[0]}, {**alerts[1], **entries[1]}
    return RiskProfile(
        *_count_levels(alerts[0].values(), alerts[1].values()),
        len(entries[0]),
        len(entries[1]),
        sum(line.days for line in entries[0].values()),
        sum(line.days for line in entries[1].values()),
        _by_cause(line for key, line in now.items() if key not in before),
        _by_cause(line for key, line in now.items() if key in before),
        _by_cause(line for key, line in before.items() if key not in now),
    )


def _count_levels(now: Iterable[RiskLine], before: Iterable[RiskLine]) -> tuple[int, int, int, int]:
    levels, levels_before = [line.level for line in now], [line.level for line in before]
    red, amber = ((levels.count(level), levels_before.count(level)) for level in _LEVELS)
    return (*red, *amber)


def _by_cause(lines: Iterable[RiskLine]) -> tuple[RiskLine, ...]:
    """Return one line for each cause, the worst first: that about the cause itself where there is one."""
    groups: dict[str, list[RiskLine]] = {}
    for number, line in enumerate(sorted(lines, key=_urgency)):
        groups.setdefault(line.cause or str(number), []).append(line)
    return tuple(_told_by_first(same) for same in groups.values())


def _told_by_first(same: list[RiskLine]) -> RiskLine:
    told = next((line for line in same if line.record == line.cause), same[0])
    return replace(told, level=same[0].level, others=tuple(line for line in same if line is not told))


def _urgency(line: RiskLine) -> tuple[bool, bool, float, int, str]:
    return line.level != "red", line.level != "amber", -line.days, len(line.record), line.record
