"""A small workspace of random people, doors and words, what a careless view would say of it, and who may read that."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session

import storage.audit
import storage.blockers
import storage.channels
import storage.people
import storage.plan
import storage.privacy
import storage.register
import storage.updates
from handlers.common import posting
from handlers.common.requests import Source
from rules.people import Person
from rules.register import EntryKind
from storage.channels import KnownChannel
from storage.engine.database import Store
from storage.queues.outbox import ClaimedPost, claim_next
from storage.tables.base import BaseRow
from storage.tables.people import ChannelMemberRow
from storage.tables.queues import gate_table, outbox_table
from templates import RenderedMessage

TEAM = "T1"
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
USERS, UNMET = ("U1", "U2", "U3", "U4", "U5"), "U6"
"""U1 manages, U2 leads; of U6 Slack was never asked."""
PEOPLE = (*USERS, UNMET)
OPEN, EXTERNAL, CLOSED = ("C1", "C2"), ("C3",), ("C4", "C5")
PLACES = OPEN + EXTERNAL + CLOSED
DESTINATIONS = PEOPLE + PLACES
Said = tuple[str, str]


@dataclass(frozen=True)
class LeakWorld:
    """Who is a guest, who sits in which closed channel; where and by whom what was said (`because`: reasons)."""

    guests: frozenset[str]
    seats: dict[str, frozenset[str]]
    said: tuple[Said, ...]
    blocked: tuple[Said, ...] = ()
    watched: tuple[Said, ...] = ()
    because: tuple[Said, ...] = ()

    @property
    def things(self) -> tuple[Said, ...]:
        return self.said + self.blocked + self.watched + self.because


def build(session: Session, *, world: LeakWorld) -> list[str]:
    """The world in an empty store; the canary of each of its things comes back."""
    empty(session)
    session.expire_all()
    storage.audit.set_actor(session, team=TEAM, actor="U1", now=NOW)
    seat(session, world=world)
    program = storage.plan.add_program(
        session, team=TEAM, name="P", start=NOW.date(), zone="UTC", manager="U1", now=NOW
    )
    project = storage.plan.add_project(session, team=TEAM, program=program.id, name="J", lead="U2", now=NOW)
    canaries = [f"canary number {number} sings" for number in range(len(world.things))]
    names = iter(canaries)
    for channel, owner in world.said:
        storage.plan.add_milestone(
            session,
            team=TEAM,
            project=project.id,
            name=next(names),
            day=None,
            owner=owner,
            by=owner,
            now=NOW,
            source_channel=channel,
            restricted=channel in CLOSED,
        )
    _words(session, world=world, project=project.id, names=iter(canaries[len(world.said) :]))
    return canaries


def _words(session: Session, *, world: LeakWorld, project: str, names: Any) -> None:
    for channel, by in world.blocked:
        storage.blockers.add_blocker(
            session,
            team=TEAM,
            milestone="M-1",
            text=next(names),
            needs=None,
            needed_by=None,
            by=by,
            now=NOW,
            source_channel=channel,
            restricted=channel in CLOSED,
        )
    for channel, by in world.watched:
        where = {"source_channel": channel, "restricted": channel in CLOSED}
        values = {"text": next(names)}
        storage.register.add_entry(
            session,
            team=TEAM,
            kind=EntryKind.RISK,
            project=project,
            milestone=None,
            values=values,
            by=by,
            now=NOW,
            **where,
        )
    for (channel, by), ts in zip(world.because, count(1), strict=False):
        source = Source(channel=channel, ts=str(ts), private=True)
        storage.updates.add_note(
            session, kind="reason", text=next(names), project=project, by=by, source=source, now=NOW
        )


def empty(session: Session) -> None:
    for table in reversed(BaseRow.metadata.sorted_tables):
        session.connection().execute(table.delete())


def seat(session: Session, *, world: LeakWorld) -> None:
    """People and channels as they are now: also after things were said."""
    for id in USERS:
        storage.people.save_person(session, person=Person(id, TEAM, is_guest=id in world.guests), now=NOW)
    session.flush()
    session.connection().execute(delete(ChannelMemberRow))
    session.expire_all()
    for id in PLACES:
        found = KnownChannel(id, is_private=id in CLOSED, is_external=id in EXTERNAL)
        storage.channels.save_channel(session, team=TEAM, channel=found, now=NOW)
        storage.privacy.set_members(session, team=TEAM, channel=id, users=world.seats.get(id, frozenset()))


def oracle(world: LeakWorld, number: int, destination: str) -> bool:
    """May all who read there read that? Written down again, from the sentences of the product page."""
    channel, by = world.things[number]
    if destination in PEOPLE:
        if destination in world.guests or destination == UNMET:
            return destination == by
        return channel not in CLOSED or destination in world.seats[channel] | {by, "U1", "U2"}
    if destination == channel:
        return True
    return channel not in CLOSED and destination not in EXTERNAL


def ids(world: LeakWorld) -> list[str]:
    """The id of each thing; a reason has none."""
    counted = [("M", len(world.said)), ("B", len(world.blocked)), ("R", len(world.watched))]
    return [f"{kind}-{n + 1}" for kind, many in counted for n in range(many)] + [""] * len(world.because)


def shout(session: Session, *, world: LeakWorld, canaries: list[str]) -> None:
    """A careless view: everything, in every shape, to everybody."""
    words = [f"{id} {name}".strip() for id, name in zip(ids(world), canaries, strict=True)]
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
    for destination in DESTINATIONS:
        message = RenderedMessage(blocks, "\n".join(words))
        posting.post_message(session, key=f"k:{destination}", team=TEAM, channel=destination, message=message, now=NOW)


def _button(line: str) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": "card",
        "value": line.split()[0],
        "text": {"type": "plain_text", "text": line},
    }


def sent(session: Session) -> list[ClaimedPost]:
    posts: list[ClaimedPost] = []
    while found := claim_next(session, now=NOW, lease=NOW - NOW, limit=50):
        posts += found
        session.connection().execute(gate_table.delete())
        session.connection().execute(
            outbox_table.update().where(outbox_table.c.id.in_([p.id for p in found])).values(state="sent")
        )
    return posts


@dataclass(frozen=True)
class Told:
    """What went out of a world: what was told to whom may not read it, and kept from whom may."""

    canaries: list[str]
    posts: list[ClaimedPost]
    leaked: list[str]
    kept_back: list[str]


def told(store: Store, world: LeakWorld) -> Told:
    """The world is built, everything shouted to everybody, and what is queued held against the oracle."""
    canaries = store.transact_now(build, world=world)
    store.transact_now(shout, world=world, canaries=canaries)
    posts = store.transact_now(sent)
    leaked, kept_back = [], []
    for one in posts:
        words = str(one.payload)
        for number, (id, canary) in enumerate(zip(ids(world), canaries, strict=True)):
            allowed = oracle(world, number, one.channel)
            spoken = [canary in words, *([f"'{id}'" in words or f"{id} " in words] if id else [])]
            if any(spoken) and not allowed:
                leaked.append(f"{id or canary} to {one.channel}")
            if allowed and not all(spoken):
                kept_back.append(f"{id or canary} from {one.channel}")
    return Told(canaries, posts, leaked, kept_back)


def moved(world: LeakWorld, later: LeakWorld) -> LeakWorld:
    """The same things, when other people sit in the channels."""
    return replace(world, guests=later.guests, seats=later.seats)


def judged_wrong(store: Store, world: LeakWorld, told: Told) -> list[str]:
    """The posts of `told` that would be sent though somebody may not read them by now, or held though all may."""

    def verdicts(session: Session) -> list[bool]:
        seat(session, world=world)
        session.flush()
        return [storage.privacy.is_post_allowed(session, post=one) for one in told.posts]

    wrong = []
    for one, may_go in zip(told.posts, store.transact_now(verdicts), strict=True):
        spoken = [number for number, canary in enumerate(told.canaries) if canary in str(one.payload)]
        if may_go != all(oracle(world, number, one.channel) for number in spoken):
            wrong.append(f"{one.channel}: {'sent' if may_go else 'held'}")
    return wrong
