"""Follow and mute: programs, projects and milestones a person chose to hear about, or not."""

import re
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.follows
import storage.leave
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
from handlers.common import access, parsing
from rules.people import Action, Person
from rules.plan import Program, Project
from rules.refusal import Refusal
from storage.follows import EVERYTHING

_DURATION_PATTERN = re.compile(r"^(\d{1,3})\s*(h|d|w)$", re.IGNORECASE)


_DURATION_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def follow_subject(session: Session, *, person: Person, text: str, channel: str) -> str:
    subject = _resolve_subject(session, person=person, text=text, channel=channel)
    name, program, project, owner = _describe_subject(session, team=person.team, subject=subject)
    storage.people.require_permission(
        session, person=person, action=Action.FOLLOW, program=program, project=project, owner=owner
    )
    storage.follows.add_follow(session, team=person.team, user=person.id, subject=subject)
    return f"{subject} {name}"


def stop_following_or_muting(session: Session, *, person: Person, text: str, channel: str, mute: bool) -> str:
    """End a follow or a mute and return its subject; raise Refusal if there was none."""
    everything = mute and text.strip().casefold() in ("", "all", "everything")
    subject = EVERYTHING if everything else _resolve_subject(session, person=person, text=text, channel=channel)
    if not storage.follows.remove_follow(session, team=person.team, user=person.id, subject=subject, mute=mute):
        raise Refusal(f"You did not {'mute' if mute else 'follow'} {subject or 'everything'}.", "", "`settings` shows.")
    return subject or "everything"


def mute_subject(
    session: Session, *, person: Person, text: str, channel: str, now: datetime
) -> tuple[str, datetime | None]:
    """Mute a subject from now on; messages about it that are already queued are not sent any more."""
    subject_text, until = _split_duration(text, now=now)
    everything = subject_text.casefold() in ("", "all", "everything")
    subject = EVERYTHING if everything else _resolve_subject(session, person=person, text=subject_text, channel=channel)
    storage.follows.mute_subject(session, team=person.team, user=person.id, subject=subject, until=until)
    session.flush()
    for id, text in storage.posted_notices.unsent_messages(session, team=person.team, channel=person.id):
        if storage.follows.is_muted(session, team=person.team, user=person.id, text=text, now=now):
            storage.posted_notices.withdraw_message(session, id=id)
    return subject, until


def _resolve_subject(session: Session, *, person: Person, text: str, channel: str) -> str:
    """Return the subject of an id, of the name of a program or project, or of the channel if the text is empty."""
    subject_text = text.strip()
    if not subject_text:
        served_ids = storage.channels.subjects_served(session, team=person.team, channel=channel)
        if len(served_ids) == 1:
            return served_ids[0]
        raise Refusal("Of what?", "", "Name it by its id: `PRG-1`, `PRJ-7` or `M-42`.")
    if id := parsing.parse_id(subject_text):
        access.require_visible(session, person=person, text=subject_text)
        return id
    programs, projects = (
        storage.plan.programs(session, team=person.team),
        storage.plan.projects(session, team=person.team),
    )
    subjects: tuple[Program | Project, ...] = (*programs, *projects)
    matching_ids = [subject.id for subject in subjects if subject.name.casefold() == subject_text.casefold()]
    if len(matching_ids) != 1:
        raise Refusal(f"I don't know “{subject_text[:40]}”.", "", "Name it by its id: `PRG-1`, `PRJ-7` or `M-42`.")
    return matching_ids[0]


def _describe_subject(session: Session, *, team: str, subject: str) -> tuple[str, str, str | None, str | None]:
    """Return name, program, project and owner of a subject; raise NotFound if it does not exist."""
    if subject.startswith("PRG-"):
        return storage.plan.program(session, team=team, id=subject).name, subject, None, None
    milestone = storage.plan.milestone(session, team=team, id=subject) if subject.startswith("M-") else None
    project = storage.plan.project(session, team=team, id=milestone.project if milestone else subject)
    if milestone:
        return milestone.name, project.program, project.id, milestone.owner
    return project.name, project.program, project.id, None


def _split_duration(text: str, *, now: datetime) -> tuple[str, datetime | None]:
    """Split `PRJ-7 3d` into PRJ-7 and the moment in three days."""
    subject_text, _, last_word = text.strip().rpartition(" ")
    duration_match = _DURATION_PATTERN.match(last_word)
    if not duration_match:
        return text.strip(), None
    return subject_text.removesuffix(" for").strip(), now + int(duration_match[1]) * _DURATION_UNITS[
        duration_match[2].lower()
    ]
