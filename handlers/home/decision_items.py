"""Action items about decisions: to decide, to agree to, and for a program manager those that others let wait."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlmodel import Session

import storage.decisions
import storage.people
from handlers.decisions import making
from handlers.home.action_item_types import ActionItem, ActionItemKind
from handlers.schedule import decision_facts
from rules.decisions.consent import Objection
from rules.decisions.decision import Decision, consent_state
from rules.people import Person
from rules.truth.colours import Colour


def items_of_decider(session: Session, *, person: Person, now: datetime) -> Iterator[ActionItem]:
    """Yield what the person is asked to decide, and the proposals that wait for their answer."""
    team, user = person.team, person.id
    pending = storage.decisions.decisions(session, team=team, open_only=True)
    own = [one for one in pending if making.may_decide(session, person=person, decision=one, now=now)]
    timings = decision_facts.timings_of(session, team=team, decisions=own, now=now)
    for decision in own:
        objections = decision_facts.window_objections(session, team=team, decision=decision)
        if decision.window_from is None or any(one.open for one in objections):
            yield ActionItem(ActionItemKind.DECIDE, decision.id, decision.question, by=timings[decision.id].needed)
    for decision in pending:
        objections = decision_facts.window_objections(session, team=team, decision=decision)
        if decision.window_from and user in _silent(decision, objections):
            yield ActionItem(ActionItemKind.AGREE, decision.id, decision.question, about=(decision.proposed,))


def _silent(decision: Decision, objections: tuple[Objection, ...]) -> frozenset[str]:
    """Return who has neither agreed nor objected."""
    state = consent_state(decision, objections)
    return frozenset(state.awaited) - {one.user for one in state.objections}


def late_decisions(
    session: Session, *, person: Person, programs: Collection[str], now: datetime
) -> Iterator[ActionItem]:
    """Yield the decisions of a manager's programs that others should have made by now."""
    team = person.team
    found = storage.decisions.decisions(session, team=team, programs=programs, open_only=True)
    others = [decision for decision in found if decision.decider != person.id]
    timings = decision_facts.timings_of(session, team=team, decisions=others, now=now)
    names = storage.people.display_names(session, team=team, ids=frozenset(d.decider for d in others if d.decider))
    for decision in others:
        timing = timings[decision.id]
        if timing.colour is Colour.RED:
            who = names.get(decision.decider or "", "")
            yield ActionItem(ActionItemKind.UNDECIDED, decision.id, decision.question, by=timing.needed, who=who)
