"""Confidence in commitments: it falls while questions go unanswered, and is restored once confirmed (B-38)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.dependencies
from handlers.common import working_time
from handlers.dependencies import queries, transitions
from handlers.dependencies.transitions import BATON
from rules.dependencies import confidence
from rules.dependencies.confidence import Confidence
from rules.people import Person
from rules.plan import HandoverState


@dataclass(frozen=True, slots=True)
class ConfidenceChange:
    """A hand-over's new confidence, and the question that led to it."""

    id: str
    confidence: Confidence
    asked: datetime


def due_changes(session: Session, *, team: str, now: datetime) -> tuple[ConfidenceChange, ...]:
    """Return the commitments whose confidence has to change."""
    commitments = storage.dependencies.unconfirmed_commitments(session, team=team, now=now)
    users = {user for commitment in commitments if (user := commitment.agreement.dependency.provider_user)}
    work_times = working_time.work_times(session, team=team, users=users, now=now)
    changes = []
    for commitment in commitments:
        work = work_times[commitment.agreement.dependency.provider_user or ""]
        current = commitment.agreement.terms.confidence
        last_heard = max(commitment.last_heard_at, commitment.agreement.since)
        updated = confidence.confidence_after(
            current, asked=commitment.asked, counted=commitment.counted, last_heard=last_heard, work=work, now=now
        )
        changes += (
            [ConfidenceChange(commitment.agreement.dependency.id, updated, commitment.asked)]
            if updated is not current
            else []
        )
    return tuple(changes)


def apply_change(session: Session, *, team: str, reading: ConfidenceChange, now: datetime) -> None:
    """Apply a change the clock found, unless the situation has changed meanwhile."""
    storage.dependencies.get_agreement(session, team=team, id=reading.id, lock=True)
    if reading in due_changes(session, team=team, now=now):
        _save_and_show(
            session, person=BATON, team=team, id=reading.id, level=reading.confidence, asked=reading.asked, now=now
        )


def restore_confidence(session: Session, *, person: Person, milestone: str, now: datetime) -> None:
    """Restore full confidence in what this milestone has committed to (*Still on*)."""
    for link in storage.dependencies.dependencies_of(session, team=person.team, milestone=milestone):
        if link.provider == milestone and link.state is HandoverState.COMMITTED:
            agreement = storage.dependencies.get_agreement(session, team=person.team, id=link.id)
            if agreement.terms.confidence is not Confidence.HIGH:
                high = Confidence.HIGH
                _save_and_show(session, person=person, team=person.team, id=link.id, level=high, asked=None, now=now)


def _save_and_show(
    session: Session, *, person: Person, team: str, id: str, level: Confidence, asked: datetime | None, now: datetime
) -> None:
    """Save the confidence and edit the hand-over's messages; nothing new is posted."""
    storage.dependencies.set_confidence(session, team=team, id=id, confidence=level, counted=asked)
    handover = queries.handover_view(session, team=team, id=id)
    transitions.post_handover(session, handover=handover, actor=person, now=now)
