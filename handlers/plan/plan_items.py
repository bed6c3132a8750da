"""Programs, projects and milestones alike: loading one by its id, its label, and the place it is in."""

from sqlmodel import Session

import storage.plan
from rules.plan import Milestone, Program, Project
from rules.refusal import Refusal
from rules.truth.statuses import label_of

PlanItem = Program | Project | Milestone


def load_item(session: Session, *, team: str, id: str) -> PlanItem:
    if id.startswith("M-"):
        return storage.plan.milestone(session, team=team, id=id)
    if id.startswith("PRJ-"):
        return storage.plan.project(session, team=team, id=id)
    return storage.plan.program(session, team=team, id=id)


def label_of_item(item: PlanItem) -> str:
    return label_of(item) if isinstance(item, Milestone) else f"{item.name} ({item.id})"


def parent_of(session: Session, *, team: str, item: PlanItem) -> Program | Project | None:
    if isinstance(item, Milestone):
        return storage.plan.project(session, team=team, id=item.project)
    return storage.plan.program(session, team=team, id=item.program) if isinstance(item, Project) else None


def program_of(session: Session, team: str, item: PlanItem) -> str:
    if isinstance(item, Milestone):
        return storage.plan.project(session, team=team, id=item.project).program
    return item.program if isinstance(item, Project) else item.id


def require_open_place(item: PlanItem, advice: str) -> None:
    """Raise Refusal for a place that was cancelled or closed."""
    if item.cancelled or (isinstance(item, Project) and item.closed):
        raise Refusal(f"{label_of_item(item)} is {'cancelled' if item.cancelled else 'closed'}.", "", advice)
