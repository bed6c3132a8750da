"""Show the calendar of a program or project, and change it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.calendars
import storage.people
import storage.plan
from handlers.common import lookup, parsing, public_holidays, working_time
from handlers.common.requests import local_date
from handlers.preferences import working_hours
from handlers.schedule import nightly
from rules.people import Action, Person
from rules.plan import CalendarSpec, Program
from rules.refusal import Refusal
from rules.text import tokens
from rules.time import days_off, hours_text
from rules.time.calendars import Calendar
from rules.time.days_off import TeamDays

CALENDAR_PREVIEW_SPAN = timedelta(days=180)
CALENDAR_VERBS = ("off", "works", "remove", "days", "country")
_COMMAND_PATTERN = re.compile(
    rf"^\s*((?:PRG|PRJ)-?\d+)?\s*(?:\b({'|'.join(CALENDAR_VERBS)})\b(.*))?$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar as shown; `off` lists coming days off as (first, last, reason), `extra` the extra working days."""

    id: str
    name: str
    workdays: tuple[str, ...]
    country: str | None
    off: tuple[tuple[date, date, str], ...]
    extra: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class CalendarCommand:
    """A parsed `calendar` command: its program, the project if one was named, and the change."""

    program: Program
    project: str | None
    verb: str
    rest: str

    @property
    def subject(self) -> str:
        return self.project or self.program.id


def parse_command(session: Session, *, team: str, text: str, channel: str) -> CalendarCommand:
    """Parse `PRJ-7 off 24 Dec`; if nothing is named, use this channel's program, or the only one."""
    match = _COMMAND_PATTERN.match(text)
    if not match:
        raise Refusal(f"I don't know what “{text.strip()[:40]}” does to a calendar.", "", days_off.USAGE)
    named_id = parsing.parse_id(match[1] or "")
    id = lookup.resolve_program_id(session, team=team, text=named_id or "", channel=channel)
    project = named_id if named_id and named_id.startswith("PRJ-") else None
    program = storage.plan.program(session, team=team, id=id)
    return CalendarCommand(program, project, (match[2] or "").casefold(), (match[3] or "").strip())


def calendar_view(session: Session, *, person: Person, text: str, channel: str, now: datetime) -> CalendarView:
    command = parse_command(session, team=person.team, text=text, channel=channel)
    scope = {"program": command.program.id, "project": command.project}
    act = f"see the calendar of {command.subject}"
    storage.people.require_permission(session, person=person, action=Action.FOLLOW, act=act, **scope)
    spec = _calendar_spec(session, team=person.team, command=command)
    team_days = storage.calendars.effective_days_off(session, team=person.team, subjects=(command.subject,))[
        command.subject
    ]
    day = local_date(person, now)
    public = public_holidays.holiday_names(spec.country, day.year) if spec.country else {}
    labels = dict(public) | {off_day: team_days.labels.get(off_day, "") for off_day in team_days.off}
    upcoming = {
        off_day: why
        for off_day, why in labels.items()
        if day <= off_day <= day + CALENDAR_PREVIEW_SPAN and off_day not in team_days.extra
    }
    upcoming = {off_day: upcoming[off_day] for off_day in days_off.regular_workdays_among(upcoming, spec.workdays)}
    name = storage.plan.project(session, team=person.team, id=command.project).name if command.project else ""
    return CalendarView(
        command.subject,
        name or command.program.name,
        spec.workdays,
        spec.country,
        tuple(days_off.grouped_ranges(upcoming)),
        tuple(off_day for off_day in sorted(team_days.extra) if day <= off_day <= day + CALENDAR_PREVIEW_SPAN),
    )


def change_calendar(session: Session, *, person: Person, text: str, channel: str, now: datetime) -> str:
    """Change the calendar, recompute dates and risks, reschedule everyone's prompts, and return the changed id."""
    command = parse_command(session, team=person.team, text=text, channel=channel)
    team, program = person.team, command.program.id
    storage.people.require_permission(
        session, person=person, action=Action.EDIT_CALENDAR, program=program, project=command.project
    )
    people = storage.calendars.people_on_program(session, team=team, program=program)
    before = working_time.work_times(session, team=team, users=people, now=now)
    if command.verb in ("days", "country"):
        _change_week(session, team=team, command=command)
    else:
        after = _days_after_change(session, person=person, command=command, now=now)
        storage.calendars.save_days_off(session, team=team, subject=command.subject, days=after)
    if not command.project:
        nightly.refresh_after_calendar_change(session, team=team, program=program, now=now)
    working_hours.apply_changed_hours(session, team=team, before=before, now=now)
    return command.subject


def _change_week(session: Session, *, team: str, command: CalendarCommand) -> None:
    if command.project:
        raise Refusal(
            f"{command.project} has no {command.verb} of its own.",
            "They are set for the whole program, because the plan's dates are counted in them.",
            f"Write `calendar {command.program.id} {command.verb} …`.",
        )
    if command.verb == "days":
        storage.calendars.set_work_week(
            session, team=team, program=command.program.id, workdays=hours_text.parse_days(command.rest)
        )
    else:
        code = "" if command.rest.casefold() in hours_text.RESET_WORDS else public_holidays.parse_country(command.rest)
        storage.calendars.set_work_week(session, team=team, program=command.program.id, country=code)


def _days_after_change(session: Session, *, person: Person, command: CalendarCommand, now: datetime) -> TeamDays:
    own_days = storage.calendars.own_days_off(session, team=person.team, subject=command.subject)
    label, days = _parse_days(command.rest, person=person, now=now)
    spec = _calendar_spec(session, team=person.team, command=command)
    if command.verb == "remove":
        return own_days.clear_days(days)
    if command.verb == "works":
        without = own_days.clear_days(days) if own_days.off & set(days) else own_days
        calendar = Calendar.of(_calendar_spec_with(session, team=person.team, command=command, own_days=without))
        return own_days.work_on(days, regular_workdays=frozenset(day for day in days if calendar.is_workday(day)))
    worked = (*days_off.regular_workdays_among(days, spec.workdays), *(own_days.extra & set(days)))
    if not worked:
        raise Refusal("Those days are already off.", "They aren't working days in this calendar.", days_off.USAGE)
    return own_days.take_off(worked, label=label)


def _parse_days(text: str, *, person: Person, now: datetime) -> tuple[str, tuple[date, ...]]:
    """Parse `24 Dec - 2 Jan "winter break"` into (label, days)."""
    words = tokens(text)
    quoted = next((word for word in words if word.kind == "quoted"), None)
    plain = " ".join(
        word.text for word in words if word.kind != "quoted" and not (quoted and word.start > quoted.start)
    )
    if not plain:
        raise Refusal("Which days?", "", days_off.USAGE)
    begin, end = days_off.split_range(plain)
    first = parsing.parse_day(begin, today=local_date(person, now), locale=person.locale)
    last = first if end == begin else parsing.parse_day(end, today=first, locale=person.locale)
    return quoted.text[: days_off.MAX_LABEL_LENGTH] if quoted else "", days_off.expand_range(first, last)


def _calendar_spec(session: Session, *, team: str, command: CalendarCommand) -> CalendarSpec:
    return _calendar_spec_with(session, team=team, command=command, own_days=None)


def _calendar_spec_with(
    session: Session, *, team: str, command: CalendarCommand, own_days: TeamDays | None
) -> CalendarSpec:
    """Return the subject's whole calendar, with public holidays.

    `own_days` stand in for its saved days off and extra working days; None uses the saved ones.
    """
    base = public_holidays.with_holidays(command.program).calendar
    own_days_off = (
        own_days
        if own_days is not None
        else storage.calendars.own_days_off(session, team=team, subject=command.subject)
    )
    outer = storage.calendars.own_days_off(session, team=team, subject=command.program.id)
    days = own_days_off.layered_on(outer) if command.project else own_days_off
    return CalendarSpec(base.workdays, (base.holidays - outer.off) | days.off, days.extra, base.country)
