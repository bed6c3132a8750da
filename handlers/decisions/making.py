"""Making a decision: who may, what is saved, and what it replaces (B-100)."""

from datetime import datetime

from sqlmodel import Session

import storage.decisions
import storage.people
from handlers.common import access, working_time
from handlers.decisions import flows
from rules.decisions import decision as rule
from rules.decisions.decision import Decision, DecisionState
from rules.people import Action, Person
from rules.refusal import NotAllowed, Refusal


def make(
    session: Session,
    *,
    team: str,
    decision: Decision,
    chosen: str,
    because: str,
    state: DecisionState,
    by: str | None,
    now: datetime,
) -> Decision:
    """Save what was decided, and mark the decision that it replaces."""
    values = {
        "state": state.value,
        "chosen": chosen,
        "because": because,
        "decided_by": by,
        "decided_at": now,
        "window_until": None,
    }
    made = storage.decisions.update_decision(session, team=team, id=decision.id, values=values)
    if decision.supersedes:
        mark_superseded(session, team=team, old=decision.supersedes, new=decision.id)
    return made


def supersede(session: Session, *, person: Person, id: str, old: str, now: datetime) -> Decision:
    """Let one decision replace another: at once if it is made, else when it is made."""
    access.require_visible(session, person=person, text=id)
    new = storage.decisions.get_decision(session, team=person.team, id=id, lock=True)
    flows.require_may_change(session, person=person, decision=new)
    if id == old:
        raise Refusal("A decision can't supersede itself.", "", f"Write `DEC-9 supersedes {old}`.")
    if new.state in (DecisionState.SUPERSEDED, DecisionState.WITHDRAWN):
        raise Refusal(f"{id} is {new.state.value}, so it can't supersede {old}.", "", "`decisions` lists the others.")
    if new.supersedes:
        raise Refusal(f"{id} supersedes {new.supersedes} already.", "", f"`{id}` shows both.")
    replaced = flows.require_replaceable(session, person=person, id=old)
    if replaced.supersedes == id:
        raise Refusal(f"{old} already supersedes {id}.", "", f"`{id}` shows both.")
    after = storage.decisions.update_decision(session, team=person.team, id=id, values={"supersedes": old})
    if after.made:
        mark_superseded(session, team=person.team, old=old, new=id)
    return after


def mark_superseded(session: Session, *, team: str, old: str, new: str) -> None:
    """Mark a made decision as replaced, unless another has replaced it meanwhile."""
    replaced = storage.decisions.get_decision(session, team=team, id=old, lock=True)
    if replaced.superseded_by is None:
        values = {"state": DecisionState.SUPERSEDED.value, "superseded_by": new}
        storage.decisions.update_decision(session, team=team, id=old, values=values)


def decidable(session: Session, *, person: Person, id: str, now: datetime, lock: bool = True) -> Decision:
    """Return an open decision for whoever decides it: its decider, or who stands in for them."""
    access.require_visible(session, person=person, text=id)
    decision = storage.decisions.get_decision(session, team=person.team, id=id, lock=lock)
    rule.require_open(decision, by=flows.decider_name(session, team=person.team, decision=decision))
    if not may_decide(session, person=person, decision=decision, now=now):
        name = flows.decider_name(session, team=person.team, decision=decision)
        raise NotAllowed(f"{id} isn't yours to decide.", f"{name} decides." if name else "", "Ask them.")
    return decision


def may_decide(session: Session, *, person: Person, decision: Decision, now: datetime) -> bool:
    """Return whether the person decides: as the decider, their delegate while they are away, or once it escalated."""
    stands_in = {decision.decider, decision.escalated_to}
    if decision.decider:
        delegate = working_time.active_delegate(session, team=person.team, user=decision.decider, now=now)
        stands_in.add(delegate)
    if person.id not in stands_in:
        return False
    try:
        storage.people.require_permission(
            session,
            person=person,
            action=Action.DECIDE,
            program=decision.program,
            project=decision.project,
            owner=person.id,
        )
    except NotAllowed:
        return False
    return True
