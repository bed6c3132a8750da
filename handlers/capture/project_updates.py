"""A project's update: its words and its status are the project's report until their author takes them back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.people
import storage.plan
import storage.status
import storage.updates
from handlers.common.requests import Source
from rules.capture import reports
from rules.people import Action, Person
from rules.privacy import PRIVATE_CHANNEL_PLACEHOLDER
from rules.refusal import NotAllowed
from rules.truth.colours import Colour
from storage.status import StatusReport
from storage.updates import CaptureRecord

MAX_REASON_LENGTH = 500


def save_project_update(
    session: Session,
    *,
    person: Person,
    project: str | None,
    text: str,
    colour: Colour | None = None,
    help_wanted: tuple[str, ...] = (),
    source: Source,
    now: datetime,
) -> int:
    """Save an update word for word, report its colour, and return the number of its record.

    Without a project, the colour is reported once its author has chosen one.
    """
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    id = storage.updates.add_note(
        session, kind="update", text=text[:4000], project=project, by=person.id, source=source, now=now
    )
    details = {
        "headline": reports.headline(text),
        "help_wanted": list(help_wanted),
        "colour": colour.value if colour else None,
    }
    storage.updates.set_details(session, team=person.team, id=id, details=details)
    report_colour(session, person=person, id=id)
    return id


def reword(
    session: Session,
    *,
    person: Person,
    record: CaptureRecord,
    text: str,
    colour: Colour | None,
    help_wanted: tuple[str, ...],
) -> None:
    """Give an update its new words and colour; a report that is newer than it stays."""
    is_current = _is_current_report(session, team=person.team, record=record)
    had_colour = bool(record.undo.get("reported"))
    if is_current:
        take_back_colour(session, team=person.team, record=record)
    storage.updates.reword_record(session, record=record, text=text)
    details = {
        "headline": reports.headline(text),
        "help_wanted": list(help_wanted),
        "colour": colour.value if colour else None,
        "reported": False,
    }
    storage.updates.set_details(session, team=person.team, id=record.id, details=details)
    if is_current or not had_colour:
        report_colour(session, person=person, id=record.id)


def report_colour(session: Session, *, person: Person, id: int) -> None:
    """Report the colour of an update for its project if its author may, and no newer report was made."""
    record = storage.updates.get_record(session, team=person.team, id=id)
    colour = record.undo.get("colour")
    if not colour or record.project is None or not may_report(session, person=person, project=record.project):
        return
    before = storage.status.find_report(session, team=person.team, project=record.project)
    if before and before.at > record.at:
        return
    why = PRIVATE_CHANNEL_PLACEHOLDER if record.restricted else str(record.undo["headline"])[:MAX_REASON_LENGTH]
    report = StatusReport(Colour(colour), why, person.id, record.at)
    storage.status.set_report(session, team=person.team, project=record.project, report=report)
    details = {"reported": True, "previous": _to_json(before)}
    storage.updates.set_details(session, team=person.team, id=id, details=details)


def take_back_colour(session: Session, *, team: str, record: CaptureRecord) -> None:
    """Restore the report that an update replaced; one made after it stays, and forgets the one taken back."""
    if not record.undo.get("reported") or record.project is None:
        return
    previous = record.undo.get("previous")
    if _is_current_report(session, team=team, record=record):
        report = _from_json(previous)
        storage.status.set_report(session, team=team, project=record.project, report=report)
        return
    for later in storage.updates.updates_of_project(session, team=team, project=record.project, since=record.at):
        replaced = _from_json(later.undo.get("previous"))
        if replaced and (replaced.by, replaced.at) == (record.author, record.at):
            storage.updates.set_details(session, team=team, id=later.id, details={"previous": previous})


def move(session: Session, *, person: Person, record: CaptureRecord, project: str) -> None:
    """Move an update, with the colour it reports, to another project."""
    take_back_colour(session, team=person.team, record=record)
    storage.updates.move_to_project(session, team=person.team, id=record.id, project=project)
    storage.updates.set_details(session, team=person.team, id=record.id, details={"reported": False})
    report_colour(session, person=person, id=record.id)


def may_report(session: Session, *, person: Person, project: str) -> bool:
    """Return whether the person may report this project's colour."""
    program = storage.plan.project(session, team=person.team, id=project).program
    try:
        storage.people.require_permission(
            session, person=person, action=Action.OVERRIDE_COLOUR, program=program, project=project
        )
    except NotAllowed:
        return False
    return True


def _is_current_report(session: Session, *, team: str, record: CaptureRecord) -> bool:
    if not record.undo.get("reported") or record.project is None:
        return False
    current = storage.status.find_report(session, team=team, project=record.project)
    return current is not None and (current.by, current.at) == (record.author, record.at)


def _to_json(report: StatusReport | None) -> dict[str, Any] | None:
    if report is None:
        return None
    return {"colour": report.colour.value, "why": report.why, "by": report.by, "at": report.at.isoformat()}


def _from_json(stored: Mapping[str, Any] | None) -> StatusReport | None:
    if not stored:
        return None
    at = datetime.fromisoformat(stored["at"])
    return StatusReport(Colour(stored["colour"]), stored["why"], stored["by"], at)
