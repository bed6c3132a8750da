"""Nothing that was said behind a closed door leaves it: random memberships, channels and things, on a real database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session

import storage.audit
import storage.channels
import storage.people
import storage.plan
import storage.privacy
from handlers import post
from program.people import Person
from storage.channels import Channel
from storage.database import Store
from storage.outbox import Post, claim_next
from storage.tables.people import ChannelMemberRow
from storage.tables.queues import gate, outbox
from templates import Message

TEAM = "T1"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
USERS = ("U1", "U2", "U3", "U4", "U5")
OPEN, EXTERNAL, CLOSED = ("C1", "C2"), ("C3",), ("C4", "C5")


@dataclass(frozen=True)
class World:
    """Who is a guest, who sits in which closed channel, and where and by whom each milestone was said."""

    guests: frozenset[str]
    seats: dict[str, frozenset[str]]
    said: tuple[tuple[str, str], ...]


def worlds() -> st.SearchStrategy[World]:
    somebody = st.frozensets(st.sampled_from(USERS))
    said = st.tuples(st.sampled_from(OPEN + EXTERNAL + CLOSED), st.sampled_from(USERS))
    seats = st.fixed_dictionaries(dict.fromkeys(CLOSED, somebody))
    return st.builds(World, somebody, seats, st.lists(said, min_size=1, max_size=5).map(tuple))


@pytest.fixture
def workspace(store: Store) -> Callable[[World], list[str]]:
    """Builds a world in the store; the canary of each milestone comes back."""

    def build(world: World) -> list[str]:
        return store.transact_now(_build, world=world)

    return build


def _build(session: Session, *, world: World) -> list[str]:
    from tests.storage.conftest import _empty

    _empty(session)
    session.expire_all()
    storage.audit.acting(session, team=TEAM, actor="U1", now=NOW)
    for id in USERS:
        person = Person(id, TEAM, is_guest=id in world.guests)
        storage.people.remember(session, person=person, now=NOW)
    for id in OPEN + EXTERNAL + CLOSED:
        found = Channel(id, is_private=id in CLOSED, is_external=id in EXTERNAL)
        storage.channels.remember(session, team=TEAM, channel=found, now=NOW)
        storage.privacy.seat(session, team=TEAM, channel=id, users=world.seats.get(id, frozenset()))
    program = storage.plan.add_program(
        session, team=TEAM, name="P", start=NOW.date(), zone="UTC", manager="U1", now=NOW
    )
    project = storage.plan.add_project(session, team=TEAM, program=program.id, name="J", lead="U2", now=NOW)
    canaries = []
    for number, (channel, owner) in enumerate(world.said):
        canaries.append(f"canary number {number} sings")
        storage.plan.add_milestone(
            session,
            team=TEAM,
            project=project.id,
            name=canaries[-1],
            day=None,
            owner=owner,
            by=owner,
            now=NOW,
            source_channel=channel,
            restricted=channel in CLOSED,
        )
    return canaries


def _oracle(world: World, number: int, destination: str) -> bool:
    """May all who read there read that? Written down again, from the sentences of the product page."""
    channel, owner = world.said[number]
    if destination in USERS:
        if destination in world.guests:
            return destination == owner
        return channel not in CLOSED or destination in world.seats[channel] | {owner, "U1", "U2"}
    if destination == channel:
        return True
    return channel not in CLOSED and destination not in EXTERNAL


def _shout(session: Session, *, canaries: list[str]) -> None:
    """A careless view: everything, in every shape, to everybody."""
    words = [f"M-{n + 1} {name}" for n, name in enumerate(canaries)]
    sections = [{"type": "rich_text_section", "elements": [{"type": "text", "text": line}]} for line in words]
    blocks: list[dict[str, Any]] = [
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": sections}]},
        *(
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{line}*"}, "accessory": _button(line)}
            for line in words
        ),
        {"type": "actions", "elements": [_button(line) for line in words]},
        {
            "type": "table",
            "rows": [[{"type": "raw_text", "text": part} for part in line.split(" ", 1)] for line in words],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": line} for line in words]},
    ]
    for destination in USERS + OPEN + EXTERNAL + CLOSED:
        message = Message(blocks, "\n".join(words))
        post.say(session, key=f"k:{destination}", team=TEAM, channel=destination, message=message, now=NOW)


def _button(line: str) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": "card",
        "value": line.split()[0],
        "text": {"type": "plain_text", "text": line},
    }


def _sent(session: Session) -> list[Post]:
    posts: list[Post] = []
    while found := claim_next(session, now=NOW, lease=NOW - NOW, limit=50):
        posts += found
        session.connection().execute(gate.delete())
        session.connection().execute(outbox.update().where(outbox.c.id.in_([p.id for p in found])).values(state="sent"))
    return posts


slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@slow
@given(world=worlds())
def test_a_careless_view_tells_nobody_what_they_may_not_read_and_everybody_what_they_may(
    world: World, store: Store, workspace: Callable[[World], list[str]]
) -> None:
    canaries = workspace(world)
    store.transact_now(_shout, canaries=canaries)
    posts = store.transact_now(_sent)
    assert {post.channel for post in posts} == set(USERS + OPEN + EXTERNAL + CLOSED)
    for sent in posts:
        told = str(sent.payload)
        for number, canary in enumerate(canaries):
            allowed = _oracle(world, number, sent.channel)
            assert (canary in told) == allowed, (canary, sent.channel)
            assert (f"'M-{number + 1}'" in told or f"M-{number + 1} " in told) == allowed


@slow
@given(world=worlds(), later=worlds())
def test_what_was_queued_is_judged_again_by_who_reads_at_the_moment_of_sending(
    world: World, later: World, store: Store, workspace: Callable[[World], list[str]]
) -> None:
    canaries = workspace(world)
    store.transact_now(_shout, canaries=canaries)
    store.transact_now(_move, world=later)
    changed = World(later.guests, later.seats, world.said)

    def allowed(session: Session) -> list[tuple[Post, bool]]:
        return [(p, storage.privacy.still_allowed(session, post=p)) for p in _sent(session)]

    for sent, may_go in store.transact_now(allowed):
        told = [n for n, canary in enumerate(canaries) if canary in str(sent.payload)]
        assert may_go == all(_oracle(changed, n, sent.channel) for n in told), sent.channel


def _move(session: Session, *, world: World) -> None:
    for id in USERS:
        person = Person(id, TEAM, is_guest=id in world.guests)
        storage.people.remember(session, person=person, now=NOW)
    session.flush()
    session.connection().execute(delete(ChannelMemberRow))
    session.expire_all()
    for channel, users in world.seats.items():
        storage.privacy.seat(session, team=TEAM, channel=channel, users=users)


def test_a_published_thing_is_seen_by_all(store: Store, workspace: Callable[[World], list[str]]) -> None:
    workspace(World(frozenset(), dict.fromkeys(CLOSED, frozenset[str]()), (("C4", "U3"),)))
    stranger = Person("U5", TEAM)
    assert store.transact_now(storage.privacy.hidden, person=stranger) == {"M-1"}
    assert store.transact_now(_publish) is True
    assert store.transact_now(_publish) is False
    assert store.transact_now(storage.privacy.hidden, person=stranger) == frozenset()


def _publish(session: Session) -> bool:
    storage.audit.acting(session, team=TEAM, actor="U1", now=NOW)
    return storage.privacy.publish(session, team=TEAM, id="M-1")
