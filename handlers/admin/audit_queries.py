"""The audit log as one person may read it: its lines, changes since a day, and the plan on a past day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.blockers
import storage.change_requests
import storage.channels
import storage.decisions
import storage.dependencies
import storage.escalations
import storage.goals
import storage.people
import storage.plan
import storage.privacy
import storage.register
import storage.resources.allocations
import storage.resources.register
import storage.scenarios
import storage.updates
from handlers.admin.audit_lines import AuditLine, build_lines
from handlers.admin.plan_hierarchy import PlanHierarchy, load_plan_hierarchy
from handlers.common import load
from rules import audit, people
from rules.audit import NetChange
from rules.people import Action, Permission, Person, Role
from rules.privacy import Fact, Secrets, may_see, visible_text
from rules.refusal import Refusal
from rules.register import entry_kind_of
from storage.audit import AuditRecord

MAX_ENTRIES_READ = 2000
ENTRIES_PER_PAGE = 20
# SQLite takes at most 32,766 parameters in one query.
SUBJECTS_PER_QUERY = 10_000
# Kinds that say how much somebody is booked.
LOAD_KINDS = ("allocation", "clash")
REPORTED_KINDS = ("milestone", "blocker", "entry", "dependency", "project")


@dataclass(frozen=True, slots=True)
class ChangeSummary:
    """Net changes, sorted by what a reader asks first."""

    day: date
    moved: tuple[tuple[str, str, date | None, date | None], ...] = ()
    done: tuple[tuple[str, str, date], ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    raised: tuple[tuple[str, str, str], ...] = ()
    solved: tuple[tuple[str, str, str], ...] = ()
    other: int = 0

    @property
    def quiet(self) -> bool:
        return not (self.moved or self.done or self.added or self.raised or self.solved or self.other)


def audit_page(
    session: Session, *, person: Person, subject: str | None, page: int = 0
) -> tuple[tuple[AuditLine, ...], int]:
    """Return one page of the newest lines that the person may audit, and the total number of lines."""
    if subject:
        _require_audit_right(session, person, subject)
    log = _log_entries(session, person.team, subject or "")
    entries, hierarchy = _readable_entries(session, person, log), load_plan_hierarchy(session, person.team)
    if subject:
        entries = [e for e in entries if hierarchy.concerns_subject(e, subject)]
    else:
        entries = _auditable_entries(session, person, hierarchy, entries)
    entries = _without_hidden_loads(session, person, entries)
    page_entries = entries[page * ENTRIES_PER_PAGE : (page + 1) * ENTRIES_PER_PAGE]
    return build_lines(session, person.team, page_entries), len(entries)


def _log_entries(session: Session, team: str, subject: str) -> Sequence[AuditRecord]:
    """Return the newest entries of all, or those of one subject, however much else has happened since."""
    entries: dict[int, AuditRecord] = {}
    if not subject or subject.startswith(("PRJ-", "PRG-")):
        entries |= {
            entry.id: entry for entry in storage.audit.latest_entries(session, team=team, limit=MAX_ENTRIES_READ)
        }
    names = sorted(storage.audit.subjects_of(session, team=team, root=subject)) if subject else []
    for start in range(0, len(names), SUBJECTS_PER_QUERY):
        batch = storage.audit.latest_entries(
            session, team=team, limit=MAX_ENTRIES_READ, subjects=names[start : start + SUBJECTS_PER_QUERY]
        )
        entries |= {entry.id: entry for entry in batch}
    return [entries[id] for id in sorted(entries, reverse=True)]


def changes_since(session: Session, *, person: Person, day: date, channel: str) -> ChangeSummary:
    """Return the net changes since the beginning of a day in the person's zone.

    Covers the programs of the channel, or all if it serves none.
    """
    start = datetime.combine(day, time(), ZoneInfo(person.zone))
    log = storage.audit.entries_since(
        session,
        team=person.team,
        at=start - timedelta(microseconds=1),
        kinds=REPORTED_KINDS,
        limit=5 * MAX_ENTRIES_READ,
    )
    programs = frozenset(storage.channels.served_programs(session, team=person.team, channel=channel))
    hierarchy = load_plan_hierarchy(session, person.team)
    readable = _readable_entries(
        session, person, [e for e in log if not programs or hierarchy.program_of(e) in programs]
    )
    return summarize_changes(day, audit.net_changes(reversed(readable)))


def summarize_changes(day: date, nets: tuple[NetChange, ...]) -> ChangeSummary:
    summary = ChangeSummary(day)
    for change in nets:
        summary = _add_change(summary, change)
    return summary


def _add_change(summary: ChangeSummary, change: NetChange) -> ChangeSummary:
    values = change.after or change.before or {}
    id, name = change.subject, str(values.get("name") or values.get("text") or "")
    if change.kind in ("blocker", "entry"):
        affected = str(values.get("milestone") or values.get("project"))
        is_closed = values.get("resolved_at") or values.get("closed_at")
        if change.before is None and not is_closed:
            return replace(summary, raised=(*summary.raised, (id, affected, name)))
        return replace(summary, solved=(*summary.solved, (id, affected, name))) if is_closed else summary
    if change.kind != "milestone" or change.after is None:
        return replace(summary, other=summary.other + 1)
    if change.after["actual"] and not (change.before or {}).get("actual"):
        return replace(summary, done=(*summary.done, (id, name, date.fromisoformat(change.after["actual"]))))
    if change.before is None:
        return replace(summary, added=(*summary.added, (id, name)))
    old, new = _expected_day(change.before), _expected_day(change.after)
    if old != new:
        return replace(summary, moved=(*summary.moved, (id, name, old, new)))
    return replace(summary, other=summary.other + 1)


def _expected_day(milestone: Mapping[str, Any]) -> date | None:
    day = milestone["actual"] or milestone["forecast"] or milestone["committed"] or milestone["baseline"]
    return date.fromisoformat(day) if day else None


def _readable_entries(session: Session, person: Person, entries: Any) -> list[AuditRecord]:
    """Drop entries about messages from places this person cannot read."""
    by = storage.privacy.reader_for(session, person=person)
    secrets = storage.privacy.secrets_hidden_from(session, team=person.team, by=by)

    def may_read(entry: AuditRecord) -> bool:
        values = entry.after or entry.before or {}
        if entry.kind == "update" and not may_see(
            Fact(values["channel"], values["restricted"], frozenset({values["author"]})), by=by
        ):
            return False
        is_told = bool(audit.deed_of(entry)) and not _is_capture_record(entry)
        return is_told and not _reveals_secret(secrets, entry)

    return [entry for entry in entries if may_read(entry)]


def _is_capture_record(entry: AuditRecord) -> bool:
    """Return whether this only records the capture; the change it made to a milestone is the line before."""
    return entry.kind == "update" and entry.action == "created" and bool((entry.after or {}).get("subject"))


def _reveals_secret(secrets: Secrets, entry: AuditRecord) -> bool:
    """Return whether an entry reveals a secret to its reader.

    Plan items refer to each other by id; only text that people wrote has to be searched for secret words.
    """
    sought = Secrets(ids=secrets.ids) if entry.kind in REPORTED_KINDS else secrets
    return bool(sought) and sought.occur_in(visible_text([entry.subject, entry.before or {}, entry.after or {}]))


def _require_audit_right(session: Session, person: Person, subject: str) -> None:
    """Require the right to audit a subject, by the role table: own items, own project, or all of a program."""
    team = person.team
    subject = _place_of(session, team, subject)
    if subject.startswith("PRG-"):
        storage.plan.program(session, team=team, id=subject)
        storage.people.require_permission(session, person=person, action=Action.AUDIT, program=subject)
        return
    milestone = storage.plan.milestone(session, team=team, id=subject) if subject.startswith("M-") else None
    if not milestone and not subject.startswith("PRJ-"):
        raise Refusal(
            f"I keep no log of {subject}.",
            "",
            "Name a milestone, blocker, risk, decision, goal, benefit, person, tool, project or program.",
        )
    project = storage.plan.project(session, team=team, id=milestone.project if milestone else subject)
    owner = milestone.owner if milestone else None
    storage.people.require_permission(
        session, person=person, action=Action.AUDIT, program=project.program, project=project.id, owner=owner
    )


def _place_of(session: Session, team: str, subject: str) -> str:
    """Return the milestone, project or program that decides who may audit an item; the subject itself otherwise."""
    if subject.startswith("E-"):
        subject = storage.escalations.get_escalation(session, team=team, id=subject).item
    if subject.startswith("D-"):
        subject = storage.dependencies.get_agreement(session, team=team, id=subject).dependency.consumer
    if subject.startswith("B-"):
        subject = storage.blockers.get_blocker(session, team=team, id=subject).milestone
    if entry_kind_of(subject):
        subject = storage.register.get_entry(session, team=team, id=subject).project
    if subject.startswith("DEC-"):
        decision = storage.decisions.get_decision(session, team=team, id=subject)
        subject = decision.project or decision.program
    if subject.startswith("CR-"):
        subject = storage.change_requests.get_request(session, team=team, id=subject).program
    if subject.startswith("SC-"):
        subject = storage.scenarios.get_scenario(session, team=team, id=subject).program
    if subject.startswith("BEN-"):
        subject = storage.benefits.get_benefit(session, team=team, id=subject).program
    if subject.startswith("RES-"):
        subject = storage.resources.register.get_resource(session, team=team, id=subject).program
    if subject.startswith("AL-"):
        subject = storage.resources.allocations.get_allocation(session, team=team, id=subject).program
    if subject.startswith("G-"):
        subject = storage.goals.get_goal(session, team=team, id=subject).program
    return subject


def _without_hidden_loads(session: Session, person: Person, entries: list[AuditRecord]) -> list[AuditRecord]:
    """Leave out what says how much somebody is booked, where the person may not see that."""
    if not any(entry.kind in LOAD_KINDS for entry in entries):
        return entries
    may_read = load.readable_allocations(session, person=person)
    return [entry for entry in entries if entry.kind not in LOAD_KINDS or may_read(entry.after or entry.before or {})]


def _auditable_entries(
    session: Session, person: Person, hierarchy: PlanHierarchy, entries: Sequence[AuditRecord]
) -> list[AuditRecord]:
    """Return the entries that the role table lets the person audit."""
    roles: dict[str | None, frozenset[Role]] = {}
    auditable = []
    for entry in entries:
        scope, values = hierarchy.scope_of(entry), entry.after or entry.before or {}
        project = hierarchy.projects.get(scope or "")
        if scope not in roles:
            program = project.program if project else scope
            roles[scope] = storage.people.roles_of(
                session, person=person, program=program, project=project.id if project else None
            )
        is_own = person.id in (
            values.get("owner"),
            values.get("raised_by"),
            values.get("author"),
            project and project.lead,
        )
        if people.effective_permission(Action.AUDIT, roles=roles[scope], own=is_own) is Permission.YES:
            auditable.append(entry)
    return auditable
