"""Who an escalation asks: the levels of a program's policy, and the people who sit at them now."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.refusal import Refusal
from rules.time.working_time import WorkTime

MAX_REPEATS = 5
MIN_LEVEL_HOURS = 0.5
MAX_LEVEL_HOURS = 80.0
MAX_LEVELS = 8


_LEVEL_PATTERN = re.compile(r"\b(owner|lead|manager|sponsor)\s+(\d{1,3}(?:\.\d+)?)\s*h\b", re.IGNORECASE)
_REPEAT_PATTERN = re.compile(r"\brepeats?\s+(\d{1,3})\b", re.IGNORECASE)


class EscalationRole(StrEnum):
    """Who a level asks."""

    OWNER = "owner"
    LEAD = "lead"
    MANAGER = "manager"
    SPONSOR = "sponsor"


OWNER_WARNED_ROLES = frozenset({EscalationRole.MANAGER, EscalationRole.SPONSOR})
"""Levels of which the owner hears first (B-70)."""


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """Who is asked, and after how many of their working hours (0.5 to 80) the next level is."""

    role: EscalationRole
    hours: float


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """The levels in their order, and how often (0 to 5) all of them are gone through again."""

    levels: tuple[EscalationLevel, ...] = (
        EscalationLevel(EscalationRole.OWNER, 8),
        EscalationLevel(EscalationRole.LEAD, 8),
        EscalationLevel(EscalationRole.MANAGER, 16),
        EscalationLevel(EscalationRole.SPONSOR, 16),
    )
    repeats: int = 2


@dataclass(frozen=True, slots=True)
class Responder:
    """A person who can be asked now, with their working hours; a delegate sits in the seat of who is away."""

    user: str
    work: WorkTime


@dataclass(frozen=True, slots=True)
class EscalationChain:
    """Who can be asked now: one seat a level (None: empty, or away without delegate), and the owner, who hears first.

    `ends` is when the repeats stop (B-67), `back` when somebody of an empty ladder returns.
    """

    seats: tuple[Responder | None, ...]
    ends: datetime
    owner: Responder | None = None
    back: datetime | None = None


def parse_policy(text: str) -> EscalationPolicy:
    """`owner 8h, lead 8h, manager 16h, repeat 2`; raises Refusal for hours or repeats out of range."""
    levels = tuple(
        EscalationLevel(EscalationRole(role.casefold()), float(hours)) for role, hours in _LEVEL_PATTERN.findall(text)
    )
    found = _REPEAT_PATTERN.search(text)
    repeats = int(found[1]) if found else EscalationPolicy().repeats
    fits = all(MIN_LEVEL_HOURS <= level.hours <= MAX_LEVEL_HOURS for level in levels) and repeats <= MAX_REPEATS
    if (
        not levels
        or len(levels) > MAX_LEVELS
        or not fits
        or _REPEAT_PATTERN.sub("", _LEVEL_PATTERN.sub("", text)).strip(" ,")
    ):
        raise Refusal(
            "That is no policy I can follow.",
            f"Each level is a role with {MIN_LEVEL_HOURS:g} to {MAX_LEVEL_HOURS:g} working hours; "
            f"at most {MAX_REPEATS} repeats.",
            "Write `owner 8h, lead 8h, manager 16h, sponsor 16h, repeat 2`.",
        )
    return EscalationPolicy(levels, repeats)
