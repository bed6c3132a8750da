"""Causes of escalations that are no alerts: late decisions, and the words of unanswered requests."""

from collections.abc import Iterator

from sqlmodel import Session

import storage.decisions
import storage.people
import storage.plan
from rules.truth.colours import day_text
from storage.dependencies import Agreement
from storage.escalations import EscalationCause

DECISION_PREFIX = "decision:"


def decision_causes(session: Session, *, team: str) -> Iterator[EscalationCause]:
    """Yield the decisions that came too late for a milestone, on the first open one; private ones stay where they are.

    Their deciders' delegates were asked before.
    """
    pending = storage.decisions.decisions(session, team=team, open_only=True)
    late = [one for one in pending if one.escalated_to and one.gates and not one.restricted]
    ids = {gate for decision in late for gate in decision.gates}
    waiting = {m.id: m for m in storage.plan.milestones(session, team=team, ids=ids) if m.open} if ids else {}
    names = storage.people.display_names(session, team=team, ids=frozenset(d.decider for d in late if d.decider))
    for decision in late:
        gate = next((waiting[id] for id in decision.gates if id in waiting), None)
        if gate:
            who = names.get(decision.decider or "", "someone")
            words = f"{gate.name} ({gate.id}) is held up until {who} decides: {decision.question} ({decision.id})."
            yield EscalationCause(f"{DECISION_PREFIX}{decision.id}", gate.id, words)


def request_sentence(session: Session, *, team: str, question: Agreement) -> str:
    """Return who needs what by when, and since when they wait for an answer."""
    link, since = question.dependency, question.since
    consumer = storage.plan.milestone(session, team=team, id=link.consumer)
    provider = storage.plan.milestone(session, team=team, id=link.provider)
    need_text = f" by {day_text(link.need_by)}" if link.need_by else ""
    return (
        f"{consumer.name} ({consumer.id}) needs {provider.name} ({provider.id}){need_text}: asked {since.day} "
        f"{since:%b}, no answer yet ({link.id})."
    )
