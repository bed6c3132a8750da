"""The questions of hand-overs: one message for one question, and one for all that a change asks of a person."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

import storage.posted_notices
import templates
from handlers.common import posting
from handlers.dependencies.queries import HandoverView
from rules.people import Person
from rules.plan import Milestone
from templates import RenderedMessage


def key_prefix(handover: HandoverView) -> str:
    return f"handover:{handover.link.id}:ask:"


def question_key(handover: HandoverView, *, actor: Person) -> str:
    """Return the key of the open question, or nothing if there is none or the actor would ask themselves."""
    if not handover.asked_user or handover.asked_user == actor.id:
        return ""
    return f"{key_prefix(handover)}{handover.terms.question}:{handover.asked_user}"


def post_or_edit(
    session: Session,
    *,
    handover: HandoverView,
    key: str,
    channel: str,
    message: RenderedMessage,
    new: bool,
    stamp: str,
    now: datetime,
) -> None:
    """Edit the message that was posted under the key; where there is none, post it if it is `new`."""
    team = handover.team
    if storage.posted_notices.was_queued(session, key=key):
        edit_key = f"{key}@{handover.terms.version}{stamp}"
        posting.update_message(
            session, key=edit_key, original_key=key, team=team, channel=channel, message=message, now=now
        )
    elif new:
        posting.post_message(session, key=key, team=team, channel=channel, message=message, now=now, kind="escalation")


def ask(session: Session, *, handover: HandoverView, key: str, now: datetime, stamp: str = "") -> None:
    """Ask the person who has to answer a hand-over."""
    assert handover.asked_user is not None
    question = templates.render("dependencies/handover_question", handed=handover)
    user = handover.asked_user
    post_or_edit(session, handover=handover, key=key, channel=user, message=question, new=True, stamp=stamp, now=now)


def ask_together(
    session: Session, *, handovers: Iterable[HandoverView], cause: Milestone, actor: Person, now: datetime
) -> None:
    """Ask each person once about all hand-overs that a change of `cause` has put in question."""
    asked: dict[str, dict[str, HandoverView]] = {}
    for handover in handovers:
        if handover.asked_user and question_key(handover, actor=actor):
            asked.setdefault(handover.asked_user, {})[handover.link.id] = handover
    for user, by_id in asked.items():
        questions = tuple(by_id.values())
        if len(questions) == 1:
            ask(session, handover=questions[0], key=question_key(questions[0], actor=actor), now=now)
            continue
        offered = [one for one in questions if one.terms.offered]
        message = templates.render(
            "dependencies/handover_questions",
            cause=cause,
            by=actor.name,
            questions=questions,
            accept=",".join(f"{one.link.id}/{one.terms.version}" for one in offered)[:2000],
            offers=len(offered),
        )
        key = f"handovers:{questions[0].link.id}:{questions[0].terms.version}:{user}"
        posting.post_message(
            session, key=key, team=questions[0].team, channel=user, message=message, now=now, kind="escalation"
        )
