"""Writing an import: rows, channel links and ledger, in the caller's transaction, signed by the importer."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.changes.corrections
import storage.fit
import storage.imports.bulk
import storage.imports.keys
import storage.imports.record_changes
import storage.imports.settings
import storage.plan
import storage.risks
from rules.files.reimport import GONE
from rules.people import Role
from rules.plan import Dependency, Milestone, Plan, Project
from rules.program_numbers import SETTING_BY_NAME, changed_numbers
from storage.imports.bulk import RowBatch
from storage.imports.changes import ImportChanges
from storage.imports.field_changes import WORTH_FIELDS, FieldChange, extra_parts
from storage.imports.match import SLACK_USER_ID
from storage.people import grant_role
from storage.tables.audit import AuditRow
from storage.tables.base import core_table
from storage.tables.plan import ChannelLinkRow, DependencyRow, ForecastRow, MilestoneRow, ProgramRow, ProjectRow


def write_import(
    session: Session,
    *,
    team: str,
    changes: ImportChanges,
    by: str,
    manager: str | None,
    now: datetime,
    source: str,
    batches: Sequence[RowBatch] | None = None,
) -> None:
    """Write `changes`. `manager` is for a new program whose file names no manager; `source` is the file.

    `batches` are the new rows, if they were converted before.
    """
    storage.audit.set_actor(session, team=team, actor=by, now=now, source=source)
    convert = partial(convert_import, session, team=team, changes=changes, by=by, now=now, source=source)
    if changes.creates:
        _add_program(session, team=team, plan=changes.plan, manager=manager, now=now)
    session.flush()
    for project in changes.projects:
        days_off = storage.imports.settings.days_off_in(changes.plan, project.id)
        _add_project(session, team=team, project=project, days_off=days_off, now=now)
    session.flush()
    for project in changes.projects:
        _link_channels(session, team=team, project=project.id, channels=project.channels, now=now)
    session.flush()
    reason = f"import of {source}"
    storage.imports.bulk.insert_batches(session, batches if batches is not None else convert())
    _apply_changes(session, team=team, changes=changes, by=by, now=now, reason=reason)
    save_file_ids(session, team=team, changes=changes, now=now)
    storage.imports.settings.save_rates(session, team=team, plan=changes.plan, by=by, now=now, source=source)
    _reserve_ids(session, team=team, changes=changes)
    storage.imports.record_changes.write_record_changes(
        session, team=team, program=changes.plan.program.id, changes=changes.records, by=by, now=now
    )
    session.flush()


def save_file_ids(session: Session, *, team: str, changes: ImportChanges, now: datetime) -> None:
    """Save the ids that the file has for its milestones, and what it says of them."""
    plan, program = changes.plan, changes.plan.program.id
    storage.imports.keys.save_rows(
        session,
        team=team,
        program=program,
        source=changes.source,
        # Those of a new program are among the rows that were converted.
        rows=() if changes.creates else changes.rows,
        now=now,
    )
    storage.imports.keys.save_file_rows(session, team=team, program=program, rows=plan.file_ids, now=now)


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
        cancelled=program.cancelled,
        numbers=changed_numbers(program.numbers),
        created_at=now,
        **storage.imports.settings.days_off_in(plan, program.id),
    )
    for name, value in plan.settings.items():
        storage.imports.settings.set_setting(row, name, value)
    session.add(row)
    if row.manager and SLACK_USER_ID.fullmatch(row.manager):
        grant_role(session, team=team, scope=program.id, role=Role.MANAGER, user=row.manager)


def _iso_days(days: Iterable[date]) -> list[str]:
    return [day.isoformat() for day in sorted(days)]


def _add_project(session: Session, *, team: str, project: Project, days_off: Mapping[str, Any], now: datetime) -> None:
    row = ProjectRow(team=team, id=project.id, program=project.program, name=project.name, created_at=now, **days_off)
    row.lead, row.goals = project.lead, dict(project.goals)
    row.cancelled, row.closed, row.credit = project.cancelled, project.closed, project.credit
    session.add(row)


def _link_channels(session: Session, *, team: str, project: str, channels: Iterable[str], now: datetime) -> None:
    """Link the channels in the file's order, because they are read back by when they were last used."""
    for position, channel in enumerate(channels):
        used_at = now + timedelta(microseconds=position)
        if session.get(ChannelLinkRow, (team, channel, project, "project")) is None:
            session.add(ChannelLinkRow(team=team, channel=channel, subject=project, purpose="project", used_at=used_at))


def convert_import(
    session: Session, *, team: str, changes: ImportChanges, by: str, now: datetime, source: str
) -> tuple[RowBatch, ...]:
    """Return the new rows of an import and their audit entries as the driver takes them; nothing is written."""
    dialect = session.get_bind().dialect
    milestone = MilestoneRow(team=team, id="", project="", touched_at=now, created_at=now)
    entry = ForecastRow(team=team, milestone="", by=by, at=now, reason=f"import of {source}")
    link = DependencyRow(team=team, id="", provider="", consumer="", created_at=now, state_at=now)
    signed = {"team": team, "at": now, "actor": by, "action": "created", "source": source, "before": None}
    batches = []
    for pattern, values in (
        (milestone, map(_milestone_values, changes.milestones)),
        (entry, _first_dates(changes.milestones)),
        (link, map(_dependency_values, changes.dependencies)),
    ):
        defaults = {name: value for name, value in pattern.model_dump().items() if (name, value) != ("id", None)}
        rows = [{**defaults, **value} for value in values]
        batches.append(storage.imports.bulk.convert_rows(core_table(type(pattern)), rows, dialect))
        if isinstance(pattern, storage.audit.AUDITED_ROWS):
            shared = signed | {"kind": str(pattern.__tablename__)}
            lines = [{**shared, "subject": row["id"], "after": _audit_values(row)} for row in rows]
            batches.append(storage.imports.bulk.convert_rows(core_table(AuditRow), lines, dialect))
    if changes.creates:
        place = {"team": team, "program": changes.plan.program.id, "source": changes.source, "at": now}
        batches.append(storage.imports.keys.convert_new_rows(changes.rows, place, dialect))
    return tuple(batch for batch in batches if batch)


def _audit_values(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}


def _milestone_values(milestone: Milestone) -> dict[str, Any]:
    owner, role = _owner_and_role(milestone.owner)
    fields = ("id", "project", "name", "duration", "percent", "not_before", "optimistic", "pessimistic", *WORTH_FIELDS)
    values = {
        name: getattr(milestone, name) for name in (*fields, "baseline", "committed", "forecast", "actual", "cancelled")
    }
    return values | {"aliases": list(milestone.aliases), "owner": owner, "role": role}


def _owner_and_role(name: str | None) -> tuple[str | None, str]:
    """Split a name into owner and role: a Slack user is an owner, other text is the responsible role."""
    return (name, "") if name and SLACK_USER_ID.fullmatch(name) else (None, name or "")


def _first_dates(milestones: Iterable[Milestone]) -> Iterator[dict[str, Any]]:
    """Yield the baseline first, then a forecast that differs from it, then the day it was done."""
    for milestone in milestones:
        days = {
            "baseline": milestone.baseline or milestone.forecast,
            "forecast": milestone.forecast,
            "actual": milestone.actual,
        }
        if days["forecast"] == days["baseline"]:
            days["forecast"] = None
        for kind, day in days.items():
            if day:
                yield {"milestone": milestone.id, "day": day, "kind": kind}


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
        if milestone_changes := by_subject.get(milestone.id):
            row = session.get_one(MilestoneRow, (team, milestone.id))
            _change_milestone(session, row, milestone_changes, by=by, now=now, reason=reason)


def _change_program(session: Session, row: ProgramRow, change: FieldChange, _: datetime) -> None:
    if change.field == storage.imports.settings.RATES:
        return
    if change.field == "name":
        storage.fit.keep_history(session, team=row.team, program=row.id, name=row.name)
    if change.field in ("holidays", "extra"):
        setattr(row, change.field, _iso_days(change.new))
    elif change.field in ("workdays", "targets"):
        setattr(row, change.field, list(change.new))
    elif change.field in SETTING_BY_NAME:
        row.numbers = {**row.numbers, change.field: change.new}
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
            storage.plan.note_forecast(
                session, team=row.team, milestone=row.id, kind=kind, by=by, now=now, reason=reason
            )


def _reserve_ids(session: Session, *, team: str, changes: ImportChanges) -> None:
    """Reserve the highest number of each kind, which is enough because ids only count up."""
    highest: dict[str, int] = {}
    programs = [changes.plan.program.id] if changes.creates else []
    kinds = (changes.projects, changes.milestones, changes.dependencies)
    for id in (*programs, *(item.id for items in kinds for item in items)):
        prefix, _, number = id.rpartition("-")
        if prefix in ("PRG", "PRJ", "M", "D") and number.isdigit() and len(number) < 9:
            highest[prefix] = max(highest.get(prefix, 0), int(number))
    storage.plan.reserve_ids(session, team=team, ids=[f"{prefix}-{number}" for prefix, number in highest.items()])


def cancel_missing(session: Session, *, team: str, changes: ImportChanges, day: date, now: datetime) -> None:
    """Cancel the milestones that the file names no more, and note that this is why."""
    program, source = changes.plan.program.id, changes.source
    gone = {milestone.id for milestone in changes.gone}
    for id in gone:
        storage.changes.corrections.set_cancelled(session, team=team, id=id, day=day)
    storage.risks.close_alerts_about(session, team=team, milestones=tuple(sorted(gone)), now=now)
    known = storage.imports.keys.known_rows(session, team=team, source=source).get(program, {}).values()
    rows = [replace(row, seen={**row.seen, GONE: day.isoformat()}) for row in known if row.milestone in gone]
    storage.imports.keys.save_rows(session, team=team, program=program, source=source, rows=rows, now=now)
