"""Objections to a change request: they stop nothing, but whoever approves it has to answer them."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.change_requests
import storage.changes
import storage.objections
from handlers.change_requests import approvers, notices
from handlers.common import access
from rules.decisions.consent import require_reason
from rules.people import Person
from rules.refusal import NotAllowed, Refusal
from storage.change_requests import ChangeRequest

MAX_TEXT = 1000


@dataclass(frozen=True, slots=True)
class WithdrawnObjection:
    """A request whose objection was taken back; `left` are the open objections of others."""

    request: ChangeRequest
    left: int


class AnswerNeeded(Refusal):
    """Raised when objections are open and the approver has not answered them."""


def object_to(session: Session, *, person: Person, id: str, text: str, now: datetime) -> ChangeRequest:
    """Save an objection with its text, and tell those who ask and decide."""
    request = _open_request(session, person=person, id=id)
    if not approvers.may_object(session, person=person, request=request):
        raise NotAllowed("You may not object here.", "", f"You can comment: `{id} comment …`")
    if storage.objections.find_open_objection(session, team=person.team, subject=id, user=person.id):
        raise Refusal("You have objected already.", "", f"`{id} withdraw objection` takes it back.")
    words = require_reason(text, verb="object", example=f"{id} object it breaks the tests")[:MAX_TEXT]
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=id)
    storage.objections.add_objection(session, team=person.team, subject=id, user=person.id, text=words, now=now)
    notices.post_objection(session, person=person, request=request, text=words, now=now)
    storage.changes.describe(session, f"{request.title} ({id}): objection")
    return request


def withdraw_objection(session: Session, *, person: Person, id: str, now: datetime) -> WithdrawnObjection:
    """Take back one's own objection while the request is open, and tell those who ask and decide."""
    request = _open_request(session, person=person, id=id)
    raised = storage.objections.objections_to(session, team=person.team, subject=id)
    own = [one for one in raised if one.open and one.user == person.id]
    if not own:
        raise Refusal("You have no open objection here.", "", f"`{id}` shows the objections.")
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now, source=id)
    for one in own:
        storage.objections.withdraw_objection(session, team=person.team, id=one.id, now=now)
    left = sum(one.open for one in raised) - len(own)
    notices.post_withdrawn_objection(session, person=person, request=request, text=own[-1].text, left=left, now=now)
    storage.changes.describe(session, f"{request.title} ({id}): objection withdrawn")
    return WithdrawnObjection(request, left)


def _open_request(session: Session, *, person: Person, id: str) -> ChangeRequest:
    """Lock and return an open request: whoever approves it meanwhile either reads the objection or comes first."""
    access.require_visible(session, person=person, text=id)
    request = storage.change_requests.get_request(session, team=person.team, id=id, lock=True)
    if not request.is_open:
        raise Refusal(f"{request.title} ({id}) is {request.state}.", "", f"Comment on it: `{id} comment …`")
    return request


def require_answered(session: Session, *, person: Person, request: ChangeRequest, answer: str, now: datetime) -> None:
    """Close the open objections with the approver's answer; raise AnswerNeeded where there is none."""
    open_ones = [
        one for one in storage.objections.objections_to(session, team=person.team, subject=request.id) if one.open
    ]
    if open_ones and not answer.strip():
        raise AnswerNeeded(
            f"{len(open_ones)} objection{'s' if len(open_ones) > 1 else ''} to {request.title} ({request.id}) "
            f"{'have' if len(open_ones) > 1 else 'has'} no answer.",
            "",
            f"Answer when you approve: `{request.id} approve because …`",
        )
    for objection in open_ones:
        storage.objections.overrule_objection(
            session, team=person.team, id=objection.id, by=person.id, because=answer.strip()[:MAX_TEXT], now=now
        )
