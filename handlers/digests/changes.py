"""The changes since the last edition: dates that moved, and the projects in which anything happened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlmodel import Session

import storage.channels
import storage.digests
import storage.forecast_ledger
import storage.milestone_activity
import storage.register
import storage.updates
from handlers.plan.queries import ProgramState
from rules.digests import moves
from rules.digests.editions import MovedMilestone, RequestedAction
from rules.digests.moves import ForecastRecord
from rules.plan import Milestone
from rules.schedule.expected_dates import with_expected_dates
from rules.time.calendars import Calendar
from rules.time.working_time import local_day

T = TypeVar("T", RequestedAction, MovedMilestone)
WEEK = timedelta(days=7)
# Replaces the link to a message that was deleted (B-25).
DELETED_SOURCE = "deleted"
# Without an earlier edition to compare with, a project of these colours is no quiet one.
_TROUBLED_COLOURS = frozenset({"red", "amber"})


@dataclass(frozen=True, slots=True)
class LastEdition:
    """The last edition before this one, and what it said; without one, a week ago and nothing."""

    at: datetime
    expected: Mapping[str, date] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    on_time: float | None = None
    owners: Mapping[str, str] = field(default_factory=dict)


def last_edition(session: Session, *, team: str, program: str, period: str, channel: str, now: datetime) -> LastEdition:
    """Return the channel's last edition; that of any channel for one that gets none, as in a preview."""
    gets_digest = storage.channels.find_digest_channel(session, team=team, program=program, channel=channel)
    edition = storage.digests.last_posted_edition(
        session, team=team, program=program, before=period, channel=channel if gets_digest else None
    )
    if edition is None:
        return LastEdition(now - WEEK)
    expected = {id: date.fromisoformat(day) for id, day in edition.facts.get("expected", {}).items()}
    facts = edition.facts
    return LastEdition(edition.at, expected, facts.get("colours", {}), facts.get("on_time"), facts.get("owners", {}))


def date_changes(
    session: Session,
    *,
    team: str,
    state: ProgramState,
    milestones: Mapping[str, Milestone],
    last: LastEdition,
    channel: str,
) -> tuple[MovedMilestone, ...]:
    """Return the milestones whose expected date is another than at the last edition, with reason and source."""
    restricted = storage.updates.restricted_sources(session, team=team, at=last.at)
    ledger = [
        ForecastRecord(
            e.milestone,
            e.day,
            e.kind,
            e.at,
            *(("", "") if restricted.get(e.source, channel) != channel else (e.reason, e.source)),
        )
        for e in storage.forecast_ledger.entries_since(session, team=team, at=last.at)
    ]
    before = last.expected or _expected_then(session, team, state, ledger, at=last.at)
    calendar = Calendar.of(state.plan.program.calendar)
    moved = moves.moved_milestones(milestones, ledger, before, calendar=calendar, today=state.today)
    return mark_deleted_sources(session, team=team, items=moved)


def _expected_then(
    session: Session, team: str, state: ProgramState, ledger: Iterable[ForecastRecord], *, at: datetime
) -> dict[str, date]:
    """Return the expected dates at an instant, from the dates that owners gave until then; of new ones, the first."""
    first_days = {entry.milestone: entry.day for entry in reversed([*ledger]) if entry.kind == "baseline"}
    stated = first_days | storage.digests.expected_days_at(session, team=team, at=at)
    day = local_day(state.plan.program.zone, at)
    then = tuple(
        replace(m, forecast=stated[m.id], actual=None if m.actual and m.actual > day else m.actual)
        for m in state.plan.milestones
        if m.id in stated
    )
    known = {m.id for m in then}
    links = tuple(link for link in state.plan.dependencies if {link.provider, link.consumer} <= known)
    plan = with_expected_dates(replace(state.plan, milestones=then, dependencies=links), today=day)
    return {m.id: m.expected for m in plan.milestones if m.expected}


def changed_projects(
    session: Session,
    *,
    team: str,
    state: ProgramState,
    milestones: Mapping[str, Milestone],
    changed: Iterable[Milestone],
    last: LastEdition,
) -> frozenset[str]:
    """Return the projects in which something was said, moved, blocked or recoloured since the last edition.

    A blocker that was open before is no news (F23).
    """
    touched = storage.milestone_activity.milestones_updated_since(session, team=team, ids=milestones, since=last.at)
    projects = {milestone.project for milestone in changed} | {milestones[id].project for id in touched}
    own = [project for project in state.plan.projects if project.program == state.plan.program.id]
    written = storage.milestone_activity.last_updates(session, team=team, projects=[project.id for project in own])
    projects |= {id for id, at in written.items() if at >= last.at}
    entries = storage.register.entries_changed_since(session, team=team, since=last.at)
    projects |= {entry.project for entry in entries}
    colours = {project.id: state.project_status(project).colour.value for project in own}
    projects |= {
        id
        for id, colour in colours.items()
        if (colour != last.colours[id] if id in last.colours else colour in _TROUBLED_COLOURS)
    }
    return frozenset(projects)


def mark_deleted_sources(session: Session, *, team: str, items: tuple[T, ...]) -> tuple[T, ...]:
    """Return the same asks or moves, with `DELETED_SOURCE` as the source where the message was deleted."""
    deleted_sources = storage.updates.deleted_sources(
        session, team=team, permalinks=frozenset(item.source for item in items)
    )
    return tuple(replace(item, source=DELETED_SOURCE) if item.source in deleted_sources else item for item in items)
