"""Check-ins: who is asked what, when, and when rather not (B-01 to B-15). Facts only; the words are templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from rules.plan import WEEKDAYS, Milestone, Program, Project
from rules.time.working_time import DAY, WorkTime

AHEAD = timedelta(days=28)
LATE_WITHIN = timedelta(hours=4)
FIRST_REMINDER = timedelta(minutes=60)
LAST_REMINDER = 0.8
FRESH_DAYS = 3
NUDGES = 2
SOFT_LIMIT = 280
LOOK_AHEAD = 15
LOOK_BACK = timedelta(days=7)
"""After a longer silence of Baton's the days before are not even written down as missed."""
OUTSIDE = "What outside your control could stop you?"


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


DEFAULT = Checkin()


class Skip(StrEnum):
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
class Asked:
    """Somebody who might be asked: what they are, when they work, what they chose."""

    user: str
    work: WorkTime
    paused: bool = False
    deleted: bool = False
    outsider: bool = False
    reminders: int = NUDGES


def skip(person: Asked, *, day: date, slot: datetime, now: datetime) -> Skip | None:
    """Why the person is not asked on this local day, or None; `slot` is when they should have been."""
    if person.deleted:
        return Skip.GONE
    if person.outsider:
        return Skip.NO_ACCESS
    if not person.work.is_workday(day):
        return Skip.HOLIDAY if WEEKDAYS[day.weekday()] in person.work.workdays else Skip.DAY_OFF
    if not person.work.works_on(day):
        return Skip.AWAY
    if person.paused:
        return Skip.PAUSED
    if now - slot > LATE_WITHIN or not person.work.is_working(now):
        return Skip.LATE
    return None


def slot_on(day: date, checkins: Iterable[Checkin], *, work: WorkTime) -> datetime:
    """When the person is looked at on a day: at the earliest time of what is asked then, never before they begin.

    Somebody who is away in the morning is asked when they are back, who ends before that time when they begin; of a
    day off it is the plain local time.
    """
    first = min((one.at for one in checkins if one.on(day)), default=DEFAULT.at)
    at = work.slot(day, first if first < work.end else work.start)
    return next((max(start, at) for start, end in work.hours_of(day) if end > at), at)


def next_look(checkins: Sequence[Checkin], *, work: WorkTime, after: datetime) -> datetime:
    """The next instant after `after` to look at the person: every day once, so that nothing new is overlooked."""
    first = work.today(after)
    slots = (slot_on(first + ahead * DAY, checkins, work=work) for ahead in range(LOOK_AHEAD))
    return next(at for at in slots if at > after)


def next_prompt(checkins: Sequence[Checkin], *, work: WorkTime, after: datetime) -> datetime | None:
    """When the person is likely asked next: on a check-in day they work on; None when there is none for two weeks."""
    first = work.today(after)
    for day in (first + ahead * DAY for ahead in range(LOOK_AHEAD)):
        if any(one.on(day) and not one.paused for one in checkins) and work.works_on(day):
            at = slot_on(day, checkins, work=work)
            if at > after:
                return at
    return None


def wanted(
    milestones: Sequence[Milestone], *, today: date, projects: Mapping[str, Checkin], programs: Mapping[str, Program]
) -> tuple[Milestone, ...]:
    """What a person is asked about (B-07): open, due within 28 days or late, of a running check-in; soonest first."""
    found = [
        one
        for one in milestones
        if not one.done
        and one.expected
        and one.expected <= today + AHEAD
        and running(projects.get(one.project), programs.get(one.project), today=today)
    ]
    return tuple(sorted(found, key=lambda m: (m.expected or date.max, len(m.id), m.id)))


def running(checkin: Checkin | None, program: Program | None, *, today: date) -> bool:
    """Whether a project's check-in is held on this day: asked then, not paused, and the program has begun."""
    return bool(checkin and program and not checkin.paused and checkin.on(today) and program.start <= today)


def is_fresh(touched: datetime, *, day: date, work: WorkTime) -> bool:
    """Whether something was said of it in the last three working days (B-08)."""
    return touched.date() >= day or work.next_day(work.today(touched), FRESH_DAYS) >= day


def update_asked(
    day: date, *, checkin: Checkin, work: WorkTime, said: datetime | None, program: Program | None
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
        if first is None or (said and work.today(said) >= monday):
            continue
        days = [first, *(work.next_day(first, n) for n in range(1, NUDGES + 1))]
        if day in days:
            return days.index(day)
    return None


def questions(
    day: date, *, projects: Sequence[tuple[Project, Checkin]], last_asked: date | None
) -> tuple[tuple[str, str], ...]:
    """(question, project id) of a day: each check-in's own, and once a month the one about what nobody controls."""
    found = [(text, project.id) for project, checkin in projects for text in checkin.questions]
    month = (day.year, day.month)
    if last_asked is None or (last_asked.year, last_asked.month) != month:
        found += [(OUTSIDE, project.id) for project, checkin in projects if checkin.outside][:1]
    return tuple(dict.fromkeys(found))


def reminders(asked: datetime, closes: datetime, *, work: WorkTime, count: int) -> tuple[datetime, ...]:
    """When to remind (B-03): after an hour, and at 80 % of the window's working hours; only in working hours."""
    hours = work.hours_between(asked, closes)
    found = [work.next_working(asked + FIRST_REMINDER), work.add_hours(asked, LAST_REMINDER * hours)]
    times = sorted({at for at in found if asked < at < closes and work.is_working(at)})
    return tuple(times[:count])


def of(subjects: Mapping[str, Checkin], *, project: Project) -> Checkin:
    """A project's check-in: its own, else its program's, else the default; a paused program pauses its projects."""
    program = subjects.get(project.program, DEFAULT)
    found = subjects.get(project.id, program)
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
