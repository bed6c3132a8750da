"""Leave, taken and ended by the person's own words or by a Slack status that has an end."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.checkin_schedule
import storage.checkins
import storage.leave
import storage.people
import storage.reachable_people
from handlers.checkins import prompts
from handlers.common import parsing, working_time
from handlers.common.requests import local_date
from handlers.schedule import clash_radar
from rules.dates.found import format_day
from rules.people import Person
from rules.refusal import Refusal
from rules.text import tokens
from rules.time.working_time import WorkTime, zone_of
from storage.leave import PersonalHours

# Statuses that mean being off work: Slack's own presets for vacation and illness, and similar ones.
AWAY_EMOJI = frozenset({":palm_tree:", ":face_with_thermometer:", ":desert_island:", ":beach_with_umbrella:"})
MAX_LEAVE = timedelta(days=300)
MAX_LEAVE_WORKDAYS = 250
ONE_DAY, ONE_SECOND = timedelta(days=1), timedelta(seconds=1)
_DAY_COUNT = re.compile(r"^(\d{1,3})(?:\s*(?:d|wd|days?))?$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|to|through|thru)\b|\s*[\u2013\u2014]\s*|\s-\s", re.IGNORECASE)
AWAY_USAGE = "Write `away 3` (working days), `away until 14 Mar`, or `away 9 Mar until 13 Mar`."


@dataclass(frozen=True, slots=True)
class LaterLeave:
    """Planned leave: its first and last day, and the instant it begins."""

    first: date
    last: date
    start: datetime


@dataclass(frozen=True, slots=True)
class PlannedLeave:
    """The first and last day away, the next working day, the delegate, and other leave that is planned for later."""

    first: date
    last: date
    back_on: date
    delegate: str | None
    later: tuple[LaterLeave, ...] = ()


def take_leave_from_text(session: Session, *, person: Person, text: str, now: datetime) -> PlannedLeave:
    """Save leave from the words of a command; a person mentioned is the delegate until another is named."""
    work = replace(working_time.work_time(session, team=person.team, user=person.id, now=now), away=())
    words = tokens(text)
    delegate = next((word.id for word in words if word.askable), None)
    plain = " ".join(word.text for word in words if not word.askable).strip()
    first, last = parse_leave_days(plain, work=work, today=local_date(person, now), locale=person.locale)
    return take_leave(session, person=person, first=first, last=last, delegate=delegate, now=now)


def take_leave(
    session: Session, *, person: Person, first: date, last: date, delegate: str | None, now: datetime
) -> PlannedLeave:
    """Save leave from a first to a last day, both of them away; raise Refusal if that is no valid range."""
    if range_error := _range_error(first, last, local_date(person, now)):
        raise range_error
    delegate = storage.reachable_people.choose_reachable(session, team=person.team, user=delegate)
    work = replace(working_time.work_time(session, team=person.team, user=person.id, now=now), away=())
    where = {"team": person.team, "user": person.id}
    start, end = work.instant_at(first, time(0)), work.instant_at(last + ONE_DAY, time(0))
    storage.leave.record_leave(session, **where, start=start, end=end, now=now)
    if delegate and delegate != person.id:
        own_hours = storage.leave.chosen_hours(session, team=person.team, users=(person.id,)).get(
            person.id, PersonalHours()
        )
        storage.leave.save_hours(session, **where, hours=replace(own_hours, delegate=delegate))
    prompts.reschedule_prompts(session, team=person.team, users=(person.id,), now=now)
    clash_radar.check_person(session, team=person.team, user=person.id, now=now)
    return PlannedLeave(
        first,
        last,
        work.next_day(last),
        working_time.active_delegate(session, **where, now=start),
        later_leave(session, person=person, now=now, apart_from=start),
    )


def later_leave(
    session: Session, *, person: Person, now: datetime, apart_from: datetime | None = None
) -> tuple[LaterLeave, ...]:
    """Return the leave that a person entered and that has not begun, soonest first."""
    zone = zone_of(working_time.work_time(session, team=person.team, user=person.id, now=now).zone)
    leave = storage.leave.leave_of(session, team=person.team, users=(person.id,), since=now)
    return tuple(
        LaterLeave(item.start.astimezone(zone).date(), (item.end - ONE_SECOND).astimezone(zone).date(), item.start)
        for item in leave
        if item.start > now and item.start != apart_from and item.source == "said"
    )


def cancel_leave(session: Session, *, person: Person, start: datetime, now: datetime) -> tuple[LaterLeave, ...]:
    """Drop planned leave and return what is still planned; raise Refusal if it is gone or has begun."""
    if start <= now or not storage.leave.cancel_leave(session, team=person.team, user=person.id, start=start):
        raise Refusal("That leave isn't planned any more.", "", "To end leave that has begun, write `back`.")
    prompts.reschedule_prompts(session, team=person.team, users=(person.id,), now=now)
    clash_radar.check_person(session, team=person.team, user=person.id, now=now)
    return later_leave(session, person=person, now=now)


def parse_leave_days(text: str, *, work: WorkTime, today: date, locale: str) -> tuple[date, date]:
    """Return the first and last day of "3", "until 14 Mar" (including that day) or "9 Mar until 13 Mar".

    Raise Refusal if the text is none of these, or if the leave is over or too long.
    """
    if count := _DAY_COUNT.match(text):
        workday_count = int(count[1])
        if not 1 <= workday_count <= MAX_LEAVE_WORKDAYS:
            raise Refusal(
                f"{workday_count} days isn't possible.",
                f"Leave is 1 to {MAX_LEAVE_WORKDAYS} working days.",
                AWAY_USAGE,
            )
        return today, work.next_day(today - ONE_DAY, workday_count)
    begin, *end = _UNTIL.split(re.sub(r"^(from|on)\s+", "", text, flags=re.IGNORECASE), maxsplit=1)
    if not end and not begin:
        raise Refusal("Until when?", "", AWAY_USAGE)
    first = parsing.parse_day(begin.strip(), today=today, locale=locale) if begin.strip() else today
    last = parsing.parse_day(end[0].strip(), today=max(first, today), locale=locale) if end else first
    if range_error := _range_error(first, last, today):
        raise range_error
    return first, last


def _range_error(first: date, last: date, today: date) -> Refusal | None:
    if last < first or last < today:
        return Refusal(
            "That leave ends before it begins.", f"The last day would be {format_day(last, today=today)}.", AWAY_USAGE
        )
    if last - first > MAX_LEAVE:
        return Refusal(
            "That is longer than 300 days.", f"The last day would be {format_day(last, today=today)}.", AWAY_USAGE
        )
    return None


def end_leave(session: Session, *, person: Person, now: datetime) -> tuple[bool, tuple[date, ...]]:
    """End the current leave; return whether there was any, and the days without a prompt because of it."""
    if not storage.leave.end_leave(session, team=person.team, user=person.id, at=now):
        return False, ()
    prompts.reschedule_prompts(session, team=person.team, users=(person.id,), now=now)
    clash_radar.check_person(session, team=person.team, user=person.id, now=now)
    last_asked = storage.checkin_schedule.last_asked_days(session, team=person.team, users=(person.id,)).get(
        person.id, date.min
    )
    days_away = storage.checkin_schedule.days_away(session, team=person.team, users=(person.id,), now=now)
    return True, tuple(day for day in days_away.get(person.id, ()) if day > last_asked)


def leave_end_in_status(profile: dict[str, Any], *, now: datetime) -> datetime | None:
    """Return when a status that means being off work ends; None for other statuses and for one without an end."""
    ends = profile.get("status_expiration") or 0
    if profile.get("status_emoji") not in AWAY_EMOJI or not ends:
        return None
    until = datetime.fromtimestamp(ends, UTC)
    return until if now < until <= now + MAX_LEAVE else None


def sync_leave_with_status(session: Session, *, team: str, user: str, until: datetime | None, now: datetime) -> None:
    """Let leave follow the Slack status; leave that the person entered is not changed."""
    where = {"team": team, "user": user}
    storage.audit.set_actor(session, team=team, actor=user, now=now)
    if until:
        storage.leave.record_leave(session, **where, start=now, end=until, now=now, source="status")
    ended = not until and storage.leave.end_leave(session, **where, at=now, source="status")
    if until or ended:
        clash_radar.check_person(session, **where, now=now)
    scheduled = storage.checkins.scheduled_person(session, **where)
    if scheduled and (until or ended):
        prompts.reschedule_prompts(session, team=team, users=(user,), now=now)
