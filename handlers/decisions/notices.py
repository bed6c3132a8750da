"""The messages of a decision: each person is told in one of their own, once, and it is edited when that is over."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlmodel import Session

import storage.plan
import storage.posted_notices
import templates
from handlers.common import posting
from handlers.schedule import decision_facts, decision_notices
from rules.decisions.decision import Decision, Part
from rules.people import Person


def tell_asked(session: Session, *, person: Person, decision: Decision, users: Collection[str], now: datetime) -> None:
    """Tell people what is asked of them; those who are only informed hear of the outcome, and nobody of their own."""
    asked = [user for user in users if user != person.id and decision.parts[user] is not Part.INFORMED]
    _post_each(session, team=person.team, decision=decision, kind=decision_notices.ASKED, users=asked, now=now)


def tell_proposed(session: Session, *, person: Person, decision: Decision, now: datetime) -> None:
    """Tell those who must agree what is proposed, and until when they can object."""
    users = [user for user in decision.must_agree if user != person.id]
    kind = decision_notices.proposed_kind(decision)
    _post_each(session, team=person.team, decision=decision, kind=kind, users=users, now=now)


def tell_made(session: Session, *, team: str, actor: str, decision: Decision, now: datetime) -> None:
    """Tell everyone with a part in it, who asked, and the owners of the waiting milestones what was decided."""
    waiting = storage.plan.milestones(session, team=team, ids=decision.gates) if decision.gates else ()
    users = (*decision.parts, decision.raised_by, *(m.owner for m in waiting if m.owner))
    told = [user for user in dict.fromkeys(users) if user != actor]
    _post_each(session, team=team, decision=decision, kind=decision_notices.MADE, users=told, now=now)
    refresh(session, team=team, decision=decision, now=now)


def tell_withdrawn(session: Session, *, person: Person, before: Decision, decision: Decision, now: datetime) -> None:
    """Tell the decider and those who must agree that nothing is asked of them any more."""
    users = [user for user, part in before.parts.items() if part in (Part.DECIDER, Part.MUST_AGREE)]
    users = [user for user in users if user != person.id and before.open]
    message = templates.render("decisions/withdrawn", decision=decision, by=person.name)
    for user in users:
        key = decision_notices.notice_key(decision, "withdrawn", user)
        posting.post_message(session, key=key, team=person.team, channel=user, message=message, now=now)
    refresh(session, team=person.team, decision=decision, now=now)


def tell_escalated(session: Session, *, team: str, decision: Decision, now: datetime) -> None:
    """Ask the delegate to decide, and show the decider that they were asked."""
    users = (decision.escalated_to,) if decision.escalated_to else ()
    kind = decision_notices.ESCALATED
    _post_each(session, team=team, decision=decision, kind=kind, users=users, now=now)
    refresh(session, team=team, decision=decision, now=now)


def tell_one(
    session: Session,
    *,
    team: str,
    decision: Decision,
    kind: str,
    user: str,
    message: templates.RenderedMessage,
    now: datetime,
) -> None:
    """Post one message about a decision to one person."""
    key = decision_notices.notice_key(decision, kind, user)
    posting.post_message(session, key=key, team=team, channel=user, message=message, now=now)


def refresh(session: Session, *, team: str, decision: Decision, now: datetime) -> None:
    """Edit every message that still asks something, so that it shows the decision as it is now."""
    facts = decision_facts.facts_of(session, team=team, decision=decision, now=now)
    for key, user in storage.posted_notices.messages_with_prefix(session, prefix=f"decision:{decision.id}:"):
        if decision_notices.asks_something(key):
            message = decision_notices.render_notice(session, facts, team=team, key=key, now=now)
            stamp = f"{key}@{now.timestamp():.6f}"
            posting.update_message(
                session, key=stamp, original_key=key, team=team, channel=user, message=message, now=now
            )


def _post_each(
    session: Session, *, team: str, decision: Decision, kind: str, users: Iterable[str], now: datetime
) -> None:
    posted = tuple(users)
    if not posted:
        return
    facts = decision_facts.facts_of(session, team=team, decision=decision, now=now)
    for user in posted:
        key = decision_notices.notice_key(decision, kind, user)
        message = decision_notices.render_notice(session, facts, team=team, key=key, now=now)
        tell_one(session, team=team, decision=decision, kind=kind, user=user, message=message, now=now)
