"""Check-in prompts: who is asked, when and about which milestones (B-01 to B-15). The wording is in templates."""

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
# After a longer outage, the days before are not even recorded as missed.
MAX_LOOK_BACK = timedelta(days=7)
OUTSIDE_QUESTION = "What outside your control could stop you?"


@dataclass(frozen=True, slots=True)
class Checkin:
    """The check-in of a program or project.

    window: hours to answer; without it, 24 for one or two days a week, else 4.
    people: asked in addition to the owners of milestones.
    outside: whether the monthly question is asked (B-13).
    pulse: whether the weekly confidence question is asked (M-5).
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


class PromptState(StrEnum):
    """The decision about a person's day.

    `NUDGED`: reminders alone, without a check-in. `SUPPRESSED`: everything to ask had already been reported.
    """

    ASKED = "asked"
    NUDGED = "nudged"
    SUPPRESSED = "suppressed"
    SKIPPED = "skipped"


# The states of a day on which the person got its one message (B-126).
SENT_STATES = (PromptState.ASKED, PromptState.NUDGED)


class SkipReason(StrEnum):
    """Why a person is not asked on a day (B-10)."""

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
    """A person who might be asked: their account state, working time and preferences."""

    user: str
    work: WorkTime
    paused: bool = False
    deleted: bool = False
    outsider: bool = False
    reminders: int = MAX_REMINDERS


def skip_reason(person: Participant, *, day: date, slot: datetime, now: datetime) -> SkipReason | None:
    """Return why the person is not asked on this local day, or None; `slot` is when the prompt was due."""
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
    """Return when to check on a person on a day: at the earliest check-in time, but not before they start.

    A person away in the morning is asked when they are back; one who finishes before the check-in time is asked when
    they start. On a day off, the result is the plain local time.
    """
    earliest = min((checkin.at for checkin in checkins if checkin.on(day)), default=DEFAULT_CHECKIN.at)
    slot = work.instant_at(day, earliest if earliest < work.end else work.start)
    return next((max(start, slot) for start, end in work.hours_of(day) if end > slot), slot)


def next_check_time(checkins: Sequence[Checkin], *, work: WorkTime, after: datetime) -> datetime:
    """Return the next instant after `after` to check on the person: once every day, so that nothing new is missed."""
    today = work.today(after)
    slots = (prompt_time_on(today + days_ahead * DAY, checkins, work=work) for days_ahead in range(LOOK_AHEAD_DAYS))
    return next(slot for slot in slots if slot > after)


def next_prompt_time(checkins: Sequence[Checkin], *, work: WorkTime, after: datetime) -> datetime | None:
    """Return when the person is likely asked next: on a check-in day they work, within two weeks, or None."""
    today = work.today(after)
    for day in (today + days_ahead * DAY for days_ahead in range(LOOK_AHEAD_DAYS)):
        if any(checkin.on(day) and not checkin.paused for checkin in checkins) and work.works_on(day):
            slot = prompt_time_on(day, checkins, work=work)
            if slot > after:
                return slot
    return None


def milestones_to_ask(
    milestones: Sequence[Milestone], *, today: date, projects: Mapping[str, Checkin], programs: Mapping[str, Program]
) -> tuple[Milestone, ...]:
    """Return the milestones to ask about, soonest first (B-07).

    They are open, due within 28 days or late, and have an active check-in.
    """
    due = [
        milestone
        for milestone in milestones
        if not milestone.done
        and milestone.own_date
        and milestone.own_date <= today + PROMPT_HORIZON
        and is_active(projects.get(milestone.project), programs.get(milestone.project), today=today)
    ]
    return tuple(sorted(due, key=lambda m: (m.own_date or date.max, len(m.id), m.id)))


def is_active(checkin: Checkin | None, program: Program | None, *, today: date) -> bool:
    """Return whether a project's check-in runs on this day: scheduled, not paused, in a program that has started."""
    return bool(checkin and program and not checkin.paused and checkin.on(today) and program.start <= today)


def is_recently_updated(last_update: datetime, *, day: date, work: WorkTime) -> bool:
    """Return whether the last update is at most three working days old (B-08)."""
    return last_update.date() >= day or work.next_day(work.today(last_update), FRESH_DAYS) >= day


def update_request_number(
    day: date, *, checkin: Checkin, work: WorkTime, last_update: datetime | None, program: Program | None
) -> int | None:
    """Return which request for the week's update is due: 0 on its day, 1 and 2 on the next working days (B-15).

    None on any other day, if the check-in is paused, or if this week's update was given.
    """
    if checkin.paused or program is None or program.start > day:
        return None
    for weeks in (0, 1):
        monday = day - (day.weekday() + 7 * weeks) * DAY
        week = [monday + offset * DAY for offset in range(7)]
        first = next((weekday for weekday in week if checkin.on(weekday) and work.works_on(weekday)), None)
        if first is None or (last_update and work.today(last_update) >= monday):
            continue
        days = [first, *(work.next_day(first, offset) for offset in range(1, MAX_REMINDERS + 1))]
        if day in days:
            return days.index(day)
    return None


def questions_for_day(
    day: date, *, projects: Sequence[tuple[Project, Checkin]], last_asked: date | None
) -> tuple[tuple[str, str], ...]:
    """Return the day's (question, project id) pairs: each check-in's own questions, plus the monthly one when due."""
    questions = [(text, project.id) for project, checkin in projects for text in checkin.questions]
    month = (day.year, day.month)
    if last_asked is None or (last_asked.year, last_asked.month) != month:
        questions += [(OUTSIDE_QUESTION, project.id) for project, checkin in projects if checkin.outside][:1]
    return tuple(dict.fromkeys(questions))


def reminder_times(asked_at: datetime, closes_at: datetime, *, work: WorkTime, count: int) -> tuple[datetime, ...]:
    """Return when to remind: after an hour and at 80 % of the window's working hours, in working hours only (B-03)."""
    hours = work.hours_between(asked_at, closes_at)
    candidates = [
        work.next_working(asked_at + FIRST_REMINDER_DELAY),
        work.add_hours(asked_at, LAST_REMINDER_SHARE * hours),
    ]
    times = sorted({at for at in candidates if asked_at < at < closes_at and work.is_working(at)})
    return tuple(times[:count])


def effective_checkin(checkins: Mapping[str, Checkin], *, project: Project) -> Checkin:
    """Return a project's check-in: its own, else its program's, else the default.

    A paused program pauses its projects.
    """
    program_checkin = checkins.get(project.program, DEFAULT_CHECKIN)
    checkin = checkins.get(project.id, program_checkin)
    return Checkin(
        checkin.subject or project.id,
        checkin.days,
        checkin.at,
        checkin.window,
        checkin.questions,
        checkin.channel,
        checkin.people,
        checkin.paused or program_checkin.paused,
        checkin.outside,
        checkin.pulse,
    )
