"""Check-in queries: pending work for the clock, facts for forms and settings, and the preview of a prompt."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.channels
import storage.checkin_schedule
import storage.checkin_summaries
import storage.checkins
import storage.people
import storage.plan
import storage.reachable_people
import templates
from handlers.checkins import participants, prompt_view
from rules.checkins import prompting
from rules.checkins.prompting import Checkin
from rules.people import Action, Permission, Person, effective_permission
from rules.plan import Project
from rules.refusal import NotAllowed, NotFound
from rules.text import tokens
from rules.time import working_time
from storage.checkins import ScheduledPerson
from templates import RenderedMessage

# People looked up in Slack per minute; the rest wait for the next minute.
STRANGERS_PER_MINUTE = 40
# Days searched for the next prompt.
PROMPT_HORIZON_DAYS = 14


@dataclass(frozen=True, slots=True)
class PendingCheckinWork:
    """The clock's pending work, read before any transaction is opened.

    `newcomers` are to be enrolled. `strangers` are the newcomers, due people and people named somewhere who were never
    looked up in Slack.
    """

    newcomers: tuple[str, ...]
    strangers: tuple[str, ...]
    asked: bool
    reminded: bool
    rounds: bool


def pending_work(session: Session, *, team: str, now: datetime) -> PendingCheckinWork:
    newcomers = storage.checkins.unscheduled_people(session, team=team)
    due_users = [
        person.user
        for person in storage.checkins.due_people(session, team=team, now=now, limit=STRANGERS_PER_MINUTE, lock=False)
    ]
    users = [*due_users, *newcomers]
    known_people = storage.people.known_people(session, team=team, ids=users) if users else {}
    unknown_people = storage.reachable_people.unknown_people(session, team=team)
    strangers = list(dict.fromkeys((*(user for user in users if user not in known_people), *unknown_people)))
    postponed = frozenset(strangers[STRANGERS_PER_MINUTE:])
    return PendingCheckinWork(
        newcomers=tuple(user for user in newcomers if user not in postponed),
        strangers=tuple(strangers[:STRANGERS_PER_MINUTE]),
        asked=bool(due_users),
        reminded=bool(storage.checkins.prompts_to_remind(session, team=team, now=now, limit=1, lock=False)),
        rounds=bool(storage.checkin_summaries.rounds_to_update(session, team=team, now=now, limit=1)),
    )


def form_facts(session: Session, *, person: Person, about: str, day: date) -> dict[str, Any]:
    """Return the facts for a prompt's form; `about` is a milestone, a project, or "all" for the day's questions.

    Raise NotFound if the prompt is gone.
    """
    if about.startswith("M-"):
        return {"milestone": storage.plan.milestone(session, team=person.team, id=about)}
    if about != "all":
        return {"project": storage.plan.project(session, team=person.team, id=about)}
    prompt = storage.checkins.find_prompt(session, team=person.team, user=person.id, day=day)
    if prompt is None:
        raise NotFound("That check-in no longer exists.")
    return {"questions": [text for text, _ in prompt.questions]}


@dataclass(frozen=True, slots=True)
class CheckinSetup:
    """One project's check-in; `hours` is its response window, `channel` the channel of its summary."""

    id: str
    name: str
    checkin: Checkin
    hours: int
    channel: str | None


def settings_facts(
    session: Session, *, person: Person, channel: str, now: datetime, subject: str = ""
) -> dict[str, Any]:
    """Return the check-ins of a project or program, else of this channel's projects, else of all.

    With them goes the time of the person's next prompt; `changed` is whether a subject was given.
    """
    team = person.team
    subjects = storage.checkin_schedule.all_settings(session, team=team)
    projects = storage.plan.projects(session, team=team)
    served = storage.channels.served_projects(session, team=team, channel=channel)
    chosen = [
        project
        for project in projects
        if (subject in (project.id, project.program) if subject else project.id in served or not served)
    ]
    setups = tuple(_project_setup(subjects, project) for project in chosen)
    own_schedule = storage.checkins.scheduled_person(session, team=team, user=person.id)
    upcoming = next_prompt_at(session, team=team, user=person.id, now=now)
    return {
        "shown": setups,
        "mine": upcoming,
        "zone": person.zone,
        "changed": bool(subject),
        "paused": bool(own_schedule and own_schedule.paused),
    }


def _project_setup(subjects: dict[str, Checkin], project: Project) -> CheckinSetup:
    checkin = prompting.effective_checkin(subjects, project=project)
    channel = checkin.channel or next(iter(project.channels), None)
    return CheckinSetup(project.id, project.name, checkin, int(checkin.open_for.total_seconds()) // 3600, channel)


def preview_prompt(
    session: Session, *, person: Person, text: str, now: datetime, mark: str = "preview"
) -> RenderedMessage:
    """Render a person's next prompt, or the reason why they are not asked.

    Only managers and leads may preview other people's prompts.
    """
    user = next((word.id for word in tokens(text) if word.kind == "user"), None) or person.id
    if user != person.id:
        _require_may_see(session, person=person)
    scheduled = storage.checkins.scheduled_person(session, team=person.team, user=user) or ScheduledPerson(
        user, None, prompting.MAX_REMINDERS, False
    )
    context = participants.load_context(session, team=person.team, people=[scheduled], now=now)
    work, name = (
        context.people[user].work,
        storage.people.display_names(session, team=person.team, ids=frozenset({user})),
    )
    slot, reason = now, None
    for _ in range(PROMPT_HORIZON_DAYS):
        slot = prompting.next_check_time(context.checkins_of(user), work=work, after=slot)
        day = work.today(slot)
        content = participants.prompt_content(context, user=user, day=day)
        reason = reason or (
            None if content.nothing else prompting.skip_reason(context.people[user], day=day, slot=slot, now=slot)
        )
        if not content.nothing and not prompting.skip_reason(context.people[user], day=day, slot=slot, now=slot):
            return prompt_view.render_new_prompt(context, user=user, content=content, day=day, now=slot, mark=mark)
    return templates.render(
        "checkins/nothing",
        day=work.today(slot),
        reason=reason.value if reason else "",
        mine=user == person.id,
        name=name.get(user, "that person"),
        today=work.today(now),
    )


def _require_may_see(session: Session, *, person: Person) -> None:
    roles = storage.people.roles_anywhere(session, person=person)
    if effective_permission(Action.EDIT_CHECKIN, roles=roles, own=True) is not Permission.YES and not person.is_admin:
        raise NotAllowed(
            "You can't see another person's check-in.",
            "Program managers and project leads can.",
            "Leave out the name to see yours.",
        )


def next_prompt_at(session: Session, *, team: str, user: str, now: datetime) -> datetime | None:
    """Return when a person is next prompted, in their own zone, for the App Home; None if they never are."""
    scheduled = storage.checkins.scheduled_person(session, team=team, user=user)
    if scheduled is None or scheduled.paused:
        return None
    context = participants.load_context(session, team=team, people=[scheduled], now=now)
    upcoming = context.upcoming(user, now)
    return upcoming and upcoming.astimezone(working_time.zone_of(context.people[user].work.zone))
