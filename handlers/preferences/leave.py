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
from handlers.common.requests import today
from rules.people import Person
from rules.refusal import Refusal
from rules.text import tokens
from rules.time.working_time import WorkTime
from storage.leave import Hours

AWAY_SIGNS = frozenset({":palm_tree:", ":face_with_thermometer:", ":desert_island:", ":beach_with_umbrella:"})
"""The statuses that mean being off work: Slack's own presets for vacation and illness, and their likes."""
LONGEST, MOST_DAYS = timedelta(days=300), 250
DAY = timedelta(days=1)
_COUNT = re.compile(r"^(\d{1,3})(?:\s*(?:d|wd|days?))?$", re.IGNORECASE)
USAGE = "Write `away 3` (working days), `away until 14 Mar`, or `away 9 Mar until 13 Mar`."


@dataclass(frozen=True, slots=True)
class Taken:
    """The last day away, the next day of work, and who stands in."""

    last: date
    back_on: date
    delegate: str | None


def take(session: Session, *, person: Person, text: str, now: datetime) -> Taken:
    """This will keep the leave; a person mentioned stands in until another is named."""
    work = replace(working_time.work_time(session, team=person.team, user=person.id, now=now), away=())
    found = tokens(text)
    delegate = next((word.id for word in found if word.kind == "user"), None)
    plain = " ".join(word.text for word in found if word.kind != "user").strip()
    first, last = days(plain, work=work, today=today(person, now), locale=person.locale)
    return take_days(session, person=person, first=first, last=last, delegate=delegate, now=now)


def take_days(
    session: Session, *, person: Person, first: date, last: date, delegate: str | None, now: datetime
) -> Taken:
    """The same, from and to a day that were picked; both are still away."""
    if wrong := _wrong(first, last, today(person, now)):
        raise wrong
    work = replace(working_time.work_time(session, team=person.team, user=person.id, now=now), away=())
    where = {"team": person.team, "user": person.id}
    start, end = work.slot(first, time(0)), work.slot(last + DAY, time(0))
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    storage.leave.take(session, **where, start=start, end=end, now=now)
    if delegate and delegate != person.id:
        chosen = storage.leave.hours(session, team=person.team, users=(person.id,)).get(person.id, Hours())
        storage.leave.choose(session, **where, chosen=replace(chosen, delegate=delegate))
    prompts.plan_ahead(session, team=person.team, users=(person.id,), now=now)
    return Taken(last, work.next_day(last), working_time.stand_in(session, **where, now=start))


def days(text: str, *, work: WorkTime, today: date, locale: str) -> tuple[date, date]:
    """The first and last day of "3", "until 14 Mar" (that day is still away) or "9 Mar until 13 Mar"."""
    if count := _COUNT.match(text):
        wanted = int(count[1])
        if not 1 <= wanted <= MOST_DAYS:
            raise Refusal(f"{wanted} days can't be.", f"It is 1 to {MOST_DAYS} working days.", USAGE)
        return today, work.next_day(today - DAY, wanted)
    begin, until, end = re.sub(r"^(from|on)\s+", "", text, flags=re.IGNORECASE).partition("until ")
    if not until and not begin:
        raise Refusal("Until when?", "", USAGE)
    first = parsing.day(begin.strip(), today=today, locale=locale) if begin.strip() else today
    last = parsing.day(end.strip(), today=max(first, today), locale=locale) if until else first
    if wrong := _wrong(first, last, today):
        raise wrong
    return first, last


def _wrong(first: date, last: date, today: date) -> Refusal | None:
    if last < first or last < today:
        return Refusal("That leave ends before it begins.", f"The last day would be {last:%d %b %Y}.", USAGE)
    if last - first > LONGEST:
        return Refusal("That is longer than 300 days.", f"The last day would be {last:%d %b %Y}.", USAGE)
    return None


def end(session: Session, *, person: Person, now: datetime) -> tuple[bool, tuple[date, ...]]:
    """Whether there was leave to end, and the days on which nothing was asked for it."""
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    if not storage.leave.cut(session, team=person.team, user=person.id, at=now):
        return False, ()
    prompts.plan_ahead(session, team=person.team, users=(person.id,), now=now)
    last = storage.checkins.last_asked(session, team=person.team, users=(person.id,)).get(person.id, date.min)
    away = storage.checkins.days_away(session, team=person.team, users=(person.id,), now=now)
    return True, tuple(day for day in away.get(person.id, ()) if day > last)


def status_until(profile: dict[str, Any], *, now: datetime) -> datetime | None:
    """When a status that means being off work ends; None for any other, and for one without an end."""
    ends = profile.get("status_expiration") or 0
    if profile.get("status_emoji") not in AWAY_SIGNS or not ends:
        return None
    until = datetime.fromtimestamp(ends, UTC)
    return until if now < until <= now + LONGEST else None


def hint(session: Session, *, team: str, user: str, until: datetime | None, now: datetime) -> None:
    """This will let leave follow the status; what the person said themselves stands."""
    where = {"team": team, "user": user}
    storage.audit.acting(session, team=team, actor=user, now=now)
    if until:
        storage.leave.take(session, **where, start=now, end=until, now=now, source="status")
    ended = not until and storage.leave.cut(session, **where, at=now, source="status")
    scheduled = storage.checkins.person(session, **where)
    if scheduled and (until or ended):
        prompts.plan_ahead(session, team=team, users=(user,), now=now)
