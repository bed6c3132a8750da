"""A small random workspace, a careless view that shows all of it, and an oracle of who may read what."""

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
# U1 manages the program and U2 leads the project; U6, never looked up, is a member who is in no closed channel.
USERS, UNMET = ("U1", "U2", "U3", "U4", "U5"), "U6"
PEOPLE = (*USERS, UNMET)
OPEN, EXTERNAL, CLOSED = ("C1", "C2"), ("C3",), ("C4", "C5")
PLACES = OPEN + EXTERNAL + CLOSED
DESTINATIONS = PEOPLE + PLACES
Said = tuple[str, str]


@dataclass(frozen=True)
class LeakWorld:
    """A random workspace: guests, members of the closed channels, and the channel and author of each statement.

    `said` are milestones, `blocked` blockers, `watched` risks and `because` reasons.
    """

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
    """Build the world in an empty store and return the canary text of each of its things."""
    empty_store(session)
    session.expire_all()
    storage.audit.set_actor(session, team=TEAM, actor="U1", now=NOW)
    save_members(session, world=world)
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
    _add_statements(session, world=world, project=project.id, names=iter(canaries[len(world.said) :]))
    return canaries


def _add_statements(session: Session, *, world: LeakWorld, project: str, names: Any) -> None:
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
        origin = {"source_channel": channel, "restricted": channel in CLOSED}
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
            **origin,
        )
    for (channel, by), ts in zip(world.because, count(1), strict=False):
        source = Source(channel=channel, ts=str(ts), private=True)
        storage.updates.add_note(
            session, kind="reason", text=next(names), project=project, by=by, source=source, now=NOW
        )


def empty_store(session: Session) -> None:
    for table in reversed(BaseRow.metadata.sorted_tables):
        session.connection().execute(table.delete())


def save_members(session: Session, *, world: LeakWorld) -> None:
    """Save people and channels as the world has them, which may differ from when things were said."""
    for id in USERS:
        storage.people.save_person(session, person=Person(id, TEAM, is_guest=id in world.guests), now=NOW)
    session.flush()
    session.connection().execute(delete(ChannelMemberRow))
    session.expire_all()
    for id in PLACES:
        channel = KnownChannel(id, is_private=id in CLOSED, is_external=id in EXTERNAL)
        storage.channels.save_channel(session, team=TEAM, channel=channel, now=NOW)
        storage.privacy.set_members(session, team=TEAM, channel=id, users=world.seats.get(id, frozenset()))


def may_read(world: LeakWorld, number: int, destination: str) -> bool:
    """Return whether everyone who reads the destination may read the thing.

    Written independently of the code under test, from the rules in docs/behaviours.md.
    """
    channel, by = world.things[number]
    if destination in PEOPLE:
        if destination in world.guests:
            return destination == by
        return channel not in CLOSED or destination in world.seats[channel] | {by, "U1", "U2"}
    if destination == channel:
        return True
    return channel not in CLOSED and destination not in EXTERNAL


def item_ids(world: LeakWorld) -> list[str]:
    """Return the id of each thing; a reason has an empty one."""
    counts = [("M", len(world.said)), ("B", len(world.blocked)), ("R", len(world.watched))]
    return [f"{kind}-{n + 1}" for kind, count_of_kind in counts for n in range(count_of_kind)] + [""] * len(
        world.because
    )


def post_everything(session: Session, *, world: LeakWorld, canaries: list[str]) -> None:
    """Post everything to everyone, in every kind of block, as a careless view would."""
    lines = [f"{id} {name}".strip() for id, name in zip(item_ids(world), canaries, strict=True)]
    sections = [{"type": "rich_text_section", "elements": [{"type": "text", "text": line}]} for line in lines]
    blocks: list[dict[str, Any]] = [
        {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": sections}]},
        *(
            {"type": "section", "text": {"type": "mrkdwn", "text": f"*{line}*"}, "accessory": _button(line)}
            for line in lines
        ),
        {"type": "actions", "elements": [_button(line) for line in lines]},
        {
            "type": "table",
            "rows": [[{"type": "raw_text", "text": part} for part in line.split(" ", 1)] for line in lines],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": line} for line in lines]},
    ]
    for destination in DESTINATIONS:
        message = RenderedMessage(blocks, "\n".join(lines))
        posting.post_message(session, key=f"k:{destination}", team=TEAM, channel=destination, message=message, now=NOW)


def _button(line: str) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": "card",
        "value": line.split()[0],
        "text": {"type": "plain_text", "text": line},
    }


def claim_all_posts(session: Session) -> list[ClaimedPost]:
    posts: list[ClaimedPost] = []
    while claimed := claim_next(session, now=NOW, lease=NOW - NOW, limit=50):
        posts += claimed
        session.connection().execute(gate_table.delete())
        session.connection().execute(
            outbox_table.update().where(outbox_table.c.id.in_([p.id for p in claimed])).values(state="sent")
        )
    return posts


@dataclass(frozen=True)
class LeakReport:
    """The posts of a world: things shown to people who may not read them, and things kept from people who may."""

    canaries: list[str]
    posts: list[ClaimedPost]
    leaked: list[str]
    kept_back: list[str]


def told(store: Store, world: LeakWorld) -> LeakReport:
    """Build the world, post everything to everyone, and compare the queued posts with the oracle."""
    canaries = store.transact_now(build, world=world)
    store.transact_now(post_everything, world=world, canaries=canaries)
    posts = store.transact_now(claim_all_posts)
    leaked, kept_back = [], []
    for post in posts:
        payload = str(post.payload)
        for number, (id, canary) in enumerate(zip(item_ids(world), canaries, strict=True)):
            allowed = may_read(world, number, post.channel)
            mentions = [canary in payload, *([f"'{id}'" in payload or f"{id} " in payload] if id else [])]
            if any(mentions) and not allowed:
                leaked.append(f"{id or canary} to {post.channel}")
            if allowed and not all(mentions):
                kept_back.append(f"{id or canary} from {post.channel}")
    return LeakReport(canaries, posts, leaked, kept_back)


def moved(world: LeakWorld, later: LeakWorld) -> LeakWorld:
    """Return the same things in a world where the channels have other members."""
    return replace(world, guests=later.guests, seats=later.seats)


def judged_wrong(store: Store, world: LeakWorld, told: LeakReport) -> list[str]:
    """Return the posts of `told` that would be sent though a reader may no longer read them, or held though all may."""

    def verdicts(session: Session) -> list[bool]:
        save_members(session, world=world)
        session.flush()
        return [storage.privacy.is_post_allowed(session, post=post) for post in told.posts]

    wrong = []
    for post, may_go in zip(told.posts, store.transact_now(verdicts), strict=True):
        mentioned = [number for number, canary in enumerate(told.canaries) if canary in str(post.payload)]
        if may_go != all(may_read(world, number, post.channel) for number in mentioned):
            wrong.append(f"{post.channel}: {'sent' if may_go else 'held'}")
    return wrong
