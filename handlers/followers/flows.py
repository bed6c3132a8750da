"""A follower's own digest: one direct message a week about everything they follow, in their voice and zone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.follows
import storage.people
import storage.plan
import storage.posted_notices
import storage.privacy
import storage.queues.claims
import templates
from handlers.common import posting, working_time
from handlers.digests import queries
from handlers.digests.rendering import RenderedDigest, render_edition
from handlers.followers import mutes
from handlers.plan import queries as plan_queries
from rules.digests import slots
from rules.digests.editions import DigestEdition
from rules.digests.following import FollowDetail, FollowThreshold
from rules.people import Person
from rules.plan import Milestone, Program
from rules.refusal import NotFound
from rules.time.working_time import local_day
from rules.truth.colours import Colour
from rules.weeks import period_of
from storage.follows import EVERYTHING, Follow

# Programs that are told in full; the others are named.
MAX_PROGRAMS = 10
COLOURS_BY_URGENCY = {Colour.RED: 0, Colour.AMBER: 1}
# It waits for an hour without other messages, at most this long.
QUIET_SPELL, MAX_WAIT = timedelta(hours=1), timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class FollowedEdition:
    """A followed program as its follower reads it."""

    edition: DigestEdition
    detail: FollowDetail


@dataclass(frozen=True, slots=True)
class FollowedLine:
    """A followed project or milestone: its label, colour and reason, and the day it is expected."""

    label: str
    colour: str
    why: str
    expected: date | None


def due_followers(session: Session, *, team: str, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return (user, week) of everyone whose digest should be out by now and is not."""
    users = storage.follows.digest_followers(session, team=team)
    weeks = {period_of((now + timedelta(hours=shift)).date()) for shift in (-12, 0, 14)}
    claimed = storage.queues.claims.claimed_slots(
        session, team=team, names=[_claim_name(user) for user in users], slots=weeks
    )
    work = working_time.work_times(session, team=team, users=users, now=now) if users else {}
    due = []
    for user in users:
        at = slots.personal_moment(work[user], now=now)
        if at is None or not at <= now <= at + slots.MAX_LATENESS:
            continue
        week = period_of(local_day(work[user].zone, at))
        is_busy = now < at + MAX_WAIT and storage.follows.was_messaged_since(
            session, team=team, user=user, since=now - QUIET_SPELL
        )
        if (_claim_name(user), week) not in claimed and not is_busy:
            due.append((user, week))
    return tuple(due)


def send_digest(session: Session, *, team: str, user: str, week: str, now: datetime) -> None:
    """Post a follower's digest once a week, if anything they follow is to be told."""
    if not storage.queues.claims.claim_slot(session, team=team, name=_claim_name(user), slot=week, now=now):
        return
    person = storage.people.find_person(session, team=team, id=user)
    if person is None or person.deleted:
        return
    programs, items = followed(session, person=person, week=week, now=now)
    if not programs and not items:
        return
    today = local_day(person.zone, now)
    facts: dict[str, Any] = {"programs": programs, "max_programs": MAX_PROGRAMS, "items": items, "zone": person.zone}
    message = templates.render("followers/digest", **facts, today=today)
    key = f"follower:{user}:{week}"
    posting.post_message(session, key=key, team=team, channel=user, message=message, now=now, kind="digest")
    if not storage.posted_notices.was_queued(session, key=key):
        return
    for program in programs[:MAX_PROGRAMS]:
        for number, part in enumerate(_thread_of(session, team, program, today), 1):
            posting.post_message(
                session,
                key=f"{key}:{program.edition.program}:{number}",
                team=team,
                channel=user,
                message=part,
                now=now,
                kind="digest",
                thread_ts={"$ts_of": key},
                counts_against_budget=False,
            )


def _thread_of(
    session: Session, team: str, program: FollowedEdition, today: date
) -> tuple[templates.RenderedMessage, ...]:
    """Return the whole edition of a program, for the thread."""
    assert program.detail.audience is not None
    whole: RenderedDigest = render_edition(
        session, team=team, edition=program.edition, audience=program.detail.audience, marks=(), today=today
    )
    return (whole.top, *whole.detail)


def followed(
    session: Session, *, person: Person, week: str, now: datetime
) -> tuple[tuple[FollowedEdition, ...], tuple[FollowedLine, ...]]:
    """Return what a person follows and may read, as bad as they want to hear of, without what they muted."""
    mutes.lift_changed(session, person=person, now=now)
    follows = storage.follows.follows_of(session, team=person.team, user=person.id, now=now)
    muted = frozenset(one.subject for one in follows if one.mute)
    if EVERYTHING in muted or person.outsider:
        return (), ()
    wanted = [one for one in follows if not one.mute and one.detail != FollowDetail.NONE and one.subject not in muted]
    programs = tuple(
        found
        for one in wanted
        if one.subject.startswith("PRG-")
        if (found := _program(session, person, one, muted, week=week, now=now)) is not None
    )
    items = (_item(session, person, one, now=now) for one in wanted if not one.subject.startswith("PRG-"))
    return tuple(sorted(programs, key=_urgency)), tuple(item for item in items if item is not None)


def _urgency(program: FollowedEdition) -> int:
    """Return the place of a program in the message: red before amber before the rest, else as they were followed."""
    return COLOURS_BY_URGENCY.get(program.edition.status.colour, len(COLOURS_BY_URGENCY))


def _program(
    session: Session, person: Person, follow: Follow, muted: Collection[str], *, week: str, now: datetime
) -> FollowedEdition | None:
    try:
        program = storage.plan.program(session, team=person.team, id=follow.subject)
    except NotFound:
        return None
    if program.cancelled:
        return None
    edition = queries.build_edition(
        session, team=person.team, program=program.id, period=week, channel=person.id, now=now
    )
    if not FollowThreshold(follow.threshold).is_met(edition.status.colour.value):
        return None
    return FollowedEdition(mutes.without_muted(edition, muted), FollowDetail(follow.detail))


def _item(session: Session, person: Person, follow: Follow, *, now: datetime) -> FollowedLine | None:
    """Return the line of a followed project or milestone; None if it is gone, over, hidden, or not bad enough."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    try:
        milestone, program = _place(session, person.team, follow.subject)
    except NotFound:
        return None
    if follow.subject in hidden or (milestone and not milestone.open):
        return None
    state = plan_queries.program_state(session, team=person.team, program=program.id, now=now)
    if milestone:
        status, name, expected = state.statuses.milestones[milestone.id], milestone.name, milestone.expected
    else:
        project = storage.plan.project(session, team=person.team, id=follow.subject)
        if not project.open:
            return None
        status, name, expected = state.project_status(project), project.name, None
    if not FollowThreshold(follow.threshold).is_met(status.colour.value):
        return None
    label = f"{name} ({follow.subject})" if follow.detail == FollowDetail.DELIVERY else name
    secrets = storage.privacy.secrets_hidden_from(
        session, team=person.team, by=storage.privacy.reader_for(session, person=person)
    )
    return FollowedLine(label, status.colour.value, secrets.without(status.why), expected)


def _place(session: Session, team: str, subject: str) -> tuple[Milestone | None, Program]:
    milestone = storage.plan.milestone(session, team=team, id=subject) if subject.startswith("M-") else None
    project = storage.plan.project(session, team=team, id=milestone.project if milestone else subject)
    return milestone, storage.plan.program(session, team=team, id=project.program)


def _claim_name(user: str) -> str:
    return f"follower:{user}"
