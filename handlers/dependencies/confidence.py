"""A promise about which nobody answers is less sure, and as sure as ever once somebody says that it stands (B-38)."""

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
    """How sure a hand-over is now, and the question that says so."""

    id: str
    confidence: Confidence
    asked: datetime


def due_changes(session: Session, *, team: str, now: datetime) -> tuple[ConfidenceChange, ...]:
    """The promises whose confidence has to change."""
    found = storage.dependencies.unconfirmed_commitments(session, team=team, now=now)
    users = {user for one in found if (user := one.agreement.dependency.provider_user)}
    works = working_time.work_times(session, team=team, users=users, now=now)
    read = []
    for one in found:
        work = works[one.agreement.dependency.provider_user or ""]
        stands = one.agreement.terms.confidence
        heard = max(one.last_heard_at, one.agreement.since)
        sure = confidence.confidence_after(
            stands, asked=one.asked, counted=one.counted, last_heard=heard, work=work, now=now
        )
        read += [ConfidenceChange(one.agreement.dependency.id, sure, one.asked)] if sure is not stands else []
    return tuple(read)


def apply_change(session: Session, *, team: str, reading: ConfidenceChange, now: datetime) -> None:
    """This will take the step that the clock found, unless somebody has said something meanwhile."""
    storage.dependencies.get_agreement(session, team=team, id=reading.id, lock=True)
    if reading in due_changes(session, team=team, now=now):
        _save_and_show(
            session, person=BATON, team=team, id=reading.id, level=reading.confidence, asked=reading.asked, now=now
        )


def restore_confidence(session: Session, *, person: Person, milestone: str, now: datetime) -> None:
    """*Still on*: what was promised of a milestone is as sure as when it was promised."""
    for link in storage.dependencies.dependencies_of(session, team=person.team, milestone=milestone):
        if link.provider == milestone and link.state is HandoverState.COMMITTED:
            found = storage.dependencies.get_agreement(session, team=person.team, id=link.id)
            if found.terms.confidence is not Confidence.HIGH:
                high = Confidence.HIGH
                _save_and_show(session, person=person, team=person.team, id=link.id, level=high, asked=None, now=now)


def _save_and_show(
    session: Session, *, person: Person, team: str, id: str, level: Confidence, asked: datetime | None, now: datetime
) -> None:
    """It is shown where the hand-over stands: its messages are edited, and nothing is posted anew."""
    storage.audit.set_actor(session, team=team, actor=person.id, now=now)
    storage.dependencies.set_confidence(session, team=team, id=id, confidence=level, counted=asked)
    handed = queries.handover_view(session, team=team, id=id)
    transitions.post_handover(session, handover=handed, actor=person, now=now)
