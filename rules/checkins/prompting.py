"""Check-ins: who is asked what, when, and when rather not (B-01 to B-15). Facts only; the words are templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rules.plan import WEEKDAYS, Milestone, Program, Project
from rules.time.working_time import DAY, WorkTime

PROMPT_HORIZON = timedelta(days=28)
MAX_LATENESS = timedelta(hours=4)
FIRST_REMINDER_DELAY = timedelta(minutes=60)
LAST_REMINDER_SHARE = 0.8
FRESH_DAYS = 3
MAX_REMINDERS = 2
SOFT_LIMIT_CHARACTERS = 280
LOOK_AHEAD_DAYS = 15
MAX_LOOK_BACK = timedelta(days=7)
"""After a longer silence of Baton's the days before are not even written down as missed."""
OUTSIDE_QUESTION = "What outside your control could stop you?"


@dataclass(frozen=True, slots=True)
class Checkin:
    """The check-in of a program or project; without `window` (hours) it is 24 for one or two days a week, else 4.

    `people` are asked beside the owners of milestones; `outside` asks the monthly question (B-13),
    `pulse` the weekly one of how sure people are (M-5).
    """

    subject: str = ""
    days: tuple[str, ...] = ("tue", "thu")
    at: time = time(9)
    window: int | None = None
    questions: tuple[str, ...] = ()
    channel: str | None = None
    people: tuple[str, ...] = ()
    paused: bool = False
    outside: bool = True
    pulse: bool = True

    @property
    def open_for(self) -> timedelta:
        return timedelta(hours=self.window or (24 if len(self.days) <= 2 else 4))

    def on(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.days


DEFAULT_CHECKIN = Checkin()


class SkipReason(StrEnum):
    """Why somebody is not asked on a day (B-10)."""

    DAY_OFF = "not a working day"
    HOLIDAY = "a holiday"
    AWAY = "away"
    PAUSED = "check-ins paused by the person"
    GONE = "deactivated"
    NO_ACCESS = "an app, or of another company"
    LATE = "Baton was not running at the time"
    NOTHING = "nothing to ask"


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who might be asked: what they are, when they work, what they chose."""

    user: str
    work: WorkTime
    paused: bool = False
    deleted: bool = False
    outsider: bool = False
    reminders: int = MAX_REMINDERS


def skip_reason(person: Participant, *, day: date, slot: datetime, now: datetime) -> SkipReason | None:
    """Why the person is not asked on this local day, or None; `slot` is when they should have been."""
    if person.deleted:
        return SkipReason.GONE
    if person.outsider:
        return SkipReason.NO_ACCESS
    if not person.work.is_workday(day):
        return SkipReason.HOLIDAY if WEEKDAYS[day.weekday()] in person.work.workdays else SkipReason.DAY_OFF
    if not person.work.works_on(day):
        return SkipReason.AWAY
    if person.paused:
        return SkipReason.PAUSED
    if now - slot > MAX_LATENESS or not person.work.is_working(now):
        return SkipReason.LATE
    return None


def prompt_time_on(day: date, checkins: Iterable[Checkin], *, work: WorkTime) -> datetime:
    """When the person is looked at on a day: at the earliest time of what is asked then, never before they begin.

    Somebody who is away in the morning is asked when they are back, who ends before that time when they begin; of a
    day off it is the plain local time.
    """
    first = min((one.at for one in checkins if one.on(day)), default=DEFAULT_CHECKIN.at)
    at = work.instant_at(day, first if first < work.end else work.start)
    return next((max(start, at) for start, end in work.hours_of(day) if end > at), at)


def next_check_time(checkins: Sequence[Checkin], *, work: WorkTime, after: datetime) -> datetime:
    """The next instant after `after` to look at the person: every day once, so that nothing new is overlooked."""
    first = work.today(after)
    slots = (prompt_time_on(first + ahead * DAY, checkins, work=work) for ahead in range(LOOK_AHEAD_DAYS))
    return next(at for at in slots if at > after)


def next_prompt_time(checkins: Sequence[Checkin], *, work: WorkTime, after: datetime) -> datetime | None:
    """When the person is likely asked next: on a check-in day they work on; None when there is none for two weeks."""
    first = work.today(after)
    for day in (first + ahead * DAY for ahead in range(LOOK_AHEAD_DAYS)):
        if any(one.on(day) and not one.paused for one in checkins) and work.works_on(day):
            at = prompt_time_on(day, checkins, work=work)
            if at > after:
                return at
    return None


def milestones_to_ask(
    milestones: Sequence[Milestone], *, today: date, projects: Mapping[str, Checkin], programs: Mapping[str, Program]
) -> tuple[Milestone, ...]:
    """What a person is asked about (B-07): open, due within 28 days or late, of a running check-in; soonest first."""
    found = [
        one
        for one in milestones
        if not one.done
        and one.expected
        and one.expected <= today + PROMPT_HORIZON
        and is_active(projects.get(one.project), programs.get(one.project), today=today)
    ]
    return tuple(sorted(found, key=lambda m: (m.expected or date.max, len(m.id), m.id)))


def is_active(checkin: Checkin | None, program: Program | None, *, today: date) -> bool:
    """Whether a project's check-in is held on this day: asked then, not paused, and the program has begun."""
    return bool(checkin and program and not checkin.paused and checkin.on(today) and program.start <= today)


def is_recently_updated(last_update: datetime, *, day: date, work: WorkTime) -> bool:
    """Whether something was said of it in the last three working days (B-08)."""
    return last_update.date() >= day or work.next_day(work.today(last_update), FRESH_DAYS) >= day


def update_request_number(
    day: date, *, checkin: Checkin, work: WorkTime, last_update: datetime | None, program: Program | None
) -> int | None:
    """Which time the lead is asked for the week's update: 0 on its day, 1 and 2 on the next working days (B-15).

    None when the day is none of these, when the check-in rests, or when an update was given this week.
    """
    if checkin.paused or program is None or program.start > day:
        return None
    for weeks in (0, 1):
        monday = day - (day.weekday() + 7 * weeks) * DAY
        week = [monday + n * DAY for n in range(7)]
        first = next((one for one in week if checkin.on(one) and work.works_on(one)), None)
        if first is None or (last_update and work.today(last_update) >= monday):
            continue
        days = [first, *(work.next_day(first, n) for n in range(1, MAX_REMINDERS + 1))]
        if day in days:
            return days.index(day)
    return None


def questions_for_day(
    day: date, *, projects: Sequence[tuple[Project, Checkin]], last_asked: date | None
) -> tuple[tuple[str, str], ...]:
    """(question, project id) of a day: each check-in's own, and once a month the one about what nobody controls."""
    found = [(text, project.id) for project, checkin in projects for text in checkin.questions]
    month = (day.year, day.month)
    if last_asked is None or (last_asked.year, last_asked.month) != month:
        found += [(OUTSIDE_QUESTION, project.id) for project, checkin in projects if checkin.outside][:1]
    return tuple(dict.fromkeys(found))


def reminder_times(asked_at: datetime, closes_at: datetime, *, work: WorkTime, count: int) -> tuple[datetime, ...]:
    """When to remind (B-03): after an hour, and at 80 % of the window's working hours; only in working hours."""
    hours = work.hours_between(asked_at, closes_at)
    found = [work.next_working(asked_at + FIRST_REMINDER_DELAY), work.add_hours(asked_at, LAST_REMINDER_SHARE * hours)]
    times = sorted({at for at in found if asked_at < at < closes_at and work.is_working(at)})
    return tuple(times[:count])


def effective_checkin(checkins: Mapping[str, Checkin], *, project: Project) -> Checkin:
    """A project's check-in: its own, else its program's, else the default; a paused program pauses its projects."""
    program = checkins.get(project.program, DEFAULT_CHECKIN)
    found = checkins.get(project.id, program)
    return Checkin(
        found.subject or project.id,
        found.days,
        found.at,
        found.window,
        found.questions,
        found.channel,
        found.people,
        found.paused or program.paused,
        found.outside,
        found.pulse,
    )
