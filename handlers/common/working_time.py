"""People's working time: their own choices, else their program's calendar, with public holidays and leave."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from sqlmodel import Session

import storage.calendars
import storage.leave
import storage.people
import storage.plan
import storage.reachable_people
from handlers.common import public_holidays
from rules.people import Person
from rules.plan import Program
from rules.time import days_off, working_time
from rules.time.days_off import TeamDays
from rules.time.working_time import WorkTime, local_day
from storage.leave import PersonalHours

# Older leave is not loaded: reminders and returns from leave look no further back.
LEAVE_LOOKBACK = timedelta(days=100)


def work_times(session: Session, *, team: str, users: Iterable[str], now: datetime) -> dict[str, WorkTime]:
    """Return the working hours of each of these people; unknown people get the default calendar in UTC.

    A team day off counts only if everything a person works on has it, else they would be missing where work goes on; an
    extra working day of any of it counts. Public holidays are those of their own country, else of their program's.
    """
    user_ids = tuple(dict.fromkeys(users))
    if not user_ids:
        return {}
    people = storage.people.known_people(session, team=team, ids=user_ids)
    own_hours = storage.leave.chosen_hours(session, team=team, users=user_ids)
    home_programs = storage.leave.home_programs(session, team=team, users=user_ids)
    programs = {
        item.id: item for item in storage.plan.programs(session, team=team, ids=frozenset(home_programs.values()))
    }
    subjects_by_user = {
        user: frozenset({home_program}) for user, home_program in home_programs.items()
    } | storage.calendars.subjects_by_user(session, team=team, users=user_ids)
    days_off_by_subject = storage.calendars.effective_days_off(
        session, team=team, subjects=frozenset().union(*subjects_by_user.values())
    )
    leave_by_user: dict[str, list[tuple[datetime, datetime]]] = {}
    for item in storage.leave.leave_of(session, team=team, users=user_ids, since=now - LEAVE_LOOKBACK):
        leave_by_user.setdefault(item.user, []).append((item.start, item.end))
    times_by_user = {}
    for user in user_ids:
        team_days = days_off.combine_teams([days_off_by_subject[item] for item in subjects_by_user.get(user, ())])
        times_by_user[user] = _build_work_time(
            people.get(user),
            own_hours.get(user, PersonalHours()),
            programs.get(home_programs.get(user, "")),
            team_days,
            leave_by_user.get(user, ()),
            now,
        )
    return times_by_user


def work_time(session: Session, *, team: str, user: str, now: datetime) -> WorkTime:
    return work_times(session, team=team, users=(user,), now=now)[user]


def holiday_country(session: Session, *, team: str, user: str) -> str | None:
    """Return the country whose public holidays a person has: their own choice, else their program's, else None."""
    own_hours = storage.leave.chosen_hours(session, team=team, users=(user,)).get(user, PersonalHours())
    home_program = storage.leave.home_programs(session, team=team, users=(user,)).get(user)
    return own_hours.country or (
        storage.plan.program(session, team=team, id=home_program).calendar.country if home_program else None
    )


def active_delegate(session: Session, *, team: str, user: str, now: datetime) -> str | None:
    """Return the delegate of a person who is away; None if they are present or have not named one."""
    if all(
        not leave.start <= now < leave.end
        for leave in storage.leave.leave_of(session, team=team, users=(user,), since=now)
    ):
        return None
    return storage.leave.chosen_hours(session, team=team, users=(user,)).get(user, PersonalHours()).delegate


def stand_in(session: Session, *, team: str, scope: str, zone: str, user: str, now: datetime) -> str:
    """Return a holder of a role in a program or project, or the delegate who stands in for them now."""
    named = storage.reachable_people.role_delegate(
        session, team=team, scope=scope, user=user, today=local_day(zone, now)
    )
    return named or active_delegate(session, team=team, user=user, now=now) or user


def _build_work_time(
    person: Person | None,
    own_hours: PersonalHours,
    program: Program | None,
    team_days: TeamDays,
    away: Iterable[tuple[datetime, datetime]],
    now: datetime,
) -> WorkTime:
    default = WorkTime()
    calendar = program.calendar if program else None
    country = own_hours.country or (calendar.country if calendar else None)
    return WorkTime(
        # Nobody is woken at night because their zone is unknown: their program's is the best guess.
        zone=person.zone if person and (person.zone_known or not program) else program.zone if program else "UTC",
        workdays=own_hours.workdays or (calendar.workdays if calendar else default.workdays),
        start=time.fromisoformat(own_hours.start) if own_hours.start else default.start,
        end=time.fromisoformat(own_hours.end) if own_hours.end else default.end,
        holidays=team_days.off | public_holidays.country_holidays(country, now.year - 1) if country else team_days.off,
        extra=team_days.extra,
        away=working_time.merge_intervals(away),
    )
