"""A person's own working hours, days and country; and what changes at once when anybody's working time does."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.checkins
import storage.escalations
import storage.leave
from handlers.checkins import prompts
from handlers.common import public_holidays, working_time
from rules.escalations import states
from rules.people import Person
from rules.time import hours_text
from rules.time.working_time import WorkTime
from storage.leave import PersonalHours

SETTING_VERBS = ("hours", "days", "country")


def change_hours(session: Session, *, person: Person, verb: str, value: str, now: datetime) -> None:
    """`hours 7-15 mon-thu`, `days mon-thu`, `country DE`; `default` is what their program has. Raises Refusal."""
    mine = storage.leave.chosen_hours(session, team=person.team, users=(person.id,)).get(person.id, PersonalHours())
    chosen = _changed_hours(mine, verb=verb, value=value)
    if chosen == mine:
        return
    before = working_time.work_times(session, team=person.team, users=(person.id,), now=now)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    storage.leave.save_hours(session, team=person.team, user=person.id, hours=chosen)
    apply_changed_hours(session, team=person.team, before=before, now=now)


def apply_changed_hours(session: Session, *, team: str, before: Mapping[str, WorkTime], now: datetime) -> None:
    """Whose working time is another than before is asked at their new times; timers that wait for them go by it.

    Reminders and nudges look at the hours when they are due, so there is nothing to move.
    """
    after = working_time.work_times(session, team=team, users=before, now=now)
    changed = {user for user, work in after.items() if work != before[user]}
    scheduled = [user for user in sorted(changed) if storage.checkins.scheduled_person(session, team=team, user=user)]
    prompts.reschedule_prompts(session, team=team, users=tuple(scheduled), now=now)
    for one in storage.escalations.open_escalations(session, team=team) if changed else ():
        user = one.case.target or ""
        if user in changed:
            case = states.rescale_timer(one.case, before=before[user], after=after[user], now=now)
            storage.escalations.save_case(session, team=team, id=one.id, case=case, now=now, reason=one.reason)


def _changed_hours(hours: PersonalHours, *, verb: str, value: str) -> PersonalHours:
    default = value.casefold() in hours_text.RESET_WORDS
    if verb == "country":
        return replace(hours, country=None if default else public_holidays.parse_country(value))
    if default:
        return replace(hours, workdays=None) if verb == "days" else replace(hours, start=None, end=None)
    said = hours_text.HoursText(days=hours_text.parse_days(value)) if verb == "days" else hours_text.parse_hours(value)
    if said.start and said.end:
        hours = replace(hours, start=f"{said.start:%H:%M}", end=f"{said.end:%H:%M}")
    return replace(hours, workdays=said.days) if said.days else hours
