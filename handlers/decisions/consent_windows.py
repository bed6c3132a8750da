"""Consent windows: propose an option, agree, object, overrule, and adopt what nobody objects to (B-97)."""

from datetime import datetime

from sqlmodel import Session

import storage.audit
import storage.decisions
import storage.objections
import storage.plan
import templates
from handlers.common import access, working_time
from handlers.common.requests import Source
from handlers.decisions import flows, notices
from handlers.decisions.making import decidable, make
from handlers.privacy import flows as privacy_flows
from handlers.schedule import decision_facts
from rules.decisions import consent
from rules.decisions import decision as rule
from rules.decisions.consent import Objection
from rules.decisions.decision import Decision, DecisionState, consent_state
from rules.people import Person
from rules.refusal import NotAllowed, Refusal


def decide(
    session: Session, *, person: Person, id: str, option: str, because: str, source: Source, now: datetime
) -> Decision:
    """Make a decision; where others must agree and have not, propose it to them instead."""
    decision = decidable(session, person=person, id=id, now=now)
    chosen = rule.match_option(decision, option)
    words = privacy_flows.redact_private_words(
        session, person=person, words=because, source=source, subject=id, now=now
    )
    if _must_ask(session, person=person, decision=decision, chosen=chosen):
        return _open_window(session, person=person, decision=decision, chosen=chosen, because=words, now=now)
    made = make(
        session,
        team=person.team,
        decision=decision,
        chosen=chosen,
        because=words,
        state=DecisionState.DECIDED,
        by=person.id,
        now=now,
    )
    notices.tell_made(session, team=person.team, actor=person.id, decision=made, now=now)
    return made


def propose(
    session: Session, *, person: Person, id: str, option: str, because: str, source: Source, now: datetime
) -> Decision:
    """Propose an option by consent: it is adopted unless someone who must agree objects in time."""
    decision = decidable(session, person=person, id=id, now=now)
    chosen = rule.match_option(decision, option)
    if not consent_state(decision, ()).awaited and not decision.must_agree:
        raise Refusal(
            f"{id} needs no one's agreement.", "", f"Decide it: `{id} {chosen}`, or add someone: `{id} agree @bo`."
        )
    words = privacy_flows.redact_private_words(
        session, person=person, words=because, source=source, subject=id, now=now
    )
    return _open_window(session, person=person, decision=decision, chosen=chosen, because=words, now=now)


def agree(session: Session, *, person: Person, id: str, now: datetime) -> Decision:
    """Record that a person agrees; the last of them makes the decision."""
    decision = _answerable(session, person=person, id=id)
    if person.id in decision.agreed:
        return decision
    own = storage.objections.find_open_objection(session, team=person.team, subject=id, user=person.id)
    if own:
        storage.objections.withdraw_objection(session, team=person.team, id=own.id, now=now)
    values = {"agreed": [*decision.agreed, person.id]}
    after = storage.decisions.update_decision(session, team=person.team, id=id, values=values)
    return _continue_window(session, decision=after, actor=person, now=now)


def object_to(session: Session, *, person: Person, id: str, text: str, source: Source, now: datetime) -> Decision:
    """Record an objection, which stops the clock; it needs words, which the decider reads."""
    decision = _answerable(session, person=person, id=id)
    reason = consent.require_reason(text, verb="object", example=f"{id} object the data must stay in the EU")
    if storage.objections.find_open_objection(session, team=person.team, subject=id, user=person.id):
        raise Refusal("You have objected already.", "", f"`{id} withdraw objection` takes it back.")
    words = privacy_flows.redact_private_words(session, person=person, words=reason, source=source, subject=id, now=now)
    storage.objections.add_objection(session, team=person.team, subject=id, user=person.id, text=words, now=now)
    values = {"window_until": None, "agreed": [user for user in decision.agreed if user != person.id]}
    after = storage.decisions.update_decision(session, team=person.team, id=id, values=values)
    if after.decider and after.decider != person.id:
        message = templates.render("decisions/objected", decision=after, by=person.name, text=words)
        kind = f"objected-{now.timestamp():.0f}-{person.id}"
        notices.tell_one(
            session, team=person.team, decision=after, kind=kind, user=after.decider, message=message, now=now
        )
    notices.refresh(session, team=person.team, decision=after, now=now)
    return after


def withdraw_objection(session: Session, *, person: Person, id: str, now: datetime) -> Decision:
    """Take back one's own objection; the clock goes on where it stopped."""
    decision = _answerable(session, person=person, id=id)
    own = storage.objections.find_open_objection(session, team=person.team, subject=id, user=person.id)
    if own is None:
        raise Refusal("You have no objection here.", "", f"`{id}` shows the decision.")
    storage.objections.withdraw_objection(session, team=person.team, id=own.id, now=now)
    after = _continue_window(session, decision=decision, actor=person, now=now)
    if after.decider and after.decider != person.id and after.open:
        message = templates.render("decisions/objection_over", decision=after, by=person.name)
        kind = f"agreed-{now.timestamp():.0f}-{person.id}"
        notices.tell_one(
            session, team=person.team, decision=after, kind=kind, user=after.decider, message=message, now=now
        )
    return after


def overrule(session: Session, *, person: Person, id: str, because: str, source: Source, now: datetime) -> Decision:
    """End the open objections with the decider's reason; whoever objected is told."""
    decision = decidable(session, person=person, id=id, now=now)
    reason = consent.require_reason(because, verb="overrule", example=f"{id} overrule because we can move later")
    raised = [one for one in decision_facts.window_objections(session, team=person.team, decision=decision) if one.open]
    if not raised:
        raise Refusal(f"{id} has no open objection.", "", f"`{id}` shows the decision.")
    words = privacy_flows.redact_private_words(session, person=person, words=reason, source=source, subject=id, now=now)
    for one in raised:
        storage.objections.overrule_objection(
            session, team=person.team, id=one.id, by=person.id, because=words, now=now
        )
        _tell_overruled(session, person=person, decision=decision, objection=one, because=words, now=now)
    return _continue_window(session, decision=decision, actor=person, now=now)


def adopt_due(session: Session, *, team: str, id: str, now: datetime) -> None:
    """Adopt what is proposed once its window is over; leave that began meanwhile makes the window longer."""
    decision = storage.decisions.get_decision(session, team=team, id=id, lock=True)
    if not decision.open or decision.window_until is None or decision.window_until > now:
        return
    until = _window_end(session, team=team, decision=decision, now=now)
    if until is None or until > now:
        storage.decisions.update_decision(session, team=team, id=id, values={"window_until": until})
        return
    _adopt(session, team=team, decision=decision, actor=storage.audit.BATON_ACTOR, now=now)


def _must_ask(session: Session, *, person: Person, decision: Decision, chosen: str) -> bool:
    """Return whether someone who must agree has neither agreed to this option nor been overruled."""
    if not decision.must_agree:
        return False
    if decision.window_from is None or decision.proposed != chosen:
        return bool(consent_state(decision, ()).awaited) or bool(decision.window_from)
    objections = decision_facts.window_objections(session, team=person.team, decision=decision)
    state = consent_state(decision, objections)
    if state.objections:
        raise Refusal(
            f"{decision.id} has an open objection.",
            "",
            f"Overrule it with a reason: `{decision.id} overrule because …`.",
        )
    if state.awaited:
        raise Refusal(
            f"{chosen} is proposed already.", "", f"It is adopted when its window ends; `{decision.id}` shows when."
        )
    return False


def _open_window(
    session: Session, *, person: Person, decision: Decision, chosen: str, because: str, now: datetime
) -> Decision:
    """Begin a consent window; whatever was proposed before is over."""
    team = person.team
    for one in decision_facts.window_objections(session, team=team, decision=decision):
        if one.open:
            storage.objections.withdraw_objection(session, team=team, id=one.id, now=now)
    values = {"proposed": chosen, "because": because, "agreed": [], "window_from": now}
    opened = storage.decisions.update_decision(session, team=team, id=decision.id, values=values)
    until = _window_end(session, team=team, decision=opened, now=now)
    opened = storage.decisions.update_decision(session, team=team, id=decision.id, values={"window_until": until})
    notices.tell_proposed(session, person=person, decision=opened, now=now)
    notices.refresh(session, team=team, decision=opened, now=now)
    return opened


def _continue_window(session: Session, *, decision: Decision, actor: Person, now: datetime) -> Decision:
    """Save when the window ends now; adopt the proposal if no answer is awaited any more."""
    team = actor.team
    current = storage.decisions.get_decision(session, team=team, id=decision.id)
    state = consent_state(current, decision_facts.window_objections(session, team=team, decision=current))
    if not state.awaited and not state.objections:
        return _adopt(session, team=team, decision=current, actor=actor.id, now=now)
    until = _window_end(session, team=team, decision=current, now=now)
    after = storage.decisions.update_decision(session, team=team, id=decision.id, values={"window_until": until})
    notices.refresh(session, team=team, decision=after, now=now)
    return after


def _adopt(session: Session, *, team: str, decision: Decision, actor: str, now: datetime) -> Decision:
    """Make the proposed decision: by consent, unless an objection was overruled."""
    state = consent_state(decision, decision_facts.window_objections(session, team=team, decision=decision))
    made = make(
        session,
        team=team,
        decision=decision,
        chosen=decision.proposed,
        because=decision.because,
        state=DecisionState.DECIDED if state.overruled else DecisionState.BY_CONSENT,
        by=decision.decider,
        now=now,
    )
    notices.tell_made(session, team=team, actor=actor, decision=made, now=now)
    return made


def _window_end(session: Session, *, team: str, decision: Decision, now: datetime) -> datetime | None:
    assert decision.window_from is not None
    objections = decision_facts.window_objections(session, team=team, decision=decision)
    awaited = consent_state(decision, objections).awaited
    work = working_time.work_times(session, team=team, users=awaited, now=now)
    days = storage.plan.program(session, team=team, id=decision.program).numbers.consent
    return consent.window_end(decision.window_from, work.values(), objections, days=days)


def _answerable(session: Session, *, person: Person, id: str) -> Decision:
    """Lock and return a proposal for someone who must agree to it."""
    access.require_visible(session, person=person, text=id)
    decision = storage.decisions.get_decision(session, team=person.team, id=id, lock=True)
    rule.require_open(decision, by=flows.decider_name(session, team=person.team, decision=decision))
    if person.id not in decision.must_agree:
        raise NotAllowed(f"You aren't asked to agree to {id}.", "", f"`{id}` shows who is.")
    if decision.window_from is None:
        raise Refusal(f"Nothing is proposed for {id} yet.", "", "You are told as soon as something is.")
    return decision


def _tell_overruled(
    session: Session, *, person: Person, decision: Decision, objection: Objection, because: str, now: datetime
) -> None:
    if objection.user == person.id:
        return
    message = templates.render(
        "decisions/overruled", decision=decision, by=person.name, text=objection.text, because=because
    )
    kind = f"overruled-{objection.id}"
    notices.tell_one(
        session, team=person.team, decision=decision, kind=kind, user=objection.user, message=message, now=now
    )
