"""Escalation policies: the levels of a program, and the people who fill them now."""

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
    """The role a level asks."""

    OWNER = "owner"
    LEAD = "lead"
    MANAGER = "manager"
    SPONSOR = "sponsor"


# Before these levels are asked, the owner is warned (B-70).
OWNER_WARNED_ROLES = frozenset({EscalationRole.MANAGER, EscalationRole.SPONSOR})


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """One level: the role to ask, and the working hours (0.5 to 80) until the next level is asked."""

    role: EscalationRole
    hours: float


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """The levels in order, and how often (0 to 5) the whole chain repeats."""

    levels: tuple[EscalationLevel, ...] = (
        EscalationLevel(EscalationRole.OWNER, 8),
        EscalationLevel(EscalationRole.LEAD, 8),
        EscalationLevel(EscalationRole.MANAGER, 16),
        EscalationLevel(EscalationRole.SPONSOR, 16),
    )
    repeats: int = 2


@dataclass(frozen=True, slots=True)
class Responder:
    """A person who can be asked now, with their working hours; a delegate takes the place of an absent person."""

    user: str
    work: WorkTime


@dataclass(frozen=True, slots=True)
class EscalationChain:
    """The people who can be asked now: one seat per level (None: empty, or away without a delegate), and the owner.

    `ends` is when the repeats stop (B-67), `back` when the first person of an empty chain returns.
    """

    seats: tuple[Responder | None, ...]
    ends: datetime
    owner: Responder | None = None
    back: datetime | None = None


def parse_policy(text: str) -> EscalationPolicy:
    """Parse `owner 8h, lead 8h, manager 16h, repeat 2`; raise Refusal for hours or repeats out of range."""
    levels = tuple(
        EscalationLevel(EscalationRole(role.casefold()), float(hours)) for role, hours in _LEVEL_PATTERN.findall(text)
    )
    match = _REPEAT_PATTERN.search(text)
    repeats = int(match[1]) if match else EscalationPolicy().repeats
    is_in_range = all(MIN_LEVEL_HOURS <= level.hours <= MAX_LEVEL_HOURS for level in levels) and repeats <= MAX_REPEATS
    if (
        not levels
        or len(levels) > MAX_LEVELS
        or not is_in_range
        or _REPEAT_PATTERN.sub("", _LEVEL_PATTERN.sub("", text)).strip(" ,")
    ):
        raise Refusal(
            "That is no policy I can follow.",
            f"Each level is a role with {MIN_LEVEL_HOURS:g} to {MAX_LEVEL_HOURS:g} working hours; "
            f"at most {MAX_REPEATS} repeats.",
            "Write `owner 8h, lead 8h, manager 16h, sponsor 16h, repeat 2`.",
        )
    return EscalationPolicy(levels, repeats)
