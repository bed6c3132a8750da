"""Nothing that was said behind a closed door leaves it: random memberships, channels and things, on a real database."""

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
    somebody = st.frozensets(st.sampled_from(USERS))
    said = st.tuples(st.sampled_from(PLACES), st.sampled_from(USERS))
    seats = st.fixed_dictionaries(dict.fromkeys(CLOSED, somebody))
    inside = st.tuples(st.sampled_from(CLOSED), st.sampled_from(USERS))
    return st.builds(
        LeakWorld,
        somebody,
        seats,
        st.lists(said, min_size=1, max_size=5).map(tuple),
        st.lists(said, max_size=2).map(tuple),
        st.lists(said, max_size=2).map(tuple),
        st.lists(inside, max_size=2).map(tuple),
    )


slow = settings(
    max_examples=form(short=10, whole=25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@slow
@given(world=worlds())
def test_a_careless_view_tells_nobody_what_they_may_not_read_and_everybody_what_they_may(
    world: LeakWorld, store: Store
) -> None:
    told = leaks.told(store, world)
    assert {post.channel for post in told.posts} == set(DESTINATIONS)
    assert told.leaked == []
    assert told.kept_back == []


@slow
@given(world=worlds(), later=worlds())
def test_what_was_queued_is_judged_again_by_who_reads_at_the_moment_of_sending(
    world: LeakWorld, later: LeakWorld, store: Store
) -> None:
    told = leaks.told(store, world)
    assert leaks.judged_wrong(store, leaks.moved(world, later), told) == []


def test_a_published_thing_is_seen_by_all(store: Store) -> None:
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
