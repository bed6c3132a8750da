"""The programs and projects on a person's Home: status, finish and its trend, and for their lead what holds them up."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from sqlmodel import Session

import storage.people
import storage.plan
import storage.privacy
import storage.project_reports
import storage.risks
from handlers.common.public_holidays import with_holidays
from handlers.home.glances import ProgramGlance, glance_at
from handlers.schedule import colours
from rules.people import Person, Role
from rules.plan import Program, Project
from rules.time.calendars import Calendar
from rules.time.working_time import local_day
from rules.truth.colours import Colour, colour_rank
from rules.truth.finishes import ExpectedFinish, TroubleByCause, trouble_by_cause
from rules.truth.statuses import ProgramStatuses, label_of
from storage.follows import Follow
from storage.project_reports import ProjectReport

MAX_PROGRAMS_SHOWN = 10
MAX_PROJECTS_SHOWN = 10
# Programs whose odds, value and money are read while a person waits for their Home.
MAX_GLANCES = 5
TREND_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FinishTrend:
    """The working days that an expected finish moved since a day; positive means later."""

    days: int
    since: date


@dataclass(frozen=True, slots=True)
class HeldUp:
    """Milestones of a project that one cause holds up: the label of the first, why it is late, and the others' labels.

    The first is the cause itself, unless it is on time: then it is the milestone in the worst state.
    """

    first: str
    colour: Colour
    why: str
    milestones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowedSubject:
    """A program or project that the person follows, with its computed colour; `update` is a project's newest report.

    `held_up` is filled for the projects that the person leads, `glance` for programs.
    """

    id: str
    name: str
    colour: Colour
    why: str
    finish: ExpectedFinish
    trend: FinishTrend | None = None
    reported: Colour | None = None
    part_of: str = ""
    closed: bool = False
    update: ProjectReport | None = None
    held_up: tuple[HeldUp, ...] = ()
    glance: ProgramGlance = ProgramGlance()


@dataclass(frozen=True, slots=True)
class ProgramFacts:
    """A program as it is now, and when it and its projects were expected to finish a week ago."""

    program: Program
    statuses: ProgramStatuses
    earlier: tuple[date, Mapping[str, date]] | None

    def trend(self, id: str, finish: ExpectedFinish) -> FinishTrend | None:
        if self.earlier is None or finish.expected is None or id not in self.earlier[1]:
            return None
        since, days = self.earlier
        calendar = Calendar.of(with_holidays(self.program).calendar)
        return FinishTrend(finish.days_later(days[id], calendar), since)


def followed_subjects(
    session: Session, person: Person, follows: Iterable[Follow], now: datetime
) -> tuple[FollowedSubject, ...]:
    """Return the programs that the person follows, manages or sponsors, each with its projects; then other projects.

    Those are the projects they follow or lead.
    """
    team = person.team
    sponsored = storage.people.scopes_of_role(session, team=team, user=person.id, role=Role.SPONSOR)
    followed = sponsored | {item.subject for item in follows if not item.mute}
    programs = storage.plan.programs(session, team=team, ids=followed, manager=person.id)[:MAX_PROGRAMS_SHOWN]
    projects = storage.plan.projects(session, team=team)
    others = [item for item in projects if item.id in followed or item.lead == person.id]
    others = others[: MAX_PROGRAMS_SHOWN - len(programs)]
    needed = {program.id for program in programs} | {project.program for project in others}
    facts = _program_facts(session, team=team, programs=needed, now=now)
    ids = tuple(project.id for project in projects if project.program in needed)
    reader = storage.privacy.reader_for(session, person=person)
    reports = storage.project_reports.latest_reports(session, team=team, projects=ids, by=reader)
    subjects: list[FollowedSubject] = []
    hidden = storage.privacy.secrets_hidden_from(session, team=team, by=reader).ids
    for number, program in enumerate(programs):
        line = _program_line(facts[program.id])
        glance = partial(glance_at, session, person=person, program=program.id, finish=line.finish, hidden=hidden)
        subjects.append(
            replace(line, glance=glance(today=local_day(program.zone, now))) if number < MAX_GLANCES else line
        )
        members = [project for project in projects if project.program == program.id]
        lines = [_project_line(facts[program.id], item, reports, part_of=program.id) for item in members]
        subjects += sorted(lines, key=lambda line: colour_rank(line.colour))[:MAX_PROJECTS_SHOWN]
    listed = {subject.id for subject in subjects}
    others = [item for item in others if item.id not in listed]
    held_up = _held_up(session, team=team, projects=[item for item in others if item.lead == person.id], facts=facts)
    return (*subjects, *(_project_line(facts[item.program], item, reports, held_up=held_up) for item in others))


def _program_facts(session: Session, *, team: str, programs: Collection[str], now: datetime) -> dict[str, ProgramFacts]:
    statuses = colours.program_statuses(session, team=team, programs=programs, now=now)
    facts = {}
    for program in storage.plan.programs(session, team=team, ids=programs):
        day = local_day(program.zone, now) - TREND_WINDOW
        earlier = storage.risks.finishes_since(session, team=team, program=program.id, day=day)
        facts[program.id] = ProgramFacts(program, statuses[program.id], earlier)
    return facts


def _program_line(facts: ProgramFacts) -> FollowedSubject:
    program, status, finish = facts.program, facts.statuses.program, facts.statuses.finish
    return FollowedSubject(program.id, program.name, status.colour, status.why, finish, facts.trend(program.id, finish))


def _project_line(
    facts: ProgramFacts,
    project: Project,
    reports: Mapping[str, ProjectReport],
    *,
    part_of: str = "",
    held_up: Mapping[str, tuple[HeldUp, ...]] | None = None,
) -> FollowedSubject:
    status, report = facts.statuses.projects[project.id], reports.get(project.id)
    finish = facts.statuses.finishes[project.id]
    return FollowedSubject(
        id=project.id,
        name=project.name,
        colour=status.colour,
        why=status.why,
        finish=finish,
        trend=facts.trend(project.id, finish),
        reported=report.colour if report else None,
        part_of=part_of,
        closed=project.closed is not None,
        update=report,
        held_up=(held_up or {}).get(project.id, ()),
    )


def _held_up(
    session: Session, *, team: str, projects: Sequence[Project], facts: Mapping[str, ProgramFacts]
) -> dict[str, tuple[HeldUp, ...]]:
    """Return for each project what holds up its red and amber milestones, one entry a cause."""
    if not projects:
        return {}
    milestones = storage.plan.milestones(session, team=team, projects={project.id for project in projects})
    causes = {m.pushed_by for m in milestones if m.pushed_by} - {m.id for m in milestones}
    others = storage.plan.milestones(session, team=team, ids=causes) if causes else ()
    labels = {m.id: label_of(m) for m in (*milestones, *others)}
    found = {}
    for project in projects:
        statuses = facts[project.program].statuses.milestones
        own = [m for m in milestones if m.project == project.id]
        found[project.id] = tuple(
            _shown_trouble(group, labels, facts[project.program].statuses) for group in trouble_by_cause(own, statuses)
        )
    return found


def _shown_trouble(group: TroubleByCause, labels: Mapping[str, str], statuses: ProgramStatuses) -> HeldUp:
    cause = statuses.milestones.get(group.cause)
    is_late = cause is not None and cause.colour in (Colour.RED, Colour.AMBER)
    first = group.cause if is_late else group.milestones[0]
    others = tuple(labels[id] for id in group.milestones if id != first)
    status = statuses.milestones[first]
    return HeldUp(labels[first], status.colour, status.why, others)
