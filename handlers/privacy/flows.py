"""Publication of what was said in a private channel, by its author or by those who lead the project."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.benefits
import storage.blockers
import storage.change_requests
import storage.channels
import storage.decisions
import storage.people
import storage.plan
import storage.privacy
import storage.register
import storage.scenarios
import storage.updates
from handlers.common import access
from handlers.common.requests import Source
from rules.people import Person, Role
from rules.privacy import PRIVATE_CHANNEL_PLACEHOLDER
from rules.refusal import NotAllowed, Refusal
from rules.register import entry_kind_of

PUBLISHER_ROLES = frozenset({Role.LEAD, Role.MANAGER})


def redact_private_words(
    session: Session, *, person: Person, words: str, source: Source, subject: str, now: datetime
) -> str:
    """Return the words as they may be repeated anywhere.

    Words typed in a private channel are saved there as a record, and a placeholder is returned.
    """
    if not words.strip() or not source.in_private_channel:
        return words
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    served_projects = storage.channels.served_projects(session, team=person.team, channel=source.channel)
    project = next(iter(served_projects), None)
    where = {"project": project, "by": person.id, "source": source, "subject": subject, "now": now}
    storage.updates.add_note(session, kind="reason", text=words[:4000], **where)  # type: ignore[arg-type]
    return PRIVATE_CHANNEL_PLACEHOLDER


def publish_record(session: Session, *, person: Person, id: str) -> str:
    """Make a record readable for everyone and return its words.

    Raise NotAllowed if the person may not publish it, Refusal if everyone can read it already.
    """
    access.require_visible(session, person=person, text=id)
    project, words, author = _publishable_record(session, team=person.team, id=id)
    if not _has_publish_right(session, person=person, project=project, author=author):
        raise NotAllowed(f"You may not publish {id}.", "That is for who said it, the project lead or the manager.")
    if not storage.privacy.lift_restriction(session, team=person.team, id=id):
        raise Refusal(f"Everybody can read {id} already.", "", f"Its card: `{id}`.")
    return words


def may_publish(session: Session, *, person: Person, id: str) -> bool:
    """Return whether there is something to publish and the person may publish it."""
    if not storage.privacy.is_restricted(session, team=person.team, id=id):
        return False
    project, _, author = _publishable_record(session, team=person.team, id=id)
    return _has_publish_right(session, person=person, project=project, author=author)


def _publishable_record(session: Session, *, team: str, id: str) -> tuple[str, str, str]:
    """Return a record's project, or its program, its words and its author."""
    if entry_kind_of(id):
        entry = storage.register.get_entry(session, team=team, id=id)
        return entry.project, entry.text, entry.raised_by
    if id.startswith("B-"):
        blocker = storage.blockers.get_blocker(session, team=team, id=id)
        project = storage.plan.milestone(session, team=team, id=blocker.milestone).project
        return project, blocker.text, blocker.raised_by
    if id.startswith("DEC-"):
        decision = storage.decisions.get_decision(session, team=team, id=id)
        return decision.project or decision.program, decision.question, decision.raised_by
    if id.startswith("BEN-"):
        benefit = storage.benefits.get_benefit(session, team=team, id=id)
        return benefit.program, benefit.name, benefit.created_by
    if id.startswith("CR-"):
        request = storage.change_requests.get_request(session, team=team, id=id)
        return request.program, request.title, request.requested_by
    if id.startswith("SC-"):
        scenario = storage.scenarios.get_scenario(session, team=team, id=id)
        return scenario.program, scenario.name, scenario.created_by
    milestone = storage.plan.milestone(session, team=team, id=id)
    first_entries = storage.audit.latest_entries(session, team=team, subject=id, limit=1000)[-1:]
    return milestone.project, milestone.name, first_entries[0].actor if first_entries else ""


def _has_publish_right(session: Session, *, person: Person, project: str, author: str) -> bool:
    is_program = project.startswith("PRG-")
    roles = storage.people.roles_of(
        session, person=person, program=project if is_program else None, project=None if is_program else project
    )
    return bool(roles & PUBLISHER_ROLES) or (person.id == author and not person.outsider)
