"""Escalations: open, acknowledge, snooze, reassign and resolve; save each step, then update the messages about it."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.escalations
import storage.people
import storage.plan
import storage.posted_notices
from handlers.common.requests import UNKNOWN_SOURCE, Source
from handlers.escalations import queries, responders
from handlers.escalations.notices import save_and_notify
from handlers.escalations.queries import BY_HAND_PREFIX, REASSIGNED, EscalationView
from handlers.escalations.responders import find_optional_responder
from handlers.privacy import flows as privacy_flows
from rules.escalations import snooze_spans, states
from rules.escalations.states import TIMER_STEPS, EscalationCase, EscalationState, EscalationStep
from rules.people import Action, Person
from rules.refusal import NotFound, Refusal
from storage.escalations import Escalation, EscalationCause


def open_escalation(session: Session, *, team: str, cause: EscalationCause, now: datetime) -> None:
    """Open an escalation for a new cause, or join the one that is open for the same milestone (B-68)."""
    try:
        milestone = storage.plan.milestone(session, team=team, id=cause.item)
    except NotFound:
        return
    program = storage.plan.project(session, team=team, id=milestone.project).program
    policy, paused = storage.escalations.policy_of(session, team=team, program=program, project=milestone.project)
    if paused or not milestone.open:
        return
    case = states.open_case(policy, now=now)
    by = storage.audit.BATON_ACTOR
    storage.escalations.record_cause(session, team=team, program=program, cause=cause, by=by, case=case, now=now)


def raise_by_hand(
    session: Session, *, person: Person, item: str, text: str, now: datetime, source: Source = UNKNOWN_SOURCE
) -> EscalationView:
    """Escalate a milestone because a person asks for it; from then on it climbs like any other.

    Raise Refusal without a reason, or where escalations are paused.
    """
    team = person.team
    milestone = storage.plan.milestone(session, team=team, id=item)
    project = storage.plan.project(session, team=team, id=milestone.project)
    storage.people.require_permission(
        session, person=person, action=Action.RAISE, program=project.program, project=project.id
    )
    if not text.strip():
        raise Refusal(f"Why escalate {item}?", "", f"Add a reason: `escalate {item} because the vendor is silent`.")
    policy, paused = storage.escalations.policy_of(session, team=team, program=project.program, project=project.id)
    if paused:
        raise Refusal("Escalations are paused here.", "", f"`escalate resume {project.program}` starts them again.")
    text = privacy_flows.redact_private_words(session, person=person, words=text, source=source, subject=item, now=now)
    cause = EscalationCause(f"{BY_HAND_PREFIX}{item}:{person.id}:{now.isoformat()}", item, text.strip()[:500])
    case = states.open_case(policy, now=now, settle=now - now)
    program = project.program
    escalation = storage.escalations.record_cause(
        session, team=team, program=program, cause=cause, by=person.id, case=case, now=now
    )
    assert escalation is not None
    run_timer(session, team=team, id=escalation.id, process=escalation.case.process, now=now)
    return queries.escalation_view(session, team=team, id=escalation.id)


def close_resolved_cause(session: Session, *, team: str, id: str, now: datetime) -> None:
    """Close an escalation whose cause is gone, even if no one was asked yet."""
    escalation = storage.escalations.get_escalation(session, team=team, id=id, lock=True)
    if escalation.case.open:
        after = states.resolve(escalation.case, now=now, step=EscalationStep.CALM)
        save_and_notify(session, escalation, after, now=now, reason="the cause is gone")


def skip_absent_target(session: Session, *, team: str, id: str, now: datetime) -> None:
    """End the turn of a person who was asked and has since gone away (B-62)."""
    escalation = storage.escalations.get_escalation(session, team=team, id=id, lock=True)
    if escalation.case.state is EscalationState.TRIGGERED and escalation.case.target:
        storage.escalations.save_case(
            session, team=team, id=id, case=states.skip_absent_target(escalation.case, now=now), now=now
        )


def run_timer(session: Session, *, team: str, id: str, process: int, now: datetime) -> None:
    """Run an escalation's timer. Ignore timers from an earlier state (B-72); take one step only, however late."""
    escalation = storage.escalations.get_escalation(session, team=team, id=id, lock=True)
    case = escalation.case
    if case.process != process or case.due is None or case.due > now:
        return
    save_and_notify(session, escalation, _clock_step(session, escalation, now=now), now=now)


def _clock_step(session: Session, escalation: Escalation, *, now: datetime) -> EscalationCase:
    case, team = escalation.case, escalation.team
    match TIMER_STEPS[case.state]:
        case EscalationStep.CLIMB:
            chain = queries.escalation_chain(
                session, team=team, item=escalation.item, policy=case.policy, since=case.since, now=now
            )
            return states.ask_next_level(case, chain=chain, now=now)
        case EscalationStep.WAKE:
            responder = find_optional_responder(session, team, case.target, now)
            return states.end_snooze(case, responder=responder, now=now)
        case step:
            holder = find_optional_responder(session, team, case.holder, now)
            last_activity = storage.escalations.last_activity(session, team=team, item=escalation.item)
            if holder and last_activity and last_activity > case.heard:
                return states.restart_follow_up(case, holder=holder, at=last_activity)
            if step is EscalationStep.ASK:
                return states.ask_holder(case, holder=holder, now=now)
            return states.restart_after_silence(case, now=now)


def acknowledge_escalation(session: Session, *, person: Person, id: str, now: datetime) -> EscalationView:
    """Record *I'm on it* or *Still on it*."""
    escalation = _locked_escalation(session, person=person, id=id)
    responder = responders.responder_of(session, team=person.team, user=person.id, now=now)
    return save_and_notify(
        session, escalation, states.acknowledge(escalation.case, by=responder, now=now), now=now, actor=person
    )


def snooze_escalation(
    session: Session, *, person: Person, id: str, span: str, reason: str, now: datetime, source: Source = UNKNOWN_SOURCE
) -> EscalationView:
    """Snooze an escalation; `span` is hours ("2h") or working days ("1d")."""
    escalation = _locked_escalation(session, person=person, id=id)
    responder = responders.responder_of(session, team=person.team, user=person.id, now=now)
    until = snooze_spans.parse_snooze(span, work=responder.work, now=now)
    after = states.snooze(escalation.case, by=responder, until=until, reason=reason, now=now)
    reason = privacy_flows.redact_private_words(
        session, person=person, words=reason, source=source, subject=escalation.item, now=now
    )
    return save_and_notify(session, escalation, after, now=now, actor=person, reason=reason.strip()[:300])


def reassign_escalation(session: Session, *, person: Person, id: str, to: Person, now: datetime) -> EscalationView:
    """Ask another person instead; raise Refusal if they are away or from outside the company."""
    escalation = _locked_escalation(session, person=person, id=id)
    responder = responders.responder_of(session, team=person.team, user=to.id, now=now)
    if to.outsider or any(start <= now < end for start, end in responder.work.away):
        raise Refusal(f"{to.name} can't take it now.", "They are away, or a guest.", "Choose someone else.")
    after = states.hand_over(escalation.case, to=responder, now=now)
    return save_and_notify(session, escalation, after, now=now, actor=person, reason=f"{REASSIGNED}{person.name}")


def resolve_escalation(session: Session, *, person: Person, id: str, now: datetime) -> EscalationView:
    escalation = _locked_escalation(session, person=person, id=id)
    return save_and_notify(session, escalation, states.resolve(escalation.case, now=now), now=now, actor=person)


def add_owner_reply(
    session: Session, *, person: Person, id: str, text: str, now: datetime, source: Source = UNKNOWN_SOURCE
) -> EscalationView:
    """Attach the owner's reply, which the next level reads with the escalation (B-70)."""
    escalation = _locked_escalation(session, person=person, id=id)
    text = privacy_flows.redact_private_words(
        session, person=person, words=text, source=source, subject=escalation.item, now=now
    )
    return _save_and_advance(
        session, escalation, states.record_reply(escalation.case, text=text, now=now), person=person, now=now
    )


def override_owner_reply(session: Session, *, person: Person, id: str, now: datetime) -> EscalationView:
    """Let the program manager skip the wait for the owner's reply, for a red safety matter."""
    escalation = _locked_escalation(session, person=person, id=id)
    act = f"skip the owner's reply to {id}"
    storage.people.require_permission(
        session, person=person, action=Action.EDIT_POLICY, program=escalation.program, act=act
    )
    return _save_and_advance(
        session, escalation, states.skip_owner_reply(escalation.case, now=now), person=person, now=now
    )


def _save_and_advance(
    session: Session, escalation: Escalation, after: EscalationCase, *, person: Person, now: datetime
) -> EscalationView:
    save_and_notify(session, escalation, after, now=now, actor=person)
    run_timer(session, team=escalation.team, id=escalation.id, process=after.process, now=now)
    return queries.escalation_view(session, team=escalation.team, id=escalation.id)


def _locked_escalation(session: Session, *, person: Person, id: str) -> Escalation:
    """Lock and return an escalation for a person who may act on it; a hidden one is reported as missing."""
    view = queries.escalation_view(session, team=person.team, id=id, person=person)
    escalation = storage.escalations.get_escalation(session, team=person.team, id=id, lock=True)
    queries.require_may_take(session, person=person, view=view)
    return escalation
