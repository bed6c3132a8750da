"""The statuses of a whole program: milestones, hand-overs, projects and the program itself (B-50, B-53)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rules.plan import Dependency, Milestone, Project
from rules.program_numbers import ProgramNumbers
from rules.time.calendars import Calendar
from rules.truth.colours import Colour, ComputedStatus, worst_status
from rules.truth.finishes import ExpectedFinish, finish_of
from rules.truth.handovers import handover_reason, status_of_handover
from rules.truth.milestones import NO_SIGNALS, Signals, status_of_milestone

NO_DATE = ComputedStatus(Colour.GREY, "has no committed date")


@dataclass(frozen=True, slots=True)
class ProgramStatuses:
    """Every computed status of one program, by id; `program` is its own.

    `finish` is when its targets are expected, `finishes` when each of its projects is.
    """

    program: ComputedStatus
    projects: Mapping[str, ComputedStatus]
    milestones: Mapping[str, ComputedStatus]
    handovers: Mapping[str, ComputedStatus]
    finish: ExpectedFinish = ExpectedFinish()
    finishes: Mapping[str, ExpectedFinish] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusInput:
    """A program as its statuses need it, with expected dates; `others` are the milestones of other programs."""

    projects: Sequence[Project]
    milestones: Sequence[Milestone]
    dependencies: Sequence[Dependency]
    calendar: Calendar
    today: date
    numbers: ProgramNumbers
    targets: Sequence[str] = ()
    others: Sequence[Milestone] = ()
    signals: Mapping[str, Signals] = field(default_factory=dict)


def compute_statuses(given: StatusInput) -> ProgramStatuses:
    """Compute every status of a program; projects and the program are rolled up from their parts."""
    by_id = {m.id: m for m in (*given.others, *given.milestones)}
    labels = {id: label_of(m) for id, m in by_id.items()}
    milestones = {
        m.id: status_of_milestone(
            m,
            calendar=given.calendar,
            today=given.today,
            numbers=given.numbers,
            signals=given.signals.get(m.id, NO_SIGNALS),
            labels=labels,
        )
        for m in given.milestones
    }
    handovers = _handover_statuses(given, by_id)
    red_handovers = _red_handovers_by_project(given, by_id, handovers)
    members: dict[str, list[Milestone]] = {project.id: [] for project in given.projects}
    for milestone in given.milestones:
        members.setdefault(milestone.project, []).append(milestone)
    projects = {
        project.id: status_of_project(members[project.id], milestones, labels, red_handovers.get(project.id, ()))
        for project in given.projects
    }
    targets = _program_targets(given)
    program = status_of_program([milestones[id] for id in targets], given.projects, projects, labels)
    finish = finish_of(by_id[id] for id in targets)
    finishes = {project.id: finish_of(members[project.id]) for project in given.projects}
    return ProgramStatuses(program, projects, milestones, handovers, finish, finishes)


def label_of(milestone: Milestone) -> str:
    """Return “Auth API (M-1)”, or the id alone if the name adds nothing."""
    return f"{milestone.name} ({milestone.id})" if milestone.name and milestone.name != milestone.id else milestone.id


def status_of_project(
    milestones: Sequence[Milestone],
    statuses: Mapping[str, ComputedStatus],
    labels: Mapping[str, str],
    red_handovers: Iterable[ComputedStatus] = (),
) -> ComputedStatus:
    """Return the status of a project: red by its committed milestones, amber by any milestone or a red hand-over."""
    open_milestones = [m for m in milestones if m.open]
    if not open_milestones:
        return (
            ComputedStatus(Colour.GREEN, "everything is done")
            if milestones
            else ComputedStatus(Colour.GREY, "has no milestones yet")
        )
    worst = worst_status(statuses[m.id] for m in open_milestones if statuses[m.id].colour in (Colour.RED, Colour.AMBER))
    if worst is not None:
        return ComputedStatus(worst.colour, f"{labels[worst.subject]}: {worst.why}", worst.subject, worst.days)
    handover = min(red_handovers, key=lambda status: status.days or 0, default=None)
    if handover is not None:
        return ComputedStatus(Colour.AMBER, handover.why, handover.subject, handover.days)
    if not any(m.committed for m in open_milestones):
        return NO_DATE
    count = len(open_milestones)
    return ComputedStatus(
        Colour.GREEN, "1 open milestone, on time" if count == 1 else f"{count} open milestones on time"
    )


def status_of_program(
    targets: Sequence[ComputedStatus],
    projects: Sequence[Project],
    statuses: Mapping[str, ComputedStatus],
    labels: Mapping[str, str],
) -> ComputedStatus:
    """Return the status of a program: red by a target or by half of its projects, amber by any project (B-53)."""
    dated = [project for project in projects if statuses[project.id].colour is not Colour.GREY]
    if not dated:
        return NO_DATE if projects else ComputedStatus(Colour.GREY, "has no projects yet")
    red_target = worst_status(status for status in targets if status.colour is Colour.RED)
    if red_target is not None:
        why = f"{labels[red_target.subject]}: {red_target.why}"
        return ComputedStatus(Colour.RED, why, red_target.subject, red_target.days)
    red = [project for project in dated if statuses[project.id].colour is Colour.RED]
    troubled = [project for project in dated if statuses[project.id].colour in (Colour.RED, Colour.AMBER)]
    if not troubled:
        return ComputedStatus(Colour.GREEN, "all projects on time")
    named = {project.id: project.name or project.id for project in projects}
    worst = min(troubled, key=lambda p: (statuses[p.id].colour is not Colour.RED, -(statuses[p.id].days or 0)))
    count_text = f"{len(red)} of {len(projects)} projects red; " if len(red) > 1 else ""
    colour = Colour.RED if 2 * len(red) >= len(projects) else Colour.AMBER
    return ComputedStatus(colour, f"{count_text}{named[worst.id]}: {statuses[worst.id].why}", worst.id)


def _handover_statuses(given: StatusInput, by_id: Mapping[str, Milestone]) -> dict[str, ComputedStatus]:
    statuses = {}
    for link in given.dependencies:
        if link.provider in by_id and link.consumer in by_id:
            status = status_of_handover(
                *(link, by_id[link.provider], by_id[link.consumer], given.calendar),
                today=given.today,
                numbers=given.numbers,
            )
            if status is not None:
                statuses[link.id] = status
    return statuses


def _red_handovers_by_project(
    given: StatusInput, by_id: Mapping[str, Milestone], handovers: Mapping[str, ComputedStatus]
) -> dict[str, list[ComputedStatus]]:
    red: dict[str, list[ComputedStatus]] = {}
    for link in given.dependencies:
        status = handovers.get(link.id)
        if status is not None and status.colour is Colour.RED:
            provider, consumer = by_id[link.provider], by_id[link.consumer]
            why = handover_reason(link, provider, consumer, status, given.calendar)
            for project in {provider.project, consumer.project}:
                red.setdefault(project, []).append(ComputedStatus(Colour.RED, why, link.id, status.days))
    return red


def _program_targets(given: StatusInput) -> list[str]:
    """Return the open targets with a committed date: those named, else the milestone that ends the program."""
    committed = {m.id for m in given.milestones if m.committed is not None and m.open}
    named = [id for id in given.targets if id in committed]
    end = None if named else program_end(given.milestones, given.dependencies)
    return named if end is None else [end.id]


def program_end(milestones: Iterable[Milestone], dependencies: Iterable[Dependency]) -> Milestone | None:
    """Return the open milestone with the latest committed date, or None.

    Where milestones are linked, only linked ones can end a program: a date that stands alone decides nothing.
    """
    committed = [m for m in milestones if m.committed is not None and m.open]
    linked_ids = {end for link in dependencies for end in (link.provider, link.consumer)}
    candidates = [m for m in committed if m.id in linked_ids] or committed
    return max(candidates, key=lambda m: (m.committed or date.min, len(m.id), m.id), default=None)
