"""What stands on a person's Home: read in a few narrow queries, whatever the size of the workspace."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.channels
import storage.follows
import storage.home
import storage.people
import storage.plan
from handlers.admin import queries as admin_queries
from handlers.admin.queries import Desk
from handlers.checkins import settings_queries
from handlers.common import working_time
from handlers.common.requests import today
from handlers.home import action_items, recent_changes
from handlers.home.action_items import Wait
from handlers.home.recent_changes import News
from handlers.plan import queries as plan_queries
from handlers.plan.queries import Subject
from handlers.schedule import colours
from rules.alerts import milestone_status
from rules.alerts.lead_time import Colour
from rules.alerts.milestone_status import Status
from rules.people import Person
from rules.plan import Milestone, Program, Project
from rules.time.working_time import WorkTime
from storage.follows import Follow, Noise

MOST_PROGRAMS = 10
FOLLOWED = (*recent_changes.KINDS, "escalation", "leave", "hours")
"""What a Home that is open is drawn anew for."""
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Seen:
    """A program or project that the person follows, with the colour it shows."""

    id: str
    name: str
    colour: Colour
    why: str


@dataclass(frozen=True, slots=True)
class Home:
    waiting: tuple[Wait, ...]
    news: tuple[News, ...]
    since: datetime
    mine: tuple[Milestone, ...]
    seen: tuple[Seen, ...]
    follows: tuple[Follow, ...]
    noise: Noise
    desk: Desk | None
    zone: str
    work: WorkTime
    next_prompt: datetime | None
    away: bool


@dataclass(frozen=True, slots=True)
class MyCard:
    waiting: tuple[Wait, ...]
    milestones: tuple[Milestone, ...]
    programs: tuple[Subject, ...]


def home(session: Session, *, person: Person, now: datetime) -> Home:
    team, user = person.team, person.id
    mine = _mine(session, person)
    follows = storage.follows.of(session, team=team, user=user, now=now)
    since = max(storage.home.looked_at(session, team=team, user=user, now=now), now - LOOK_BACK)
    work = working_time.work_time(session, team=team, user=user, now=now)
    return Home(
        waiting=action_items.waiting(session, person=person, mine=mine, today=today(person, now)),
        news=recent_changes.news(session, person=person, mine=mine, follows=follows, since=since),
        since=since,
        mine=mine,
        seen=() if person.outsider else _seen(session, person, follows, now),
        follows=follows,
        noise=storage.follows.noise_of(session, team=team, user=user, now=now),
        desk=admin_queries.desk(session, team=team, now=now) if person.is_admin and not person.outsider else None,
        zone=person.zone,
        work=work,
        next_prompt=settings_queries.upcoming(session, team=team, user=user, now=now),
        away=any(start <= now < end for start, end in work.away),
    )


def my_card(session: Session, *, person: Person, channel: str, now: datetime) -> MyCard:
    """What waits on me, my open milestones, the programs of this channel (of none where there is no channel)."""
    mine = _mine(session, person)
    waiting = action_items.waiting(session, person=person, mine=mine, today=today(person, now))
    served = storage.channels.programs(session, team=person.team, channel=channel)[:MOST_PROGRAMS]
    lines = (plan_queries.program_lines(session, person=person, program=id, now=now) for id in served)
    return MyCard(waiting, mine, tuple(program for program, *_ in lines))


def _mine(session: Session, person: Person) -> tuple[Milestone, ...]:
    ids = storage.people.owned(session, team=person.team, user=person.id)
    found = storage.plan.milestones(session, team=person.team, among=ids)
    return tuple(sorted(found, key=lambda m: (m.expected or date.max, m.id)))


def _seen(session: Session, person: Person, follows: Iterable[Follow], now: datetime) -> tuple[Seen, ...]:
    """What the person follows, manages or leads; a program shows the worst of its projects."""
    followed = {one.subject for one in follows if not one.mute}
    programs = storage.plan.programs(session, team=person.team, ids=followed, manager=person.id)[:MOST_PROGRAMS]
    every = storage.plan.projects(session, team=person.team)
    own = [one for one in every if one.id in followed or one.lead == person.id][: MOST_PROGRAMS - len(programs)]
    inside = {program.id: [one for one in every if one.program == program.id] for program in programs}
    wanted = {one.id: one for one in (*own, *(one for found in inside.values() for one in found))}
    shown = colours.of_projects(session, team=person.team, projects=wanted.values(), now=now)
    return (
        *(_program(program, inside[program.id], shown) for program in programs),
        *(Seen(one.id, one.name, shown[one.id].colour, shown[one.id].why) for one in own),
    )


def _program(program: Program, projects: Sequence[Project], shown: Mapping[str, Status]) -> Seen:
    worst = min(projects, key=lambda one: milestone_status.rank(shown[one.id].colour), default=None)
    if worst is None:
        return Seen(program.id, program.name, Colour.GREY, "no projects yet")
    return Seen(program.id, program.name, shown[worst.id].colour, f"{worst.name}: {shown[worst.id].why}")
