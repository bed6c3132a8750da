"""Messages about a change request: each person gets their own, once it is so."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

import storage.posted_notices
import storage.privacy
import templates
from handlers.change_requests import queries
from handlers.common import posting
from rules.people import Person
from storage.change_requests import ChangeRequest


def post_request(session: Session, *, person: Person, request: ChangeRequest, now: datetime) -> None:
    """Ask the approver, and tell the others whom the request concerns."""
    team = person.team
    if request.approver and _may_read(session, team, request, request.approver):
        ask(session, team=team, request=request, now=now)
    for user in _concerned(session, team, request, without=(person.id, request.requested_by, request.approver)):
        notice = queries.notice_of(session, team=team, user=user, request=request, now=now)
        message = templates.render("change_requests/news", notice=notice)
        key = f"change:{request.id}:news:{user}"
        posting.post_message(session, key=key, team=team, channel=user, message=message, now=now)


def ask(session: Session, *, team: str, request: ChangeRequest, now: datetime) -> None:
    """Ask the approver in a message of their own."""
    assert request.approver is not None
    notice = queries.notice_of(session, team=team, user=request.approver, request=request, now=now)
    message = templates.render("change_requests/ask", notice=notice)
    key = f"change:{request.id}:ask:{request.approver}"
    if not storage.posted_notices.was_queued(session, key=key):
        posting.post_message(session, key=key, team=team, channel=request.approver, message=message, now=now)


def post_decision(
    session: Session, *, person: Person, request: ChangeRequest, rest: ChangeRequest | None, now: datetime
) -> None:
    """Tell whoever asked and everyone concerned what was decided, and close the question to the approver."""
    team = person.team
    users = dict.fromkeys((request.requested_by, *_concerned(session, team, request, without=(person.id,))))
    for user in users:
        if user == person.id:
            continue
        notice = queries.notice_of(session, team=team, user=user, request=request, now=now)
        message = templates.render("change_requests/decided", notice=notice, rest=rest)
        key = f"change:{request.id}:{request.state}:{user}:{now.timestamp():.0f}"
        posting.post_message(session, key=key, team=team, channel=user, message=message, now=now)
    close_questions(session, team=team, request=request, now=now)


def post_objection(session: Session, *, person: Person, request: ChangeRequest, text: str, now: datetime) -> None:
    _tell_both_sides(session, person=person, request=request, text=text, kind="objection", now=now)


def post_comment(session: Session, *, person: Person, request: ChangeRequest, text: str, now: datetime) -> None:
    _tell_both_sides(session, person=person, request=request, text=text, kind="comment", now=now)


def post_withdrawn_objection(
    session: Session, *, person: Person, request: ChangeRequest, text: str, left: int, now: datetime
) -> None:
    _tell_both_sides(session, person=person, request=request, text=text, kind="withdrawn", left=left, now=now)


def close_questions(session: Session, *, team: str, request: ChangeRequest, now: datetime) -> None:
    """Replace the buttons of the question to approvers by what was decided."""
    for key, channel in storage.posted_notices.messages_with_prefix(session, prefix=f"change:{request.id}:ask:"):
        notice = queries.notice_of(session, team=team, user=channel, request=request, now=now)
        message = templates.render("change_requests/closed", notice=notice)
        over = f"{key}:{request.state}:{now.timestamp():.0f}"
        posting.update_message(
            session, key=over, original_key=key, team=team, channel=channel, message=message, now=now
        )


def _tell_both_sides(
    session: Session, *, person: Person, request: ChangeRequest, text: str, kind: str, now: datetime, left: int = 0
) -> None:
    for user in dict.fromkeys((request.requested_by, request.approver)):
        if not user or user == person.id or not _may_read(session, person.team, request, user):
            continue
        notice = queries.notice_of(session, team=person.team, user=user, request=request, now=now)
        message = templates.render(
            "change_requests/said", notice=notice, by=person.name, kind=kind, text=text, left=left
        )
        key = f"change:{request.id}:{kind}:{person.id}:{user}:{now.timestamp():.0f}"
        posting.post_message(session, key=key, team=person.team, channel=user, message=message, now=now)


def _concerned(
    session: Session, team: str, request: ChangeRequest, *, without: Iterable[str | None]
) -> tuple[str, ...]:
    left_out = frozenset(without)
    users = (user for user in request.impact.get("people", ()) if user not in left_out)
    return tuple(user for user in users if _may_read(session, team, request, user))


def _may_read(session: Session, team: str, request: ChangeRequest, user: str) -> bool:
    audience = storage.privacy.resolve_audience(session, team=team, destination=user)
    return request.id not in storage.privacy.secrets_hidden_from(session, team=team, by=audience).ids
