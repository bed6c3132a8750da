"""Prices of days: what a day of a milestone costs to save, as its lead or the program manager says."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.change_requests
import storage.changes
import storage.people
import storage.plan
from handlers.common import access
from handlers.common.requests import Source
from rules import corrections
from rules.figures import LARGEST_FIGURE
from rules.people import Action, Person
from rules.plan import Milestone
from rules.refusal import Refusal
from rules.truth.statuses import label_of

USAGE = "`M-3 crash 500 per day up to 2 days`"
_CRASH = re.compile(
    r"(?P<cost>\d[\d ,.’']*?)(?P<kilo>k)?\s*(?:per|a|/)\s*day\s*,?\s*(?:up\s+to|max(?:imum)?|for)\s+(?P<days>\d{1,4})"
    r"(?:\s*d(?:ays?)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CrashData:
    """The price of a day of a milestone, and how many may be bought."""

    cost: float
    days: int


def parse_crash(text: str) -> CrashData | None:
    """Read `500 per day up to 2 days`; None for `off`."""
    if text.strip().casefold() in ("off", "none"):
        return None
    match = _CRASH.fullmatch(text.strip())
    if not match:
        raise Refusal("What does a day cost, and how many can be bought?", "", f"Try {USAGE}.")
    cost = float(re.sub(r"[ ,’']", "", match["cost"])) * (1000 if match["kilo"] else 1)
    if cost > LARGEST_FIGURE:
        raise Refusal(f"“{match['cost'][:30]}” is too large.", "", f"Try {USAGE}.")
    return CrashData(round(cost, 2), int(match["days"]))


def set_crash_data(
    session: Session, *, person: Person, id: str, data: CrashData | None, source: Source, now: datetime
) -> Milestone:
    """Save what a day of a milestone costs to save, for who may change the budget of its project."""
    access.require_visible(session, person=person, text=id)
    milestone = storage.plan.milestone(session, team=person.team, id=id)
    corrections.require_open(milestone)
    program = storage.plan.program_of_milestone(session, team=person.team, milestone=id)
    storage.people.require_permission(
        session, person=person, action=Action.EDIT_BUDGET, program=program, project=milestone.project
    )
    if data and data.days > milestone.duration:
        raise Refusal(
            f"{label_of(milestone)} takes {milestone.duration} working days.",
            "",
            f"Up to {milestone.duration} can be bought." if milestone.duration else f"Try `change {id} takes 5d`.",
        )
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    values = {"crash_cost": data.cost if data else None, "crash_days": data.days if data else None}
    storage.change_requests.set_duration(
        session, team=person.team, milestone=id, values=values, by=person.id, now=now, source=""
    )
    storage.changes.describe(session, f"{label_of(milestone)}: days that may be bought")
    return storage.plan.milestone(session, team=person.team, id=id)
