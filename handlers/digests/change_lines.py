"""Change requests and decisions in an edition: those that wait for a decision, and those decided since the last one."""

from datetime import datetime

from sqlmodel import Session

import storage.change_requests
import storage.decisions
import storage.people
from rules.digests.editions import DecidedChange, RequestedAction
from rules.privacy import Secrets
from storage.change_requests import ChangeRequest


def open_requests(session: Session, *, team: str, program: str, secrets: Secrets) -> tuple[RequestedAction, ...]:
    """Return the open requests, with who decides."""
    found = storage.change_requests.requests(session, team=team, programs=(program,), states=("open",))
    visible = [one for one in found if one.id not in secrets.ids]
    ids = frozenset(one.approver for one in visible if one.approver)
    names = storage.people.display_names(session, team=team, ids=ids)
    return tuple(
        RequestedAction(
            one.id,
            "",
            f"decide on “{one.title}”{_size_of(one)}",
            names.get(one.approver or "", "No approver yet"),
            source=one.source,
            asked=(one.approver,) if one.approver else (),
        )
        for one in visible
    )


def decided_since(
    session: Session, *, team: str, program: str, since: datetime, secrets: Secrets
) -> tuple[DecidedChange, ...]:
    """Return the decisions that were made and the requests that were decided since the last edition."""
    questions = _decided_questions(session, team=team, program=program, since=since, secrets=secrets)
    requests = _decided_requests(session, team=team, program=program, since=since, secrets=secrets)
    return (*questions, *requests)


def _decided_requests(
    session: Session, *, team: str, program: str, since: datetime, secrets: Secrets
) -> tuple[DecidedChange, ...]:
    """Return the requests that were approved or rejected since the last edition."""
    found = storage.change_requests.decided_since(session, team=team, program=program, at=since)
    visible = [one for one in found if one.id not in secrets.ids]
    ids = frozenset(one.decided_by for one in visible if one.decided_by)
    names = storage.people.display_names(session, team=team, ids=ids)
    return tuple(
        DecidedChange(one.id, one.title, one.state, names.get(one.decided_by or "", "someone"), one.largest_move)
        for one in visible
    )


def _decided_questions(
    session: Session, *, team: str, program: str, since: datetime, secrets: Secrets
) -> tuple[DecidedChange, ...]:
    """Return the decisions that were made since the last edition."""
    found = storage.decisions.decisions(session, team=team, programs=(program,))
    made = [one for one in found if one.made and one.decided_at and one.decided_at >= since]
    visible = [one for one in made if one.id not in secrets.ids]
    ids = frozenset(one.decided_by for one in visible if one.decided_by)
    names = storage.people.display_names(session, team=team, ids=ids)
    return tuple(
        DecidedChange(one.id, one.question, one.outcome, names.get(one.decided_by or "", "someone"), 0)
        for one in visible
    )


def _size_of(request: ChangeRequest) -> str:
    days = request.largest_move
    return f" ({days:+d} working day{'s' if abs(days) != 1 else ''})" if days else ""
