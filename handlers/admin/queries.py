"""What administrators look after: parked work without its contents, linked channels, the work of people who left."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.channels
import storage.faults
import storage.orphans
import storage.queues.inbox
import storage.queues.outbox
from storage.faults import Fault
from storage.orphans import Left
from storage.queues.inbox import Parked
from storage.queues.outbox import ParkedPost

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """`waiting` counts posts and deliveries under way; `oldest` since when the oldest waits; both without contents.

    `undone` is what the clock could not do for one person, program or thing.
    """

    deliveries: tuple[Parked, ...]
    posts: tuple[ParkedPost, ...]
    left: tuple[Left, ...]
    waiting: int
    oldest: timedelta | None
    undone: tuple[Fault, ...] = ()

    @property
    def parked(self) -> int:
        return len(self.deliveries) + len(self.posts)


@dataclass(frozen=True, slots=True)
class Place:
    """A linked channel as Slack last described it."""

    id: str
    serves: tuple[str, ...]
    closed: bool
    external: bool
    archived: bool
    here: bool


def desk(session: Session, *, team: str, now: datetime) -> Desk:
    posts, events = storage.queues.outbox.counts(session), storage.queues.inbox.counts(session)
    waiting = sum(posts.states.get(state, 0) for state in ("queued", "sending", "unknown")) + events.waiting
    oldest = min((at for at in (posts.oldest, events.oldest) if at), default=None)
    return Desk(
        deliveries=tuple(storage.queues.inbox.parked(session, team=team)),
        posts=tuple(storage.queues.outbox.parked(session, team=team)),
        left=storage.orphans.left(session, team=team),
        waiting=waiting,
        oldest=now - oldest if oldest else None,
        undone=storage.faults.every(session, team=team),
    )


def places(session: Session, *, team: str) -> tuple[Place, ...]:
    found = []
    for channel, serves in storage.channels.linked(session, team=team).items():
        known = storage.channels.get(session, team=team, id=channel)
        flags = (
            (known.is_private, known.is_external, known.is_archived, known.has_bot)
            if known
            else (True, False, False, False)
        )
        found.append(Place(channel, serves, *flags))
    return tuple(found)
