"""An import, written: rows, channel links, ledger; in the caller's transaction, signed by who brought it in."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

import storage.audit
import storage.plan
from rules.people import Role
from rules.plan import Dependency, Milestone, Plan, Project
from storage.imports.changes import FieldChange, ImportChanges, extra_parts
from storage.imports.match import SLACK_USER_ID
from storage.people import grant_role
from storage.tables.audit import AuditRow
from storage.tables.base import BaseRow, core_table
from storage.tables.plan import ChannelLinkRow, DependencyRow, ForecastRow, MilestoneRow, ProgramRow, ProjectRow


def write_import(
    session: Session, *, team: str, changes: ImportChanges, by: str, manager: str | None, now: datetime, source: str
) -> None:
    """This will do what `changes` says. `manager` is for a new program whose file names none; `source` is the file."""
    storage.audit.set_actor(session, team=team, actor=by, now=now, source=source)
    if changes.creates:
        _add_program(session, team=team, plan=changes.plan, manager=manager, now=now)
    session.flush()
    for project in changes.projects:
        _add_project(session, team=team, project=project, now=now)
    session.flush()
    for project in changes.projects:
        _link_channels(session, team=team, project=project.id, channels=project.channels, now=now)
    session.flush()
    reason = f"import of {source}"
    milestone = MilestoneRow(team=team, id="", project="", touched_at=now, created_at=now)
    _insert_rows(session, milestone, map(_milestone_values, changes.milestones))
    entry = ForecastRow(team=team, milestone="", by=by, at=now, reason=reason)
    _insert_rows(session, entry, _first_dates(changes.milestones))
    link = DependencyRow(team=team, id="", provider="", consumer="", created_at=now, state_at=now)
    _insert_rows(session, link, map(_dependency_values, changes.dependencies))
    _apply_changes(session, team=team, changes=changes, by=by, now=now, reason=reason)
    _reserve_ids(session, team=team, changes=changes)
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
        holidays=_iso_days(calendar.holidays),
        extra=_iso_days(calendar.extra),
        manager=program.manager or manager,
        targets=list(plan.targets),
        more=extra_parts(plan),
        created_at=now,
    )
    session.add(row)
    if row.manager and SLACK_USER_ID.fullmatch(row.manager):
        grant_role(session, team=team, scope=program.id, role=Role.MANAGER, user=row.manager)


def _iso_days(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _add_project(session: Session, *, team: str, project: Project, now: datetime) -> None:
    row = ProjectRow(team=team, id=project.id, program=project.program, name=project.name, created_at=now)
    row.lead, row.goals = project.lead, dict(project.goals)
    session.add(row)


def _link_channels(session: Session, *, team: str, project: str, channels: Iterable[str], now: datetime) -> None:
    """The order of the file is kept: channels are read back by when they were last used."""
    for at, channel in enumerate(channels):
        used = now + timedelta(microseconds=at)
        if session.get(ChannelLinkRow, (team, channel, project, "project")) is None:
            session.add(ChannelLinkRow(team=team, channel=channel, subject=project, purpose="project", used_at=used))


def _insert_rows(session: Session, pattern: BaseRow, values: Iterable[Mapping[str, Any]]) -> None:
    """Many rows like `pattern` at once, signed as the session signs its own: row by row a large file takes minutes."""
    like = {name: value for name, value in pattern.model_dump().items() if (name, value) != ("id", None)}
    rows = [{**like, **value} for value in values]
    if not rows:
        return
    session.execute(insert(core_table(type(pattern))), rows)
    if isinstance(pattern, storage.audit.AUDITED_ROWS):
        by: storage.audit.ActorContext = session.info["acting"]
        line = {"team": by.team, "at": by.now, "actor": by.actor, "action": "created", "source": by.source}
        line |= {"kind": str(pattern.__tablename__), "before": None}
        lines = [line | {"subject": row["id"], "after": _audit_values(row)} for row in rows]
        session.execute(insert(core_table(AuditRow)), lines)


def _audit_values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _milestone_values(milestone: Milestone) -> dict[str, Any]:
    owner, role = _owner_and_role(milestone.owner)
    fields = ("id", "project", "name", "duration", "percent", "not_before", "optimistic", "pessimistic")
    said = {name: getattr(milestone, name) for name in (*fields, "baseline", "committed", "forecast", "actual")}
    return said | {"aliases": list(milestone.aliases), "owner": owner, "role": role}


def _owner_and_role(name: str | None) -> tuple[str | None, str]:
    """A Slack user owns; any other words are the role that has to answer for it."""
    return (name, "") if name and SLACK_USER_ID.fullmatch(name) else (None, name or "")


def _first_dates(milestones: Iterable[Milestone]) -> Iterator[dict[str, Any]]:
    """Baseline first, then what was forecast otherwise, then the day it was done."""
    for m in milestones:
        days = {"baseline": m.baseline or m.forecast, "forecast": m.forecast, "actual": m.actual}
        if days["forecast"] == days["baseline"]:
            days["forecast"] = None
        for kind, day in days.items():
            if day:
                yield {"milestone": m.id, "day": day, "kind": kind}


def _dependency_values(dependency: Dependency) -> dict[str, Any]:
    fields = ("id", "provider", "consumer", "lag", "provider_user", "consumer_user", "need_by")
    plain = {"type": dependency.type.value, "strength": dependency.strength.value, "state": dependency.state.value}
    return {name: getattr(dependency, name) for name in fields} | plain


def _apply_changes(session: Session, *, team: str, changes: ImportChanges, by: str, now: datetime, reason: str) -> None:
    by_subject: dict[str, list[FieldChange]] = defaultdict(list)
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


def _change_program(_: Session, row: ProgramRow, change: FieldChange, __: datetime) -> None:
    if change.field in ("holidays", "extra"):
        setattr(row, change.field, _iso_days(change.new))
    elif change.field in ("workdays", "targets"):
        setattr(row, change.field, list(change.new))
    elif hasattr(row, change.field):
        setattr(row, change.field, change.new)
    else:
        row.more = {**row.more, change.field: change.new}


def _change_project(session: Session, row: ProjectRow, change: FieldChange, now: datetime) -> None:
    if change.field == "channels":
        _link_channels(session, team=row.team, project=row.id, channels=change.new, now=now)
    else:
        setattr(row, change.field, dict(change.new) if change.field == "goals" else change.new)


def _change_dependency(_: Session, row: DependencyRow, change: FieldChange, now: datetime) -> None:
    setattr(row, change.field, str(change.new) if change.field in ("strength", "state") else change.new)
    if change.field == "state":
        row.state_at = now


def _change_milestone(
    session: Session, row: MilestoneRow, changes: list[FieldChange], *, by: str, now: datetime, reason: str
) -> None:
    for change in changes:
        if change.field == "owner":
            row.owner, row.role = _owner_and_role(change.new)
        else:
            setattr(row, change.field, list(change.new) if change.field == "aliases" else change.new)
    row.touched_at = now
    for kind in ("forecast", "actual"):
        if any(change.field == kind for change in changes):
            storage.plan.note_forecast(session, row=row, kind=kind, by=by, now=now, reason=reason)


def _reserve_ids(session: Session, *, team: str, changes: ImportChanges) -> None:
    """The highest number of each kind is enough: ids are only ever counted up."""
    highest: dict[str, int] = {}
    programs = [changes.plan.program.id] if changes.creates else []
    kinds = (changes.projects, changes.milestones, changes.dependencies)
    for id in (*programs, *(thing.id for things in kinds for thing in things)):
        prefix, _, number = id.rpartition("-")
        if prefix in ("PRG", "PRJ", "M", "D") and number.isdigit() and len(number) < 9:
            highest[prefix] = max(highest.get(prefix, 0), int(number))
    storage.plan.reserve_ids(session, team=team, ids=[f"{prefix}-{number}" for prefix, number in highest.items()])
