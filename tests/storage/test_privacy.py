"""Privacy: restricted information never leaks, over random memberships, channels and records on a real database."""

from collections.abc import Iterator
from contextlib import contextmanager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from sqlmodel import Session

import storage.audit
import storage.plan
import storage.privacy
from rules.people import Person
from storage.engine.database import Store
from tests import leaks
from tests.forms import form
from tests.leaks import CLOSED, DESTINATIONS, NOW, PLACES, TEAM, USERS, LeakWorld

ANA = Person("U1", TEAM, name="Ana")
SECRET_CHANNEL = "G9"


def worlds() -> st.SearchStrategy[LeakWorld]:
    people = st.frozensets(st.sampled_from(USERS))
    statement = st.tuples(st.sampled_from(PLACES), st.sampled_from(USERS))
    members = st.fixed_dictionaries(dict.fromkeys(CLOSED, people))
    membership = st.tuples(st.sampled_from(CLOSED), st.sampled_from(USERS))
    return st.builds(
        LeakWorld,
        people,
        members,
        st.lists(statement, min_size=1, max_size=5).map(tuple),
        st.lists(statement, max_size=2).map(tuple),
        st.lists(statement, max_size=2).map(tuple),
        st.lists(membership, max_size=2).map(tuple),
    )


slow = settings(
    max_examples=form(short=10, whole=25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@slow
@given(world=worlds())
def test_views_show_each_person_exactly_what_they_may_read(world: LeakWorld, store: Store) -> None:
    outcome = leaks.told(store, world)
    assert {post.channel for post in outcome.posts} == set(DESTINATIONS)
    assert outcome.leaked == []
    assert outcome.kept_back == []


@slow
@given(world=worlds(), later=worlds())
def test_queued_posts_are_checked_again_when_sent(world: LeakWorld, later: LeakWorld, store: Store) -> None:
    outcome = leaks.told(store, world)
    assert leaks.judged_wrong(store, leaks.moved(world, later), outcome) == []


def test_published_milestone_is_visible_to_all(store: Store) -> None:
    store.transact_now(
        leaks.build, world=LeakWorld(frozenset(), dict.fromkeys(CLOSED, frozenset[str]()), (("C4", "U3"),))
    )
    stranger = Person("U5", TEAM)
    assert store.transact_now(storage.privacy.hidden_ids, person=stranger) == {"M-1"}
    assert store.transact_now(_publish) is True
    assert store.transact_now(_publish) is False
    assert store.transact_now(storage.privacy.hidden_ids, person=stranger) == frozenset()


def _publish(session: Session) -> bool:
    storage.audit.set_actor(session, team=TEAM, actor="U1", now=NOW)
    return storage.privacy.lift_restriction(session, team=TEAM, id="M-1")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Gather what is sent to any database."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def closed_channels(session: Session) -> frozenset[str]:
    return storage.privacy.reader_for(session, person=ANA).member_of


def test_a_read_asks_for_each_thing_once(store: Store) -> None:
    def read_twice(session: Session) -> None:
        reader = storage.privacy.reader_for(session, person=ANA)
        storage.privacy.secrets_hidden_from(session, team=TEAM, by=reader)
        seen_once = len(seen)
        assert seen_once
        reader = storage.privacy.reader_for(session, person=ANA)
        storage.privacy.secrets_hidden_from(session, team=TEAM, by=reader)
        assert len(seen) == seen_once

    with statements() as seen:
        store.read_now(read_twice)


def test_rows_are_read_once_per_read(store: Store) -> None:
    def add(session: Session) -> str:
        storage.audit.set_actor(session, team=TEAM, actor=ANA.id, now=NOW)
        return storage.plan.add_program(
            session, team=TEAM, name="Atlas", start=NOW.date(), zone="UTC", manager=None, now=NOW
        ).id

    def read_twice(session: Session, id: str) -> None:
        storage.plan.program(session, team=TEAM, id=id)
        seen_once = len(seen)
        storage.plan.program(session, team=TEAM, id=id)
        assert len(seen) == seen_once

    id = store.transact_now(add)
    with statements() as seen:
        store.read_now(read_twice, id)


def test_a_write_sees_what_it_changed(store: Store) -> None:
    def join_and_look(session: Session) -> tuple[frozenset[str], frozenset[str]]:
        before = closed_channels(session)
        storage.privacy.add_member(session, team=TEAM, channel=SECRET_CHANNEL, user=ANA.id)
        session.flush()
        return before, closed_channels(session)

    assert store.transact_now(join_and_look) == (frozenset(), frozenset({SECRET_CHANNEL}))


def test_the_next_read_sees_what_changed(store: Store) -> None:
    assert store.read_now(closed_channels) == frozenset()
    store.transact_now(storage.privacy.add_member, team=TEAM, channel=SECRET_CHANNEL, user=ANA.id)
    assert store.read_now(closed_channels) == frozenset({SECRET_CHANNEL})
