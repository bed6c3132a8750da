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
from rules.people import Action, May, Person, decide
from rules.plan import Project
from rules.refusal import NotAllowed, NotFound
from rules.text import tokens
from rules.time import working_time
from storage.checkins import Due
from templates import Message

STRANGERS = 40
"""How many people Slack is asked about in a minute; the others have their turn in the next."""
AHEAD = 14
"""How many days are looked through for the next prompt."""


@dataclass(frozen=True, slots=True)
class Work:
    """Whether the clock has anything to do: a look before any transaction.

    `newcomers` are to be taken in, `strangers` are those of them, of the due and of leads and managers whom Slack was
    never asked about.
    """

    newcomers: tuple[str, ...]
    strangers: tuple[str, ...]
    asked: bool
    reminded: bool
    rounds: bool


def due(session: Session, *, team: str, now: datetime) -> Work:
    newcomers = storage.checkins.newcomers(session, team=team)
    asked = [one.user for one in storage.checkins.due(session, team=team, now=now, limit=STRANGERS, take=False)]
    wanted = [*asked, *newcomers]
    known = storage.people.known(session, team=team, ids=wanted) if wanted else {}
    heads = storage.people.strangers(session, team=team)
    strangers = list(dict.fromkeys((*(user for user in wanted if user not in known), *heads)))
    late = frozenset(strangers[STRANGERS:])
    return Work(
        newcomers=tuple(user for user in newcomers if user not in late),
        strangers=tuple(strangers[:STRANGERS]),
        asked=bool(asked),
        reminded=bool(storage.checkins.to_remind(session, team=team, now=now, limit=1, take=False)),
        rounds=bool(storage.checkin_summaries.to_draw(session, team=team, now=now, limit=1)),
    )


def form(session: Session, *, person: Person, about: str, day: date) -> dict[str, Any]:
    """The facts of a prompt's form; `about` is a milestone, a project, or "all" for the day's questions."""
    if about.startswith("M-"):
        return {"milestone": storage.plan.milestone(session, team=person.team, id=about)}
    if about != "all":
        return {"project": storage.plan.project(session, team=person.team, id=about)}
    prompt = storage.checkins.get(session, team=person.team, user=person.id, day=day)
    if prompt is None:
        raise NotFound("That prompt is gone.")
    return {"questions": [text for text, _ in prompt.questions]}


@dataclass(frozen=True, slots=True)
class SetUp:
    """One project's check-in; `hours` is its window, `channel` where the summary goes."""

    id: str
    name: str
    checkin: Checkin
    hours: int
    channel: str | None


def show(session: Session, *, person: Person, channel: str, now: datetime) -> dict[str, Any]:
    """The check-ins of this channel's projects (else of all), and when this person is next looked at."""
    team = person.team
    subjects = storage.checkin_settings.every(session, team=team)
    every = storage.plan.projects(session, team=team)
    here = storage.channels.projects(session, team=team, channel=channel)
    shown = tuple(_set_up(subjects, one) for one in every if one.id in here or not here)
    mine = storage.checkins.person(session, team=team, user=person.id)
    at = upcoming(session, team=team, user=person.id, now=now)
    return {"shown": shown, "mine": at, "zone": person.zone, "paused": bool(mine and mine.paused)}


def _set_up(subjects: dict[str, Checkin], project: Project) -> SetUp:
    checkin = prompting.of(subjects, project=project)
    channel = checkin.channel or next(iter(project.channels), None)
    return SetUp(project.id, project.name, checkin, int(checkin.open_for.total_seconds()) // 3600, channel)


def preview(session: Session, *, person: Person, text: str, now: datetime, mark: str = "preview") -> Message:
    """What somebody is asked the next time, or why they are not; of others only who manages or leads may see it."""
    user = next((word.id for word in tokens(text) if word.kind == "user"), None) or person.id
    if user != person.id:
        _may_see(session, person=person)
    due = storage.checkins.person(session, team=person.team, user=user) or Due(user, None, prompting.NUDGES, False)
    facts = participants.around(session, team=person.team, people=[due], now=now)
    work, name = facts.people[user].work, storage.people.names(session, team=person.team, ids=frozenset({user}))
    at, reason = now, None
    for _ in range(AHEAD):
        at = prompting.next_look(facts.checkins_of(user), work=work, after=at)
        day = work.today(at)
        asking = participants.asking(facts, user=user, day=day)
        reason = reason or (None if asking.nothing else prompting.skip(facts.people[user], day=day, slot=at, now=at))
        if not asking.nothing and not prompting.skip(facts.people[user], day=day, slot=at, now=at):
            return prompt_view.prompt_of(facts, user=user, asking=asking, day=day, now=at, mark=mark)
    return templates.render(
        "checkins/nothing",
        day=work.today(at),
        reason=reason.value if reason else "",
        mine=user == person.id,
        name=name.get(user, "that person"),
        today=work.today(now),
    )


def _may_see(session: Session, *, person: Person) -> None:
    held = storage.people.everywhere(session, person=person)
    if decide(Action.EDIT_CHECKIN, roles=held, own=True) is not May.YES and not person.is_admin:
        raise NotAllowed(
            "What others are asked is theirs.", "A program manager or a project lead may look.", "Leave out the name."
        )


def upcoming(session: Session, *, team: str, user: str, now: datetime) -> datetime | None:
    """When this person is next asked, in their own zone; None for who is never asked. For the App Home."""
    due = storage.checkins.person(session, team=team, user=user)
    if due is None or due.paused:
        return None
    facts = participants.around(session, team=team, people=[due], now=now)
    at = facts.upcoming(user, now)
    return at and at.astimezone(working_time.zone_of(facts.people[user].work.zone))
