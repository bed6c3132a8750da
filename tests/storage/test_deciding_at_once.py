"""People who decide, agree, object and edit at the same moment, on both databases: one of them comes first."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

import storage.audit
import storage.change_requests
import storage.decisions
import storage.forecast_ledger
import storage.objections
import storage.people
import storage.plan
from handlers.change_requests import flows, objections
from handlers.common.requests import UNKNOWN_SOURCE
from handlers.decisions import consent_windows
from handlers.decisions import flows as decision_flows
from handlers.plan import corrections
from rules.change_requests.fields import FieldKind
from rules.change_requests.parsing import RequestedChange
from rules.corrections import Correction, Verb
from rules.decisions.decision import DecisionFields, DecisionState
from rules.people import Person
from rules.refusal import Refusal
from storage.engine.database import Store
from tests.steps.at_once import at_once

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TEAM = "T1"
PEOPLE = {name: Person(f"U{name.upper()}00001", TEAM, name.title()) for name in ("mia", "lee", "otto", "con")}
ROUNDS = range(4)


@pytest.fixture
def plan(store: Store) -> Store:
    store.transact_now(_add_plan)
    return store


def _add_plan(session: Session) -> None:
    for person in PEOPLE.values():
        storage.people.save_person(session, person=person, now=NOW)
    mia, lee, otto = (PEOPLE[name].id for name in ("mia", "lee", "otto"))
    storage.audit.set_actor(session, team=TEAM, actor=mia, now=NOW)
    program = storage.plan.add_program(
        session, team=TEAM, name="Atlas", start=date(2026, 1, 5), zone="UTC", manager=mia, now=NOW
    )
    project = storage.plan.add_project(session, team=TEAM, program=program.id, name="Login", lead=lee, now=NOW)
    storage.plan.add_milestone(
        session, team=TEAM, project=project.id, name="Auth API", day=date(2026, 3, 13), owner=otto, by=mia, now=NOW
    )


def signed(who: str, flow: Callable[..., Any], **said: Any) -> Callable[[Session], Any]:
    """Return a flow of a person, signed by them as the app does."""

    def run(session: Session) -> Any:
        storage.audit.set_actor(session, team=TEAM, actor=PEOPLE[who].id, now=NOW)
        return flow(session, person=PEOPLE[who], now=NOW, **said)

    return run


def _request(session: Session) -> str:
    asked = [RequestedChange("M-1", FieldKind.COMMITTED, "2026-03-18")]
    return flows.request_change(
        session, person=PEOPLE["otto"], title="Late", asked=asked, why="late", source=UNKNOWN_SOURCE, now=NOW
    ).id


def approve(id: str, answer: str = "") -> Callable[[Session], Any]:
    return signed("lee", flows.approve, id=id, basis="", answer=answer)


@pytest.mark.parametrize("_", ROUNDS)
def test_one_of_two_decisions_on_a_request_counts(plan: Store, _: int) -> None:
    id = plan.transact_now(_request)
    results = at_once(
        plan,
        approve(id),
        signed("mia", flows.reject, id=id, because="we wait"),
    )
    assert sum(isinstance(one, Refusal) for one in results) == 1
    request = plan.read_now(storage.change_requests.get_request, team=TEAM, id=id)
    committed = plan.read_now(storage.plan.milestone, team=TEAM, id="M-1").committed
    assert (request.state == "approved") == (committed == date(2026, 3, 18))
    assert request.state in ("approved", "rejected")


@pytest.mark.parametrize("_", ROUNDS)
def test_request_is_not_approved_over_an_objection_nobody_answered(plan: Store, _: int) -> None:
    id = plan.transact_now(_request)
    results = at_once(
        plan,
        approve(id),
        signed("con", objections.object_to, id=id, text="it breaks"),
    )
    assert sum(isinstance(one, Refusal) for one in results) == 1
    request = plan.read_now(storage.change_requests.get_request, team=TEAM, id=id)
    raised = plan.read_now(storage.objections.objections_to, team=TEAM, subject=id)
    assert (request.state == "approved") != bool(raised)


@pytest.mark.parametrize("_", ROUNDS)
def test_objection_withdrawn_during_an_approval_is_settled_once(plan: Store, _: int) -> None:
    id = plan.transact_now(_request)
    plan.transact_now(signed("con", objections.object_to, id=id, text="it breaks"))
    at_once(
        plan,
        approve(id, answer="it is fixed"),
        signed("con", objections.withdraw_objection, id=id),
    )
    (raised,) = plan.read_now(storage.objections.objections_to, team=TEAM, subject=id)
    assert not raised.open
    assert plan.read_now(storage.change_requests.get_request, team=TEAM, id=id).state == "approved"


@pytest.mark.parametrize("_", ROUNDS)
def test_approval_during_an_edit_is_of_what_was_shown(plan: Store, _: int) -> None:
    id = plan.transact_now(_request)
    commit = Correction(Verb.COMMIT, "M-1", "2026-03-16")
    results = at_once(
        plan,
        approve(id),
        signed(
            "mia",
            corrections.apply_correction,
            correction=commit,
            day=date(2026, 3, 16),
            source=UNKNOWN_SOURCE,
        ),
    )
    assert not any(isinstance(one, Refusal) for one in results)
    request = plan.read_now(storage.change_requests.get_request, team=TEAM, id=id)
    days = [entry.day for entry in plan.read_now(storage.forecast_ledger.baseline_entries, team=TEAM)]
    committed = plan.read_now(storage.plan.milestone, team=TEAM, id="M-1").committed
    first, edited, asked = date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 18)
    assert days in ([first, asked, edited], [first, edited])
    assert committed == edited
    assert (request.state == "approved") == (asked in days)
    assert results[0].stale == (request.state == "open")


def _ask(session: Session, agree: Sequence[str]) -> str:
    people = tuple(PEOPLE[name].id for name in agree)
    fields = DecisionFields("Which region?", ("EU", "US"), decider=PEOPLE["lee"].id, must_agree=people, about="PRJ-1")
    return decision_flows.ask_decision(session, person=PEOPLE["otto"], fields=fields, source=UNKNOWN_SOURCE, now=NOW).id


def decide(id: str, option: str) -> Callable[[Session], Any]:
    return signed("lee", consent_windows.decide, id=id, option=option, because="", source=UNKNOWN_SOURCE)


def agree(id: str, who: str) -> Callable[[Session], Any]:
    return signed(who, consent_windows.agree, id=id)


@pytest.mark.parametrize("_", ROUNDS)
def test_question_is_decided_once(plan: Store, _: int) -> None:
    id = plan.transact_now(_ask, ())
    results = at_once(plan, decide(id, "EU"), decide(id, "US"))
    (won,) = [one for one in results if not isinstance(one, Refusal)]
    assert plan.read_now(storage.decisions.get_decision, team=TEAM, id=id).chosen == won.chosen


@pytest.mark.parametrize("_", ROUNDS)
def test_last_two_who_agree_adopt_the_proposal(plan: Store, _: int) -> None:
    id = plan.transact_now(_ask, ("mia", "con"))
    plan.transact_now(decide(id, "EU"))
    at_once(plan, agree(id, "mia"), agree(id, "con"))
    decision = plan.read_now(storage.decisions.get_decision, team=TEAM, id=id)
    assert decision.state is DecisionState.BY_CONSENT
    assert set(decision.agreed) == {PEOPLE["mia"].id, PEOPLE["con"].id}


@pytest.mark.parametrize("_", ROUNDS)
def test_objection_beside_the_last_agreement_is_kept(plan: Store, _: int) -> None:
    id = plan.transact_now(_ask, ("mia", "con"))
    plan.transact_now(decide(id, "EU"))
    plan.transact_now(agree(id, "mia"))
    at_once(
        plan,
        agree(id, "con"),
        signed("con", consent_windows.object_to, id=id, text="too dear", source=UNKNOWN_SOURCE),
    )
    decision = plan.read_now(storage.decisions.get_decision, team=TEAM, id=id)
    raised = plan.read_now(storage.objections.objections_to, team=TEAM, subject=id)
    if decision.open:
        assert any(one.open for one in raised)
    else:
        assert decision.state is DecisionState.BY_CONSENT
        assert not any(one.open for one in raised)
