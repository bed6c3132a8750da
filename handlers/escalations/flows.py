"""Escalations opened, taken up, put off, handed over and closed; each step kept, then said where it was said before."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.escalations
import storage.people
import storage.plan
import storage.posted_notices
import templates
from handlers.common import posting
from handlers.common.requests import UNKNOWN_SOURCE, Source
from handlers.escalations import queries
from handlers.escalations.queries import BY_HAND_PREFIX, EscalationView
from handlers.privacy import flows as privacy_flows
from rules.escalations import states
from rules.escalations.policy import EscalationPolicy, Responder
from rules.escalations.states import TIMER_STEPS, EscalationCase, EscalationState, EscalationStep
from rules.people import Action, Person
from rules.refusal import NotFound, Refusal
from storage.escalations import Escalation, EscalationCause
from templates import RenderedMessage

QUESTION_KEY_PREFIX = "escalation"
LAPSED_KEY_PREFIX = "escalation-lapsed"
MAX_EDITED_MESSAGES = 12
"""How many of an escalation's messages are kept true; older ones have long been scrolled away."""


def open_escalation(session: Session, *, team: str, cause: EscalationCause, now: datetime) -> None:
    """What turned red opens an escalation, or joins the one that is open for the same milestone (B-68)."""
    try:
        milestone = storage.plan.milestone(session, team=team, id=cause.item)
    except NotFound:
        return
    program = storage.plan.project(session, team=team, id=milestone.project).program
    policy, paused = storage.escalations.program_policy(session, team=team, program=program)
    if paused or milestone.done:
        return
    storage.audit.set_actor(session, team=team, actor=storage.audit.BATON_ACTOR, now=now)
    case = states.open_case(policy, now=now)
    by = storage.audit.BATON_ACTOR
    storage.escalations.record_cause(session, team=team, program=program, cause=cause, by=by, case=case, now=now)


def raise_by_hand(
    session: Session, *, person: Person, item: str, text: str, now: datetime, source: Source = UNKNOWN_SOURCE
) -> EscalationView:
    """Somebody says that a milestone needs help: it climbs like what the plan found."""
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=item)
    project = storage.plan.project(session, team=team, id=milestone.project)
    storage.people.require_permission(
        session, person=person, action=Action.RAISE, program=project.program, project=project.id
    )
    if not text.strip():
        raise Refusal("Why should it climb?", "", f"Say it: `escalate {item} because the vendor is silent`.")
    policy, paused = storage.escalations.program_policy(session, team=team, program=project.program)
    if paused:
        raise Refusal("Escalations are paused here.", "", f"`escalate resume {project.program}` starts them again.")
    storage.audit.set_actor(session, team=team, actor=person.id, now=now)
    text = privacy_flows.redact_private_words(session, person=person, words=text, source=source, subject=item, now=now)
    cause = EscalationCause(f"{BY_HAND_PREFIX}{item}:{person.id}:{now.isoformat()}", item, text.strip()[:500])
    case = states.open_case(policy, now=now, settle=now - now)
    program = project.program
    opened = storage.escalations.record_cause(
        session, team=team, program=program, cause=cause, by=person.id, case=case, now=now
    )
    assert opened is not None
    run_timer(session, team=team, id=opened.id, process=opened.case.process, now=now)
    return queries.escalation_view(session, team=team, id=opened.id)


def close_resolved_cause(session: Session, *, team: str, id: str, now: datetime) -> None:
    """What caused it is gone: it closes where it stands, also when nobody was asked yet."""
    found = storage.escalations.get_escalation(session, team=team, id=id, lock=True)
    if found.case.open:
        storage.audit.set_actor(session, team=team, actor=storage.audit.BATON_ACTOR, now=now)
        after = states.resolve(found.case, now=now, step=EscalationStep.CALM)
        _save_and_notify(session, found, after, now=now, reason="what caused it is gone")


def skip_absent_target(session: Session, *, team: str, id: str, now: datetime) -> None:
    """Who was asked went away: their time is over (B-62)."""
    found = storage.escalations.get_escalation(session, team=team, id=id, lock=True)
    if found.case.state is EscalationState.TRIGGERED and found.case.target:
        storage.audit.set_actor(session, team=team, actor=storage.audit.BATON_ACTOR, now=now)
        storage.escalations.save_case(
            session, team=team, id=id, case=states.skip_absent_target(found.case, now=now), now=now
        )


def run_timer(session: Session, *, team: str, id: str, process: int, now: datetime) -> None:
    """The clock's step; a timer of an older process does nothing (B-72), a late one takes one step only."""
    found = storage.escalations.get_escalation(session, team=team, id=id, lock=True)
    case = found.case
    if case.process != process or case.due is None or case.due > now:
        return
    storage.audit.set_actor(session, team=team, actor=storage.audit.BATON_ACTOR, now=now)
    _save_and_notify(session, found, _clock_step(session, found, now=now), now=now)


def _clock_step(session: Session, escalation: Escalation, *, now: datetime) -> EscalationCase:
    case, team = escalation.case, escalation.team
    match TIMER_STEPS[case.state]:
        case EscalationStep.CLIMB:
            ladder = queries.escalation_chain(
                session, team=team, item=escalation.item, policy=case.policy, since=case.since, now=now
            )
            return states.ask_next_level(case, chain=ladder, now=now)
        case EscalationStep.WAKE:
            seat = _find_responder(session, team, case.target, now)
            return states.end_snooze(case, responder=seat, now=now)
        case step:
            holder = _find_responder(session, team, case.holder, now)
            heard = storage.escalations.last_activity(session, team=team, item=escalation.item)
            if holder and heard and heard > case.heard:
                return states.restart_follow_up(case, holder=holder, at=heard)
            if step is EscalationStep.ASK:
                return states.ask_holder(case, holder=holder, now=now)
            return states.restart_after_silence(case, now=now)


def _find_responder(session: Session, team: str, user: str | None, now: datetime) -> Responder | None:
    return queries.find_responder(session, team=team, user=user, now=now) if user else None


def acknowledge_escalation(session: Session, *, person: Person, id: str, now: datetime) -> EscalationView:
    """*I have it*, and *Still on it*."""
    found = _locked_escalation(session, person=person, id=id, now=now)
    seat = queries.responder_of(session, team=person.team, user=person.id, now=now)
    return _save_and_notify(session, found, states.acknowledge(found.case, by=seat, now=now), now=now, actor=person)


def snooze_escalation(
    session: Session, *, person: Person, id: str, span: str, reason: str, now: datetime, source: Source = UNKNOWN_SOURCE
) -> EscalationView:
    """`span` is hours ("2h") or working days ("1d")."""
    found = _locked_escalation(session, person=person, id=id, now=now)
    seat = queries.responder_of(session, team=person.team, user=person.id, now=now)
    until = states.parse_snooze(span, work=seat.work, now=now)
    after = states.snooze(found.case, by=seat, until=until, reason=reason, now=now)
    reason = privacy_flows.redact_private_words(
        session, person=person, words=reason, source=source, subject=found.item, now=now
    )
    return _save_and_notify(session, found, after, now=now, actor=person, reason=reason.strip()[:300])


def reassign_escalation(session: Session, *, person: Person, id: str, to: Person, now: datetime) -> EscalationView:
    """Somebody else is asked; whoever is away or outside the company cannot be."""
    found = _locked_escalation(session, person=person, id=id, now=now)
    seat = queries.responder_of(session, team=person.team, user=to.id, now=now)
    if to.outsider or any(start <= now < end for start, end in seat.work.away):
        raise Refusal(f"{to.name} can't take it now.", "They are away, or not of this company.", "Choose another.")
    after = states.hand_over(found.case, to=seat, now=now)
    return _save_and_notify(session, found, after, now=now, actor=person, reason=f"handed over by {person.name}")


def resolve_escalation(session: Session, *, person: Person, id: str, now: datetime) -> EscalationView:
    found = _locked_escalation(session, person=person, id=id, now=now)
    return _save_and_notify(session, found, states.resolve(found.case, now=now), now=now, actor=person)


def add_owner_reply(
    session: Session, *, person: Person, id: str, text: str, now: datetime, source: Source = UNKNOWN_SOURCE
) -> EscalationView:
    """What the owner wants the next level to read with it (B-70)."""
    found = _locked_escalation(session, person=person, id=id, now=now)
    text = privacy_flows.redact_private_words(
        session, person=person, words=text, source=source, subject=found.item, now=now
    )
    return _save_and_advance(
        session, found, states.record_reply(found.case, text=text, now=now), person=person, now=now
    )


def override_owner_reply(session: Session, *, person: Person, id: str, now: datetime) -> EscalationView:
    """The program manager does not wait for the owner's reply: a red safety matter."""
    found = _locked_escalation(session, person=person, id=id, now=now)
    storage.people.require_permission(session, person=person, action=Action.EDIT_POLICY, program=found.program)
    return _save_and_advance(session, found, states.skip_owner_reply(found.case, now=now), person=person, now=now)


def _save_and_advance(
    session: Session, escalation: Escalation, after: EscalationCase, *, person: Person, now: datetime
) -> EscalationView:
    _save_and_notify(session, escalation, after, now=now, actor=person)
    run_timer(session, team=escalation.team, id=escalation.id, process=after.process, now=now)
    return queries.escalation_view(session, team=escalation.team, id=escalation.id)


def _locked_escalation(session: Session, *, person: Person, id: str, now: datetime) -> Escalation:
    """The escalation, for those who may take it; hidden ones are answered as what does not exist."""
    view = queries.escalation_view(session, team=person.team, id=id, person=person)
    found = storage.escalations.get_escalation(session, team=person.team, id=id, lock=True)
    queries.require_may_take(session, person=person, view=view)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    return found


def set_policy(
    session: Session,
    *,
    person: Person,
    program: str,
    now: datetime,
    policy: EscalationPolicy | None = None,
    paused: bool | None = None,
) -> None:
    """For what is triggered from now on; an open escalation keeps its own copy (B-63)."""
    storage.people.require_permission(session, person=person, action=Action.EDIT_POLICY, program=program)
    storage.audit.set_actor(session, team=person.team, actor=person.id, now=now)
    old, stopped = storage.escalations.program_policy(session, team=person.team, program=program)
    storage.escalations.set_policy(
        session,
        team=person.team,
        program=program,
        policy=policy or old,
        paused=stopped if paused is None else paused,
    )


def _save_and_notify(
    session: Session,
    escalation: Escalation,
    after: EscalationCase,
    *,
    now: datetime,
    actor: Person | None = None,
    reason: str = "",
) -> EscalationView:
    """The step is kept; who is asked hears it, and what was said before is made true."""
    storage.escalations.save_case(session, team=escalation.team, id=escalation.id, case=after, now=now, reason=reason)
    view = queries.escalation_view(session, team=escalation.team, id=escalation.id)
    if _visible_state(escalation.case) != _visible_state(after):
        _post_changes(session, view=view, before=escalation.case, now=now, actor=actor)
    return view


def _visible_state(case: EscalationCase) -> tuple[object, ...]:
    """What people see of it: a timer alone is no news."""
    return case.state, case.target, case.holder, case.told, case.round


def _post_changes(
    session: Session, *, view: EscalationView, before: EscalationCase, now: datetime, actor: Person | None
) -> None:
    one = view.escalation
    posted = storage.posted_notices.messages_with_prefix(session, prefix=f"{QUESTION_KEY_PREFIX}:{one.id}:")
    retold = templates.render("escalations/told", view=view)
    for key, channel in posted[-MAX_EDITED_MESSAGES:]:
        stamp = f"{key}@{one.case.process}"
        posting.update_message(
            session, key=stamp, original_key=key, team=one.team, channel=channel, message=retold, now=now
        )
    for asking, user, message in _questions_to_post(session, view, before, now):
        if not actor or user != actor.id:
            key = f"{asking}:{one.id}:{one.case.process}:{user}"
            posting.post_message(
                session, key=key, team=one.team, channel=user, message=message, now=now, kind="escalation"
            )
    if not one.case.open and posted:
        key, channel = posted[0]
        message = templates.render("escalations/closed", view=view, by=actor.name if actor else "")
        thread = {"$ts_of": key}
        posting.post_message(
            session,
            key=f"escalation-end:{one.id}",
            team=one.team,
            channel=channel,
            message=message,
            now=now,
            thread_ts=thread,
            counts_against_budget=False,
        )


def _questions_to_post(
    session: Session, view: EscalationView, before: EscalationCase, now: datetime
) -> list[tuple[str, str, RenderedMessage]]:
    """Who is to answer now, and what they read; with what its key begins (only a question is edited later)."""
    case, owner = view.escalation.case, view.milestone.owner
    fresh = (case.target, case.told, case.round) != (before.target, before.told, before.round)
    if case.state is EscalationState.TRIGGERED and case.target and (fresh or before.state is EscalationState.SNOOZED):
        return [(QUESTION_KEY_PREFIX, case.target, templates.render("escalations/notice", view=view))]
    if case.state is EscalationState.WARNED:
        owner = owner or view.project.lead
        reader = owner and _find_responder(session, view.escalation.team, owner, now)
        return (
            [(QUESTION_KEY_PREFIX, reader.user, templates.render("escalations/warning", view=view))] if reader else []
        )
    if case.state is EscalationState.ASKED and case.holder:
        return [(QUESTION_KEY_PREFIX, case.holder, templates.render("escalations/still", view=view))]
    lapsed = before.state is EscalationState.ASKED and case.state is EscalationState.TRIGGERED
    if lapsed and case.holder and case.holder != owner:
        return [(LAPSED_KEY_PREFIX, case.holder, templates.render("escalations/lapsed", view=view))]
    return []
