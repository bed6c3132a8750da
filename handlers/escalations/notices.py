"""The posts and updates of an escalation after a change."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.escalations
import storage.people
import storage.plan
import storage.posted_notices
import templates
from handlers.common import posting
from handlers.escalations import queries
from handlers.escalations.queries import EscalationView
from handlers.escalations.responders import find_optional_responder
from rules.escalations.states import EscalationCase, EscalationState
from rules.people import Person
from rules.time.working_time import local_day
from storage.escalations import Escalation
from templates import RenderedMessage

QUESTION_KEY_PREFIX = "escalation"


LAPSED_KEY_PREFIX = "escalation-lapsed"


# Older messages of an escalation have long scrolled away, so they are not updated.
MAX_EDITED_MESSAGES = 12


def save_and_notify(
    session: Session,
    escalation: Escalation,
    after: EscalationCase,
    *,
    now: datetime,
    actor: Person | None = None,
    reason: str = "",
) -> EscalationView:
    """Save a step, notify the person who is asked now, and update the messages posted before."""
    storage.escalations.save_case(session, team=escalation.team, id=escalation.id, case=after, now=now, reason=reason)
    view = queries.escalation_view(session, team=escalation.team, id=escalation.id)
    if _visible_state(escalation.case) != _visible_state(after):
        _post_changes(session, view=view, before=escalation.case, now=now, actor=actor)
    return view


def _visible_state(case: EscalationCase) -> tuple[object, ...]:
    """Return the part of a case that people see; a change of timer alone is not news."""
    return case.state, case.target, case.holder, case.told, case.round


def _post_changes(
    session: Session, *, view: EscalationView, before: EscalationCase, now: datetime, actor: Person | None
) -> None:
    escalation, today = view.escalation, local_day(view.program.zone, now)
    posted = storage.posted_notices.messages_with_prefix(session, prefix=f"{QUESTION_KEY_PREFIX}:{escalation.id}:")
    updated = templates.render("escalations/told", view=view, today=today)
    for key, channel in posted[-MAX_EDITED_MESSAGES:]:
        stamp = f"{key}@{escalation.case.process}"
        posting.update_message(
            session, key=stamp, original_key=key, team=escalation.team, channel=channel, message=updated, now=now
        )
    for key_prefix, user, message in _questions_to_post(session, view, before, now):
        if not actor or user != actor.id:
            key = f"{key_prefix}:{escalation.id}:{escalation.case.process}:{user}"
            posting.post_message(
                session, key=key, team=escalation.team, channel=user, message=message, now=now, kind="escalation"
            )
    if not escalation.case.open and posted:
        key, channel = posted[0]
        message = templates.render("escalations/closed", view=view, by=actor.name if actor else "")
        thread = {"$ts_of": key}
        posting.post_message(
            session,
            key=f"escalation-end:{escalation.id}",
            team=escalation.team,
            channel=channel,
            message=message,
            now=now,
            thread_ts=thread,
            counts_against_budget=False,
        )


def _questions_to_post(
    session: Session, view: EscalationView, before: EscalationCase, now: datetime
) -> list[tuple[str, str, RenderedMessage]]:
    """Return the messages for the person who has to answer now, as (key prefix, user, message).

    Only questions are edited later.
    """
    case, owner = view.escalation.case, view.milestone.owner
    today = local_day(view.program.zone, now)
    is_new = (case.target, case.told, case.round) != (before.target, before.told, before.round)
    if case.state is EscalationState.TRIGGERED and case.target and (is_new or before.state is EscalationState.SNOOZED):
        return [(QUESTION_KEY_PREFIX, case.target, templates.render("escalations/notice", view=view, today=today))]
    if case.state is EscalationState.WARNED:
        owner = owner or view.project.lead
        reader = owner and find_optional_responder(session, view.escalation.team, owner, now)
        warning = templates.render("escalations/warning", view=view, today=today)
        return [(QUESTION_KEY_PREFIX, reader.user, warning)] if reader else []
    if case.state is EscalationState.ASKED and case.holder:
        return [(QUESTION_KEY_PREFIX, case.holder, templates.render("escalations/still", view=view, today=today))]
    lapsed = before.state is EscalationState.ASKED and case.state is EscalationState.TRIGGERED
    if lapsed and case.holder and case.holder != owner:
        return [(LAPSED_KEY_PREFIX, case.holder, templates.render("escalations/lapsed", view=view))]
    return []
