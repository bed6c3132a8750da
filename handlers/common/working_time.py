"""When people work: their own choices, else their program's calendar, with public holidays and leave."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlmodel import Session

import storage.calendars
import storage.leave
import storage.people
import storage.plan
from handlers.common import public_holidays
from rules.people import Person
from rules.plan import Program
from rules.time import days_off, working_time
from rules.time.days_off import TeamDays
from rules.time.working_time import WorkTime
from storage.leave import Hours

BEFORE = timedelta(days=100)
"""How far back leave is still counted: reminders and returns look no further."""


def work_times(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, WorkTime]:
    """The working hours of each of these people; a stranger has those of the default calendar in UTC.

    Days off together count when everything a person is on has them, else they would be missed where work goes on; a
    day that any of it works after all is worked. Public holidays are those of their own country, else their program's.
    """
    ids = tuple(dict.fromkeys(users))
    if not ids:
        return {}
    people = storage.people.known(session, team=team, ids=ids)
    chosen = storage.leave.hours(session, team=team, users=ids)
    homes = storage.leave.homes(session, team=team, users=ids)
    programs = {one.id: one for one in storage.plan.programs(session, team=team, ids=frozenset(homes.values()))}
    on = {id: frozenset({home}) for id, home in homes.items()} | storage.calendars.on(session, team=team, users=ids)
    teams = storage.calendars.holding(session, team=team, subjects=frozenset().union(*on.values()))
    away: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in storage.leave.of(session, team=team, users=ids, since=now - BEFORE):
        away.setdefault(one.user, []).append((one.start, one.end))
    found = {}
    for id in ids:
        days = days_off.shared([teams[one] for one in on.get(id, ())])
        found[id] = _work_time(
            people.get(id), chosen.get(id, Hours()), programs.get(homes.get(id, "")), days, away.get(id, ()), now
        )
    return found


def work_time(session: Session, *, team: str, user: str, now: datetime) -> WorkTime:
    return work_times(session, team=team, users=(user,), now=now)[user]


def country(session: Session, *, team: str, user: str) -> str | None:
    """Whose public holidays a person has: their own choice, else their program's country, else nobody's."""
    chosen = storage.leave.hours(session, team=team, users=(user,)).get(user, Hours())
    home = storage.leave.homes(session, team=team, users=(user,)).get(user)
    return chosen.country or (storage.plan.program(session, team=team, id=home).calendar.country if home else None)


def stand_in(session: Session, *, team: str, user: str, now: datetime) -> str | None:
    """Who stands in for a person while they are away; None when they are here, or named nobody."""
    if all(not one.start <= now < one.end for one in storage.leave.of(session, team=team, users=(user,), since=now)):
        return None
    return storage.leave.hours(session, team=team, users=(user,)).get(user, Hours()).delegate


def _work_time(
    person: Person | None,
    chosen: Hours,
    program: Program | None,
    days: TeamDays,
    away: Iterable[tuple[datetime, datetime]],
    now: datetime,
) -> WorkTime:
    standard = WorkTime()
    calendar = program.calendar if program else None
    country = chosen.country or (calendar.country if calendar else None)
    return WorkTime(
        zone=person.zone if person else program.zone if program else "UTC",
        workdays=chosen.workdays or (calendar.workdays if calendar else standard.workdays),
        start=time.fromisoformat(chosen.start) if chosen.start else standard.start,
        end=time.fromisoformat(chosen.end) if chosen.end else standard.end,
        holidays=days.off | public_holidays.public(country, now.year - 1) if country else days.off,
        extra=days.extra,
        away=working_time.merged(away),
    )
