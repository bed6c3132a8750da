"""Follow and mute: programs, projects and milestones a person chose to hear about, or not."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.changes
import storage.channels
import storage.digesting.answers
import storage.follows
import storage.leave
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
from handlers.common import access, parsing
from rules.digests.following import parse_wish
from rules.people import Action, Person
from rules.plan import Program, Project
from rules.refusal import AmbiguousInput, NotFound, Refusal
from storage.follows import EVERYTHING, Follow

EVERYTHING_WORDS = ("all", "everything")
# Buttons offered for a mute that names nothing.
MAX_CHOICES = 9
_DURATION_PATTERN = re.compile(r"^(\d{1,3})\s*(h|d|w)$", re.IGNORECASE)


_DURATION_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


@dataclass(frozen=True, slots=True)
class SavedFollow:
    """A subject that a person follows, with its name and what their own digest says of it."""

    name: str
    follow: Follow


def follow_subject(session: Session, *, person: Person, text: str, channel: str, now: datetime) -> SavedFollow:
    """Follow what is named, in the voice and from the colour that are named: `PRG-1 delivery only when red`."""
    wish = parse_wish(text)
    subject = _resolve_subject(session, person=person, text=wish.subject, channel=channel)
    name, program, project, owner = _describe_subject(session, team=person.team, subject=subject)
    storage.people.require_permission(
        session,
        person=person,
        action=Action.FOLLOW,
        program=program,
        project=project,
        owner=owner,
        act=f"follow {name} ({subject})",
    )
    storage.digesting.answers.close_mutes(session, team=person.team, user=person.id, item=subject, now=now)
    follow = storage.follows.add_follow(
        session, team=person.team, user=person.id, subject=subject, detail=wish.detail, threshold=wish.threshold
    )
    storage.changes.describe(session, f"Following {name} ({subject})")
    return SavedFollow(f"{name} ({subject})", follow)


def stop_following_or_muting(
    session: Session, *, person: Person, text: str, channel: str, mute: bool, now: datetime
) -> str:
    """End a follow or a mute and return its name; raise Refusal if there was none."""
    subject = _resolve_subject(session, person=person, text=text, channel=channel)
    name = _name_for(session, person=person, subject=subject)
    if not storage.follows.remove_follow(session, team=person.team, user=person.id, subject=subject, mute=mute):
        raise Refusal(f"You {'haven’t muted' if mute else 'don’t follow'} {name}.", "", "See `settings`.")
    if mute:
        storage.digesting.answers.close_mutes(session, team=person.team, user=person.id, item=subject, now=now)
    storage.changes.describe(session, f"{'Unmuting' if mute else 'Unfollowing'} {name}")
    return name


def unmute(session: Session, *, person: Person, text: str, channel: str, now: datetime) -> str:
    """End one mute, or every mute for `all`, and return what it was of; without a name, the only mute there is.

    Raise AmbiguousInput if there are several, Refusal if there is none.
    """
    where = {"team": person.team, "user": person.id}
    muted = [follow.subject for follow in storage.follows.follows_of(session, **where, now=now) if follow.mute]
    named = text.strip().casefold()
    if named in ("", *EVERYTHING_WORDS) and not muted:
        raise Refusal("You haven't muted anything.", "", "See `settings`.")
    if not named and len(muted) > 1:
        choices = tuple((id or "all", _name_for(session, person=person, subject=id)) for id in sorted(muted))
        raise AmbiguousInput("Unmute what?", choices, "unmute {}")
    if named and named not in EVERYTHING_WORDS:
        return stop_following_or_muting(session, person=person, text=text, channel=channel, mute=True, now=now)
    for subject in muted:
        storage.follows.remove_follow(session, **where, subject=subject, mute=True)
        storage.digesting.answers.close_mutes(session, **where, item=subject, now=now)
    return "everything" if named else _name_for(session, person=person, subject=muted[0])


def _name_for(session: Session, *, person: Person, subject: str) -> str:
    """Return a subject's name; its id alone for people of other companies and guests, who may not read names."""
    return subject if subject and person.outsider else subject_name(session, team=person.team, subject=subject)


def subject_name(session: Session, *, team: str, subject: str) -> str:
    """Return "Atlas (PRG-1)"; the id alone if what it names is gone."""
    if subject == EVERYTHING:
        return "everything"
    try:
        return f"{_describe_subject(session, team=team, subject=subject)[0]} ({subject})"
    except NotFound:
        return subject


def mute_subject(
    session: Session, *, person: Person, text: str, channel: str, now: datetime
) -> tuple[str, str, datetime | None]:
    """Mute a subject from now on and return its id and name; queued messages about it are not sent any more."""
    subject_text, until = _split_duration(text, now=now)
    if not subject_text:
        raise AmbiguousInput(
            "Mute what?", _mute_choices(session, person=person, channel=channel), f"mute {{}} {text}".rstrip()
        )
    everything = subject_text.casefold() in EVERYTHING_WORDS
    subject = EVERYTHING if everything else _resolve_subject(session, person=person, text=subject_text, channel=channel)
    storage.digesting.answers.close_mutes(session, team=person.team, user=person.id, item=subject, now=now)
    storage.follows.mute_subject(session, team=person.team, user=person.id, subject=subject, until=until)
    session.flush()
    for id, text in storage.posted_notices.unsent_messages(session, team=person.team, channel=person.id):
        if storage.follows.is_muted(session, team=person.team, user=person.id, text=text, now=now):
            storage.posted_notices.withdraw_message(session, id=id)
    name = _name_for(session, person=person, subject=subject)
    storage.changes.describe(session, f"Muting {name}")
    return subject, name, until


def _mute_choices(session: Session, *, person: Person, channel: str) -> tuple[tuple[str, str], ...]:
    """Return what a person may want to mute: what this channel serves, else each program; then everything."""
    served = storage.channels.subjects_served(session, team=person.team, channel=channel)
    ids = served or [program.id for program in storage.plan.programs(session, team=person.team)]
    names = (_name_for(session, person=person, subject=id) for id in ids[:MAX_CHOICES])
    return (*zip(ids, names, strict=False), ("all", "Everything"))


def _resolve_subject(session: Session, *, person: Person, text: str, channel: str) -> str:
    """Return the subject of an id, of the name of a program or project, or of the channel if the text is empty."""
    subject_text = text.strip()
    if not subject_text:
        served_ids = storage.channels.subjects_served(session, team=person.team, channel=channel)
        if len(served_ids) == 1:
            return served_ids[0]
        raise Refusal("Which one?", "", "Name a program, project or milestone: `follow PRG-1`.")
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
        raise Refusal(f"I don't know “{subject_text[:40]}”.", "", "Use its ID: `PRG-1`, `PRJ-7` or `M-42`.")
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
    return subject_text.removesuffix("for").strip(), now + int(duration_match[1]) * _DURATION_UNITS[
        duration_match[2].lower()
    ]
