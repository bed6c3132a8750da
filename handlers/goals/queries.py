"""Goals as one person may read them: a list with the projects that serve them, and a card."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

import storage.benefits
import storage.channels
import storage.goals
import storage.people
import storage.plan
import storage.privacy
from handlers.common.pages import Page, cut_page
from handlers.common.requests import local_date
from handlers.goals import flows
from rules.benefits.profile import Benefit
from rules.goals import request_words
from rules.goals.goal_text import GoalColumns, GoalFields
from rules.goals.requests import GoalRequest
from rules.goals.scores import Goal, goals_by_id, progress_words, weights_text
from rules.people import Action, NeedsConsent, Person
from rules.plan import Project
from rules.refusal import NotAllowed, NotFound, Refusal

GOALS_PER_PAGE = 10
# A form has a field for each goal; with more, the command is shorter.
MAX_GOALS_IN_FORM = 20


@dataclass(frozen=True, slots=True)
class ServingProject:
    """A project that serves a goal with `share` percent of its weight."""

    id: str
    name: str
    share: float


@dataclass(frozen=True, slots=True)
class GoalList:
    """A page of goals, with the projects that serve each, and the names of owners and programs."""

    page: Page[Goal]
    projects: Mapping[str, tuple[ServingProject, ...]]
    names: Mapping[str, str]
    programs: Mapping[str, str]
    idle: int


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal with everything its card shows.

    `progress` says how far each key result is, `weights` how the score is made up. `may` are the rights of its reader,
    who may need another person's consent: `set` and `read`.
    """

    goal: Goal
    program: str
    projects: tuple[ServingProject, ...]
    benefits: tuple[Benefit, ...]
    names: Mapping[str, str]
    progress: Mapping[int, str]
    weights: str
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class ProjectWeights:
    """The goals that a project serves: (goal, percent), the largest first; `may` its reader change or propose them."""

    project: Project
    weights: tuple[tuple[Goal, float], ...]
    may: bool


@dataclass(frozen=True, slots=True)
class WeightForm:
    """The goals that a project can serve, with its present weights."""

    project: Project
    goals: tuple[Goal, ...]


def goal_list(session: Session, *, person: Person, program: str, channel: str, page: int) -> GoalList:
    """Return a page of the open goals of a program; without one, of the programs this channel serves, else of all."""
    team = person.team
    if program:
        storage.plan.program(session, team=team, id=program)
    served = {program} if program else set(storage.channels.served_programs(session, team=team, channel=channel))
    programs = {one.id: one.name for one in storage.plan.programs(session, team=team)}
    wanted = served & programs.keys() or programs.keys()
    goals = [
        goal
        for goal in storage.goals.goals_of(session, team=team)
        if goal.closed is None and goal.program in wanted and (not program or goal.program == program)
    ]
    serving = serving_projects(session, team=team)
    cut = cut_page(goals, number=page, size=GOALS_PER_PAGE)
    return GoalList(
        page=cut,
        projects={goal.id: serving.get(goal.id, ()) for goal in cut.items},
        names=_owner_names(session, team, cut.items),
        programs={id: programs[id] for id in wanted},
        idle=sum(goal.id not in serving for goal in goals),
    )


def goal_card(session: Session, *, person: Person, id: str) -> GoalCard:
    team = person.team
    goal = storage.goals.get_goal(session, team=team, id=id)
    is_setter = flows.may_propose_goals(session, person=person, program=goal.program)
    rights = ({"set", "read"} if is_setter else set()) | ({"read"} if goal.owner == person.id else set())
    return GoalCard(
        goal=goal,
        program=storage.plan.program(session, team=team, id=goal.program).name,
        projects=serving_projects(session, team=team).get(id, ()),
        benefits=_serving_benefits(session, person=person, goal=id),
        names=_owner_names(session, team, (goal,)),
        progress={result.number: progress_words(result) for result in goal.results},
        weights=weights_text(goal),
        may=frozenset(rights),
    )


def program_of_goal(session: Session, *, team: str, id: str) -> str:
    return storage.goals.get_goal(session, team=team, id=id).program


def program_of_project(session: Session, *, team: str, id: str) -> str:
    return storage.plan.project(session, team=team, id=id).program


def new_goal_request(
    session: Session, *, person: Person, fields: GoalFields, channel: str, now: datetime
) -> GoalRequest:
    """Return the request of a new goal, of the program that the fields or the channel mean."""
    program = flows.choose_program(session, person=person, program=fields.program, channel=channel)
    fields = replace(fields, program=program)
    owner = _name_of(session, person.team, fields.owner)
    words = request_words.new_goal_words(fields, owner=owner, today=local_date(person, now))
    return GoalRequest(words, program, change=fields)


def change_request(
    session: Session, *, person: Person, id: str, values: Mapping[str, object], now: datetime
) -> GoalRequest:
    """Return the request of the columns that a form changes."""
    goal = storage.goals.get_goal(session, team=person.team, id=id)
    changed = {name: value for name, value in values.items() if (getattr(goal, name) or None) != (value or None)}
    if not changed:
        raise Refusal(f"Nothing changed in {goal.label}.")
    owner = _name_of(session, person.team, changed.get("owner"))
    words = request_words.change_words(id, changed, owner=owner, today=local_date(person, now))
    return GoalRequest(words, goal.program, id, GoalColumns(tuple(changed.items())))


def _name_of(session: Session, team: str, user: object) -> str:
    names = storage.people.display_names(session, team=team, ids=frozenset({str(user)})) if user else {}
    return names.get(str(user), "")


def serving_projects(session: Session, *, team: str) -> dict[str, tuple[ServingProject, ...]]:
    """Return the projects that serve each goal, the largest weight first; cancelled ones serve none."""
    serving: dict[str, list[ServingProject]] = {}
    for project in storage.plan.projects(session, team=team):
        for goal, share in project.goals.items():
            serving.setdefault(goal, []).append(ServingProject(project.id, project.name, share))
    return {goal: tuple(sorted(found, key=lambda one: -one.share)) for goal, found in serving.items()}


def _serving_benefits(session: Session, *, person: Person, goal: str) -> tuple[Benefit, ...]:
    """Return the benefits that serve a goal, as far as the person may know them."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    benefits = storage.benefits.benefits_of(session, team=person.team)
    return tuple(benefit for benefit in benefits if benefit.goal == goal and benefit.id not in hidden)


def editable_goal(session: Session, *, person: Person, id: str) -> Goal:
    """Return the goal that a form changes; raise Refusal if the person may not propose that either, or it is closed."""
    goal = storage.goals.get_goal(session, team=person.team, id=id)
    flows.require_goal_proposer(session, person=person, program=goal.program)
    flows.require_open(goal)
    return goal


def measurable_goal(session: Session, *, person: Person, id: str) -> Goal:
    """Return the goal that a form takes a reading for: its owner may, and whoever may change it or propose that."""
    goal = storage.goals.get_goal(session, team=person.team, id=id)
    if goal.owner != person.id:
        flows.require_goal_proposer(session, person=person, program=goal.program)
    flows.require_open(goal)
    if not goal.results:
        raise NotFound(f"{goal.label} has no key result yet.", "", f'Add one: `{id} key result "Churn" 4.2 → 3.8 %`.')
    return goal


def weight_form(session: Session, *, person: Person, project: str) -> WeightForm:
    """Return what the form of a project's weights shows; raise Refusal if the person may not even propose them."""
    team = person.team
    record = storage.plan.project(session, team=team, id=project)
    with suppress(NeedsConsent):
        storage.people.require_permission(
            session, person=person, action=Action.SET_GOALS, program=record.program, project=project
        )
    goals = storage.goals.goals_of(session, team=team, program=record.program)
    chosen = [goal for goal in goals if goal.closed is None or goal.id in record.goals]
    chosen.sort(key=lambda goal: -record.goals.get(goal.id, 0))
    return WeightForm(record, tuple(chosen[:MAX_GOALS_IN_FORM]))


def project_weights(session: Session, *, person: Person, project: str) -> ProjectWeights:
    record = storage.plan.project(session, team=person.team, id=project)
    goals = goals_by_id(storage.goals.goals_of(session, team=person.team))
    pairs = [(goals[id], share) for id, share in record.goals.items() if id in goals]
    may = may_weigh(session, person=person, project=project)
    return ProjectWeights(record, tuple(sorted(pairs, key=lambda pair: -pair[1])), may)


def may_weigh(session: Session, *, person: Person, project: str) -> bool:
    try:
        weight_form(session, person=person, project=project)
    except NotAllowed:
        return False
    return True


def _owner_names(session: Session, team: str, goals: Iterable[Goal]) -> dict[str, str]:
    users = {goal.owner for goal in goals} | {result.measured_by for goal in goals for result in goal.results}
    return storage.people.display_names(session, team=team, ids=frozenset(filter(None, users)))
