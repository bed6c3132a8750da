"""Facts for the cards, gathered in one read and ready for the templates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

import storage.blockers
import storage.channels
import storage.dependencies
import storage.fit
import storage.forecast_ledger
import storage.milestone_activity
import storage.people
import storage.plan
import storage.privacy
import storage.project_reports
import storage.reporting.confidence
import storage.status
from handlers.common import access, parsing
from handlers.plan import card_queries
from handlers.schedule import colours as schedule_colours
from handlers.schedule import loading, status_gaps
from handlers.schedule.status_gaps import ProjectGap
from rules.forecast.history import LedgerEntry
from rules.people import Person
from rules.plan import Dependency, HandoverState, Milestone, Plan, Project
from rules.privacy import Secrets
from rules.refusal import NotFound
from rules.reporting.confidence import DeliveryConfidence
from rules.time.working_time import local_day
from rules.truth.colours import Colour, ComputedStatus, colour_rank, urgency_of, watermelon_gap
from rules.truth.milestones import expected_reason, status_of_cancelled, status_of_closed, status_of_closed_project
from rules.truth.statuses import ProgramStatuses, label_of
from storage.blockers import Blocker
from storage.fit import FitAnswer
from storage.milestone_activity import MilestoneWords
from storage.project_reports import ProjectReport
from storage.register import RegisterEntry
from storage.status import StatusReport


@dataclass(frozen=True, slots=True)
class LinkedMilestone:
    """The other end of a link on a milestone's card; `status` is the hand-over's, None once it is over."""

    milestone: Milestone
    link: Dependency
    status: ComputedStatus | None


@dataclass(frozen=True, slots=True)
class MilestoneCard:
    """A milestone with everything its card shows; `words` are the last ones that its people wrote about it."""

    milestone: Milestone
    project: Project
    colour: Colour
    why: str
    expected_because: str
    depends_on: tuple[LinkedMilestone, ...]
    needed_by: tuple[LinkedMilestone, ...]
    blockers: tuple[Blocker, ...]
    words: MilestoneWords | None
    overdue: bool
    may: frozenset[str] = frozenset()
    assumptions: tuple[RegisterEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneHistory:
    """The dates given for a milestone, newest first, with the names of the people who gave them."""

    milestone: Milestone
    entries: tuple[LedgerEntry, ...]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    id: str
    name: str
    day: date | None
    state: str


@dataclass(frozen=True, slots=True)
class StatusSubject:
    """A project or program with both colours; `update` is what people last wrote about it."""

    id: str
    name: str
    reported: StatusReport | None
    colour: Colour
    why: str
    milestones: tuple[MilestoneLine, ...] = ()
    update: ProjectReport | None = None
    closed: bool = False

    @property
    def gap(self) -> int:
        """Steps by which the reported colour is better than the computed one (B-51)."""
        return watermelon_gap(self.reported.colour, self.colour) if self.reported else 0


@dataclass(frozen=True, slots=True)
class StatusCard:
    """One project, or programs with their projects as `rows`, the worst first.

    Of the only subject: `may` are rights on it, `fit` a program's last fit test, `gap` the one that its reader may see.
    """

    subjects: tuple[StatusSubject, ...]
    rows: tuple[StatusSubject, ...] = ()
    may: frozenset[str] = frozenset()
    fit: FitAnswer | None = None
    gap: ProjectGap | None = None
    confidence: DeliveryConfidence | None = None


@dataclass(frozen=True, slots=True)
class CreationChoices:
    """(id, name) pairs for the menus of a form, most likely first."""

    programs: tuple[tuple[str, str], ...]
    projects: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ProgramState:
    """The present state of a program, which all cards are built from; `secrets` is what its reader may not see."""

    plan: Plan
    today: date
    statuses: ProgramStatuses
    reports: dict[str, StatusReport]
    updates: dict[str, ProjectReport]
    secrets: Secrets

    def project_status(self, project: Project) -> ComputedStatus:
        """Return the computed status of a project; a cancelled or closed one has no colour."""
        if project.cancelled:
            return status_of_cancelled(project.cancelled)
        if project.closed:
            return status_of_closed_project(project.closed)
        return self.statuses.projects[project.id]

    def linked_milestones(self, ends: Iterable[tuple[str, Dependency]]) -> tuple[LinkedMilestone, ...]:
        """Return the visible ones of these ends of links, those of open hand-overs first, worst first.

        A link that was waived, or a declined one of which nothing is expected here, links nothing any more.
        """
        by_id = {m.id: m for m in self.plan.milestones if m.id not in self.secrets.ids}
        linked = [
            LinkedMilestone(by_id[id], link, self.statuses.handovers.get(link.id))
            for id, link in ends
            if id in by_id and not _is_void(link, end=id)
        ]
        return tuple(sorted(linked, key=lambda one: urgency_of(one.status)))

    def project(self, one: Project, *, with_lines: bool = True) -> StatusSubject:
        visible = [m for m in self.plan.milestones if m.project == one.id and m.id not in self.secrets.ids]
        status = self.project_status(one)
        why = self.secrets.without(status.why)
        ordered_milestones = sorted(
            visible,
            key=lambda m: (m.done, *urgency_of(self.status_of(m)), m.expected or date.max, len(m.id), m.id),
        )
        lines = tuple(self.milestone_line(m) for m in ordered_milestones) if with_lines else ()
        report, update, is_closed = self.reports.get(one.id), self.updates.get(one.id), one.closed is not None
        return StatusSubject(one.id, one.name, report, status.colour, why, lines, update, is_closed)

    def milestone_line(self, milestone: Milestone) -> MilestoneLine:
        if milestone.done:
            return MilestoneLine(milestone.id, milestone.name, milestone.actual, "done")
        status = self.status_of(milestone)
        return MilestoneLine(
            milestone.id,
            milestone.name,
            milestone.expected,
            f"{status.colour.value}: {status.why}",
        )

    def status_of(self, milestone: Milestone) -> ComputedStatus:
        """Return the computed status of a milestone; one that is in no plan any more has no colour."""
        return self.statuses.milestones.get(milestone.id) or status_of_closed(milestone)


def _is_void(link: Dependency, *, end: str) -> bool:
    return link.state is HandoverState.WAIVED or (link.state is HandoverState.DECLINED and end == link.consumer)


def milestone_card(session: Session, *, person: Person, id: str, now: datetime) -> MilestoneCard:
    team = person.team
    access.require_visible(session, person=person, text=id)
    milestone = storage.plan.milestone(session, team=team, id=id)
    program_id = storage.plan.program_of_milestone(session, team=team, milestone=id)
    state = program_state(session, team=team, program=program_id, now=now, person=person)
    links = storage.dependencies.dependencies_of(session, team=team, milestone=id)
    blockers = storage.blockers.open_blockers(session, team=team, milestone=id)
    status = state.status_of(milestone)
    labels = {m.id: label_of(m) for m in state.plan.milestones}
    reader = storage.privacy.reader_for(session, person=person)
    return MilestoneCard(
        milestone=milestone,
        project=storage.plan.project(session, team=team, id=milestone.project),
        colour=status.colour,
        why=state.secrets.without(status.why),
        expected_because=state.secrets.without(expected_reason(milestone, labels)),
        depends_on=state.linked_milestones((link.provider, link) for link in links if link.consumer == id),
        needed_by=state.linked_milestones((link.consumer, link) for link in links if link.provider == id),
        blockers=tuple(b for b in blockers if b.id not in state.secrets.ids),
        words=storage.milestone_activity.latest_words(session, team=team, milestone=id, by=reader),
        overdue=milestone.is_overdue(state.today),
        may=card_queries.allowed_actions(session, person=person, milestone=milestone),
        assumptions=card_queries.assumptions_under(session, person=person, id=id),
    )


def milestone_history(session: Session, *, person: Person, id: str) -> MilestoneHistory:
    """Return every date ever given for a milestone, newest first."""
    access.require_visible(session, person=person, text=id)
    milestone = storage.plan.milestone(session, team=person.team, id=id)
    entries = storage.forecast_ledger.entries_of(session, team=person.team, milestone=id)
    names = storage.people.display_names(session, team=person.team, ids=frozenset(entry.by for entry in entries))
    return MilestoneHistory(milestone, entries, names)


def status_card(session: Session, *, person: Person, subject: str, channel: str, now: datetime) -> StatusCard:
    """Return the status of the project or program named, else of what the channel serves, else of everything.

    At most five programs are shown. Raise NotFound if `subject` is another kind of record.
    """
    team = person.team
    id = parsing.parse_id(subject) if subject else None
    if id and not id.startswith("PR"):
        raise NotFound(f"{id} is no project and no program.", "", f"Its card: `{id}`.")
    if id and id.startswith("PRJ-"):
        project = storage.plan.project(session, team=team, id=id)
        state = program_state(session, team=team, program=project.program, now=now, person=person)
        may = card_queries.allowed_corrections(session, person=person, item=project)
        gap = status_gaps.gap_shown_to(
            session, person, project, program=state.plan.program, statuses=state.statuses.projects, today=state.today
        )
        return StatusCard((state.project(project),), may=may, gap=gap)
    served = storage.channels.served_programs(session, team=team, channel=channel)
    ids = {id} if id else set(served) or None
    programs = storage.plan.programs(session, team=team, ids=ids, with_cancelled=bool(id))[:5]
    if id and not programs:
        storage.plan.program(session, team=team, id=id)
    found = [program_subjects(session, person=person, program=program.id, now=now) for program in programs]
    rows = sorted((row for _, own_rows in found for row in own_rows), key=lambda row: colour_rank(row.colour))
    one = programs[0] if len(programs) == 1 else None
    may = card_queries.allowed_corrections(session, person=person, item=one) if one else frozenset()
    tests = storage.fit.answers_about(session, team=team, subject=one.name, program=one.id) if one else ()
    given = storage.reporting.confidence.find_confidence(session, team=team, program=one.id) if one else None
    return StatusCard(tuple(head for head, _ in found), tuple(rows), may, next(iter(tests), None), confidence=given)


def creation_choices(session: Session, *, team: str, channel: str) -> CreationChoices:
    served_ids = storage.channels.subjects_served(session, team=team, channel=channel)
    programs = [(p.id, p.name) for p in storage.plan.programs(session, team=team)]
    projects = [(p.id, p.name) for p in storage.plan.projects(session, team=team)]
    served_programs = storage.channels.served_programs(session, team=team, channel=channel)
    return CreationChoices(_likely_first(programs, served_programs), _likely_first(projects, served_ids))


def _likely_first(pairs: Sequence[tuple[str, str]], likely: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(pairs, key=lambda pair: likely.index(pair[0]) if pair[0] in likely else len(likely)))


def program_subjects(
    session: Session, *, person: Person, program: str, now: datetime
) -> tuple[StatusSubject, tuple[StatusSubject, ...]]:
    """Return the program, and each of its projects, the worst first."""
    state = program_state(session, team=person.team, program=program, now=now, person=person)
    projects = [p for p in state.plan.projects if p.program == program]
    projects.sort(key=lambda project: urgency_of(state.project_status(project)))
    cancelled = state.plan.program.cancelled
    status = status_of_cancelled(cancelled) if cancelled else state.statuses.program
    why = state.secrets.without(status.why)
    head = StatusSubject(program, state.plan.program.name, None, status.colour, why)
    return head, tuple(state.project(project, with_lines=False) for project in projects)


def program_state(
    session: Session, *, team: str, program: str, now: datetime, person: Person | None = None
) -> ProgramState:
    """Load a program's state; what `person`, its reader, may not see is left out (nothing is, without one)."""
    plan = loading.plan_of(session, team=team, program=program)
    today = local_day(plan.program.zone, now)
    statuses = schedule_colours.statuses_of_plan(session, team=team, plan=plan, now=now)
    reports = storage.status.latest_reports(session, team=team)
    reader = storage.privacy.reader_for(session, person=person) if person else None
    own_projects = [project.id for project in plan.projects if project.program == program]
    updates = storage.project_reports.latest_reports(session, team=team, projects=own_projects, by=reader)
    secrets = storage.privacy.secrets_hidden_from(session, team=team, by=reader) if reader else Secrets()
    return ProgramState(plan, today, statuses, reports, updates, secrets)
