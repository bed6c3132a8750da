"""Properties of change requests over random sequences of requests and direct changes."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlmodel import Session

import storage.forecast_ledger
import storage.plan
from handlers.change_requests import flows
from handlers.common.requests import UNKNOWN_SOURCE
from handlers.plan import corrections
from rules.change_requests.fields import FieldKind
from rules.change_requests.parsing import RequestedChange
from rules.corrections import Correction, Verb
from rules.people import Person
from rules.plan import Milestone
from rules.refusal import Refusal
from tests.scenarios import set_up_roles_with_consumer
from tests.talk import Talk


def milestones(session: Session, *, team: str) -> dict[str, Milestone]:
    return {m.id: m for m in storage.plan.milestones(session, team=team)}


def explained_days(session: Session, *, team: str) -> dict[str, date | None]:
    """Return the committed date that the history of each milestone ends with."""
    return {entry.milestone: entry.day for entry in storage.forecast_ledger.baseline_entries(session, team=team)}


@pytest.mark.parametrize("seed", range(3))
async def test_history_explains_every_date_and_effects_come_true(talk: Talk, seed: int) -> None:
    await set_up_roles_with_consumer(talk)
    chance, deps = random.Random(seed), talk.bot.deps
    people = {name: Person(talk.users[name].id, deps.team, name) for name in ("otto", "spo", "mia", "lee")}
    for _ in range(8):
        id = chance.choice(["M-1", "M-3"])
        day = date(2026, 3, 9) + timedelta(days=chance.randrange(40))
        if chance.random() < 0.5:
            await _commit_directly(talk, people, chance.choice(["mia", "lee"]), id, day)
        else:
            await _request_and_approve(talk, people, id, day)
        found: Mapping[str, Milestone] = await deps.read(milestones, team=deps.team)
        explained = await deps.read(explained_days, team=deps.team)
        assert {m.id: m.committed for m in found.values()} == {id: explained[id] for id in found}


async def _commit_directly(talk: Talk, people: Mapping[str, Person], who: str, id: str, day: date) -> None:
    deps = talk.bot.deps.signed_by(people[who].id)
    correction = Correction(Verb.COMMIT, id, f"{day.day} {day:%b %Y}")
    try:
        await deps.commit(
            corrections.apply_correction,
            person=people[who],
            correction=correction,
            day=day,
            source=UNKNOWN_SOURCE,
            now=deps.now(),
        )
    except Refusal:
        return


async def _request_and_approve(talk: Talk, people: Mapping[str, Person], id: str, day: date) -> None:
    """Approve a request, and compare the dates it promised with those that the plan then has."""
    asked = (RequestedChange(id, FieldKind.COMMITTED, day.isoformat()),)
    deps = talk.bot.deps.signed_by(people["otto"].id)
    try:
        request = await deps.commit(
            flows.request_change,
            person=people["otto"],
            title="",
            asked=asked,
            why="",
            source=UNKNOWN_SOURCE,
            now=deps.now(),
        )
    except Refusal:
        return
    deps = talk.bot.deps.signed_by(people["spo"].id)
    approve = flows.approve
    outcome = await deps.commit(approve, person=people["spo"], id=request.id, basis=request.basis, now=deps.now())
    assert not outcome.stale
    found = await deps.read(milestones, team=deps.team)
    moved = {move["id"]: date.fromisoformat(move["new"]) for move in outcome.request.impact["moved"]}
    assert {id: found[id].expected for id in moved} == moved
