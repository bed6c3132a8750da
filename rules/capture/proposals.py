"""The origins and states of a change that awaits a yes: a draft for its author, or a proposal to another person."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Self


class ProposalOrigin(StrEnum):
    """The source of a proposed change.

    CHOICE: a line with several readings, of which its author picks one.
    MARK: a reaction or a message shortcut.
    OWNER: a change that only the owner of the milestone may make.
    ROLE: an item or committed date that the lead, the program manager or an administrator has to accept.
    GOAL: a change of goals that whoever may set them has to accept.
    ASSIGN: an assignment of a person or tool that the lead has to accept.
    """

    PROSE = "prose"
    UPDATE = "update"
    CHOICE = "choice"
    MARK = "mark"
    OWNER = "owner"
    ROLE = "role"
    GOAL = "goal"
    ASSIGN = "assign"


# What another person answers: its outcome is kept, and told to its author.
ANSWERED_ORIGINS = (ProposalOrigin.OWNER, ProposalOrigin.ROLE, ProposalOrigin.GOAL, ProposalOrigin.ASSIGN)


class ProposalState(StrEnum):
    """The state of a proposed change; an owner's proposal is accepted or rejected, a draft saved or dismissed."""

    OPEN = "open"
    SAVED = "saved"
    DISMISSED = "dismissed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class WantedKind(StrEnum):
    PROGRAM = "program"
    PROJECT = "project"
    MILESTONE = "milestone"
    COMMIT = "commit"


@dataclass(frozen=True, slots=True)
class WantedChange:
    """An item that a person wants to create, or a committed date they want for the milestone `parent`.

    `parent` is the program of a project, the project of a milestone; `user` the lead or owner; `was` is the committed
    date as its author saw it.
    """

    kind: WantedKind
    name: str
    parent: str = ""
    day: date | None = None
    user: str | None = None
    duration: int = 0
    was: date | None = None

    def to_json(self) -> dict[str, Any]:
        days = {name: day.isoformat() if day else None for name, day in (("day", self.day), ("was", self.was))}
        return asdict(self) | {"kind": self.kind.value} | days

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        days = {name: date.fromisoformat(day) if (day := stored[name]) else None for name in ("day", "was")}
        return cls(**{**stored, **days, "kind": WantedKind(stored["kind"])})

    def title(self, where: str) -> str:
        """Return it in a few words; `where` names the project, program or milestone."""
        if self.kind is WantedKind.COMMIT:
            return f"New committed date of {where}"
        return f"New {self.kind} {self.name}" + (f" in {where}" if where else "")

    def is_same(self, other: "WantedChange") -> bool:
        """Return whether both ask for the same thing: an item of this name, or this day."""
        same_thing = (self.kind, self.parent, self.name.casefold()) == (other.kind, other.parent, other.name.casefold())
        return same_thing and (self.kind is not WantedKind.COMMIT or self.day == other.day)
