"""A program, project or milestone as it was on an earlier day (B-120)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.register
import storage.updates
from rules.people import Person
from rules.refusal import NotFound


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """Milestones on a past day: (id, name, expected, percent, owner's name, done)."""

    day: date
    subject: str
    name: str
    milestones: tuple[tuple[str, str, date | None, int, str, bool], ...]


def plan_as_of(
    session: Session, *, person: Person, day: date, now: datetime, subject: str | None, channel: str
) -> PlanSnapshot:
    """Return a milestone, project or program at the end of a day in the person's zone.

    Raise NotFound if it did not exist then.
    """
    end = min(datetime.combine(day, time(23, 59, 59, 999999), ZoneInfo(person.zone)), now)
    team = person.team
    subject = subject or next(iter(storage.channels.subjects_served(session, team=team, channel=channel)), None)
    projects = storage.audit.state_at(session, team=team, kind="project", at=end)
    hidden = storage.privacy.hidden_ids(session, person=person)
    all_milestones = storage.audit.state_at(session, team=team, kind="milestone", at=end)
    past_milestones = {
        id: m
        for id, m in all_milestones.items()
        if id not in hidden and subject in (None, *_containing_ids(id, m, projects))
    }
    if subject and not past_milestones and subject not in projects and not subject.startswith("PRG-"):
        raise NotFound(f"There was no {subject} on {day:%d %b %Y}.", "", "Ask for a later day.")
    names = storage.people.display_names(
        session, team=team, ids=frozenset(m["owner"] for m in past_milestones.values() if m["owner"])
    )
    rows = sorted(
        (_snapshot_row(m, names) for m in past_milestones.values()),
        key=lambda row: (row[5], row[2] or date.max, row[0]),
    )
    return PlanSnapshot(day, subject or "", str(projects.get(subject or "", {}).get("name", "")), tuple(rows))


def _snapshot_row(
    milestone: Mapping[str, Any], names: Mapping[str, str]
) -> tuple[str, str, date | None, int, str, bool]:
    expected = milestone["actual"] or milestone["forecast"] or milestone["committed"] or milestone["baseline"]
    owner = names.get(milestone["owner"] or "", "nobody")
    day = date.fromisoformat(expected) if expected else None
    return milestone["id"], milestone["name"], day, milestone["percent"], owner, bool(milestone["actual"])


def _containing_ids(
    id: str, milestone: Mapping[str, Any], projects: Mapping[str, Mapping[str, Any]]
) -> tuple[str, ...]:
    return id, milestone["project"], str(projects.get(milestone["project"], {}).get("program", ""))
