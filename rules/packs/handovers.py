"""Hand-overs kept and broken, by the pair of teams between which they were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SettledHandover:
    """A hand-over that was kept or broken on a day; both ends are names of projects."""

    record: str
    provider: str
    consumer: str
    kept: bool
    day: date


@dataclass(frozen=True, slots=True)
class PairRecord:
    """The hand-overs from one project to another: in the period, and ever until its end."""

    provider: str
    consumer: str
    kept: int
    broken: int
    kept_ever: int
    broken_ever: int
    records: tuple[str, ...] = ()


def pair_records(settled: Iterable[SettledHandover], *, first: date) -> tuple[PairRecord, ...]:
    """Return a record for each pair with a hand-over that was settled since a day, those that broke most first."""
    pairs: dict[tuple[str, str], list[SettledHandover]] = {}
    for one in settled:
        if one.provider != one.consumer:
            pairs.setdefault((one.provider, one.consumer), []).append(one)
    found = (_record(pair, own, first) for pair, own in pairs.items())
    shown = (record for record in found if record.kept or record.broken)
    return tuple(sorted(shown, key=lambda pair: (-pair.broken, -pair.kept, pair.provider, pair.consumer)))


def _record(pair: tuple[str, str], own: list[SettledHandover], first: date) -> PairRecord:
    recent = [one for one in own if one.day >= first]
    kept, kept_ever = sum(one.kept for one in recent), sum(one.kept for one in own)
    broken = tuple(one.record for one in recent if not one.kept)
    return PairRecord(*pair, kept, len(recent) - kept, kept_ever, len(own) - kept_ever, broken)
