"""Privacy: restricted information never leaks, over random memberships, channels and records on a real database."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

import storage.audit
import storage.privacy
from rules.people import Person
from storage.engine.database import Store
from tests import leaks
from tests.forms import form
from tests.leaks import CLOSED, DESTINATIONS, NOW, PLACES, TEAM, USERS, LeakWorld


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
