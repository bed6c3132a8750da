"""Projects that may do the same work: found with their evidence, shown as far as one may know it, and dismissed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.changes
import storage.goals
import storage.milestone_names
import storage.people
import storage.plan
import storage.privacy
from handlers.common.pages import Page, cut_page
from rules.goals import duplicates as rules
from rules.goals.duplicates import LikelyDuplicate, NamedMilestone, ProjectFacts
from rules.people import Action, Person
from rules.plan import Project
from rules.refusal import NotAllowed, Refusal

PAIRS_PER_PAGE = 5


@dataclass(frozen=True, slots=True)
class DuplicateList:
    """A page of likely duplicates with the names in their evidence; `open_to` are those that its reader may judge."""

    page: Page[LikelyDuplicate]
    names: Mapping[str, str]
    goals: Mapping[str, str]
    programs: Mapping[str, str]
    open_to: frozenset[tuple[str, str]]


def duplicate_list(session: Session, *, person: Person, program: str, page: int) -> DuplicateList:
    """Return a page of the likely duplicates with a project of the program, or of all."""
    if program:
        storage.plan.program(session, team=person.team, id=program)
    pairs = find_pairs(session, person=person, programs=frozenset({program} if program else ()))
    cut = cut_page(pairs, number=page, size=PAIRS_PER_PAGE)
    people = frozenset(user for pair in cut.items for user in pair.people)
    programs = {one.id: one.name for one in storage.plan.programs(session, team=person.team)}
    goals = {goal.id: goal.label for goal in storage.goals.goals_of(session, team=person.team)}
    allowed = frozenset(pair.key for pair in cut.items if may_dismiss(session, person=person, pair=pair.key))
    names = storage.people.display_names(session, team=person.team, ids=people)
    return DuplicateList(cut, names, goals, programs, allowed)


def find_pairs(session: Session, *, person: Person, programs: frozenset[str]) -> tuple[LikelyDuplicate, ...]:
    """Return the likely duplicates with a project of these programs, or of all if there are none.

    Milestones that the person may not know are no evidence, and neither are their owners.
    """
    team = person.team
    hidden = storage.privacy.hidden_ids(session, person=person)
    projects = storage.plan.projects(session, team=team)
    by_project: dict[str, list[NamedMilestone]] = {}
    for milestone in storage.milestone_names.named_milestones(session, team=team):
        if milestone.id not in hidden:
            by_project.setdefault(milestone.project, []).append(milestone)
    facts = [ProjectFacts(project, tuple(by_project.get(project.id, ()))) for project in projects]
    among = {project.id for project in projects if project.program in programs} if programs else None
    return rules.find_duplicates(facts, dismissed=storage.goals.dismissed_pairs(session, team=team), among=among)


def dismiss_pair(session: Session, *, person: Person, pair: tuple[str, str], now: datetime) -> tuple[Project, Project]:
    """Save that two projects are not the same work; raise Refusal if that was said before."""
    key = rules.pair_of(*pair)
    projects = (
        storage.plan.project(session, team=person.team, id=key[0]),
        storage.plan.project(session, team=person.team, id=key[1]),
    )
    require_may_dismiss(session, person=person, projects=projects)
    if not storage.goals.dismiss_pair(session, team=person.team, pair=key, by=person.id, now=now):
        raise Refusal("This pair was dismissed before.", "", "`duplicates` lists the others.")
    storage.changes.describe(session, f"{projects[0].name} and {projects[1].name}: not the same work")
    return projects


def may_dismiss(session: Session, *, person: Person, pair: tuple[str, str]) -> bool:
    first, second = (storage.plan.project(session, team=person.team, id=id) for id in pair)
    try:
        require_may_dismiss(session, person=person, projects=(first, second))
    except NotAllowed:
        return False
    return True


def require_may_dismiss(session: Session, *, person: Person, projects: tuple[Project, Project]) -> None:
    """Raise NotAllowed unless the person leads one of the projects or may change the goals of its program."""
    for project in projects:
        if person.id == project.lead and not person.outsider:
            return
    first, second = projects
    try:
        storage.people.require_permission(session, person=person, action=Action.SET_GOALS, program=first.program)
    except NotAllowed:
        storage.people.require_permission(session, person=person, action=Action.SET_GOALS, program=second.program)
