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
import storage.people
import storage.plan
import storage.privacy
import storage.project_reports
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
from rules.people import Person
from rules.plan import Milestone, Project
from rules.privacy import Secrets
from rules.time.working_time import WorkTime
from rules.truth.colours import Colour, ComputedStatus, colour_rank
from storage.follows import Follow, MessageLoad
from storage.project_reports import ProjectReport

MAX_PROGRAMS_SHOWN = 10
MAX_PROJECTS_SHOWN = 10
# Kinds of change that redraw a Home while it is open.
HOME_REFRESH_KINDS = (*recent_changes.CHANGE_KINDS, "escalation", "leave", "hours")
MAX_CHANGE_AGE = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class FollowedSubject:
    """A program or project that the person follows, with its computed colour; `update` is a project's newest report."""

    id: str
    name: str
    colour: Colour
    why: str
    reported: Colour | None = None
    part_of: str = ""
    update: ProjectReport | None = None


@dataclass(frozen=True, slots=True)
class HomeView:
    waiting: tuple[ActionItem, ...]
    news: tuple[RecentChange, ...]
    since: datetime
    mine: tuple[Milestone, ...]
    statuses: Mapping[str, ComputedStatus]
    seen: tuple[FollowedSubject, ...]
    follows: tuple[Follow, ...]
    noise: MessageLoad
    desk: AdminDesk | None
    zone: str
    work: WorkTime
    next_prompt: datetime | None
    away: bool

    @property
    def troubled(self) -> int:
        """The number of milestones, projects and programs shown that are red or amber."""
        colours = [status.colour for status in self.statuses.values()] + [subject.colour for subject in self.seen]
        return sum(colour in (Colour.RED, Colour.AMBER) for colour in colours)


@dataclass(frozen=True, slots=True)
class MyCard:
    waiting: tuple[ActionItem, ...]
    milestones: tuple[Milestone, ...]
    statuses: Mapping[str, ComputedStatus]
    programs: tuple[StatusSubject, ...]


def home_view(session: Session, *, person: Person, now: datetime) -> HomeView:
    team, user = person.team, person.id
    own_milestones = _own_milestones(session, person)
    follows = storage.follows.follows_of(session, team=team, user=user, now=now)
    since = max(storage.home.last_looked_at(session, team=team, user=user, now=now), now - MAX_CHANGE_AGE)
    work = working_time.work_time(session, team=team, user=user, now=now)
    return HomeView(
        waiting=action_items.open_action_items(
            session, person=person, own_milestones=own_milestones, today=local_date(person, now)
        ),
        news=recent_changes.changes_since(
            session, person=person, own_milestones=own_milestones, follows=follows, since=since
        ),
        since=since,
        mine=own_milestones,
        statuses=_milestone_statuses(session, person, own_milestones, now),
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
    """Return the person's action items and open milestones, and the programs of this channel, if there is one."""
    own_milestones = _own_milestones(session, person)
    waiting = action_items.open_action_items(
        session, person=person, own_milestones=own_milestones, today=local_date(person, now)
    )
    served = storage.channels.served_programs(session, team=person.team, channel=channel)[:MAX_PROGRAMS_SHOWN]
    lines = (plan_queries.program_subjects(session, person=person, program=id, now=now) for id in served)
    statuses = _milestone_statuses(session, person, own_milestones, now)
    return MyCard(waiting, own_milestones, statuses, tuple(program for program, *_ in lines))


def _own_milestones(session: Session, person: Person) -> tuple[Milestone, ...]:
    ids = storage.people.owned_milestone_ids(session, team=person.team, user=person.id)
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


def _followed_subjects(
    session: Session, person: Person, follows: Iterable[Follow], now: datetime
) -> tuple[FollowedSubject, ...]:
    """Return what the person follows, manages or leads."""
    followed = {item.subject for item in follows if not item.mute}
    programs = storage.plan.programs(session, team=person.team, ids=followed, manager=person.id)[:MAX_PROGRAMS_SHOWN]
    projects = storage.plan.projects(session, team=person.team)
    own_projects = [item for item in projects if item.id in followed or item.lead == person.id][
        : MAX_PROGRAMS_SHOWN - len(programs)
    ]
    needed = {program.id for program in programs} | {project.program for project in own_projects}
    statuses = colours.program_statuses(session, team=person.team, programs=needed, now=now)
    reader = storage.privacy.reader_for(session, person=person)
    ids = tuple(project.id for project in projects if project.program in needed)
    reports = storage.project_reports.latest_reports(session, team=person.team, projects=ids, by=reader)

    def shown(project: Project, part_of: str = "") -> FollowedSubject:
        status, report = statuses[project.program].projects[project.id], reports.get(project.id)
        reported = report.colour if report else None
        return FollowedSubject(project.id, project.name, status.colour, status.why, reported, part_of, report)

    subjects = []
    for program in programs:
        status = statuses[program.id].program
        subjects.append(FollowedSubject(program.id, program.name, status.colour, status.why))
        members = [shown(project, program.id) for project in projects if project.program == program.id]
        subjects += sorted(members, key=lambda subject: colour_rank(subject.colour))[:MAX_PROJECTS_SHOWN]
    listed = {subject.id for subject in subjects}
    return (*subjects, *(shown(project) for project in own_projects if project.id not in listed))


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
