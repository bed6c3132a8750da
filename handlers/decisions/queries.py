"""Decisions as one person may read them: a card, a list with the most urgent first, and what a form needs."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

import storage.channels
import storage.decisions
import storage.people
import storage.plan
import storage.privacy
import storage.register
import storage.updates
from handlers.common import access
from handlers.common.pages import Page, cut_page
from handlers.decisions import flows, making
from handlers.privacy import flows as privacy_flows
from handlers.schedule import decision_facts, waiting_costs
from handlers.schedule.decision_facts import DecisionFacts, DecisionTiming
from handlers.schedule.waiting_costs import WaitingCosts
from rules.decisions.decision import Decision, DecisionState
from rules.people import Person
from rules.refusal import Refusal
from rules.truth.colours import Colour
from rules.truth.statuses import label_of
from storage.register import RegisterEntry

DECISIONS_PER_PAGE = 10
MAX_CHOICES = 100
_ORDER = (Colour.RED, Colour.AMBER, Colour.GREEN, Colour.GREY)


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """A decision as shown to one reader: `may` names what they can do, `home` its project or program.

    `costs` are (currency, cost of a day of waiting), empty for who may not see money. `gone` is set if the
    message it came from was deleted.
    """

    facts: DecisionFacts
    home: str
    may: frozenset[str]
    gone: bool
    assumptions: tuple[RegisterEntry, ...] = ()
    costs: WaitingCosts = ()


@dataclass(frozen=True, slots=True)
class DecisionList:
    """A page of decisions with what each row shows.

    Of the whole list, `open` is the number of open decisions, `late` of those past their moment and `soon` of those
    needed within the lead: the decision debt. `costs` are what a day of waiting costs, for who may see money.
    """

    page: Page[Decision]
    timings: Mapping[str, DecisionTiming]
    names: Mapping[str, str]
    labels: Mapping[str, str]
    open: int
    late: int
    soon: int
    costs: Mapping[str, WaitingCosts]


@dataclass(frozen=True, slots=True)
class DecisionChoices:
    """The projects and milestones that a form offers, those of the channel first."""

    projects: tuple[tuple[str, str], ...]
    milestones: tuple[tuple[str, str], ...]


def decision_card(session: Session, *, person: Person, id: str, now: datetime) -> DecisionCard:
    team = person.team
    access.require_visible(session, person=person, text=id)
    decision = storage.decisions.get_decision(session, team=team, id=id)
    facts = decision_facts.facts_of(session, team=team, decision=decision, now=now)
    hidden = storage.privacy.hidden_ids(session, person=person)
    readable = {milestone: label for milestone, label in facts.labels.items() if milestone not in hidden}
    return DecisionCard(
        replace(facts, labels=readable),
        "" if person.outsider else _home_name(session, team, decision),
        _permitted(session, person=person, facts=facts, now=now),
        bool(storage.updates.deleted_sources(session, team=team, permalinks=frozenset({decision.source}))),
        tuple(e for e in storage.register.assumptions_under(session, team=team, id=id) if e.id not in hidden),
        waiting_costs.costs_for_person(session, person=person, decisions=(decision,), now=now).get(id, ()),
    )


def _home_name(session: Session, team: str, decision: Decision) -> str:
    if decision.project:
        return storage.plan.project(session, team=team, id=decision.project).name
    return storage.plan.program(session, team=team, id=decision.program).name


def _permitted(session: Session, *, person: Person, facts: DecisionFacts, now: datetime) -> frozenset[str]:
    """Return what the reader may do with the decision now."""
    decision, consent, user = facts.decision, facts.consent, person.id
    may = set()
    if privacy_flows.may_publish(session, person=person, id=decision.id):
        may.add("publish")
    if flows.may_change(session, person=person, decision=decision):
        if decision.open:
            may |= {"withdraw"} if decision.window_from else {"edit", "withdraw"}
        elif decision.state in (DecisionState.DECIDED, DecisionState.BY_CONSENT):
            may |= {"supersede", "withdraw"} if decision.logged else {"supersede"}
    if decision.open and making.may_decide(session, person=person, decision=decision, now=now):
        may.add("decide")
        may |= {"overrule"} if consent.objections else set()
    if decision.open and decision.window_from and user in decision.must_agree:
        objected = any(one.user == user for one in consent.objections)
        may |= {"withdraw_objection"} if objected else {"object"}
        may |= {"agree"} if user not in decision.agreed else set()
    return frozenset(may)


def decision_list(
    session: Session, *, person: Person, subject: str, state: str, page: int, now: datetime
) -> DecisionList:
    """Return a page of what the person may read of a project, a program or everything.

    Open decisions come first, by the day they are needed, then the others, newest first. `state` is open, decided or
    empty for both.
    """
    team, hidden = person.team, storage.privacy.hidden_ids(session, person=person)
    found = [
        decision
        for decision in storage.decisions.decisions(session, team=team)
        if decision.id not in hidden
        and subject in ("", decision.project, decision.program)
        and (state == "" or decision.open == (state == "open"))
    ]
    pending = [decision for decision in found if decision.open]
    timings = decision_facts.timings_of(session, team=team, decisions=pending, now=now)
    pending.sort(key=lambda decision: _urgency(decision, timings[decision.id]))
    closed = sorted((d for d in found if not d.open), key=lambda d: d.decided_at or d.raised_at, reverse=True)
    shown = cut_page([*pending, *closed], number=page, size=DECISIONS_PER_PAGE)
    counts = Counter(timings[decision.id].colour for decision in pending)
    users = frozenset(user for one in shown.items for user in (one.decider, one.decided_by) if user)
    labels = decision_facts.milestone_labels(session, team=team, decisions=shown.items)
    return DecisionList(
        shown,
        timings,
        storage.people.display_names(session, team=team, ids=users),
        {id: label for id, label in labels.items() if id not in hidden},
        len(pending),
        counts[Colour.RED],
        counts[Colour.AMBER],
        waiting_costs.costs_for_person(session, person=person, decisions=shown.items, now=now),
    )


def _urgency(decision: Decision, timing: DecisionTiming) -> tuple[int, date, str]:
    return _ORDER.index(timing.colour), timing.needed or date.max, decision.id


def editable_decision(session: Session, *, person: Person, id: str, now: datetime) -> DecisionFacts:
    """Return an open decision for its form, if the person may change it."""
    card = decision_card(session, person=person, id=id, now=now)
    if "edit" not in card.may:
        flows.require_may_change(session, person=person, decision=card.facts.decision)
        raise Refusal(f"{id} can't be changed now.", "", f"`{id}` shows where it stands.")
    return card.facts


def form_choices(session: Session, *, person: Person, channel: str) -> DecisionChoices:
    team, hidden = person.team, storage.privacy.hidden_ids(session, person=person)
    served = storage.channels.served_projects(session, team=team, channel=channel)
    projects = sorted(storage.plan.projects(session, team=team), key=lambda project: project.id not in served)
    milestones = [m for m in storage.plan.milestones(session, team=team) if m.open and m.id not in hidden]
    milestones.sort(key=lambda m: (m.project not in served, m.expected or date.max, m.id))
    return DecisionChoices(
        tuple((project.id, project.name) for project in projects),
        tuple((m.id, label_of(m)) for m in milestones[:MAX_CHOICES]),
    )
