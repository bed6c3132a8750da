"""A person's own settings: time zone, working hours and days, country, message budget."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.follows
import storage.leave
import storage.people
import storage.plan
import storage.posted_notices
import storage.queues.claims
from handlers.common import working_time
from handlers.common.requests import InvalidForm
from handlers.preferences import following, working_hours
from rules.people import Person
from rules.refusal import Refusal
from rules.time.working_time import WorkTime
from storage.follows import Follow, MessageLoad
from storage.leave import PersonalHours

MAX_WEEKLY_BUDGET = 500


# The fields of the form, each with the setting that it changes.
FORM_FIELDS = (
    ("find_zone", "zone"),
    ("end", "hours"),
    ("days", "days"),
    ("find_country", "country"),
    ("budget", "noise"),
)


@dataclass(frozen=True, slots=True)
class PersonalSettings:
    """A person's settings; `zone` and `budget` are None if the person has not chosen any.

    The zone is `assumed` if Slack gives none. `names` are those of what the person follows and mutes, by id.
    """

    zone: str | None
    actual: str
    assumed: bool
    budget: int | None
    noise: MessageLoad
    follows: tuple[Follow, ...]
    work: WorkTime
    chosen: PersonalHours
    country: str | None
    names: Mapping[str, str]


def save_settings_form(session: Session, *, person: Person, values: Mapping[str, str], now: datetime) -> None:
    values = {**values, "end": _hours_of_form(values.get("start", ""), values.get("end", ""))}
    for field, verb in FORM_FIELDS:
        try:
            change_setting(session, person=person, verb=verb, value=values.get(field) or "auto", now=now)
        except Refusal as refusal:
            raise InvalidForm(**{field: str(refusal)}) from refusal


def _hours_of_form(start: str, end: str) -> str:
    """Return the hours as they are typed; raise InvalidForm if only one end of them is chosen."""
    if bool(start) != bool(end):
        raise InvalidForm(**{"end" if start else "start": "Choose when work begins and when it ends, or neither."})
    return f"{start}-{end}" if start else ""


def change_setting(session: Session, *, person: Person, verb: str, value: str, now: datetime) -> None:
    if verb in working_hours.SETTING_VERBS:
        working_hours.change_hours(session, person=person, verb=verb, value=value, now=now)
        return
    zone, budget = storage.follows.own_preferences(session, team=person.team, user=person.id)
    if verb == "zone":
        zone = None if value in ("auto", "default") else _parse_zone(value)
    elif verb == "noise":
        budget = None if value in ("auto", "default") else _parse_budget(value)
    else:
        examples = "`settings zone Europe/Berlin`, `settings hours 8-16`, `settings country DE` or `settings noise 10`"
        raise Refusal(f"There is no setting “{verb[:30]}”.", "", f"Try {examples}.")
    before = working_time.work_times(session, team=person.team, users=(person.id,), now=now)
    storage.follows.save_preferences(session, team=person.team, user=person.id, zone=zone, budget=budget)
    session.flush()
    working_hours.apply_changed_hours(session, team=person.team, before=before, now=now)


def personal_settings(session: Session, *, person: Person, now: datetime) -> PersonalSettings:
    where = {"team": person.team, "user": person.id}
    zone, budget = storage.follows.own_preferences(session, **where)
    own_hours = storage.leave.chosen_hours(session, team=person.team, users=(person.id,)).get(
        person.id, PersonalHours()
    )
    work = working_time.work_time(session, **where, now=now)
    follows = storage.follows.follows_of(session, **where, now=now)
    return PersonalSettings(
        zone=zone,
        actual=work.zone,
        assumed=not person.zone_known,
        budget=budget,
        noise=storage.follows.message_load(session, **where, now=now),
        follows=follows,
        work=work,
        chosen=own_hours,
        country=working_time.holiday_country(session, **where),
        names={
            item.subject: following.subject_name(session, team=person.team, subject=item.subject) for item in follows
        },
    )


def _parse_zone(name: str) -> str:
    """Return a zone as the zone database spells it, whatever the case; raise Refusal if there is no such zone."""
    zones = {zone.casefold(): zone for zone in available_timezones()}
    if name.casefold() not in zones:
        raise Refusal(f"There is no time zone “{name[:40]}”.", "", "Try `settings zone Europe/Berlin`.")
    return zones[name.casefold()]


def _parse_budget(value: str) -> int:
    if not value.isdigit() or int(value) > MAX_WEEKLY_BUDGET:
        raise Refusal(
            f"“{value[:20]}” isn't a number of messages.",
            f"The weekly limit is 0 to {MAX_WEEKLY_BUDGET}.",
            "Try `settings noise 10`.",
        )
    return int(value)
