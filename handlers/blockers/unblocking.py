"""Delivery unblocks: resolve the blockers that waited for it, and tell each owner once what may begin (B-37)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.blockers
import storage.plan
import templates
from handlers.blockers import flows
from handlers.common import posting
from rules.people import Person
from rules.plan import LinkStrength, Milestone
from storage.blockers import Blocker


@dataclass(frozen=True, slots=True)
class UnblockedMilestone:
    """A milestone with no hard dependency left: the blockers resolved with the last one, and those still open."""

    milestone: Milestone
    freed: tuple[Blocker, ...]
    still: tuple[Blocker, ...]


def resolve_delivered(
    session: Session, *, person: Person, provider: Milestone, consumers: Iterable[str], now: datetime
) -> None:
    """Resolve the blockers that waited for the provider alone, and tell who can begin now, each in one message.

    That is the milestone's owner, its lead or its channel.
    """
    unblocked: dict[str, list[UnblockedMilestone]] = {}
    for consumer in consumers:
        found = _unblock(session, person=person, provider=provider, consumer=consumer, now=now)
        if found is None:
            continue
        project = storage.plan.project(session, team=person.team, id=found.milestone.project)
        recipient = found.milestone.owner or project.lead or next(iter(project.channels), None)
        if recipient and recipient != person.id:
            unblocked.setdefault(recipient, []).append(found)
    for recipient, milestones in unblocked.items():
        message = templates.render("blockers/unblocked", unblocked=milestones, provider=provider, by=person.name)
        key = f"unblocked:{milestones[0].milestone.id}:{provider.id}:{provider.actual}"
        posting.post_message(
            session, key=key, team=person.team, channel=recipient, message=message, now=now, kind="escalation"
        )


def _unblock(
    session: Session, *, person: Person, provider: Milestone, consumer: str, now: datetime
) -> UnblockedMilestone | None:
    milestone = storage.plan.milestone(session, team=person.team, id=consumer)
    open_blockers = storage.blockers.open_blockers(session, team=person.team, milestone=consumer)
    freed = tuple(
        flows.resolve_one(session, person=person, blocker=blocker, now=now)
        for blocker in open_blockers
        if blocker.upstream == provider.id
    )
    links = flows.waits_for(session, team=person.team, milestone=consumer)
    if not milestone.open or any(link.strength is LinkStrength.HARD for link in links):
        return None
    return UnblockedMilestone(milestone, freed, tuple(b for b in open_blockers if b.upstream != provider.id))
