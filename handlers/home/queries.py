"""The content of a person's Home, read in a few narrow queries, whatever the size of the workspace."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.channels
import storage.checkin_schedule
import storage.follows
import storage.home
import storage.milestone_names
import storage.plan
import storage.privacy
from handlers.admin import queries as admin_queries
from handlers.admin.queries import AdminDesk
from handlers.benefits import queries as benefit_queries
from handlers.benefits.queries import BenefitLine
from handlers.checkins import settings_queries
from handlers.common import working_time
from handlers.home import action_items, load_lines, portfolio, recent_changes
from handlers.home.action_item_types import ActionItem
from handlers.home.load_lines import LoadOnHome
from handlers.home.portfolio import FollowedSubject
from handlers.home.recent_changes import RecentChange
from handlers.plan import queries as plan_queries
from handlers.plan.queries import StatusSubject
from handlers.schedule import colours
from rules.people import Person
from rules.plan import Milestone
from rules.privacy import Secrets
from rules.time.working_time import WorkTime
from rules.truth.colours import Colour, ComputedStatus, colour_rank
from storage.follows import Follow

MAX_PROGRAMS_SHOWN = 10
# Programs offered to someone who follows none.
MAX_PROGRAMS_OFFERED = 100
# Kinds of change that redraw a Home while it is open.
HOME_REFRESH_KINDS = (
    *recent_changes.CHANGE_KINDS,
    *(
        "escalation",
        "leave",
        "hours",
        "decision",
        "objection",
        "change_request",
        "benefit",
        "reading",
        "allocation",
        "resource",
    ),
)
MAX_CHANGE_AGE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything on a person's Home; `programs` are offered to follow, as (id, name), to someone who follows none."""

    waiting: tuple[ActionItem, ...]
    news: tuple[RecentChange, ...]
    since: datetime
    mine: tuple[Milestone, ...]
    statuses: Mapping[str, ComputedStatus]
    seen: tuple[FollowedSubject, ...]
    load: LoadOnHome
    benefits: tuple[BenefitLine, ...]
    follows: tuple[Follow, ...]
    programs: tuple[tuple[str, str], ...]
    desk: AdminDesk | None
    zone: str
    work: WorkTime
    next_prompt: datetime | None
    away: bool

    @property
    def troubled(self) -> int:
        """The number of milestones, projects and programs shown that are red or amber."""
        return _count_troubled([*self.statuses.values(), *self.seen])


@dataclass(frozen=True, slots=True)
class MyCard:
    waiting: tuple[ActionItem, ...]
    milestones: tuple[Milestone, ...]
    statuses: Mapping[str, ComputedStatus]
    programs: tuple[StatusSubject, ...]

    @property
    def troubled(self) -> int:
        """The number of milestones and programs shown that are red or amber."""
        return _count_troubled([*self.statuses.values(), *self.programs])


def _count_troubled(shown: Iterable[ComputedStatus | FollowedSubject | StatusSubject]) -> int:
    return sum(item.colour in (Colour.RED, Colour.AMBER) for item in shown)


def home_view(session: Session, *, person: Person, now: datetime) -> HomeView:
    team, user = person.team, person.id
    own_milestones = _own_milestones(session, person)
    follows = storage.follows.follows_of(session, team=team, user=user, now=now)
    since = max(storage.home.last_looked_at(session, team=team, user=user, now=now), now - MAX_CHANGE_AGE)
    work = working_time.work_time(session, team=team, user=user, now=now)
    statuses = _milestone_statuses(session, person, own_milestones, now)
    own_milestones = tuple(sorted(own_milestones, key=lambda m: colour_rank(statuses[m.id].colour)))
    seen = () if person.outsider else portfolio.followed_subjects(session, person, follows, now)
    return HomeView(
        waiting=action_items.open_action_items(session, person=person, own_milestones=own_milestones, now=now),
        news=recent_changes.changes_since(
            session, person=person, own_milestones=own_milestones, follows=follows, since=since
        ),
        since=since,
        mine=own_milestones,
        statuses=statuses,
        seen=seen,
        load=load_lines.load_on_home(session, person=person, now=now),
        benefits=benefit_queries.owned_benefits(session, person=person, now=now),
        follows=follows,
        programs=() if person.outsider or seen else _offered_programs(session, person),
        desk=admin_queries.desk_overview(session, team=team, now=now)
        if person.is_admin and not person.outsider
        else None,
        zone=person.zone,
        work=work,
        next_prompt=settings_queries.next_prompt_at(session, team=team, user=user, now=now),
        away=any(start <= now < end for start, end in work.away),
    )


def my_card(session: Session, *, person: Person, channel: str, now: datetime) -> MyCard:
    """Return the person's action items and open milestones, and the programs of this channel, if there is one."""
    own_milestones = _own_milestones(session, person)
    waiting = action_items.open_action_items(session, person=person, own_milestones=own_milestones, now=now)
    served = storage.channels.served_programs(session, team=person.team, channel=channel)[:MAX_PROGRAMS_SHOWN]
    if person.outsider:
        served = ()
    lines = (plan_queries.program_subjects(session, person=person, program=id, now=now) for id in served)
    statuses = _milestone_statuses(session, person, own_milestones, now)
    return MyCard(waiting, own_milestones, statuses, tuple(program for program, *_ in lines))


def _offered_programs(session: Session, person: Person) -> tuple[tuple[str, str], ...]:
    programs = storage.plan.programs(session, team=person.team)[:MAX_PROGRAMS_OFFERED]
    return tuple((program.id, program.name) for program in programs)


def _own_milestones(session: Session, person: Person) -> tuple[Milestone, ...]:
    ids = storage.milestone_names.owned_milestone_ids(session, team=person.team, user=person.id)
    milestones = storage.plan.milestones(session, team=person.team, ids=ids)
    return tuple(sorted(milestones, key=lambda m: (m.expected or date.max, m.id)))


def _milestone_statuses(
    session: Session, person: Person, milestones: Collection[Milestone], now: datetime
) -> dict[str, ComputedStatus]:
    """Return the status of each milestone by its id."""
    wanted = {milestone.project for milestone in milestones}
    projects = [p for p in storage.plan.projects(session, team=person.team) if p.id in wanted]
    programs = {project.program for project in projects}
    found = colours.program_statuses(session, team=person.team, programs=programs, now=now)
    statuses = {id: status for program in found.values() for id, status in program.milestones.items()}
    return {milestone.id: statuses[milestone.id] for milestone in milestones}


def home_and_secrets(session: Session, *, person: Person, now: datetime) -> tuple[HomeView, Secrets]:
    """Return a person's Home, and what has to be redacted from it."""
    by = storage.privacy.reader_for(session, person=person)
    secrets = storage.privacy.secrets_hidden_from(session, team=person.team, by=by)
    return home_view(session, person=person, now=now), secrets


def users_to_refresh(session: Session, *, team: str, users: tuple[str, ...], since: datetime) -> tuple[str, ...]:
    """Return all of these users if anything changed; otherwise those who were just sent a check-in."""
    if storage.audit.entries_since(session, team=team, at=since, kinds=HOME_REFRESH_KINDS, limit=1):
        return users
    return storage.checkin_schedule.users_asked_since(session, team=team, users=users, since=since)
