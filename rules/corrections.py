"""Corrections of the plan: which words ask for one, and how far a committed date may move (B-121, B-123)."""

import re
from dataclasses import dataclass
from enum import StrEnum

from rules.people import NeedsConsent, Role
from rules.plan import Milestone
from rules.refusal import Refusal

# Working days by which a committed date may move without a change request (B-123).
LEAD_TOLERANCE_DAYS = 5
MANAGER_TOLERANCE_DAYS = 15


@dataclass(frozen=True, slots=True)
class CommitTolerance:
    """Limits of a lead and a manager for a committed date, and how far it was moved since the baseline of each.

    `crosses`: a committed date of another project would break, so that a lead cannot decide.
    """

    lead_days: int = LEAD_TOLERANCE_DAYS
    manager_days: int = MANAGER_TOLERANCE_DAYS
    lead_moved: int = 0
    manager_moved: int = 0
    crosses: bool = False

    @property
    def has_earlier(self) -> bool:
        return bool(self.lead_moved or self.manager_moved)

    def held_by_lead(self, days: int) -> bool:
        return not self.crosses and abs(self.lead_moved + days) <= self.lead_days

    def held_by_manager(self, days: int) -> bool:
        return abs(self.manager_moved + days) <= self.manager_days


DEFAULT_TOLERANCE = CommitTolerance()
MAX_NAME_LENGTH = 200


class Verb(StrEnum):
    RENAME = "rename"
    CANCEL = "cancel"
    REOPEN = "reopen"
    MOVE = "move"
    DELETE = "delete"
    COMMIT = "commit"


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of the item `id`; `argument` is the new name, the target's id or the new day as written."""

    verb: Verb
    id: str
    argument: str = ""


_VERBS = "|".join(Verb)
_ID = r"(?P<kind>PRG|PRJ|M)-?(?P<number>\d+)"
_VERB_FIRST = re.compile(rf"\s*(?P<verb>{_VERBS})\s+{_ID}\b[:,]?\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_ID_FIRST = re.compile(rf"\s*{_ID}\b[:,]?\s+(?P<verb>{_VERBS})\b\s*(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_TARGET = re.compile(r"(?:to\s+)?(PRG|PRJ)-?(\d+)", re.IGNORECASE)
_USAGE = {
    Verb.RENAME: '`rename {} "New name"`',
    Verb.CANCEL: "`cancel {}`",
    Verb.REOPEN: "`reopen {}`",
    Verb.MOVE: "`move {} to {}`",
    Verb.DELETE: "`delete {}`",
    Verb.COMMIT: "`commit {} to 14 Mar`",
}


def parse_correction(text: str) -> Correction | None:
    """Return the correction that `rename M-3 "…"` or `M-3 rename "…"` asks for, or None; raise Refusal if half said."""
    match = _VERB_FIRST.fullmatch(text) or _ID_FIRST.fullmatch(text)
    if match is None:
        return None
    verb, id = Verb(match["verb"].casefold()), f"{match['kind'].upper()}-{int(match['number'])}"
    return Correction(verb, id, _argument(verb, id, match["rest"].strip()))


def usage(verb: Verb, id: str) -> str:
    """Return how the verb is written."""
    target = "PRG-2" if id.startswith("PRJ-") else "PRJ-2"
    return _USAGE[verb].replace("{}", id, 1).replace("{}", target)


def _argument(verb: Verb, id: str, rest: str) -> str:
    if verb is Verb.RENAME:
        name = " ".join(rest.removeprefix("to ").strip().strip('"“”').split())
        if not name:
            raise Refusal("What is the new name?", "", f"Try {usage(verb, id)}.")
        return name[:MAX_NAME_LENGTH]
    if verb is Verb.MOVE:
        target = _TARGET.fullmatch(rest)
        wanted = {"M": "PRJ", "PRJ": "PRG"}.get(id.partition("-")[0])
        if wanted is None:
            raise Refusal("A program can't be moved.", "", "Move its projects: `move PRJ-1 to PRG-2`.")
        if target is None or target[1].upper() != wanted:
            raise Refusal(f"Where should {id} go?", "", f"Try {usage(verb, id)}.")
        return f"{wanted}-{int(target[2])}"
    if verb is Verb.COMMIT:
        if not id.startswith("M-"):
            raise Refusal(f"Only milestones have a committed date; {id} is none.", "", f"Try {usage(verb, 'M-3')}.")
        day = re.sub(r"^(?:to|for|on)\s+", "", rest, flags=re.IGNORECASE)
        if not day:
            raise Refusal("Which day?", "", f"Try {usage(verb, id)}.")
        return day
    if rest:
        raise Refusal(f"I don't know what “{rest[:60]}” means there.", "", f"Try {usage(verb, id)}.")
    return ""


def require_open(milestone: Milestone) -> None:
    """Raise Refusal, with the way back, if a milestone is done or cancelled: it takes no news until it is reopened."""
    require_kept(milestone)
    if milestone.done:
        raise Refusal(f"{_label(milestone)} is already done.", "", f"Reopen it first: `reopen {milestone.id}`.")


def require_kept(milestone: Milestone) -> None:
    """Raise Refusal if a milestone is cancelled."""
    if milestone.cancelled:
        raise Refusal(f"{_label(milestone)} is cancelled.", "", f"Reopen it first: `reopen {milestone.id}`.")


def _label(milestone: Milestone) -> str:
    return f"{milestone.name} ({milestone.id})" if milestone.name not in ("", milestone.id) else milestone.id


def summary_of(correction: Correction, label: str) -> str:
    """Return the correction in a few words."""
    done = {
        Verb.RENAME: f"renamed to {correction.argument}",
        Verb.CANCEL: "cancelled",
        Verb.REOPEN: "reopened",
        Verb.MOVE: f"moved to {correction.argument}",
        Verb.DELETE: "deleted",
        Verb.COMMIT: "new committed date",
    }
    return f"{label}: {done[correction.verb]}"


class BeyondTolerance(Refusal):
    """Raised for a committed date beyond what the person may move it by: it becomes a change request (B-123)."""


def require_tolerance(
    *,
    roles: frozenset[Role],
    is_lead: bool,
    is_owner: bool,
    days: int | None,
    tolerance: CommitTolerance = DEFAULT_TOLERANCE,
) -> None:
    """Raise Refusal, with who can, unless the person may move a committed date by so many working days.

    It is NeedsConsent for contributors where a lead or manager may move it so far, and BeyondTolerance for others.
    `days` is None for a milestone that had no committed date: its owner may give the first one.
    """
    if days is None and is_owner:
        return
    moved, by_lead, by_manager = days or 0, tolerance.held_by_lead(days or 0), tolerance.held_by_manager(days or 0)
    if by_manager and (Role.MANAGER in roles or (is_lead and by_lead)):
        return
    if Role.MANAGER not in roles and not is_lead and (by_manager or Role.CONTRIBUTOR not in roles):
        raise (NeedsConsent if Role.CONTRIBUTOR in roles else Refusal)(
            "Only the project lead or the program manager can change a committed date.",
            "",
            "Ask one of them, and tell them the day you need.",
        )
    who, most = ("The program manager", tolerance.manager_days) if by_manager else ("The sponsor", None)
    reach = f" up to {most} working days" if most else ""
    raise BeyondTolerance(
        f"That is {abs(moved)} working days, more than you can move a committed date by.",
        "Earlier changes since the baseline count too." if tolerance.has_earlier else "",
        f"{who} decides{reach}: ask with `change`.",
    )
