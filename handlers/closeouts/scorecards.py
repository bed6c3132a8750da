"""Scorecards: a project's, as it stands or as it was kept at closing, and the program's, side by side."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from sqlmodel import Session

import storage.benefits
import storage.change_requests
import storage.closeouts.projects
import storage.goals
import storage.money.budgets
import storage.people
import storage.plan
import storage.privacy
from handlers.common import money
from handlers.schedule import delay_cost, loading
from rules.benefits import realisation
from rules.benefits.completeness import missing_parts
from rules.benefits.profile import Benefit, Reading, latest_reading
from rules.benefits.states import go_live_day
from rules.benefits.worth import Worth, worth_of
from rules.change_requests.fields import FieldKind
from rules.closeouts.lateness import ApprovedShift, lateness_by_cause
from rules.closeouts.scorecards import ProjectScorecard, budget_totals, time_facts
from rules.goals.scores import Goal
from rules.money import is_currency
from rules.people import Action, Person
from rules.plan import Program, Project
from rules.time.calendars import Calendar
from storage.closeouts.projects import Closeout

RESTRICTED = "a milestone of a private channel"

# A total of fewer amounts that a reader may not see would tell them one of these.
MIN_HIDDEN_PARTS = 2


@dataclass(frozen=True, slots=True)
class ScorecardView:
    """A project's scorecard as one reader may see it; `labels` name what caused its lateness."""

    project: Project
    score: ProjectScorecard
    closeout: Closeout | None
    labels: Mapping[str, str]
    enabled: tuple[Benefit, ...]
    sees_money: bool
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class BenefitResult:
    """A benefit with its latest value and how much of the planned change that is; None without a reading."""

    benefit: Benefit
    actual: float | None
    share: float | None

    @property
    def is_money(self) -> bool:
        return is_currency(self.benefit.unit)


@dataclass(frozen=True, slots=True)
class ProgramScorecard:
    """A program's results beside the close-outs of its projects; the two are never mixed into one figure.

    `value` holds what was gained and planned of each currency, `worth` their present value; both are empty for readers
    who may not see money.
    """

    program: Program
    goals: tuple[Goal, ...]
    results: tuple[BenefitResult, ...]
    value: Mapping[str, tuple[float, float]]
    worth: tuple[Worth, ...]
    projects: tuple[tuple[Project, Closeout | None], ...]
    sees_money: bool


def compute_scorecard(session: Session, *, team: str, project: Project, carried: int = 0) -> ProjectScorecard:
    """Return the scorecard of a project as its records are now."""
    plan = loading.plan_of(session, team=team, program=project.program)
    calendar = Calendar.of(plan.program.calendar)
    own = storage.plan.milestones(session, team=team, projects={project.id}, with_cancelled=True)
    ids = {milestone.id for milestone in own}
    first = storage.closeouts.projects.first_baselines(session, team=team, milestones={m.id for m in plan.milestones})
    rows = [replace(m, baseline=first.get(m.id, m.baseline)) for m in plan.milestones]
    shifts = _approved_shifts(session, team=team, program=project.program, calendar=calendar)
    lateness = lateness_by_cause(project.id, rows, plan.dependencies, calendar=calendar, shifts=shifts)
    lines = storage.money.budgets.budget_lines(session, team=team, program=project.program)
    benefits = storage.benefits.benefits_of(session, team=team, program=project.program)
    return ProjectScorecard(
        **time_facts(own, calendar, lateness),
        reopened=storage.closeouts.projects.count_reopened(session, team=team, milestones=ids),
        carried=carried,
        handovers=storage.closeouts.projects.handover_record(session, team=team, project=project.id),
        budget=budget_totals(lines, project=project.id),
        enabled=tuple(each.id for each in benefits if project.id in each.shares or ids & set(each.milestones)),
    )


def _approved_shifts(session: Session, *, team: str, program: str, calendar: Calendar) -> tuple[ApprovedShift, ...]:
    """Return by how much approved change requests moved committed dates."""
    return tuple(
        ApprovedShift(request.id, change.subject, calendar.between(change.old_day, change.day))
        for request in storage.change_requests.approved_requests(session, team=team, program=program)
        for change in request.changes
        if change.kind is FieldKind.COMMITTED and change.old_day and change.day
    )


def project_scorecard(session: Session, *, person: Person, project: str) -> ScorecardView:
    """Return a project's scorecard: as kept when it was closed, else as it is now."""
    team, record = person.team, storage.plan.project(session, team=person.team, id=project)
    storage.people.require_permission(
        session, person=person, action=Action.FOLLOW, program=record.program, project=record.id
    )
    closeout = storage.closeouts.projects.find_closeout(session, team=team, project=project)
    score = closeout.scorecard if closeout else compute_scorecard(session, team=team, project=record)
    hidden = storage.privacy.hidden_ids(session, person=person)
    benefits = storage.benefits.benefits_of(session, team=team, ids=score.enabled)
    users = {closeout.accepted_by, closeout.closed_by} if closeout else set()
    return ScorecardView(
        record,
        score,
        closeout,
        _labels(session, team, score, hidden),
        tuple(each for each in benefits if each.id not in hidden),
        money.may_see_money(session, person=person, program=record.program, project=project),
        storage.people.display_names(session, team=team, ids=frozenset(filter(None, users))),
    )


def _labels(session: Session, team: str, score: ProjectScorecard, hidden: frozenset[str]) -> Mapping[str, str]:
    """Return what to call each cause; a milestone of a private channel is not named to others."""
    ids = {cause.id for cause in score.causes if cause.id.startswith("M-")}
    found = storage.plan.milestones(session, team=team, ids=ids, with_cancelled=True) if ids else ()
    names = {milestone.id: f"{milestone.name} ({milestone.id})" for milestone in found}
    return {cause.id: RESTRICTED if cause.id in hidden else names.get(cause.id, cause.id) for cause in score.causes}


def program_scorecard(session: Session, *, person: Person, program: str) -> ProgramScorecard:
    """Return a program's goals, benefits and value, and which of its projects are closed."""
    team = person.team
    storage.people.require_permission(session, person=person, action=Action.FOLLOW, program=program)
    hidden = storage.privacy.hidden_ids(session, person=person)
    sees = money.may_see_totals(session, person=person, program=program)
    benefits = [
        each
        for each in storage.benefits.benefits_of(session, team=team, program=program)
        if each.id not in hidden and each.target is not None
    ]
    totals = sees and _totals_hide_parts(session, person, program, benefits)
    readings = storage.benefits.readings_of(session, team=team, benefits=[each.id for each in benefits])
    results = [_result(each, readings.get(each.id, ())) for each in benefits]
    actuals = {result.benefit.id: result.actual for result in results if result.actual is not None}
    projects = storage.plan.projects(session, team=team, program=program)
    closeouts = {each.project: each for each in storage.closeouts.projects.closeouts_of(session, team=team)}
    return ProgramScorecard(
        storage.plan.program(session, team=team, id=program),
        storage.goals.goals_of(session, team=team, program=program),
        tuple(results),
        _value(benefits, actuals) if totals else {},
        _worth(session, team, program, benefits) if totals else (),
        tuple((project, closeouts.get(project.id)) for project in projects),
        sees,
    )


def _totals_hide_parts(session: Session, person: Person, program: str, benefits: Iterable[Benefit]) -> bool:
    """Return whether no single amount that the person may not see follows from the totals and those they may see."""
    if money.may_see_money(session, person=person, program=program):
        return True
    hidden: dict[str, int] = {}
    for each in benefits:
        if is_currency(each.unit) and person.id != each.owner:
            hidden[each.unit] = hidden.get(each.unit, 0) + 1
    return all(count >= MIN_HIDDEN_PARTS for count in hidden.values())


def _value(benefits: Iterable[Benefit], actuals: Mapping[str, float]) -> Mapping[str, tuple[float, float]]:
    """Return what was gained and planned of each currency; they are never added."""
    totals = realisation.totals_by_unit(benefits, actuals=actuals)
    return {unit: total for unit, total in totals.items() if is_currency(unit)}


def _worth(session: Session, team: str, program: str, benefits: Iterable[Benefit]) -> tuple[Worth, ...]:
    """Return what the benefits with a complete profile are worth, less the planned budget."""
    record = storage.plan.program(session, team=team, id=program)
    priced = [each for each in benefits if not missing_parts(each)]
    names = {name for each in priced for name in each.milestones}
    milestones = {each.id: each for each in storage.plan.milestones(session, team=team, ids=names)} if names else {}
    go_lives = {
        each.id: go_live_day(each, [milestones[n] for n in each.milestones if n in milestones]) for each in priced
    }
    costs: dict[str, float] = {}
    for line in storage.money.budgets.budget_lines(session, team=team, program=program):
        costs[line.currency] = costs.get(line.currency, 0.0) + (line.planned or 0.0)
    dated = {id: day for id, day in go_lives.items() if day}
    terms = delay_cost.money_terms(session, team=team, program=program)
    return worth_of(priced, dated, start=record.start, costs=costs, terms=terms)


def _result(benefit: Benefit, readings: Iterable[Reading]) -> BenefitResult:
    latest = latest_reading(readings)
    actual = latest.value if latest else None
    return BenefitResult(benefit, actual, realisation.realised_share(benefit, actual))
