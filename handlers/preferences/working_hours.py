"""A person's own working hours, days and country, and the immediate effects of any change of working time."""

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
from rules.refusal import Refusal
from rules.time import hours_text
from rules.time.working_time import WorkTime
from storage.leave import PersonalHours

SETTING_VERBS = ("hours", "days", "country")


def change_hours(session: Session, *, person: Person, verb: str, value: str, now: datetime) -> None:
    """Save `hours 7-15 mon-thu`, `days mon-thu` or `country DE`; `default` goes back to the program's.

    Raise Refusal if the value cannot be read.
    """
    current = storage.leave.chosen_hours(session, team=person.team, users=(person.id,)).get(person.id, PersonalHours())
    changed = _changed_hours(current, verb=verb, value=value)
    if changed == current:
        return
    before = working_time.work_times(session, team=person.team, users=(person.id,), now=now)
    storage.leave.save_hours(session, team=person.team, user=person.id, hours=changed)
    apply_changed_hours(session, team=person.team, before=before, now=now)


def apply_changed_hours(session: Session, *, team: str, before: Mapping[str, WorkTime], now: datetime) -> None:
    """Reschedule prompts and pending escalation timers of the people whose working time changed.

    Reminders and nudges read the working hours when they are due, so they need no change.
    """
    after = working_time.work_times(session, team=team, users=before, now=now)
    changed_users = {user for user, work in after.items() if work != before[user]}
    scheduled_users = [
        user for user in sorted(changed_users) if storage.checkins.scheduled_person(session, team=team, user=user)
    ]
    prompts.reschedule_prompts(session, team=team, users=tuple(scheduled_users), now=now)
    for escalation in storage.escalations.open_escalations(session, team=team) if changed_users else ():
        user = escalation.case.target or ""
        if user in changed_users:
            case = states.rescale_timer(escalation.case, before=before[user], after=after[user], now=now)
            storage.escalations.save_case(
                session, team=team, id=escalation.id, case=case, now=now, reason=escalation.reason
            )


def _changed_hours(hours: PersonalHours, *, verb: str, value: str) -> PersonalHours:
    is_reset = value.casefold() in hours_text.RESET_WORDS
    if verb == "country":
        return replace(hours, country=None if is_reset else public_holidays.parse_country(value))
    if value.casefold() == "none":
        raise Refusal(
            "Nothing saved: a week has working days and hours.",
            "",
            f"Back to the program's: `settings {verb} default`.",
        )
    if is_reset:
        return replace(hours, workdays=None) if verb == "days" else replace(hours, start=None, end=None)
    parsed = (
        hours_text.HoursText(days=hours_text.parse_days(value)) if verb == "days" else hours_text.parse_hours(value)
    )
    if parsed.start and parsed.end:
        hours = replace(hours, start=f"{parsed.start:%H:%M}", end=f"{parsed.end:%H:%M}")
    return replace(hours, workdays=parsed.days) if parsed.days else hours
