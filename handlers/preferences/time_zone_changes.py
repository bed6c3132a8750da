"""Travellers: when Slack reports another zone, prompts are rescheduled and the person is asked whether it is right."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

import storage.checkins
import storage.people
import templates
from handlers.checkins import participants, prompts
from handlers.common import posting, working_time
from handlers.preferences import settings
from rules.checkins import prompting
from rules.checkins.prompting import Checkin
from rules.people import Person
from rules.time import working_time as time_working_time
from rules.time.working_time import WorkTime
from storage.checkins import ScheduledPerson


def handle_zone_change(session: Session, *, person: Person, was: str, now: datetime) -> None:
    """Reschedule a person's prompts if Slack reports another zone and that is the one they use, and ask them once.

    Zones that show the same time now and at the next prompt are not a journey; a daylight saving change keeps the
    zone's name.
    """
    team, user = person.team, person.id
    work = working_time.work_time(session, team=team, user=user, now=now)
    scheduled = storage.checkins.scheduled_person(session, team=team, user=user)
    if work.zone == was or not person.zone_known or scheduled is None or person.deleted:
        return
    prompts.reschedule_prompts(session, team=team, users=(user,), now=now)
    context = participants.load_context(session, team=team, people=(scheduled,), now=now)
    checkins = context.checkins_of(user)
    upcoming = _catch_up_today(session, team=team, scheduled=scheduled, checkins=checkins, work=work, now=now)
    upcoming = upcoming or _next_unasked_prompt(session, person=person, checkins=checkins, work=work, now=now)
    if upcoming and not _same_clock(work.zone, was, now, upcoming) and not scheduled.paused:
        local_time = upcoming.astimezone(time_working_time.zone_of(work.zone))
        message = templates.render(
            "preferences/zone_asked", at=local_time, zone=work.zone, was=was, today=work.today(now)
        )
        key = f"moved:{user}:{work.zone}:{now:%Y-%m-%dT%H:%M}"
        posting.post_message(session, key=key, team=team, channel=user, message=message, now=now)


def keep_zone(session: Session, *, person: Person, zone: str, now: datetime) -> None:
    """Make the zone the person's own choice; prompts and timers follow it from then on."""
    settings.change_setting(session, person=person, verb="zone", value=zone, now=now)


def _catch_up_today(
    session: Session,
    *,
    team: str,
    scheduled: ScheduledPerson,
    checkins: Sequence[Checkin],
    work: WorkTime,
    now: datetime,
) -> datetime | None:
    """Schedule a prompt for now if the person flew past today's prompt time and was not asked today.

    Return the time of the prompt, or None if there is nothing to catch up.
    """
    day = work.today(now)
    slot = prompting.prompt_time_on(day, checkins, work=work)
    missed = now - prompting.MAX_LATENESS <= slot <= now and any(
        checkin.on(day) and not checkin.paused for checkin in checkins
    )
    if (
        not missed
        or not work.is_working(now)
        or storage.checkins.find_prompt(session, team=team, user=scheduled.user, day=day)
    ):
        return None
    storage.checkins.enrol_people(session, team=team, due={scheduled.user: slot})
    return now


def _next_unasked_prompt(
    session: Session, *, person: Person, checkins: Sequence[Checkin], work: WorkTime, now: datetime
) -> datetime | None:
    """Return the next prompt on a day that had none.

    A day begins again for travellers who fly west past nine o'clock or cross the date line.
    """
    prompt_time = prompting.next_prompt_time(checkins, work=work, after=now)
    while prompt_time and storage.checkins.find_prompt(
        session, team=person.team, user=person.id, day=work.today(prompt_time)
    ):
        prompt_time = prompting.next_prompt_time(checkins, work=work, after=prompt_time)
    return prompt_time


def _same_clock(zone: str, other_zone: str, *instants: datetime) -> bool:
    first_zone, second_zone = time_working_time.zone_of(zone), time_working_time.zone_of(other_zone)
    return all(
        instant.astimezone(first_zone).utcoffset() == instant.astimezone(second_zone).utcoffset()
        for instant in instants
    )
