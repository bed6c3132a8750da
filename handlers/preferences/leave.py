"""Leave taken and ended: by the person's own words, or by a status of Slack's that has an end."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session

import storage.audit
import storage.checkins
import storage.leave
import storage.people
from handlers.checkins import prompts
from handlers.common import parsing, working_time
from handlers.common.requests import local_date
from rules.people import Person
from rules.refusal import Refusal
from rules.text import tokens
from rules.time.working_time import WorkTime
from storage.leave import PersonalHours

AWAY_EMOJI = frozenset({":palm_tree:", ":face_with_thermometer:", ":desert_island:", ":beach_with_umbrella:"})
"""The statuses that mean being off work: Slack's own presets for vacation and illness, and their likes."""
MAX_LEAVE = timedelta(days=300)
MAX_LEAVE_WORKDAYS = 250
ONE_DAY = timedelta(days=1)
_DAY_COUNT = re.compile(r"^(\d{1,3})(?:\s*(?:d|wd|days?))?$", re.IGNORECASE)
AWAY_USAGE = "Write `away 3` (working days), `away until 14 Mar`, or `away 9 Mar until 13 Mar`."


@dataclass(frozen=True, slots=True)
class PlannedLeave:
    """The last day away, the next day of work, and who stands in."""

    last: date
    back_on: date
    delegate: str | None


def take_leave_from_text(session: Session, *, person: Person, text: str, now: datetime) -> PlannedLeave:
    """This will keep the leave; a person mentioned stands in until another is named."""
    work = replace(working_time.work_time(session, team=person.team, user=person.id, now=now), away=())
    found = tokens(text)
    delegate = next((word.id for word in found if word.kind == "user"), None)
    plain = " ".join(word.text for word in found if word.kind != "user").strip()
    first, last = parse_leave_days(plain, work=work, today=local_date(person, now), locale=person.locale)
    return take_leave(session, person=person, first=first, last=last, delegate=delegate, now=now)


def take_leave(
    session: Session, *, person: Person, first: date, last: date, delegate: str | None, now: datetime
) -> PlannedLeave:
    """The same, from and to a day that were picked; both are still away."""
    if wrong := _range_error(first, last, local_date(person, now)):
        raise wrong
    work = replace(working_time.work_time(session, team=person.team, user=person.id, now=now), away=())
    where = {"team": person.team, "user": person.id}
    start, end = work.instant_at(first, time(0)), work.instant_at(last + ONE_DAY, time(0))
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    storage.leave.record_leave(session, **where, start=start, end=end, now=now)
    if delegate and delegate != person.id:
        chosen = storage.leave.chosen_hours(session, team=person.team, users=(person.id,)).get(
            person.id, PersonalHours()
        )
        storage.leave.save_hours(session, **where, hours=replace(chosen, delegate=delegate))
    prompts.reschedule_prompts(session, team=person.team, users=(person.id,), now=now)
    return PlannedLeave(last, work.next_day(last), working_time.active_delegate(session, **where, now=start))


def parse_leave_days(text: str, *, work: WorkTime, today: date, locale: str) -> tuple[date, date]:
    """The first and last day of "3", "until 14 Mar" (that day is still away) or "9 Mar until 13 Mar"."""
    if count := _DAY_COUNT.match(text):
        wanted = int(count[1])
        if not 1 <= wanted <= MAX_LEAVE_WORKDAYS:
            raise Refusal(f"{wanted} days can't be.", f"It is 1 to {MAX_LEAVE_WORKDAYS} working days.", AWAY_USAGE)
        return today, work.next_day(today - ONE_DAY, wanted)
    begin, until, end = re.sub(r"^(from|on)\s+", "", text, flags=re.IGNORECASE).partition("until ")
    if not until and not begin:
        raise Refusal("Until when?", "", AWAY_USAGE)
    first = parsing.parse_day(begin.strip(), today=today, locale=locale) if begin.strip() else today
    last = parsing.parse_day(end.strip(), today=max(first, today), locale=locale) if until else first
    if wrong := _range_error(first, last, today):
        raise wrong
    return first, last


def _range_error(first: date, last: date, today: date) -> Refusal | None:
    if last < first or last < today:
        return Refusal("That leave ends before it begins.", f"The last day would be {last:%d %b %Y}.", AWAY_USAGE)
    if last - first > MAX_LEAVE:
        return Refusal("That is longer than 300 days.", f"The last day would be {last:%d %b %Y}.", AWAY_USAGE)
    return None


def end_leave(session: Session, *, person: Person, now: datetime) -> tuple[bool, tuple[date, ...]]:
    """Whether there was leave to end, and the days on which nothing was asked for it."""
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    if not storage.leave.end_leave(session, team=person.team, user=person.id, at=now):
        return False, ()
    prompts.reschedule_prompts(session, team=person.team, users=(person.id,), now=now)
    last = storage.checkins.last_asked_days(session, team=person.team, users=(person.id,)).get(person.id, date.min)
    away = storage.checkins.days_away(session, team=person.team, users=(person.id,), now=now)
    return True, tuple(day for day in away.get(person.id, ()) if day > last)


def leave_end_in_status(profile: dict[str, Any], *, now: datetime) -> datetime | None:
    """When a status that means being off work ends; None for any other, and for one without an end."""
    ends = profile.get("status_expiration") or 0
    if profile.get("status_emoji") not in AWAY_EMOJI or not ends:
        return None
    until = datetime.fromtimestamp(ends, UTC)
    return until if now < until <= now + MAX_LEAVE else None


def sync_leave_with_status(session: Session, *, team: str, user: str, until: datetime | None, now: datetime) -> None:
    """This will let leave follow the status; what the person said themselves stands."""
    where = {"team": team, "user": user}
    storage.audit.set_actor(session, team=team, actor=user, now=now)
    if until:
        storage.leave.record_leave(session, **where, start=now, end=until, now=now, source="status")
    ended = not until and storage.leave.end_leave(session, **where, at=now, source="status")
    scheduled = storage.checkins.scheduled_person(session, **where)
    if scheduled and (until or ended):
        prompts.reschedule_prompts(session, team=team, users=(user,), now=now)
