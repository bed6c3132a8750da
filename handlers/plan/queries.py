"""What the cards show: facts gathered in one read, finished for the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.blockers
import storage.channels
import storage.dependencies
import storage.forecast_ledger
import storage.plan
import storage.privacy
import storage.risks
import storage.status
from handlers.common import access, parsing
from handlers.plan import card_queries
from handlers.schedule import colours as schedule_colours
from handlers.schedule import loading
from handlers.schedule.recompute import local_day
from rules.alerts import milestone_status, target_colours
from rules.alerts.lead_time import Colour
from rules.forecast.history import Entry
from rules.people import Person
from rules.plan import Dependency, Milestone, Plan, Project
from rules.privacy import Secrets
from rules.refusal import NotFound
from rules.schedule import slips
from rules.time.calendars import Calendar
from storage.blockers import Blocker
from storage.risks import Shown
from storage.status import Report

PRIVATE = "because of something said in a private channel"


@dataclass(frozen=True, slots=True)
class Card:
    """A milestone with all that is around it."""

    milestone: Milestone
    project: Project
    computed: date | None
    colour: Colour
    why: str
    waits_for: tuple[tuple[Milestone, Dependency], ...]
    awaited_by: tuple[tuple[Milestone, Dependency], ...]
    blockers: tuple[Blocker, ...]
    history: tuple[Entry, ...]
    may: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    id: str
    name: str
    day: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Subject:
    id: str
    name: str
    reported: Report | None
    colour: Colour
    why: str
    milestones: tuple[Line, ...] = ()

    @property
    def gap(self) -> int:
        """Steps that people report better than the data say (B-51)."""
        return target_colours.gap(self.reported.colour, self.colour) if self.reported else 0


@dataclass(frozen=True, slots=True)
class StatusCard:
    subjects: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """(id, name) pairs for the menus of a form, the likeliest first."""

    programs: tuple[tuple[str, str], ...]
    projects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class State:
    """A program as it stands: what every card below is cut from; `secrets` is what its reader may not read."""

    plan: Plan
    today: date
    computed: dict[str, date]
    blocked: dict[str, int]
    alerts: dict[str, str]
    shown: dict[str, Shown]
    reports: dict[str, Report]
    secrets: Secrets

    def colour_of(self, project: Project) -> milestone_status.Status:
        by_items = milestone_status.of_project(
            [m for m in self.plan.milestones if m.project == project.id],
            calendar=Calendar.of(self.plan.program.calendar),
            today=self.today,
            computed=self.computed,
            blocked=self.blocked,
            alerts=self.alerts,
        )
        return schedule_colours.with_targets(self.shown.get(project.id), by_items)

    def project(self, project: Project, *, lines: bool = True) -> Subject:
        mine = [m for m in self.plan.milestones if m.project == project.id and m.id not in self.secrets.ids]
        found = self.colour_of(project)
        why = PRIVATE if self.secrets and self.secrets.told_in(found.why) else found.why
        shown = sorted(mine, key=lambda m: (m.done, m.expected or date.max, len(m.id), m.id))
        rows = tuple(self.line(m) for m in shown) if lines else ()
        return Subject(project.id, project.name, self.reports.get(project.id), found.colour, why, rows)

    def line(self, m: Milestone) -> Line:
        if m.done:
            return Line(m.id, m.name, m.actual, "done")
        found = self.of(m)
        return Line(m.id, m.name, self.computed.get(m.id) or m.expected, f"{found.colour.value}: {found.why}")

    def of(self, m: Milestone) -> milestone_status.Status:
        return milestone_status.of_milestone(
            m,
            calendar=Calendar.of(self.plan.program.calendar),
            today=self.today,
            computed=self.computed.get(m.id),
            blockers=self.blocked.get(m.id, 0),
        )


def milestone_card(session: Session, *, person: Person, id: str, now: datetime) -> Card:
    team = person.team
    access.refuse_hidden(session, person=person, text=id)
    milestone = storage.plan.milestone(session, team=team, id=id)
    home = storage.plan.home_of(session, team=team, milestone=id)
    state = state_of(session, team=team, program=home, now=now, person=person)
    hidden = state.secrets.ids
    known = {m.id: m for m in state.plan.milestones}
    links = storage.dependencies.of(session, team=team, milestone=id)
    raised = storage.blockers.open_blockers(session, team=team, milestone=id)
    found = state.of(milestone)
    return Card(
        milestone=milestone,
        project=next(p for p in state.plan.projects if p.id == milestone.project),
        computed=state.computed.get(id),
        colour=found.colour,
        why=found.why,
        waits_for=tuple((known[d.provider], d) for d in links if d.consumer == id and d.provider not in hidden),
        awaited_by=tuple((known[d.consumer], d) for d in links if d.provider == id and d.consumer not in hidden),
        blockers=tuple(b for b in raised if b.id not in hidden),
        history=storage.forecast_ledger.of(session, team=team, milestone=id, limit=5),
        may=card_queries.may(session, person=person, milestone=milestone),
    )


def status_card(session: Session, *, person: Person, subject: str, channel: str, now: datetime) -> StatusCard:
    """Of what is named; else of what the channel serves; else of everything."""
    team = person.team
    id = parsing.typed_id(subject) if subject else None
    if id and not id.startswith("PR"):
        raise NotFound(f"{id} is no project and no program.", "", f"Its card: `{id}`.")
    if id and id.startswith("PRJ-"):
        project = storage.plan.project(session, team=team, id=id)
        return StatusCard(
            (state_of(session, team=team, program=project.program, now=now, person=person).project(project),)
        )
    if id:
        return StatusCard(
            program_lines(session, person=person, program=storage.plan.program(session, team=team, id=id).id, now=now)
        )
    served = storage.channels.programs(session, team=team, channel=channel)
    every = served or tuple(p.id for p in storage.plan.programs(session, team=team))
    return StatusCard(
        tuple(one for program in every[:5] for one in program_lines(session, person=person, program=program, now=now))
    )


def choices(session: Session, *, team: str, channel: str) -> Choices:
    served = storage.channels.served(session, team=team, channel=channel)
    programs = [(p.id, p.name) for p in storage.plan.programs(session, team=team)]
    projects = [(p.id, p.name) for p in storage.plan.projects(session, team=team)]
    first = storage.channels.programs(session, team=team, channel=channel)
    return Choices(_first(programs, first), _first(projects, served))


def _first(pairs: Sequence[tuple[str, str]], likely: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: likely.index(pair[0]) if pair[0] in likely else len(likely)))


def program_lines(session: Session, *, person: Person, program: str, now: datetime) -> tuple[Subject, ...]:
    """The program, coloured as the worst of its projects; then each of these."""
    state = state_of(session, team=person.team, program=program, now=now, person=person)
    projects = [p for p in state.plan.projects if p.program == program]
    subjects = tuple(state.project(p, lines=False) for p in projects)
    worst = min(subjects, key=lambda s: milestone_status.rank(s.colour), default=None)
    colour, why = (worst.colour, f"{worst.id} {worst.name}: {worst.why}") if worst else (Colour.GREY, "no projects yet")
    return (Subject(program, state.plan.program.name, None, colour, why), *subjects)


def state_of(session: Session, *, team: str, program: str, now: datetime, person: Person | None = None) -> State:
    """`person` is who is going to read it; without one nothing is left out yet."""
    plan = loading.plan_of(session, team=team, program=program)
    today = local_day(plan.program.zone, now)
    blocked = schedule_colours.blocked_by_milestone(session, team=team)
    alerts = schedule_colours.late_starts(storage.risks.open_alerts(session, team=team, program=program))
    shown, reports = storage.risks.colours(session, team=team), storage.status.reports(session, team=team)
    secrets = _secrets(session, person) if person else Secrets()
    return State(plan, today, slips.computed(plan, today=today), blocked, alerts, shown, reports, secrets)


def _secrets(session: Session, person: Person) -> Secrets:
    return storage.privacy.secrets(session, team=person.team, by=storage.privacy.reader(session, person=person))
