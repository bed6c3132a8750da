"""The coverage report: what serves no goal or no benefit, and how much money is planned for each goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

import storage.benefits
import storage.goals
import storage.money.budgets
import storage.plan
import storage.plans
import storage.privacy
from handlers.common import lookup, money
from handlers.common.pages import Page, cut_page
from rules.benefits import coverage as benefit_rules
from rules.goals import coverage as rules
from rules.goals.coverage import GoalBudget, PlannedMoney
from rules.goals.scores import open_goals
from rules.people import Person
from rules.truth.statuses import label_of

ROWS_PER_PAGE = 10


class CoveragePart(StrEnum):
    """The kinds of things that may not be covered; the values are the words after `goals coverage`."""

    GOALS = "goals"
    PROJECTS = "projects"
    MILESTONES = "milestones"
    BENEFITS = "benefits"


@dataclass(frozen=True, slots=True)
class CoverageItem:
    """A goal, project, milestone or benefit as the report names it."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Gaps in the coverage of a program, the number of items of each kind, and the budgets its reader may see."""

    program: str
    name: str
    missing: dict[CoveragePart, tuple[CoverageItem, ...]]
    totals: dict[CoveragePart, int]
    budgets: tuple[GoalBudget, ...]
    goals: dict[str, str]


def coverage_report(session: Session, *, person: Person, text: str, channel: str) -> CoverageReport:
    """Return the report of the program named, else of this channel's, else of the only one."""
    team = person.team
    program = lookup.resolve_program(session, person=person, text=text, channel=channel)
    projects = storage.plan.projects(session, team=team, program=program.id)
    own_goals = open_goals(storage.goals.goals_of(session, team=team, program=program.id))
    all_goals = storage.goals.goals_of(session, team=team)
    # A goal may be served from another program.
    all_projects = storage.plan.projects(session, team=team)
    unserved = rules.goals_without_project(own_goals, all_projects)
    idle = rules.projects_without_goal(projects, all_goals)
    milestones, benefits = _coverage_of_benefits(session, person, program.id, {project.id for project in projects})
    lines = _planned_money(session, person=person, program=program.id)
    return CoverageReport(
        program=program.id,
        name=program.name,
        missing={
            CoveragePart.GOALS: tuple(CoverageItem(goal.id, goal.label) for goal in unserved),
            CoveragePart.PROJECTS: tuple(CoverageItem(one.id, f"{one.name} ({one.id})") for one in idle),
            CoveragePart.MILESTONES: milestones.items,
            CoveragePart.BENEFITS: benefits.items,
        },
        totals={
            CoveragePart.GOALS: len(own_goals),
            CoveragePart.PROJECTS: len(projects),
            CoveragePart.MILESTONES: milestones.total,
            CoveragePart.BENEFITS: benefits.total,
        },
        budgets=rules.budget_by_goal(lines, projects),
        goals={goal.id: goal.label for goal in all_goals},
    )


def coverage_page(report: CoverageReport, *, part: CoveragePart, page: int) -> Page[CoverageItem]:
    """Return a page of what is not covered of one kind."""
    return cut_page(report.missing[part], number=page, size=ROWS_PER_PAGE)


@dataclass(frozen=True, slots=True)
class _Uncovered:
    items: tuple[CoverageItem, ...]
    total: int


def _coverage_of_benefits(
    session: Session, person: Person, program: str, projects: set[str]
) -> tuple[_Uncovered, _Uncovered]:
    """Return the program's open milestones on no path to a benefit, and its benefits that no milestone enables.

    Paths and benefits that the reader may not know count too: a milestone is not called useless because of a secret.
    """
    team = person.team
    hidden = storage.privacy.hidden_ids(session, person=person)
    plan = storage.plans.workspace_plan(session, team=team, program=program)
    own = [m for m in plan.milestones if m.project in projects and m.open and m.id not in hidden]
    benefits = storage.benefits.benefits_of(session, team=team)
    unserving = benefit_rules.milestones_without_benefit(own, plan.dependencies, benefits)
    own_benefits = [benefit for benefit in benefits if benefit.program == program and benefit.id not in hidden]
    unenabled = benefit_rules.benefits_without_milestone(own_benefits)
    return (
        _Uncovered(tuple(CoverageItem(m.id, label_of(m)) for m in unserving), len(own)),
        _Uncovered(
            tuple(CoverageItem(one.id, f"{one.name} ({one.id})") for one in unenabled),
            sum(benefit.is_open for benefit in own_benefits),
        ),
    )


def _planned_money(session: Session, *, person: Person, program: str) -> Sequence[PlannedMoney]:
    """Return the planned amounts of a program, none for whoever may not see all of its money."""
    if not money.may_see_money(session, person=person, program=program):
        return ()
    lines = storage.money.budgets.budget_lines(session, team=person.team, program=program)
    return [PlannedMoney(line.project or "", line.currency, line.planned) for line in lines if line.planned]
