"""What was said in a closed channel is let out: by who leads it, or by who said it."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.register
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
    """The words as they may be repeated anywhere: those typed in a closed channel are kept there, as its record."""
    if not words.strip() or not source.in_private_channel:
        return words
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=source.permalink)
    served = storage.channels.served_projects(session, team=person.team, channel=source.channel)
    project = next(iter(served), None)
    where = {"project": project, "by": person.id, "source": source, "subject": subject, "now": now}
    storage.updates.add_note(session, kind="reason", text=words[:4000], **where)  # type: ignore[arg-type]
    return PRIVATE_CHANNEL_PLACEHOLDER


def publish_record(session: Session, *, person: Person, id: str, now: datetime) -> str:
    """Everybody may read it from now on; its words are the answer."""
    access.require_visible(session, person=person, text=id)
    home, words, by = _publishable_record(session, team=person.team, id=id)
    if not _has_publish_right(session, person=person, project=home, author=by):
        raise NotAllowed(f"You may not publish {id}.", "That is for who said it, the project lead or the manager.")
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    if not storage.privacy.lift_restriction(session, team=person.team, id=id):
        raise Refusal(f"Everybody can read {id} already.", "", f"Its card: `{id}`.")
    return words


def may_publish(session: Session, *, person: Person, id: str) -> bool:
    """Whether there is something to publish, and the person may."""
    if not storage.privacy.is_restricted(session, team=person.team, id=id):
        return False
    home, _, by = _publishable_record(session, team=person.team, id=id)
    return _has_publish_right(session, person=person, project=home, author=by)


def _publishable_record(session: Session, *, team: str, id: str) -> tuple[str, str, str]:
    """The project it is of, its words, and who said it."""
    if entry_kind_of(id):
        entry = storage.register.get_entry(session, team=team, id=id)
        return entry.project, entry.text, entry.raised_by
    if id.startswith("B-"):
        blocker = storage.blockers.get_blocker(session, team=team, id=id)
        home = storage.plan.milestone(session, team=team, id=blocker.milestone).project
        return home, blocker.text, blocker.raised_by
    milestone = storage.plan.milestone(session, team=team, id=id)
    first = storage.audit.latest_entries(session, team=team, subject=id, limit=1000)[-1:]
    return milestone.project, milestone.name, first[0].actor if first else ""


def _has_publish_right(session: Session, *, person: Person, project: str, author: str) -> bool:
    held = storage.people.roles_of(session, person=person, program=None, project=project)
    return bool(held & PUBLISHER_ROLES) or (person.id == author and not person.outsider)
