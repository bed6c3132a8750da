"""What there is to do for the clock, what a form needs, how check-ins are set up, and what somebody gets next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

import storage.channels
import storage.checkin_settings
import storage.checkin_summaries
import storage.checkins
import storage.people
import storage.plan
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

STRANGERS_PER_MINUTE = 40
"""How many people Slack is asked about in a minute; the others have their turn in the next."""
PROMPT_HORIZON_DAYS = 14
"""How many days are looked through for the next prompt."""


@dataclass(frozen=True, slots=True)
class PendingCheckinWork:
    """Whether the clock has anything to do: a look before any transaction.

    `newcomers` are to be taken in, `strangers` are those of them, of the due and of leads and managers whom Slack was
    never asked about.
    """

    newcomers: tuple[str, ...]
    strangers: tuple[str, ...]
    asked: bool
    reminded: bool
    rounds: bool


def pending_work(session: Session, *, team: str, now: datetime) -> PendingCheckinWork:
    newcomers = storage.checkins.unscheduled_people(session, team=team)
    asked = [
        one.user
        for one in storage.checkins.due_people(session, team=team, now=now, limit=STRANGERS_PER_MINUTE, lock=False)
    ]
    wanted = [*asked, *newcomers]
    known = storage.people.known_people(session, team=team, ids=wanted) if wanted else {}
    heads = storage.people.unknown_heads(session, team=team)
    strangers = list(dict.fromkeys((*(user for user in wanted if user not in known), *heads)))
    late = frozenset(strangers[STRANGERS_PER_MINUTE:])
    return PendingCheckinWork(
        newcomers=tuple(user for user in newcomers if user not in late),
        strangers=tuple(strangers[:STRANGERS_PER_MINUTE]),
        asked=bool(asked),
        reminded=bool(storage.checkins.prompts_to_remind(session, team=team, now=now, limit=1, lock=False)),
        rounds=bool(storage.checkin_summaries.rounds_to_update(session, team=team, now=now, limit=1)),
    )


def form_facts(session: Session, *, person: Person, about: str, day: date) -> dict[str, Any]:
    """The facts of a prompt's form; `about` is a milestone, a project, or "all" for the day's questions."""
    if about.startswith("M-"):
        return {"milestone": storage.plan.milestone(session, team=person.team, id=about)}
    if about != "all":
        return {"project": storage.plan.project(session, team=person.team, id=about)}
    prompt = storage.checkins.find_prompt(session, team=person.team, user=person.id, day=day)
    if prompt is None:
        raise NotFound("That prompt is gone.")
    return {"questions": [text for text, _ in prompt.questions]}


@dataclass(frozen=True, slots=True)
class CheckinSetup:
    """One project's check-in; `hours` is its window, `channel` where the summary goes."""

    id: str
    name: str
    checkin: Checkin
    hours: int
    channel: str | None


def settings_facts(session: Session, *, person: Person, channel: str, now: datetime) -> dict[str, Any]:
    """The check-ins of this channel's projects (else of all), and when this person is next looked at."""
    team = person.team
    subjects = storage.checkin_settings.all_settings(session, team=team)
    every = storage.plan.projects(session, team=team)
    here = storage.channels.served_projects(session, team=team, channel=channel)
    shown = tuple(_project_setup(subjects, one) for one in every if one.id in here or not here)
    mine = storage.checkins.scheduled_person(session, team=team, user=person.id)
    at = next_prompt_at(session, team=team, user=person.id, now=now)
    return {"shown": shown, "mine": at, "zone": person.zone, "paused": bool(mine and mine.paused)}


def _project_setup(subjects: dict[str, Checkin], project: Project) -> CheckinSetup:
    checkin = prompting.effective_checkin(subjects, project=project)
    channel = checkin.channel or next(iter(project.channels), None)
    return CheckinSetup(project.id, project.name, checkin, int(checkin.open_for.total_seconds()) // 3600, channel)


def preview_prompt(
    session: Session, *, person: Person, text: str, now: datetime, mark: str = "preview"
) -> RenderedMessage:
    """What somebody is asked the next time, or why they are not; of others only who manages or leads may see it."""
    user = next((word.id for word in tokens(text) if word.kind == "user"), None) or person.id
    if user != person.id:
        _require_may_see(session, person=person)
    due = storage.checkins.scheduled_person(session, team=person.team, user=user) or ScheduledPerson(
        user, None, prompting.MAX_REMINDERS, False
    )
    facts = participants.load_context(session, team=person.team, people=[due], now=now)
    work, name = facts.people[user].work, storage.people.display_names(session, team=person.team, ids=frozenset({user}))
    at, reason = now, None
    for _ in range(PROMPT_HORIZON_DAYS):
        at = prompting.next_check_time(facts.checkins_of(user), work=work, after=at)
        day = work.today(at)
        asking = participants.prompt_content(facts, user=user, day=day)
        reason = reason or (
            None if asking.nothing else prompting.skip_reason(facts.people[user], day=day, slot=at, now=at)
        )
        if not asking.nothing and not prompting.skip_reason(facts.people[user], day=day, slot=at, now=at):
            return prompt_view.render_new_prompt(facts, user=user, content=asking, day=day, now=at, mark=mark)
    return templates.render(
        "checkins/nothing",
        day=work.today(at),
        reason=reason.value if reason else "",
        mine=user == person.id,
        name=name.get(user, "that person"),
        today=work.today(now),
    )


def _require_may_see(session: Session, *, person: Person) -> None:
    held = storage.people.roles_anywhere(session, person=person)
    if effective_permission(Action.EDIT_CHECKIN, roles=held, own=True) is not Permission.YES and not person.is_admin:
        raise NotAllowed(
            "What others are asked is theirs.", "A program manager or a project lead may look.", "Leave out the name."
        )


def next_prompt_at(session: Session, *, team: str, user: str, now: datetime) -> datetime | None:
    """When this person is next asked, in their own zone; None for who is never asked. For the App Home."""
    due = storage.checkins.scheduled_person(session, team=team, user=user)
    if due is None or due.paused:
        return None
    facts = participants.load_context(session, team=team, people=[due], now=now)
    at = facts.upcoming(user, now)
    return at and at.astimezone(working_time.zone_of(facts.people[user].work.zone))
