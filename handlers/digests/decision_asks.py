"""The open decisions that an edition asks for, and the assumptions that failed since the last one."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

import storage.decisions
import storage.people
import storage.register
from handlers.register.tripwires import resting_items
from handlers.schedule import decision_facts, waiting_costs
from handlers.schedule.decision_facts import DecisionTiming
from rules.decisions.decision import Decision
from rules.digests.editions import DigestIssue, RequestedAction
from rules.privacy import Secrets
from rules.truth.colours import Colour

# What rests on an assumption is named up to here.
MAX_AT_STAKE = 3


def decision_asks(
    session: Session, *, team: str, program: str, secrets: Secrets, now: datetime
) -> tuple[RequestedAction, ...]:
    """Return the decisions of a program that are late or needed soon, by the day they are needed."""
    found = storage.decisions.decisions(session, team=team, programs=(program,), open_only=True)
    readable = [decision for decision in found if decision.id not in secrets.ids]
    timings = decision_facts.timings_of(session, team=team, decisions=readable, now=now)
    urgent = [one for one in readable if timings[one.id].colour in (Colour.RED, Colour.AMBER)]
    names = storage.people.display_names(session, team=team, ids=frozenset(filter(None, (d.decider for d in urgent))))
    costs = waiting_costs.costs_for_channel(session, team=team, decisions=urgent, hidden=secrets.ids, now=now)
    asks = [
        replace(_ask(decision, timings[decision.id], names, secrets), costs=costs.get(decision.id, ()))
        for decision in urgent
    ]
    return tuple(sorted(asks, key=lambda ask: (ask.by or date.max, ask.record)))


def _ask(decision: Decision, timing: DecisionTiming, names: dict[str, str], secrets: Secrets) -> RequestedAction:
    waiting = next((gate for gate in decision.gates if gate not in secrets.ids), "")
    who = names.get(decision.decider or "", "no one")
    free_until = timing.price.free_until if timing.price and timing.price.free_until >= timing.today else None
    return RequestedAction(
        decision.id,
        waiting,
        decision.question,
        who,
        timing.needed,
        decision.source,
        free_until=free_until,
        asked=(decision.decider,) if decision.decider else (),
    )


def broken_assumptions(
    session: Session, *, team: str, projects: Collection[str], secrets: Secrets, since: datetime
) -> tuple[DigestIssue, ...]:
    """Return a red issue for each assumption that proved false since an instant, with what rests on it."""
    found = storage.register.broken_assumptions(session, team=team, since=since)
    shown = [entry for entry in found if entry.project in projects and entry.id not in secrets.ids]
    owners = frozenset(entry.owner for entry in shown if entry.owner)
    names = storage.people.display_names(session, team=team, ids=owners)
    return tuple(
        DigestIssue(
            entry.id,
            Colour.RED.value,
            f"Assumption proved false ({entry.id}): {entry.text}",
            frozenset({entry.project}),
            effect=_at_stake(session, team, entry.rests, secrets),
            owner=names.get(entry.owner or "", "no owner"),
        )
        for entry in shown
    )


def _at_stake(session: Session, team: str, ids: Collection[str], secrets: Secrets) -> str:
    """Return “Checkout (M-2), Refunds (M-4) and 3 more” for what the readers may know."""
    labels = [item.label for item in resting_items(session, team=team, ids=[id for id in ids if id not in secrets.ids])]
    more = len(labels) - MAX_AT_STAKE
    return ", ".join(labels[:MAX_AT_STAKE]) + (f" and {more} more" if more > 0 else "")
