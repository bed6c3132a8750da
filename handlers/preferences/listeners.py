"""The commands `follow`, `unfollow`, `mute`, `unmute` and `settings`, and the daily delivery of held messages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
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
import templates
from handlers.common import access, forms, isolation, parsing, posting, working_time
from handlers.common.commands import ALL_ROLES, Command
from handlers.common.deps import Deps
from handlers.common.requests import Click, CommandCall, FormSubmission, InvalidForm
from handlers.preferences import working_hours
from rules.people import Action, Person
from rules.plan import Program, Project
from rules.refusal import Refusal
from rules.time.working_time import WorkTime, zone_of
from storage.follows import EVERYTHING, Follow, MessageLoad
from storage.leave import PersonalHours
from templates import RenderedMessage

_DURATION_PATTERN = re.compile(r"^(\d{1,3})\s*(h|d|w)$", re.IGNORECASE)
_DURATION_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
HELD_MESSAGES_TIME = time(9)
MAX_WEEKLY_BUDGET = 500
# The fields of the form, each with the setting that it changes.
FORM_FIELDS = (("zone", "zone"), ("hours", "hours"), ("days", "days"), ("country", "country"), ("budget", "noise"))


@dataclass(frozen=True, slots=True)
class PersonalSettings:
    """A person's settings; `zone` and `budget` are None if the person has not chosen any."""

    zone: str | None
    actual: str
    budget: int | None
    noise: MessageLoad
    follows: tuple[Follow, ...]
    work: WorkTime
    chosen: PersonalHours
    country: str | None


async def follow_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `follow PRG-1`; without a name, follow what this channel serves."""
    name = await deps.transact(follow_subject, person=call.person, text=call.text, channel=call.channel, now=call.now)
    return templates.render("preferences/following", said=f"You follow {name}. It stands on your Home from now on.")


async def unfollow_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    name = await deps.transact(
        stop_following_or_muting, person=call.person, text=call.text, channel=call.channel, mute=False
    )
    return templates.render("preferences/following", said=f"You no longer follow {name}.")


async def mute_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `mute PRJ-7 3d`; `mute all` mutes everything."""
    muted = await deps.transact(mute_subject, person=call.person, text=call.text, channel=call.channel, now=call.now)
    return templates.render("preferences/muted", subject=muted[0], until=muted[1], zone=call.person.zone)


async def unmute_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    name = await deps.transact(
        stop_following_or_muting, person=call.person, text=call.text, channel=call.channel, mute=True
    )
    return templates.render("preferences/following", said=f"You hear of {name} again.")


async def settings_command(call: CommandCall, deps: Deps) -> RenderedMessage:
    """Handle `settings`, `settings zone Europe/Berlin`, `settings hours 8-16 mon-thu` and `settings country DE`."""
    verb, _, value = call.text.partition(" ")
    if verb:
        await deps.transact(change_setting, person=call.person, verb=verb.casefold(), value=value.strip(), now=call.now)
    current_settings = await deps.read(personal_settings, person=call.person, now=call.now)
    return templates.render("preferences/settings", settings=current_settings, command=deps.command)


async def on_open(click: Click, deps: Deps) -> None:
    """Handle *Change* under the settings: open the form."""
    current_settings = await deps.read(personal_settings, person=click.person, now=click.now)
    view = templates.render_view("preferences/settings_form", settings=current_settings, standard=WorkTime())
    await forms.open_modal(deps, user=click.person.id, trigger=click.trigger, view=view)


async def on_form(form: FormSubmission, deps: Deps) -> None:
    """Save the settings form; errors are shown beside their field, and then nothing is saved."""
    await deps.transact(save_settings_form, person=form.person, values=form.values, now=form.now)


def save_settings_form(session: Session, *, person: Person, values: Mapping[str, str], now: datetime) -> None:
    for field, verb in FORM_FIELDS:
        try:
            change_setting(session, person=person, verb=verb, value=values.get(field) or "auto", now=now)
        except Refusal as refusal:
            raise InvalidForm(**{field: str(refusal)}) from refusal


def follow_subject(session: Session, *, person: Person, text: str, channel: str, now: datetime) -> str:
    subject = _resolve_subject(session, person=person, text=text, channel=channel)
    name, program, project, owner = _describe_subject(session, team=person.team, subject=subject)
    storage.people.require_permission(
        session, person=person, action=Action.FOLLOW, program=program, project=project, owner=owner
    )
    storage.follows.add_follow(session, team=person.team, user=person.id, subject=subject)
    return f"{subject} {name}"


def stop_following_or_muting(session: Session, *, person: Person, text: str, channel: str, mute: bool) -> str:
    """End a follow or a mute and return its subject; raise Refusal if there was none."""
    everything = mute and text.strip().casefold() in ("", "all", "everything")
    subject = EVERYTHING if everything else _resolve_subject(session, person=person, text=text, channel=channel)
    if not storage.follows.remove_follow(session, team=person.team, user=person.id, subject=subject, mute=mute):
        raise Refusal(f"You did not {'mute' if mute else 'follow'} {subject or 'everything'}.", "", "`settings` shows.")
    return subject or "everything"


def mute_subject(
    session: Session, *, person: Person, text: str, channel: str, now: datetime
) -> tuple[str, datetime | None]:
    """Mute a subject from now on; messages about it that are already queued are not sent any more."""
    subject_text, until = _split_duration(text, now=now)
    everything = subject_text.casefold() in ("", "all", "everything")
    subject = EVERYTHING if everything else _resolve_subject(session, person=person, text=subject_text, channel=channel)
    storage.follows.mute_subject(session, team=person.team, user=person.id, subject=subject, until=until)
    session.flush()
    for id, text in storage.posted_notices.unsent_messages(session, team=person.team, channel=person.id):
        if storage.follows.is_muted(session, team=person.team, user=person.id, text=text, now=now):
            storage.posted_notices.withdraw_message(session, id=id)
    return subject, until


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
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
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
    return PersonalSettings(
        zone=zone,
        actual=work.zone,
        budget=budget,
        noise=storage.follows.message_load(session, **where, now=now),
        follows=storage.follows.follows_of(session, **where, now=now),
        work=work,
        chosen=own_hours,
        country=working_time.holiday_country(session, **where),
    )


async def send_held_messages(deps: Deps) -> None:
    """Post the messages held back by people's budgets at nine in their time zone, one message per person."""
    now = deps.now()
    tasks = {}
    for user, zone in await deps.read(storage.follows.users_with_held_messages, team=deps.team):
        local_now = now.astimezone(zone_of(zone))
        if local_now.time() >= HELD_MESSAGES_TIME:
            tasks[user] = isolation.transaction_task(
                deps, post_held_messages, user=user, slot=local_now.date().isoformat(), now=now
            )
    await isolation.run_each(deps, job="held messages", tasks=tasks)


def post_held_messages(session: Session, *, team: str, user: str, slot: str, now: datetime) -> None:
    if not storage.queues.claims.claim_slot(session, team=team, name=f"bundle:{user}", slot=slot, now=now):
        return
    lines = storage.follows.release_held(session, team=team, user=user)
    message = templates.render("preferences/held_messages", lines=lines)
    posting.post_message(
        session,
        key=f"bundle:{user}:{slot}",
        team=team,
        channel=user,
        message=message,
        now=now,
        kind="digest",
        counts_against_budget=False,
    )


def _resolve_subject(session: Session, *, person: Person, text: str, channel: str) -> str:
    """Return the subject of an id, of the name of a program or project, or of the channel if the text is empty."""
    subject_text = text.strip()
    if not subject_text:
        served_ids = storage.channels.subjects_served(session, team=person.team, channel=channel)
        if len(served_ids) == 1:
            return served_ids[0]
        raise Refusal("Of what?", "", "Name it by its id: `PRG-1`, `PRJ-7` or `M-42`.")
    if id := parsing.parse_id(subject_text):
        access.require_visible(session, person=person, text=subject_text)
        return id
    programs, projects = (
        storage.plan.programs(session, team=person.team),
        storage.plan.projects(session, team=person.team),
    )
    subjects: tuple[Program | Project, ...] = (*programs, *projects)
    matching_ids = [subject.id for subject in subjects if subject.name.casefold() == subject_text.casefold()]
    if len(matching_ids) != 1:
        raise Refusal(f"I don't know “{subject_text[:40]}”.", "", "Name it by its id: `PRG-1`, `PRJ-7` or `M-42`.")
    return matching_ids[0]


def _describe_subject(session: Session, *, team: str, subject: str) -> tuple[str, str, str | None, str | None]:
    """Return name, program, project and owner of a subject; raise NotFound if it does not exist."""
    if subject.startswith("PRG-"):
        return storage.plan.program(session, team=team, id=subject).name, subject, None, None
    milestone = storage.plan.milestone(session, team=team, id=subject) if subject.startswith("M-") else None
    project = storage.plan.project(session, team=team, id=milestone.project if milestone else subject)
    if milestone:
        return milestone.name, project.program, project.id, milestone.owner
    return project.name, project.program, project.id, None


def _split_duration(text: str, *, now: datetime) -> tuple[str, datetime | None]:
    """Split `PRJ-7 3d` into PRJ-7 and the moment in three days."""
    subject_text, _, last_word = text.strip().rpartition(" ")
    duration_match = _DURATION_PATTERN.match(last_word)
    if not duration_match:
        return text.strip(), None
    return subject_text.removesuffix(" for").strip(), now + int(duration_match[1]) * _DURATION_UNITS[
        duration_match[2].lower()
    ]


def _parse_zone(name: str) -> str:
    """Return a zone as the zone database spells it, whatever the case; raise Refusal if there is no such zone."""
    zones = {zone.casefold(): zone for zone in available_timezones()}
    if name.casefold() not in zones:
        raise Refusal(f"There is no time zone “{name[:40]}”.", "", "Write it like this: `Europe/Berlin`.")
    return zones[name.casefold()]


def _parse_budget(value: str) -> int:
    if not value.isdigit() or int(value) > MAX_WEEKLY_BUDGET:
        raise Refusal(
            "The budget is a number.", f"0 to {MAX_WEEKLY_BUDGET} messages a week.", "Write `settings noise 10`."
        )
    return int(value)


COMMANDS = (
    Command(
        "follow", "follow [PRG-1|PRJ-7|M-42]", "Have it on your Home.", follow_command, ALL_ROLES, ("follow PRG-1",)
    ),
    Command("unfollow", "unfollow PRG-1", "Stop that.", unfollow_command, ALL_ROLES, ("unfollow PRG-1",)),
    Command(
        "mute",
        "mute [PRG-1|PRJ-7|M-42|all] [3d]",
        "No direct messages about it, at once; for hours (4h), days (3d), weeks (2w) or for good.",
        mute_command,
        ALL_ROLES,
        ("mute PRJ-1 3d", "mute all 4h"),
    ),
    Command("unmute", "unmute [PRG-1|all]", "Hear of it again.", unmute_command, ALL_ROLES, ("unmute PRJ-1",)),
    Command(
        "settings",
        "settings [zone Europe/Berlin | hours 8:00-16:30 | days mon-thu | country DE | noise 10]",
        "Your time zone, working hours and days, whose public holidays you have, how many messages a week, what you "
        "follow and mute.",
        settings_command,
        ALL_ROLES,
        (
            "settings",
            "settings zone Europe/Berlin",
            "settings hours 7-15 mon-thu",
            "settings country DE",
            "settings noise 10",
        ),
    ),
)
CLICKS = {"settings_open": on_open}
FORMS = {"settings": on_form}
