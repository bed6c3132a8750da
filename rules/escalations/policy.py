"""Who an escalation asks: the levels of a program's policy, and the people who sit at them now."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.refusal import Refusal
from rules.time.working_time import WorkTime

MOST_REPEATS, SHORTEST, LONGEST, MOST_LEVELS = 5, 0.5, 80.0, 8


_LEVEL = re.compile(r"\b(owner|lead|manager|sponsor)\s+(\d{1,3}(?:\.\d+)?)\s*h\b", re.IGNORECASE)
_REPEAT = re.compile(r"\brepeats?\s+(\d{1,3})\b", re.IGNORECASE)


class Role(StrEnum):
    """Who a level asks."""

    OWNER = "owner"
    LEAD = "lead"
    MANAGER = "manager"
    SPONSOR = "sponsor"


SURPRISED = frozenset({Role.MANAGER, Role.SPONSOR})
"""Levels of which the owner hears first (B-70)."""


@dataclass(frozen=True, slots=True)
class Level:
    """Who is asked, and after how many of their working hours (0.5 to 80) the next level is."""

    role: Role
    hours: float


@dataclass(frozen=True, slots=True)
class Policy:
    """The levels in their order, and how often (0 to 5) all of them are gone through again."""

    levels: tuple[Level, ...] = (
        Level(Role.OWNER, 8),
        Level(Role.LEAD, 8),
        Level(Role.MANAGER, 16),
        Level(Role.SPONSOR, 16),
    )
    repeats: int = 2


@dataclass(frozen=True, slots=True)
class Seat:
    """A person who can be asked now, with their working hours; a delegate sits in the seat of who is away."""

    user: str
    work: WorkTime


@dataclass(frozen=True, slots=True)
class Ladder:
    """Who can be asked now: one seat a level (None: empty, or away without delegate), and the owner, who hears first.

    `ends` is when the repeats stop (B-67), `back` when somebody of an empty ladder returns.
    """

    seats: tuple[Seat | None, ...]
    ends: datetime
    owner: Seat | None = None
    back: datetime | None = None


def read_policy(text: str) -> Policy:
    """`owner 8h, lead 8h, manager 16h, repeat 2`; raises Refusal for hours or repeats out of range."""
    levels = tuple(Level(Role(role.casefold()), float(hours)) for role, hours in _LEVEL.findall(text))
    found = _REPEAT.search(text)
    repeats = int(found[1]) if found else Policy().repeats
    fits = all(SHORTEST <= level.hours <= LONGEST for level in levels) and repeats <= MOST_REPEATS
    if not levels or len(levels) > MOST_LEVELS or not fits or _REPEAT.sub("", _LEVEL.sub("", text)).strip(" ,"):
        raise Refusal(
            "That is no policy I can follow.",
            f"Each level is a role with {SHORTEST:g} to {LONGEST:g} working hours; at most {MOST_REPEATS} repeats.",
            "Write `owner 8h, lead 8h, manager 16h, sponsor 16h, repeat 2`.",
        )
    return Policy(levels, repeats)
