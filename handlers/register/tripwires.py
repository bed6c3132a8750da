"""Assumptions as tripwires (M-21): what rests on one, and who is asked when it proves false."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.benefits
import storage.decisions
import storage.plan
import storage.privacy
import templates
from handlers.common import access, posting
from rules.people import Person
from rules.register import MAX_TEXT_LENGTH
from rules.truth.statuses import label_of
from storage.register import RegisterEntry


@dataclass(frozen=True, slots=True)
class RestingItem:
    """A milestone, benefit or decision that rests on an assumption; `owner` answers for it."""

    id: str
    label: str
    owner: str | None


def resting_items(session: Session, *, team: str, ids: Collection[str]) -> tuple[RestingItem, ...]:
    """Return what rests on an assumption by name, in the order in which it was named; what is gone is left out."""
    milestones = [id for id in ids if id.startswith("M-")]
    found: dict[str, RestingItem] = {}
    leads = {project.id: project.lead for project in storage.plan.projects(session, team=team)}
    for milestone in storage.plan.milestones(session, team=team, ids=milestones) if milestones else ():
        owner = milestone.owner or leads.get(milestone.project)
        found[milestone.id] = RestingItem(milestone.id, label_of(milestone), owner)
    if any(id.startswith("BEN-") for id in ids):
        for benefit in storage.benefits.benefits_of(session, team=team):
            found[benefit.id] = RestingItem(benefit.id, f"{benefit.name} ({benefit.id})", benefit.owner)
    for id in ids:
        decision = storage.decisions.find_decision(session, team=team, id=id) if id.startswith("DEC-") else None
        if decision:
            found[id] = RestingItem(id, f"{decision.question} ({id})", decision.decided_by or decision.decider)
    return tuple(found[id] for id in ids if id in found)


def readable_items(session: Session, *, person: Person, ids: Collection[str]) -> tuple[RestingItem, ...]:
    """Return what the person may know of what rests on an assumption."""
    hidden = storage.privacy.hidden_ids(session, person=person)
    return resting_items(session, team=person.team, ids=[id for id in ids if id not in hidden])


def require_known(session: Session, *, person: Person, ids: object) -> None:
    """Raise NotFound for an id that does not exist, or that the person may not know of."""
    for id in ids if isinstance(ids, list | tuple) else ():
        access.require_visible(session, person=person, text=id)
        if id.startswith("M-"):
            storage.plan.milestone(session, team=person.team, id=id)
        elif id.startswith("BEN-"):
            storage.benefits.get_benefit(session, team=person.team, id=id)
        else:
            storage.decisions.get_decision(session, team=person.team, id=id)


def issue_text(session: Session, *, team: str, entry: RegisterEntry) -> str:
    """Return the words of the issue that a broken assumption becomes: what failed, and all that rests on it.

    What not everyone may read is left out, because the issue has its own readers.
    """
    ids = [id for id in entry.rests if not storage.privacy.is_restricted(session, team=team, id=id)]
    labels = ", ".join(item.label for item in resting_items(session, team=team, ids=ids))
    at_stake = f" At stake: {labels}" if labels else ""
    return f"{entry.text}: proved false ({entry.id}).{at_stake}"[:MAX_TEXT_LENGTH]


def warn_owners(
    session: Session, *, person: Person, assumption: RegisterEntry, issue: RegisterEntry, now: datetime
) -> None:
    """Ask each owner once, in a message of their own, what the failure means for what is theirs."""
    items = resting_items(session, team=person.team, ids=assumption.rests)
    for owner in dict.fromkeys(item.owner for item in items if item.owner and item.owner != person.id):
        own = tuple(item for item in items if item.owner == owner)
        message = templates.render("register/broken", entry=assumption, issue=issue, items=own, by=person.name)
        key = f"broken:{assumption.id}:{issue.id}:{owner}"
        posting.post_message(session, key=key, team=person.team, channel=owner, message=message, now=now)
