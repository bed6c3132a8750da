"""One answer to several hand-overs, from a message that asks about all of them."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

import storage.dependencies
from handlers.dependencies import flows
from rules.dependencies.handovers import HandoverStep, is_allowed
from rules.people import Person


def accept_handovers(
    session: Session, *, person: Person, cards: Iterable[tuple[str, int]], now: datetime
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Accept the offered days of several hand-overs; return the ids accepted, and those changed or answered since."""
    accepted, skipped = [], []
    for id, version in cards:
        terms = storage.dependencies.get_agreement(session, team=person.team, id=id).terms
        if terms.version != version or not is_allowed(terms, HandoverStep.ACCEPT):
            skipped.append(id)
            continue
        flows.answer_handover(session, person=person, id=id, version=version, step=HandoverStep.ACCEPT, now=now)
        accepted.append(id)
    return tuple(accepted), tuple(skipped)
