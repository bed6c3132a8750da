"""A message with everything needed to capture it, the 📝 on it, and the private answer to its author."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

import templates
from handlers.common import channels, posting
from handlers.common.deps import Deps
from handlers.common.requests import Source, message_permalink
from rules.capture import Interpretation, MilestoneIndex
from rules.people import Person


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """A message with everything needed to capture it.

    `can_reply_privately` is false where the author cannot be answered in private.
    """

    person: Person
    interpretation: Interpretation
    milestone_index: MilestoneIndex
    projects: tuple[str, ...]
    source: Source
    now: datetime
    can_reply_privately: bool = True


async def message_source(event: dict[str, Any], text: str, deps: Deps) -> Source:
    """Return the source of a message event, with its permalink and whether everyone can read it."""
    channel, ts, thread = event["channel"], event["ts"], event.get("thread_ts")
    return Source(
        channel=channel,
        ts=ts,
        thread_ts=thread if thread != ts else None,
        permalink=message_permalink(deps.url, channel, ts, thread),
        text=text,
        private=await channels.is_closed(deps, channel),
    )


def add_saved_reaction(session: Session, *, person: Person, source: Source, now: datetime, stamp: str = "") -> None:
    """Add 📝 to the message, to show that something of it is saved."""
    key = f"memo:{source.channel}:{source.ts}{stamp}"
    posting.set_reaction(session, key=key, team=person.team, channel=source.channel, ts=source.ts, now=now)


def remove_saved_reaction(session: Session, *, person: Person, source: Source, now: datetime, stamp: str) -> None:
    """Remove 📝 from a message of which nothing is saved any more."""
    posting.set_reaction(
        session,
        key=f"memo-off:{source.channel}:{source.ts}:{stamp}",
        team=person.team,
        channel=source.channel,
        ts=source.ts,
        now=now,
        add=False,
    )


def reply_privately(
    session: Session,
    *,
    person: Person,
    source: Source,
    message: templates.RenderedMessage,
    now: datetime,
    kind: str = "saved",
    stamp: str = "",
) -> None:
    """Answer a message where only its author sees it; each kind of answer, with its stamp, is posted once."""
    posting.post_ephemeral(
        session,
        key=f"{kind}:{source.channel}:{source.ts}{stamp}",
        team=person.team,
        channel=source.channel,
        user=person.id,
        message=message,
        now=now,
        thread_ts=source.thread_ts,
    )
