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
from handlers.admin.queries import AdminDesk
from handlers.checkins import settings_queries
from handlers.common import working_time
from handlers.common.requests import local_date
from handlers.home import action_items, recent_changes
from handlers.home.action_items import ActionItem
from handlers.home.recent_changes import RecentChange
from handlers.plan import queries as plan_queries
from handlers.plan.queries import StatusSubject
from handlers.schedule import colours
from rules.alerts import milestone_status
from rules.alerts.lead_time import Colour
from rules.alerts.milestone_status import ComputedStatus
from rules.people import Person
from rules.plan import Milestone, Program, Project
from rules.time.working_time import WorkTime
from storage.follows import Follow, MessageLoad

MAX_PROGRAMS_SHOWN = 10
HOME_REFRESH_KINDS = (*recent_changes.CHANGE_KINDS, "escalation", "leave", "hours")
"""What a Home that is open is drawn anew for."""
MAX_CHANGE_AGE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FollowedSubject:
    """A program or project that the person follows, with the colour it shows."""

    id: str
    name: str
    colour: Colour
    why: str


@dataclass(frozen=True, slots=True)
class HomeView:
    waiting: tuple[ActionItem, ...]
    news: tuple[RecentChange, ...]
    since: datetime
    mine: tuple[Milestone, ...]
    seen: tuple[FollowedSubject, ...]
    follows: tuple[Follow, ...]
    noise: MessageLoad
    desk: AdminDesk | None
    zone: str
    work: WorkTime
    next_prompt: datetime | None
    away: bool


@dataclass(frozen=True, slots=True)
class MyCard:
    waiting: tuple[ActionItem, ...]
    milestones: tuple[Milestone, ...]
    programs: tuple[StatusSubject, ...]


def home_view(session: Session, *, person: Person, now: datetime) -> HomeView:
    team, user = person.team, person.id
    mine = _own_milestones(session, person)
    follows = storage.follows.follows_of(session, team=team, user=user, now=now)
    since = max(storage.home.last_looked_at(session, team=team, user=user, now=now), now - MAX_CHANGE_AGE)
    work = working_time.work_time(session, team=team, user=user, now=now)
    return HomeView(
        waiting=action_items.open_action_items(
            session, person=person, own_milestones=mine, today=local_date(person, now)
        ),
        news=recent_changes.changes_since(session, person=person, own_milestones=mine, follows=follows, since=since),
        since=since,
        mine=mine,
        seen=() if person.outsider else _followed_subjects(session, person, follows, now),
        follows=follows,
        noise=storage.follows.message_load(session, team=team, user=user, now=now),
        desk=admin_queries.desk_overview(session, team=team, now=now)
        if person.is_admin and not person.outsider
        else None,
        zone=person.zone,
        work=work,
        next_prompt=settings_queries.next_prompt_at(session, team=team, user=user, now=now),
        away=any(start <= now < end for start, end in work.away),
    )


def my_card(session: Session, *, person: Person, channel: str, now: datetime) -> MyCard:
    """What waits on me, my open milestones, the programs of this channel (of none where there is no channel)."""
    mine = _own_milestones(session, person)
    waiting = action_items.open_action_items(session, person=person, own_milestones=mine, today=local_date(person, now))
    served = storage.channels.served_programs(session, team=person.team, channel=channel)[:MAX_PROGRAMS_SHOWN]
    lines = (plan_queries.program_subjects(session, person=person, program=id, now=now) for id in served)
    return MyCard(waiting, mine, tuple(program for program, *_ in lines))


def _own_milestones(session: Session, person: Person) -> tuple[Milestone, ...]:
    ids = storage.people.owned_milestone_ids(session, team=person.team, user=person.id)
    found = storage.plan.milestones(session, team=person.team, ids=ids)
    return tuple(sorted(found, key=lambda m: (m.expected or date.max, m.id)))


def _followed_subjects(
    session: Session, person: Person, follows: Iterable[Follow], now: datetime
) -> tuple[FollowedSubject, ...]:
    """What the person follows, manages or leads; a program shows the worst of its projects."""
    followed = {one.subject for one in follows if not one.mute}
    programs = storage.plan.programs(session, team=person.team, ids=followed, manager=person.id)[:MAX_PROGRAMS_SHOWN]
    every = storage.plan.projects(session, team=person.team)
    own = [one for one in every if one.id in followed or one.lead == person.id][: MAX_PROGRAMS_SHOWN - len(programs)]
    inside = {program.id: [one for one in every if one.program == program.id] for program in programs}
    wanted = {one.id: one for one in (*own, *(one for found in inside.values() for one in found))}
    shown = colours.project_colours(session, team=person.team, projects=wanted.values(), now=now)
    return (
        *(_followed_program(program, inside[program.id], shown) for program in programs),
        *(FollowedSubject(one.id, one.name, shown[one.id].colour, shown[one.id].why) for one in own),
    )


def _followed_program(
    program: Program, projects: Sequence[Project], statuses: Mapping[str, ComputedStatus]
) -> FollowedSubject:
    worst = min(projects, key=lambda one: milestone_status.colour_rank(statuses[one.id].colour), default=None)
    if worst is None:
        return FollowedSubject(program.id, program.name, Colour.GREY, "no projects yet")
    return FollowedSubject(
        program.id, program.name, statuses[worst.id].colour, f"{worst.name}: {statuses[worst.id].why}"
    )
