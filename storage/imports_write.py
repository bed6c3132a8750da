"""An import, written: rows, channel links, ledger; in the caller's transaction, signed by who brought it in."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.plan
from program.people import Role
from program.plan import Dependency, Milestone, Plan, Project
from storage.imports import Change, Changes, more
from storage.imports_match import SLACK_ID
from storage.people import grant
from storage.tables.plan import ChannelLinkRow, DependencyRow, ForecastRow, MilestoneRow, ProgramRow, ProjectRow

Days = frozenset[date] | list[date]


def write(
    session: Session, *, team: str, changes: Changes, by: str, manager: str | None, now: datetime, source: str
) -> None:
    """This will do what `changes` says. `manager` is for a new program whose file names none; `source` is the file."""
    storage.audit.acting(session, team=team, actor=by, now=now, source=source)
    if changes.creates:
        _add_program(session, team=team, plan=changes.plan, manager=manager, now=now)
    session.flush()
    for project in changes.projects:
        _add_project(session, team=team, project=project, now=now)
    session.flush()
    for project in changes.projects:
        _link(session, team=team, project=project.id, channels=project.channels, now=now)
    session.add_all(_milestone_row(milestone, team=team, now=now) for milestone in changes.milestones)
    session.flush()
    reason = f"import of {source}"
    session.add_all(_first_dates(changes.milestones, team=team, by=by, now=now, reason=reason))
    session.add_all(_dependency_row(link, team=team, now=now) for link in changes.dependencies)
    _change(session, team=team, changes=changes, by=by, now=now, reason=reason)
    _reserve(session, team=team, changes=changes)
    session.flush()


def _add_program(session: Session, *, team: str, plan: Plan, manager: str | None, now: datetime) -> None:
    program, calendar = plan.program, plan.program.calendar
    row = ProgramRow(
        team=team,
        id=program.id,
        name=program.name or program.id,
        start=program.start,
        data_date=program.data_date,
        zone=program.zone,
        country=calendar.country,
        workdays=list(calendar.workdays),
        holidays=_spelled(calendar.holidays),
        extra=_spelled(calendar.extra),
        manager=program.manager or manager,
        targets=list(plan.targets),
        more=more(plan),
        created_at=now,
    )
    session.add(row)
    if row.manager and SLACK_ID.fullmatch(row.manager):
        grant(session, team=team, scope=program.id, role=Role.MANAGER, user=row.manager)


def _spelled(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _add_project(session: Session, *, team: str, project: Project, now: datetime) -> None:
    row = ProjectRow(team=team, id=project.id, program=project.program, name=project.name, created_at=now)
    row.lead, row.goals = project.lead, dict(project.goals)
    session.add(row)


def _link(session: Session, *, team: str, project: str, channels: Iterable[str], now: datetime) -> None:
    """The order of the file is kept: channels are read back by when they were last used."""
    for at, channel in enumerate(channels):
        used = now + timedelta(microseconds=at)
        if session.get(ChannelLinkRow, (team, channel, project, "project")) is None:
            session.add(ChannelLinkRow(team=team, channel=channel, subject=project, purpose="project", used_at=used))


def _milestone_row(m: Milestone, *, team: str, now: datetime) -> MilestoneRow:
    row = MilestoneRow(team=team, id=m.id, project=m.project, name=m.name, touched_at=now, created_at=now)
    row.duration, row.percent, row.not_before = m.duration, m.percent, m.not_before
    row.baseline, row.committed, row.forecast, row.actual = m.baseline, m.committed, m.forecast, m.actual
    row.optimistic, row.pessimistic, row.aliases = m.optimistic, m.pessimistic, list(m.aliases)
    row.owner, row.role = _owner_and_role(m.owner)
    return row


def _owner_and_role(said: str | None) -> tuple[str | None, str]:
    """A Slack user owns; any other words are the role that has to answer for it."""
    return (said, "") if said and SLACK_ID.fullmatch(said) else (None, said or "")


def _first_dates(
    milestones: Iterable[Milestone], *, team: str, by: str, now: datetime, reason: str
) -> Iterable[ForecastRow]:
    """Baseline first, then what was forecast otherwise, then the day it was done."""
    for m in milestones:
        days = {"baseline": m.baseline or m.forecast, "forecast": m.forecast, "actual": m.actual}
        if days["forecast"] == days["baseline"]:
            days["forecast"] = None
        for kind, day in days.items():
            if day:
                yield ForecastRow(team=team, milestone=m.id, day=day, kind=kind, by=by, at=now, reason=reason)


def _dependency_row(d: Dependency, *, team: str, now: datetime) -> DependencyRow:
    row = DependencyRow(team=team, id=d.id, provider=d.provider, consumer=d.consumer, created_at=now, state_at=now)
    row.type, row.lag, row.strength, row.state = d.type.value, d.lag, d.strength.value, d.state.value
    row.provider_user, row.consumer_user, row.need_by = d.provider_user, d.consumer_user, d.need_by
    return row


def _change(session: Session, *, team: str, changes: Changes, by: str, now: datetime, reason: str) -> None:
    by_subject: dict[str, list[Change]] = defaultdict(list)
    for change in changes.changed:
        by_subject[change.subject].append(change)
    kinds: tuple[tuple[type[Any], Iterable[str], Callable[..., None]], ...] = (
        (ProgramRow, (changes.plan.program.id,), _change_program),
        (ProjectRow, (project.id for project in changes.plan.projects), _change_project),
        (DependencyRow, (link.id for link in changes.plan.dependencies), _change_dependency),
    )
    for kind, ids, apply in kinds:
        for id in ids:
            for change in by_subject.get(id, ()):
                apply(session, session.get(kind, (team, id)), change, now)
    for milestone in changes.plan.milestones:
        if found := by_subject.get(milestone.id):
            row = storage.plan.milestone_row(session, team=team, id=milestone.id)
            _change_milestone(session, row, found, by=by, now=now, reason=reason)


def _change_program(_: Session, row: ProgramRow, change: Change, __: datetime) -> None:
    if change.field in ("holidays", "extra"):
        setattr(row, change.field, _spelled(change.new))
    elif change.field in ("workdays", "targets"):
        setattr(row, change.field, list(change.new))
    elif hasattr(row, change.field):
        setattr(row, change.field, change.new)
    else:
        row.more = {**row.more, change.field: change.new}


def _change_project(session: Session, row: ProjectRow, change: Change, now: datetime) -> None:
    if change.field == "channels":
        _link(session, team=row.team, project=row.id, channels=change.new, now=now)
    else:
        setattr(row, change.field, dict(change.new) if change.field == "goals" else change.new)


def _change_dependency(_: Session, row: DependencyRow, change: Change, now: datetime) -> None:
    setattr(row, change.field, str(change.new) if change.field in ("strength", "state") else change.new)
    if change.field == "state":
        row.state_at = now


def _change_milestone(
    session: Session, row: MilestoneRow, found: list[Change], *, by: str, now: datetime, reason: str
) -> None:
    for change in found:
        if change.field == "owner":
            row.owner, row.role = _owner_and_role(change.new)
        else:
            setattr(row, change.field, list(change.new) if change.field == "aliases" else change.new)
    row.touched_at = now
    for kind in ("forecast", "actual"):
        if any(change.field == kind for change in found):
            storage.plan.note_forecast(session, row=row, kind=kind, by=by, now=now, reason=reason)


def _reserve(session: Session, *, team: str, changes: Changes) -> None:
    """The highest number of each kind is enough: ids are only ever counted up."""
    highest: dict[str, int] = {}
    programs = [changes.plan.program.id] if changes.creates else []
    kinds = (changes.projects, changes.milestones, changes.dependencies)
    for id in (*programs, *(thing.id for things in kinds for thing in things)):
        prefix, _, number = id.rpartition("-")
        if prefix in ("PRG", "PRJ", "M", "D") and number.isdigit() and len(number) < 9:
            highest[prefix] = max(highest.get(prefix, 0), int(number))
    storage.plan.reserve(session, team=team, ids=[f"{prefix}-{number}" for prefix, number in highest.items()])
