"""Readers who answer a digest at the same moment, and replicas that send one, on both databases: each counts once."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlmodel import Session

import storage.audit
import storage.digesting.answers
import storage.follows
import storage.people
import storage.plan
import storage.posted_notices
from handlers.answers import flows, line_refs, questions
from handlers.followers import flows as followers
from handlers.preferences import following
from rules.people import Person
from rules.refusal import Refusal
from storage.engine.database import Store
from tests.steps.at_once import at_once

NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
TEAM = "T1"
PEOPLE = {name: Person(f"U{name.upper()}00001", TEAM, name.title()) for name in ("mia", "lee", "otto")}
ROUNDS = range(4)
LINE = "PRG-1 2026-W10:- trouble:M-1"


@pytest.fixture
def plan(store: Store) -> Store:
    store.transact_now(_add_plan)
    return store


def _add_plan(session: Session) -> None:
    for person in PEOPLE.values():
        storage.people.save_person(session, person=person, now=NOW)
    mia, lee, otto = (PEOPLE[name].id for name in ("mia", "lee", "otto"))
    storage.audit.set_actor(session, team=TEAM, actor=mia, now=NOW)
    storage.plan.add_program(session, team=TEAM, name="Atlas", start=date(2026, 1, 5), zone="UTC", manager=mia, now=NOW)
    storage.plan.add_project(session, team=TEAM, program="PRG-1", name="Login", lead=lee, now=NOW)
    storage.plan.add_milestone(
        session, team=TEAM, project="PRJ-1", name="Auth API", day=date(2026, 3, 13), owner=otto, by=mia, now=NOW
    )


def signed(who: str, flow: Callable[..., Any], **said: Any) -> Callable[[Session], Any]:
    """Return a flow of a person, signed by them as the app does."""

    def run(session: Session) -> Any:
        storage.audit.set_actor(session, team=TEAM, actor=PEOPLE[who].id, now=NOW)
        return flow(session, person=PEOPLE[who], now=NOW, **said)

    return run


def line(kind: str) -> dict[str, Any]:
    return {"ref": line_refs.parse_ref(f"{kind} {LINE}"), "channel": "D1"}


@pytest.mark.parametrize("_", ROUNDS)
def test_one_of_two_replies_to_a_question_counts(plan: Store, _: int) -> None:
    ask = signed("mia", questions.ask_owner, **line("asked"), link="", text="When?")
    id = plan.transact_now(ask).answer.id
    words = ("on Friday", "on Monday")
    results = at_once(plan, *(signed("otto", questions.reply_to, id=id, text=text) for text in words))
    assert sum(isinstance(one, Refusal) for one in results) == 1
    kept = plan.read_now(storage.digesting.answers.get_answer, team=TEAM, id=id).reply
    assert kept == words[[isinstance(one, Refusal) for one in results].index(False)]
    news = plan.read_now(storage.posted_notices.unsent_messages, team=TEAM, channel=PEOPLE["mia"].id)
    assert len(news) == 1


@pytest.mark.parametrize("_", ROUNDS)
def test_line_muted_twice_at_once_is_muted_once(plan: Store, _: int) -> None:
    results = at_once(plan, *[signed("mia", flows.mute_line, **line("muted"))] * 2)
    assert sum(isinstance(one, Refusal) for one in results) == 1
    mutes = plan.read_now(storage.digesting.answers.open_mutes, team=TEAM, on=NOW.date())
    assert [mute.by for mute in mutes] == [PEOPLE["mia"].id]


@pytest.mark.parametrize("_", ROUNDS)
def test_two_clicks_on_follow_are_one_follow(plan: Store, _: int) -> None:
    follow = signed("mia", following.follow_subject, text="M-1", channel="")
    saved = at_once(plan, follow, follow)
    assert saved[0] == saved[1]
    found = plan.read_now(storage.follows.follows_of, team=TEAM, user=PEOPLE["mia"].id, now=NOW)
    assert [one.subject for one in found] == ["M-1"]


@pytest.mark.parametrize("_", ROUNDS)
def test_follower_gets_one_digest_from_two_replicas(plan: Store, _: int) -> None:
    user = PEOPLE["mia"].id
    plan.transact_now(storage.follows.add_follow, team=TEAM, user=user, subject="PRG-1")

    def send(session: Session) -> None:
        followers.send_digest(session, team=TEAM, user=user, week="2026-W10", now=NOW)

    at_once(plan, send, send)
    sent = plan.read_now(storage.posted_notices.unsent_messages, team=TEAM, channel=user)
    assert sum("Your week" in text for _id, text in sent) == 1
    # A replica that starts again finds it sent.
    plan.transact_now(send)
    assert plan.read_now(storage.posted_notices.unsent_messages, team=TEAM, channel=user) == sent
