"""Bringing a program in and taking it out: load, decide, save, return."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.exports
import storage.imports.changes
import storage.imports.write
import storage.people
import storage.privacy
import templates
from handlers.common.requests import today
from handlers.schedule import recompute
from rules.files import imports as program_imports
from rules.files.imports import Imported
from rules.people import Action, Person, Role
from rules.plan import Plan
from rules.privacy import Secrets, spoken
from rules.refusal import NotAllowed, Refusal
from storage.imports.changes import Changes
from storage.queues import outbox


@dataclass(frozen=True, slots=True)
class Line:
    """One change in words."""

    subject: str
    name: str
    what: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What an import does, ready to be read.

    Of the new milestones `first` and `last` are the span, `past` how many lie before today and are not done.
    """

    changes: Changes
    first: date | None
    last: date | None
    past: int
    changed: tuple[Line, ...]
    kept: tuple[Line, ...]


def shown(changes: Changes, *, today: date) -> Shown:
    days = [day for milestone in changes.milestones if (day := milestone.expected)]
    return Shown(
        changes=changes,
        first=min(days, default=None),
        last=max(days, default=None),
        past=sum(1 for m in changes.milestones if not m.done and m.expected and m.expected < today),
        changed=tuple(_line(change) for change in changes.changed),
        kept=tuple(_line(change) for change in changes.kept),
    )


def _line(change: storage.imports.changes.Change) -> Line:
    what = change.field.replace("_", " ")
    return Line(change.subject, change.name, what, _words(change.old), _words(change.new))


def _words(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%a} {value.day} {value:%b %Y}"
    if isinstance(value, list | tuple | frozenset | dict):
        return f"{len(value)} of them" if len(value) > 3 else ", ".join(map(str, value)) or "nothing"
    return str(value) if value not in (None, "") else "nothing"


def look(session: Session, *, person: Person, imported: Imported, program: str | None) -> Changes:
    """What the file would change, for somebody who may change it."""
    if person.outsider:
        raise NotAllowed("You may not import a program.", "That is for members of the workspace.")
    if not imported.whole:
        # A table names no zone and no lead; both are those of whoever brings it in, as with a program made by hand.
        plan = imported.plan
        led = tuple(replace(project, lead=project.lead or person.id) for project in plan.projects)
        imported = replace(imported, plan=replace(plan, program=replace(plan.program, zone=person.zone), projects=led))
    changes = storage.imports.changes.preview(session, team=person.team, imported=imported, program=program)
    if not changes.creates:
        storage.people.require(session, person=person, action=Action.CREATE_PROJECT, program=changes.plan.program.id)
    elif not storage.people.may_create_program(session, person=person):
        raise NotAllowed(
            "You may not create a program.",
            "That is for administrators, sponsors and program managers.",
            "Ask one of them to import the file, or to make you its manager.",
        )
    return changes


def bring_in(
    session: Session,
    *,
    person: Person,
    imported: Imported,
    program: str | None,
    mark: str,
    past_done: bool,
    source: str,
    receipt: tuple[str, str] | None,
    now: datetime,
) -> Changes:
    """What was agreed to (its `mark`) is done, or nothing; the message that asked becomes its receipt."""
    changes = look(session, person=person, imported=imported, program=program)
    if changes.mark != mark:
        raise Refusal(
            "Nothing was imported.",
            "The program or the file has changed since you looked, or this import was done already.",
            "Give me the file again to see what it would change now.",
        )
    if past_done:
        imported = program_imports.past_done(imported, today=today(person, now))
        changes = look(session, person=person, imported=imported, program=program)
    _save(session, team=person.team, changes=changes, by=person.id, manager=person.id, source=source, now=now)
    if receipt:
        message = templates.render("imports/done", shown=shown(changes, today=now.date()), today=now.date())
        replace_message(session, person=person, at=receipt, message=message, now=now)
    return changes


def bring_in_by_hand(
    session: Session, *, team: str, imported: Imported, program: str | None, source: str, now: datetime
) -> Changes:
    """For the command line, which asks nobody: who can write to the database may change what is in it."""
    changes = storage.imports.changes.preview(session, team=team, imported=imported, program=program)
    _save(session, team=team, changes=changes, by=storage.audit.BATON, manager=None, source=source, now=now)
    return changes


def _save(
    session: Session, *, team: str, changes: Changes, by: str, manager: str | None, source: str, now: datetime
) -> None:
    if changes.nothing:
        return
    storage.imports.write.write(session, team=team, changes=changes, by=by, manager=manager, now=now, source=source)
    recompute.refresh(session, team=team, program=changes.plan.program.id, now=now)


def replace_message(
    session: Session, *, person: Person, at: tuple[str, str], message: templates.Message, now: datetime
) -> None:
    """A question in a direct message is edited into its answer, so that it cannot be answered twice."""
    channel, ts = at
    payload = {"channel": channel, "ts": ts, "text": message.text, "blocks": list(message.blocks)}
    key = f"import:{channel}:{ts}"
    outbox.enqueue(
        session,
        key=key,
        team=person.team,
        method="chat.update",
        channel=channel,
        payload=payload,
        kind="update",
        now=now,
    )


def taken_out(session: Session, *, person: Person, program: str | None) -> Plan:
    """A program as far as the person may see it: money and load by role, nothing from closed channels of others."""
    id = storage.exports.chosen(session, team=person.team, asked=program)
    storage.people.require(session, person=person, action=Action.FOLLOW, program=id)
    plan = storage.exports.plan(session, team=person.team, program=id)
    held = storage.people.roles(session, person=person, program=id, project=None)
    if not held & {Role.ADMIN, Role.MANAGER, Role.SPONSOR}:
        plan = replace(plan, budget=())
    if not held & {Role.ADMIN, Role.MANAGER}:
        plan = replace(plan, resources=(), allocations=())
    by = storage.privacy.reader(session, person=person)
    return _without(plan, storage.privacy.secrets(session, team=person.team, by=by))


def _without(plan: Plan, secrets: Secrets) -> Plan:
    """The plan without these milestones and whatever names them or repeats what was said."""
    gone = secrets.ids

    def open_ones(rows: Iterable[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        return tuple(row for row in rows if not (secrets and secrets.told_in(spoken(dict(row)))))

    return replace(
        plan,
        milestones=tuple(m for m in plan.milestones if m.id not in gone),
        dependencies=tuple(d for d in plan.dependencies if not {d.provider, d.consumer} & gone),
        targets=tuple(target for target in plan.targets if target not in gone),
        benefits=open_ones(plan.benefits),
        risks=open_ones(plan.risks),
        history=open_ones(plan.history),
    )
