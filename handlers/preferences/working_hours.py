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
from storage.leave import Hours

VERBS = ("hours", "days", "country")


def change(session: Session, *, person: Person, verb: str, value: str, now: datetime) -> None:
    """`hours 7-15 mon-thu`, `days mon-thu`, `country DE`; `default` is what their program has. Raises Refusal."""
    mine = storage.leave.hours(session, team=person.team, users=(person.id,)).get(person.id, Hours())
    chosen = _changed(mine, verb=verb, value=value)
    if chosen == mine:
        return
    before = working_time.work_times(session, team=person.team, users=(person.id,), now=now)
    storage.audit.acting(session, team=person.team, actor=person.id, now=now)
    storage.leave.choose(session, team=person.team, user=person.id, chosen=chosen)
    take_effect(session, team=person.team, before=before, now=now)


def take_effect(session: Session, *, team: str, before: Mapping[str, WorkTime], now: datetime) -> None:
    """Whose working time is another than before is asked at their new times; timers that wait for them go by it.

    Reminders and nudges look at the hours when they are due, so there is nothing to move.
    """
    after = working_time.work_times(session, team=team, users=before, now=now)
    changed = {user for user, work in after.items() if work != before[user]}
    scheduled = [user for user in sorted(changed) if storage.checkins.person(session, team=team, user=user)]
    prompts.plan_ahead(session, team=team, users=tuple(scheduled), now=now)
    for one in storage.escalations.open_ones(session, team=team) if changed else ():
        user = one.case.target or ""
        if user in changed:
            case = states.retimed(one.case, before=before[user], after=after[user], now=now)
            storage.escalations.put(session, team=team, id=one.id, case=case, now=now, reason=one.reason)


def _changed(mine: Hours, *, verb: str, value: str) -> Hours:
    default = value.casefold() in hours_text.DEFAULT
    if verb == "country":
        return replace(mine, country=None if default else public_holidays.country(value))
    if default:
        return replace(mine, workdays=None) if verb == "days" else replace(mine, start=None, end=None)
    said = hours_text.Said(days=hours_text.days(value)) if verb == "days" else hours_text.read(value)
    if said.start and said.end:
        mine = replace(mine, start=f"{said.start:%H:%M}", end=f"{said.end:%H:%M}")
    return replace(mine, workdays=said.days) if said.days else mine
