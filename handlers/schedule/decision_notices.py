"""Messages of decisions, rendered from their key, so that they can be shown again as they are now."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

import storage.decisions
import storage.people
import templates
from handlers.common import posting
from handlers.schedule import decision_facts, waiting_costs
from handlers.schedule.decision_facts import DecisionFacts
from handlers.schedule.waiting_costs import WaitingCosts
from rules.decisions.decision import Decision
from templates import RenderedMessage

ASKED = "asked"
MADE = "made"
PROPOSED = "proposed"
ESCALATED = "escalated"
_ASKING_KINDS = (ASKED, PROPOSED, ESCALATED)


def notice_key(decision: Decision, kind: str, user: str) -> str:
    return f"decision:{decision.id}:{kind}:{user}"


def proposed_kind(decision: Decision) -> str:
    """Return the kind of the messages about what is proposed now; another proposal gets others."""
    assert decision.window_from is not None
    return f"{PROPOSED}-{decision.window_from.timestamp():.0f}"


def asks_something(key: str) -> bool:
    """Return whether a message has buttons that end with the decision."""
    return key.split(":")[2].partition("-")[0] in _ASKING_KINDS


def render_notice(session: Session, facts: DecisionFacts, *, team: str, key: str, now: datetime) -> RenderedMessage:
    """Render the message of a key: as a question while it is one, then as what came of it."""
    decision = facts.decision
    _, _, kind, user = key.split(":")[:4]
    if kind == ESCALATED or (kind == ASKED and user == decision.decider):
        facts = replace(facts, costs=_costs_for(session, decision, team=team, user=user, now=now))
    today, part = facts.timing.today, decision.parts.get(user)
    if kind == MADE or not decision.open:
        return templates.render("decisions/made", facts=facts, decision=decision, today=today)
    if kind.startswith(PROPOSED):
        is_current = decision.window_from is not None and kind == proposed_kind(decision)
        return templates.render(
            "decisions/proposed", facts=facts, decision=decision, user=user, current=is_current, today=today
        )
    template = "decisions/escalated" if kind == ESCALATED else "decisions/asked"
    return templates.render(
        template, facts=facts, decision=decision, part=part.value if part else "", user=user, today=today
    )


def _costs_for(session: Session, decision: Decision, *, team: str, user: str, now: datetime) -> WaitingCosts:
    """Return what a day of waiting costs, if the person who is asked may see it."""
    person = storage.people.find_person(session, team=team, id=user)
    if person is None:
        return ()
    found = waiting_costs.costs_for_person(session, person=person, decisions=(decision,), now=now)
    return found.get(decision.id, ())


def show_notice_again(session: Session, *, team: str, key: str, channel: str, stamp: str, now: datetime) -> None:
    """Render a message of a decision again, from what is so now."""
    decision = storage.decisions.find_decision(session, team=team, id=key.split(":")[1])
    if decision is None:
        return
    facts = decision_facts.facts_of(session, team=team, decision=decision, now=now)
    message = render_notice(session, facts, team=team, key=key, now=now)
    posting.update_message(session, key=stamp, original_key=key, team=team, channel=channel, message=message, now=now)
