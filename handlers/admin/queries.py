"""The administrator's desk: failed deliveries without their content, linked channels, and former members' work."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

import storage.channels
import storage.faults
import storage.orphans
import storage.queues.inbox
import storage.queues.outbox
from storage.faults import JobFault
from storage.orphans import FormerMember
from storage.queues.inbox import ParkedEvent
from storage.queues.outbox import ParkedPost

MAX_ITEMS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class AdminDesk:
    """The administrator's desk; nothing on it shows the content of a message.

    `waiting` counts posts and deliveries under way, `oldest` is the age of the oldest. `undone` lists jobs of the clock
    that failed for one person, program or thing.
    """

    deliveries: tuple[ParkedEvent, ...]
    posts: tuple[ParkedPost, ...]
    left: tuple[FormerMember, ...]
    waiting: int
    oldest: timedelta | None
    undone: tuple[JobFault, ...] = ()

    @property
    def parked(self) -> int:
        return len(self.deliveries) + len(self.posts)


@dataclass(frozen=True, slots=True)
class LinkedChannel:
    """A linked channel as Slack last described it."""

    id: str
    serves: tuple[str, ...]
    closed: bool
    external: bool
    archived: bool
    here: bool


def desk_overview(session: Session, *, team: str, now: datetime) -> AdminDesk:
    posts, events = storage.queues.outbox.counts(session), storage.queues.inbox.counts(session)
    waiting = sum(posts.states.get(state, 0) for state in ("queued", "sending", "unknown")) + events.waiting
    oldest = min((since for since in (posts.oldest, events.oldest) if since), default=None)
    return AdminDesk(
        deliveries=tuple(storage.queues.inbox.parked_events(session, team=team)),
        posts=tuple(storage.queues.outbox.parked_posts(session, team=team)),
        left=storage.orphans.former_members(session, team=team),
        waiting=waiting,
        oldest=now - oldest if oldest else None,
        undone=storage.faults.all_faults(session, team=team),
    )


def linked_channels(session: Session, *, team: str) -> tuple[LinkedChannel, ...]:
    linked = []
    for channel, serves in storage.channels.subjects_by_channel(session, team=team).items():
        details = storage.channels.find_channel(session, team=team, id=channel)
        flags = (
            (details.is_private, details.is_external, details.is_archived, details.has_bot)
            if details
            else (True, False, False, False)
        )
        linked.append(LinkedChannel(channel, serves, *flags))
    return tuple(linked)
