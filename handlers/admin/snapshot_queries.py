"""A program, project or milestone as it was on an earlier day (B-120)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
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
import storage.reporting.confidence
import storage.updates
from handlers.admin.audit_lines import readable_value
from handlers.common import load
from handlers.common.requests import local_date
from handlers.packs import moments
from rules import audit, slack_ids
from rules.dates import format_day
from rules.figures import figure_text
from rules.goals.scores import KeyResult, progress_words
from rules.people import Person
from rules.refusal import NotAllowed, NotFound, Refusal
from rules.register import entry_kind_of
from rules.reporting.confidence import DeliveryConfidence

# A milestone on a past day: its id, name, expected date, percent, owner's name, and whether it was done.
MilestoneThen = tuple[str, str, date | None, int, str, bool]


@dataclass(frozen=True, slots=True)
class PlanSnapshot:
    """Milestones on a past day; `closed` if the project was."""

    day: date
    subject: str
    name: str
    milestones: tuple[MilestoneThen, ...]
    at: time | None = None
    closed: date | None = None
    confidence: DeliveryConfidence | None = None


@dataclass(frozen=True, slots=True)
class ItemSnapshot:
    """A blocker, register entry or hand-over on a past day; `fields` are its readable fields that had a value."""

    day: date
    subject: str
    kind: str
    values: Mapping[str, Any]
    fields: tuple[tuple[str, Any], ...]
    resolved: bool
    at: time | None = None


def plan_as_of(
    session: Session,
    *,
    person: Person,
    day: date,
    at: time | None = None,
    now: datetime,
    subject: str | None,
    channel: str,
) -> PlanSnapshot | ItemSnapshot:
    """Return an item, project or program at a time of a day in the person's zone, or at the end of the day.

    Raise NotFound if it did not exist then.
    """
    end = min(datetime.combine(day, at or time(23, 59, 59, 999999), ZoneInfo(person.zone)), now)
    team, hidden = person.team, storage.privacy.hidden_ids(session, person=person)
    if subject and (kind := _item_kind(subject)):
        return _item_as_of(session, person, kind, subject, day=day, at=at, end=end, hidden=hidden)
    subject = subject or next(iter(storage.channels.subjects_served(session, team=team, channel=channel)), None)
    projects = storage.audit.state_at(session, team=team, kind="project", at=end)
    programs = storage.audit.state_at(session, team=team, kind="program", at=end)
    all_milestones = storage.audit.state_at(session, team=team, kind="milestone", at=end)
    past_milestones = {
        id: m
        for id, m in all_milestones.items()
        if id not in hidden and subject in (None, *_containing_ids(id, m, projects))
    }
    if subject and not past_milestones and subject not in (*projects, *programs):
        raise _did_not_exist(person, subject, day, now)
    rows = _rows_then(session, team, past_milestones, projects, end)
    record = projects.get(subject or "") or programs.get(subject or "") or {}
    closed = date.fromisoformat(record["closed"]) if record.get("closed") else None
    snapshot = PlanSnapshot(day, subject or "", str(record.get("name", "")), rows, at, closed)
    return replace(snapshot, confidence=_confidence_then(session, team, subject, end))


def _rows_then(
    session: Session, team: str, milestones: Mapping[str, Any], projects: Mapping[str, Any], end: datetime
) -> tuple[MilestoneThen, ...]:
    """Return the milestones at an instant with the dates that were expected, those that were done last."""
    owners = frozenset(m["owner"] for m in milestones.values() if m["owner"])
    names = storage.people.display_names(session, team=team, ids=owners)
    programs = {str(projects[m["project"]]["program"]) for m in milestones.values() if m["project"] in projects}
    expected = moments.expected_days_at(session, team=team, programs=sorted(programs), at=end)
    rows = (_snapshot_row(m, names, expected.get(id)) for id, m in milestones.items())
    return tuple(sorted(rows, key=lambda row: (row[5], row[2] or date.max, row[0])))


def _confidence_then(session: Session, team: str, subject: str | None, end: datetime) -> DeliveryConfidence | None:
    """Return the delivery confidence of a program at an instant; None for anything else."""
    return storage.reporting.confidence.find_confidence(session, team=team, program=subject or "", until=end)


def _item_kind(subject: str) -> str:
    """Return the kind of a single item in the log; "" for a milestone, project or program."""
    if entry_kind_of(subject):
        return "entry"
    kind = {
        "B": "blocker",
        "D": "dependency",
        "G": "goal",
        "BEN": "benefit",
        "CR": "change_request",
        "SC": "scenario",
        "DEC": "decision",
        "RES": "resource",
        "AL": "allocation",
        "M": "",
        "PRJ": "",
        "PRG": "",
    }.get(subject.partition("-")[0])
    if kind is None:
        raise Refusal(
            f"I can't show {subject} as of a past day.",
            "",
            "`asof` shows programs, projects, milestones, hand-overs, blockers, risks, issues, assumptions, goals, "
            "benefits, decisions, change requests, scenarios, people, tools and assignments.",
        )
    return kind


def _item_as_of(
    session: Session,
    person: Person,
    kind: str,
    subject: str,
    *,
    day: date,
    at: time | None,
    end: datetime,
    hidden: Collection[str],
) -> ItemSnapshot:
    values = storage.audit.state_at(session, team=person.team, kind=kind, at=end).get(subject)
    if values is None or {subject, values.get("milestone"), values.get("provider"), values.get("consumer")} & {*hidden}:
        raise _did_not_exist(person, subject, day, end)
    if kind == "allocation" and not load.readable_allocations(session, person=person)(values):
        raise NotAllowed(f"You may not see {subject}.", "Only they themselves, the project's lead and managers can.")
    ids = slack_ids.find(" ".join(str(value) for value in values.values()))
    names = storage.people.names_of_ids(session, team=person.team, ids=ids)
    readable = {field: readable_value(field, value, names) for field, value in values.items()}
    shown = audit.filled_fields(kind, values)
    fields = tuple((field, readable[field]) for field in shown)
    if kind == "goal":
        fields += tuple(("key_result", text) for text in _key_results_at(session, person.team, subject, end))
    is_resolved = bool(values.get("resolved_at") or values.get("closed_at") or values.get("closed"))
    return ItemSnapshot(day, subject, kind, readable, fields, is_resolved, at)


def _key_results_at(session: Session, team: str, goal: str, end: datetime) -> Iterator[str]:
    """Yield the key results of a goal as they were: "Churn, 4.2 → 3.8%: 3.9%, 75% of the way"."""
    for values in storage.audit.state_at(session, team=team, kind="key_result", at=end).values():
        if values["goal"] == goal:
            columns = ("number", "name", "baseline", "target", "unit", "actual")
            result = KeyResult(*(values[name] for name in columns))
            ends = f"{figure_text(result.baseline)} → {figure_text(result.target, result.unit)}"
            figure = f"{figure_text(result.actual, result.unit)}, " if result.actual is not None else ""
            yield f"{result.name}, {ends}: {figure}{progress_words(result)}"


def _did_not_exist(person: Person, subject: str, day: date, now: datetime) -> NotFound:
    today = local_date(person, now)
    return NotFound(f"There was no {subject} on {format_day(day, today=today)}.", "", "Ask for a later day.")


def _snapshot_row(milestone: Mapping[str, Any], names: Mapping[str, str], expected: date | None) -> MilestoneThen:
    """Return the row of a milestone; of a cancelled one, which the plan leaves out, with the date that it was given."""
    given = milestone["actual"] or milestone["forecast"] or milestone["committed"] or milestone["baseline"]
    owner = names.get(milestone["owner"] or "", "no owner")
    day = expected or (date.fromisoformat(given) if given else None)
    return milestone["id"], milestone["name"], day, milestone["percent"], owner, bool(milestone["actual"])


def _containing_ids(
    id: str, milestone: Mapping[str, Any], projects: Mapping[str, Mapping[str, Any]]
) -> tuple[str, ...]:
    return id, milestone["project"], str(projects.get(milestone["project"], {}).get("program", ""))
