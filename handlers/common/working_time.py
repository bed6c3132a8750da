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
from storage.leave import PersonalHours

LEAVE_LOOKBACK = timedelta(days=100)
"""How far back leave is still counted: reminders and returns look no further."""


def work_times(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, WorkTime]:
    """The working hours of each of these people; a stranger has those of the default calendar in UTC.

    Days off together count when everything a person is on has them, else they would be missed where work goes on; a
    day that any of it works after all is worked. Public holidays are those of their own country, else their program's.
    """
    ids = tuple(dict.fromkeys(users))
    if not ids:
        return {}
    people = storage.people.known_people(session, team=team, ids=ids)
    chosen = storage.leave.chosen_hours(session, team=team, users=ids)
    homes = storage.leave.home_programs(session, team=team, users=ids)
    programs = {one.id: one for one in storage.plan.programs(session, team=team, ids=frozenset(homes.values()))}
    on = {id: frozenset({home}) for id, home in homes.items()} | storage.calendars.subjects_by_user(
        session, team=team, users=ids
    )
    teams = storage.calendars.effective_days_off(session, team=team, subjects=frozenset().union(*on.values()))
    away: dict[str, list[tuple[datetime, datetime]]] = {}
    for one in storage.leave.leave_of(session, team=team, users=ids, since=now - LEAVE_LOOKBACK):
        away.setdefault(one.user, []).append((one.start, one.end))
    found = {}
    for id in ids:
        days = days_off.combine_teams([teams[one] for one in on.get(id, ())])
        found[id] = _build_work_time(
            people.get(id),
            chosen.get(id, PersonalHours()),
            programs.get(homes.get(id, "")),
            days,
            away.get(id, ()),
            now,
        )
    return found


def work_time(session: Session, *, team: str, user: str, now: datetime) -> WorkTime:
    return work_times(session, team=team, users=(user,), now=now)[user]


def holiday_country(session: Session, *, team: str, user: str) -> str | None:
    """Whose public holidays a person has: their own choice, else their program's country, else nobody's."""
    chosen = storage.leave.chosen_hours(session, team=team, users=(user,)).get(user, PersonalHours())
    home = storage.leave.home_programs(session, team=team, users=(user,)).get(user)
    return chosen.country or (storage.plan.program(session, team=team, id=home).calendar.country if home else None)


def active_delegate(session: Session, *, team: str, user: str, now: datetime) -> str | None:
    """Who stands in for a person while they are away; None when they are here, or named nobody."""
    if all(
        not one.start <= now < one.end for one in storage.leave.leave_of(session, team=team, users=(user,), since=now)
    ):
        return None
    return storage.leave.chosen_hours(session, team=team, users=(user,)).get(user, PersonalHours()).delegate


def _build_work_time(
    person: Person | None,
    own_hours: PersonalHours,
    program: Program | None,
    team_days: TeamDays,
    away: Iterable[tuple[datetime, datetime]],
    now: datetime,
) -> WorkTime:
    standard = WorkTime()
    calendar = program.calendar if program else None
    country = own_hours.country or (calendar.country if calendar else None)
    return WorkTime(
        zone=person.zone if person else program.zone if program else "UTC",
        workdays=own_hours.workdays or (calendar.workdays if calendar else standard.workdays),
        start=time.fromisoformat(own_hours.start) if own_hours.start else standard.start,
        end=time.fromisoformat(own_hours.end) if own_hours.end else standard.end,
        holidays=team_days.off | public_holidays.country_holidays(country, now.year - 1) if country else team_days.off,
        extra=team_days.extra,
        away=working_time.merge_intervals(away),
    )
