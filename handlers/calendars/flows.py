"""The calendar of a program or project: shown, and changed by who answers for it."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.calendars
import storage.people
import storage.plan
from handlers.common import lookup, parsing, public_holidays, working_time
from handlers.common.requests import today
from handlers.preferences import working_hours
from handlers.schedule import recompute
from rules.people import Action, Person
from rules.plan import CalendarSpec, Program
from rules.refusal import Refusal
from rules.text import tokens
from rules.time import days_off, hours_text
from rules.time.calendars import Calendar
from rules.time.days_off import TeamDays

AHEAD = timedelta(days=180)
PUBLIC = "public holiday"
VERBS = ("off", "works", "remove", "days", "country")
_VERB = re.compile(rf"^\s*((?:PRG|PRJ)-?\d+)?\s*(?:\b({'|'.join(VERBS)})\b(.*))?$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """`off` is (first, last, why) of what is to come; `extra` days worked after all."""

    id: str
    name: str
    workdays: tuple[str, ...]
    country: str | None
    off: tuple[tuple[date, date, str], ...]
    extra: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """The program, the project if one is meant, and what is to be done to it."""

    program: Program
    project: str | None
    verb: str
    rest: str

    @property
    def subject(self) -> str:
        return self.project or self.program.id


def meant(session: Session, *, team: str, text: str, channel: str) -> Meant:
    """`PRJ-7 off 24 Dec`; nothing named: the program of this channel, or the only one."""
    found = _VERB.match(text)
    if not found:
        raise Refusal(f"I don't know what “{text.strip()[:40]}” does to a calendar.", "", days_off.USAGE)
    named = parsing.typed_id(found[1] or "")
    id = lookup.program_in(session, team=team, text=named or "", channel=channel)
    project = named if named and named.startswith("PRJ-") else None
    program = storage.plan.program(session, team=team, id=id)
    return Meant(program, project, (found[2] or "").casefold(), (found[3] or "").strip())


def shown(session: Session, *, person: Person, text: str, channel: str, now: datetime) -> Shown:
    asked = meant(session, team=person.team, text=text, channel=channel)
    where = {"program": asked.program.id, "project": asked.project}
    storage.people.require(session, person=person, action=Action.FOLLOW, **where)
    spec = _spec(session, team=person.team, asked=asked)
    ours = storage.calendars.holding(session, team=person.team, subjects=(asked.subject,))[asked.subject]
    day = today(person, now)
    public = public_holidays.public(spec.country, day.year) if spec.country else frozenset()
    labels = dict.fromkeys(public, PUBLIC) | {one: ours.labels.get(one, "") for one in ours.off}
    coming = {one: why for one, why in labels.items() if day <= one <= day + AHEAD and one not in ours.extra}
    coming = {one: coming[one] for one in days_off.on_week(coming, spec.workdays)}
    name = storage.plan.project(session, team=person.team, id=asked.project).name if asked.project else ""
    return Shown(
        asked.subject,
        name or asked.program.name,
        spec.workdays,
        spec.country,
        tuple(days_off.grouped(coming)),
        tuple(one for one in sorted(ours.extra) if day <= one <= day + AHEAD),
    )


def change(session: Session, *, person: Person, text: str, channel: str, now: datetime) -> str:
    """The calendar is changed, dates, risks and everybody's prompts with it; the id of what was changed comes back."""
    asked = meant(session, team=person.team, text=text, channel=channel)
    team, program = person.team, asked.program.id
    storage.people.require(session, person=person, action=Action.EDIT_CALENDAR, program=program, project=asked.project)
    people = storage.calendars.people(session, team=team, program=program)
    before = working_time.work_times(session, team=team, users=people, now=now)
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    if asked.verb in ("days", "country"):
        _change_week(session, team=team, asked=asked)
    else:
        after = _changed(session, person=person, asked=asked, now=now)
        storage.calendars.keep(session, team=team, subject=asked.subject, days=after)
    if not asked.project:
        recompute.refresh(session, team=team, program=program, now=now)
    storage.audit.acting(session, team=team, actor=person.id, now=now)
    working_hours.take_effect(session, team=team, before=before, now=now)
    return asked.subject


def _change_week(session: Session, *, team: str, asked: Meant) -> None:
    if asked.project:
        raise Refusal(
            f"{asked.project} has no {asked.verb} of its own.",
            "They are its program's, because the plan's dates are counted in them.",
            f"Write `calendar {asked.program.id} {asked.verb} …`.",
        )
    if asked.verb == "days":
        storage.calendars.week(session, team=team, program=asked.program.id, workdays=hours_text.days(asked.rest))
    else:
        code = "" if asked.rest.casefold() in hours_text.DEFAULT else public_holidays.country(asked.rest)
        storage.calendars.week(session, team=team, program=asked.program.id, country=code)


def _changed(session: Session, *, person: Person, asked: Meant, now: datetime) -> TeamDays:
    mine = storage.calendars.days(session, team=person.team, subject=asked.subject)
    label, days = _days(asked.rest, person=person, now=now)
    spec = _spec(session, team=person.team, asked=asked)
    if asked.verb == "remove":
        return mine.forget(days)
    if asked.verb == "works":
        without = mine.forget(days) if mine.off & set(days) else mine
        calendar = Calendar.of(_with(session, team=person.team, asked=asked, mine=without))
        return mine.work(days, anyway=frozenset(day for day in days if calendar.is_workday(day)))
    worked = (*days_off.on_week(days, spec.workdays), *(mine.extra & set(days)))
    if not worked:
        raise Refusal("Nobody works then anyway.", "These are no working days of this calendar.", days_off.USAGE)
    return mine.take_off(worked, label=label)


def _days(text: str, *, person: Person, now: datetime) -> tuple[str, tuple[date, ...]]:
    """(why, the days) of `24 Dec - 2 Jan "winter break"`."""
    found = tokens(text)
    quoted = next((word for word in found if word.kind == "quoted"), None)
    plain = " ".join(
        word.text for word in found if word.kind != "quoted" and not (quoted and word.start > quoted.start)
    )
    if not plain:
        raise Refusal("Which days?", "", days_off.USAGE)
    begin, end = days_off.ends(plain)
    first = parsing.day(begin, today=today(person, now), locale=person.locale)
    last = first if end == begin else parsing.day(end, today=first, locale=person.locale)
    return quoted.text[: days_off.LONGEST_LABEL] if quoted else "", days_off.stretch(first, last)


def _spec(session: Session, *, team: str, asked: Meant) -> CalendarSpec:
    return _with(session, team=team, asked=asked, mine=None)


def _with(session: Session, *, team: str, asked: Meant, mine: TeamDays | None) -> CalendarSpec:
    """The whole calendar of what is meant, public holidays among it, as if its own days were `mine`."""
    base = public_holidays.with_holidays(asked.program).calendar
    own = mine if mine is not None else storage.calendars.days(session, team=team, subject=asked.subject)
    outer = storage.calendars.days(session, team=team, subject=asked.program.id)
    days = own.inside(outer) if asked.project else own
    return CalendarSpec(base.workdays, (base.holidays - outer.off) | days.off, days.extra, base.country)
