"""Travellers: when Slack says another zone the next prompts are planned anew, and the person is asked if it is so."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

import storage.checkins
import storage.people
import templates
from handlers.checkins import participants, prompts
from handlers.common import posting, working_time
from handlers.preferences import listeners
from rules.checkins import prompting
from rules.checkins.prompting import Checkin
from rules.people import Person
from rules.time import working_time as time_working_time
from rules.time.working_time import WorkTime
from storage.checkins import ScheduledPerson


def handle_zone_change(session: Session, *, person: Person, was: str, now: datetime) -> None:
    """Where Slack's zone is what counts and it is another one: their prompts move with them, and they hear of it once.

    Zones that go by the same clock now and at the next prompt are no journey; clock changes keep the name of a zone.
    """
    team, user = person.team, person.id
    here = working_time.work_time(session, team=team, user=user, now=now)
    scheduled = storage.checkins.scheduled_person(session, team=team, user=user)
    if here.zone == was or scheduled is None or person.deleted:
        return
    prompts.reschedule_prompts(session, team=team, users=(user,), now=now)
    facts = participants.load_context(session, team=team, people=(scheduled,), now=now)
    held = facts.checkins_of(user)
    upcoming = _catch_up_today(session, team=team, scheduled=scheduled, checkins=held, work=here, now=now)
    upcoming = upcoming or _next_unasked_prompt(session, person=person, checkins=held, work=here, now=now)
    if upcoming and not _same_clock(here.zone, was, now, upcoming) and not scheduled.paused:
        local = upcoming.astimezone(time_working_time.zone_of(here.zone))
        message = templates.render("preferences/zone_asked", at=local, zone=here.zone, was=was, today=here.today(now))
        key = f"moved:{user}:{here.zone}:{now:%Y-%m-%dT%H:%M}"
        posting.post_message(session, key=key, team=team, channel=user, message=message, now=now)


def keep_zone(session: Session, *, person: Person, zone: str, now: datetime) -> None:
    """The zone becomes the person's own choice; prompts, timers and all go by it."""
    listeners.change_setting(session, person=person, verb="zone", value=zone, now=now)


def _catch_up_today(
    session: Session,
    *,
    team: str,
    scheduled: ScheduledPerson,
    checkins: Sequence[Checkin],
    work: WorkTime,
    now: datetime,
) -> datetime | None:
    """Who flew past today's time, and was not asked today, is asked now; None when there is nothing to catch up."""
    day = work.today(now)
    slot = prompting.prompt_time_on(day, checkins, work=work)
    late = now - prompting.MAX_LATENESS <= slot <= now and any(one.on(day) and not one.paused for one in checkins)
    if (
        not late
        or not work.is_working(now)
        or storage.checkins.find_prompt(session, team=team, user=scheduled.user, day=day)
    ):
        return None
    storage.checkins.enrol_people(session, team=team, due={scheduled.user: slot})
    return now


def _next_unasked_prompt(
    session: Session, *, person: Person, checkins: Sequence[Checkin], work: WorkTime, now: datetime
) -> datetime | None:
    """The next prompt of a day that had none: westward over nine o'clock, or the date line, a day begins again."""
    at = prompting.next_prompt_time(checkins, work=work, after=now)
    while at and storage.checkins.find_prompt(session, team=person.team, user=person.id, day=work.today(at)):
        at = prompting.next_prompt_time(checkins, work=work, after=at)
    return at


def _same_clock(zone: str, other_zone: str, *instants: datetime) -> bool:
    here, there = time_working_time.zone_of(zone), time_working_time.zone_of(other_zone)
    return all(at.astimezone(here).utcoffset() == at.astimezone(there).utcoffset() for at in instants)
