"""Clashes as they are kept: recognised when they are found again, and the ways out with who agreed to them (B-102)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from rules.resources.bookings import FULL_LOAD_PERCENT
from rules.resources.clash_case import BookingCut, DateEffect, WayKind, WayOut
from rules.resources.overloads import RED_LOAD_PERCENT, Overload
from rules.truth.colours import Colour, day_text


class ClashState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class OfferedWay:
    """A way out with the people whose click it needs; `request` is the change request that it became."""

    way: WayOut
    needs: tuple[str, ...]
    agreed: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    request: str | None = None

    @property
    def is_agreed(self) -> bool:
        return bool(self.needs) and set(self.needs) <= set(self.agreed)

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(user for user in self.needs if user not in self.agreed)


@dataclass(frozen=True, slots=True)
class Clash:
    """A stretch of days on which a resource is booked above its capacity, with what was offered."""

    id: str
    resource: str
    first: date
    last: date
    peak: float
    capacity: float
    allocations: tuple[str, ...]
    ways: tuple[OfferedWay, ...] = ()
    basis: str = ""
    state: ClashState = ClashState.OPEN
    taken: int | None = None
    told_at: datetime | None = None
    snoozed: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        return self.state is ClashState.OPEN

    def is_snoozed(self, user: str, now: datetime) -> bool:
        until = self.snoozed.get(user)
        return until is not None and datetime.fromisoformat(until) > now


def clash_colour(clash: Clash) -> Colour:
    """Return red above 120 percent of the capacity, else amber (B-101)."""
    return Colour.RED if clash.peak > RED_LOAD_PERCENT * clash.capacity / FULL_LOAD_PERCENT else Colour.AMBER


def clash_sentence(who: str, clash: Clash, *, work: Iterable[str]) -> str:
    """Return "Ana is booked 140% from Mon 2 Mar to Fri 6 Mar by Identity, Payments (CL-1).", for lists of risks."""
    days = f"from {day_text(clash.first)} to {day_text(clash.last)}"
    return f"{who} is booked {clash.peak:g}% {days} by {', '.join(work)} ({clash.id})."


@dataclass(frozen=True, slots=True)
class Matches:
    """Overloads that are known, new ones, and open clashes whose overload is gone."""

    known: tuple[tuple[Clash, Overload], ...]
    new: tuple[Overload, ...]
    gone: tuple[Clash, ...]


def match_clashes(clashes: Iterable[Clash], overloads: Iterable[Overload]) -> Matches:
    """Recognise each overload as the open clash of the same resource that it overlaps; each clash is found once."""
    left = list(clashes)
    known: list[tuple[Clash, Overload]] = []
    new: list[Overload] = []
    for overload in sorted(overloads, key=lambda one: (one.resource, one.first)):
        found = next((clash for clash in left if _is_same(clash, overload)), None)
        if found is None:
            new.append(overload)
        else:
            left.remove(found)
            known.append((found, overload))
    return Matches(tuple(known), tuple(new), tuple(left))


def _is_same(clash: Clash, overload: Overload) -> bool:
    return clash.resource == overload.resource and clash.first <= overload.last and overload.first <= clash.last


def offer(ways: Sequence[WayOut], needs: Sequence[tuple[str, ...]], before: Sequence[OfferedWay]) -> list[OfferedWay]:
    """Return ways as they are offered; what was agreed or declined stays where the way is still the same."""
    offered = []
    for way, users in zip(ways, needs, strict=True):
        same = next((one for one in before if one.way == way and one.needs == users), None)
        offered.append(same or OfferedWay(way, users))
    return offered


def basis_of(ways: Iterable[WayOut]) -> str:
    """Return a name of what the ways change and what comes of it; another plan has another.

    The float alone is no part of it: it shrinks from day to day.
    """
    words = repr([replace(way, float_days=0) for way in ways])
    return blake2b(words.encode(), digest_size=6).hexdigest()


def agree(offered: OfferedWay, users: Collection[str]) -> OfferedWay:
    """Note the agreement of leads to a way that needs them."""
    users = [user for user in users if user in offered.needs]
    declined = tuple(one for one in offered.declined if one not in users)
    return replace(offered, agreed=tuple(dict.fromkeys((*offered.agreed, *users))), declined=declined)


def decline(offered: OfferedWay, users: Collection[str]) -> OfferedWay:
    """Note that leads do not want a way that needs them."""
    users = [user for user in users if user in offered.needs]
    agreed = tuple(one for one in offered.agreed if one not in users)
    return replace(offered, agreed=agreed, declined=tuple(dict.fromkeys((*offered.declined, *users))))


def ways_as_json(ways: Iterable[OfferedWay]) -> list[dict[str, Any]]:
    return [_plain(asdict(offered)) for offered in ways]


def ways_from_json(rows: Iterable[Mapping[str, Any]]) -> tuple[OfferedWay, ...]:
    return tuple(_offered_way(row) for row in rows)


def _offered_way(row: Mapping[str, Any]) -> OfferedWay:
    values = dict(row["way"])
    values |= {name: _day(values[name]) for name in ("to", "start")}
    values |= {name: tuple(_effect(one) for one in values[name]) for name in ("effects", "broken")}
    values["cuts"] = tuple(_cut(one) for one in values.get("cuts", ()))
    way = WayOut(**values | {"kind": WayKind(values["kind"]), "changes": tuple(values["changes"])})
    return OfferedWay(way, tuple(row["needs"]), tuple(row["agreed"]), tuple(row["declined"]), row["request"])


def _effect(row: Mapping[str, Any]) -> DateEffect:
    after = _day(row["after"])
    assert after is not None, "an effect has a date"
    return DateEffect(row["milestone"], _day(row["before"]), after, row["days"], _day(row["committed"]))


def _cut(row: Mapping[str, Any]) -> BookingCut:
    return BookingCut(**{**row, "first": date.fromisoformat(row["first"]), "last": date.fromisoformat(row["last"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    """Return the value as JSON has it."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
