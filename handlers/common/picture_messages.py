"""Files and pictures that are posted once: a chart of Slack's own where it has one, else a file.

Slack takes them outside the outbox, so a process may die after Slack has one and before we know. Each has a key that
says what it means; where it was begun before, the conversation is searched before anything is posted.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.errors import SlackApiError
from sqlmodel import Session

import storage.queues.claims
from handlers.common.deps import Deps
from handlers.common.private_tables import REFUSAL_CODE
from templates import RenderedMessage, pictures
from templates.pictures import Picture

# Slack's limits of a file's title and of its text for people who can't see it.
MAX_TITLE, MAX_ALT = 100, 1_000
# A process that uploads files has them done within this time, or it has died.
LEASE = timedelta(minutes=5)
BEGUN, CHART_EVENT, SEARCHED = "begun", "baton_chart", 200
CLOCK_SKEW = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class FilePlace:
    """A conversation, or a thread in it, and the key that says what the file there means, whoever posts it.

    A file of its name is this one in a thread, and outside of one if it was posted `since` an instant.
    """

    channel: str
    thread_ts: str | None = None
    key: str = ""
    since: datetime | None = None

    @property
    def mark(self) -> str:
        return hashlib.sha256(self.key.encode()).hexdigest()[:8]


def place_of_delivery(deps: Deps, channel: str) -> FilePlace:
    """Return the place of what a click or a command posts: one file for each delivery, also when it is repeated."""
    if deps.claim is None:
        return FilePlace(channel)
    return FilePlace(channel, key=f"delivery:{deps.claim.work_id}", since=deps.claim.received_at)


def lease_files(session: Session, *, team: str, name: str, now: datetime) -> bool:
    """Return whether this process may post these files now; another one may after the lease."""
    slot = int(now.timestamp() // LEASE.total_seconds())
    return storage.queues.claims.claim_slot(session, team=team, name=f"files:{name}", slot=str(slot), now=now)


async def send_picture(deps: Deps, name: str, *, user: str, filename: str, facts: dict[str, Any]) -> Picture | None:
    """Draw a picture from facts with a `title` and send it; return None if either failed."""
    with suppress(pictures.PictureError, SlackApiError):
        picture = await pictures.draw(name, **facts)
        conversation = await deps.slack.conversations_open(users=user)
        place = place_of_delivery(deps, conversation["channel"]["id"])
        await _upload_picture(deps, picture, place=place, filename=filename, title=str(facts["title"]))
        return picture
    return None


async def post_picture(
    deps: Deps, name: str, *, place: FilePlace, filename: str, facts: dict[str, Any], words: str = ""
) -> None:
    """Post a picture once, as Slack's own chart where it has and takes one, else as a file.

    Raise PictureError or SlackApiError if neither could be posted.
    """
    chart = pictures.native_chart(name, words=words, **facts)
    if chart is not None and (await _is_there(deps, place, filename) or await _post_chart(deps, chart, place)):
        return
    picture = await pictures.draw(name, **facts)
    await _upload_picture(deps, picture, place=place, filename=filename, title=str(facts["title"]), words=words)


async def _upload_picture(
    deps: Deps, picture: Picture, *, place: FilePlace, filename: str, title: str, words: str = ""
) -> None:
    await upload_once(
        deps, place=place, content=picture.png, filename=filename, title=title, alt=picture.alt, words=words
    )


async def upload_once(
    deps: Deps, *, place: FilePlace, content: bytes, filename: str, title: str = "", alt: str = "", words: str = ""
) -> None:
    """Upload a file, unless an earlier attempt with the same key has; raise SlackApiError if that failed."""
    if await _is_there(deps, place, filename):
        return
    await deps.slack.files_upload_v2(
        channel=place.channel,
        thread_ts=place.thread_ts,
        content=content,
        filename=filename,
        title=title[:MAX_TITLE] or None,
        alt_txt=alt[:MAX_ALT] or None,
        initial_comment=words or None,
    )


async def _is_there(deps: Deps, place: FilePlace, filename: str) -> bool:
    """Return whether an earlier attempt has posted this; the first one, which is noted, need not search."""
    if not place.key or await deps.write(_note_begun, team=deps.team, key=place.key, now=deps.now()):
        return False
    query: dict[str, Any] = {"channel": place.channel, "limit": SEARCHED, "include_all_metadata": True}
    if place.thread_ts:
        found = await deps.slack.conversations_replies(ts=place.thread_ts, **query)
    else:
        query["oldest"] = f"{(place.since - CLOCK_SKEW).timestamp():.6f}" if place.since else None
        found = await deps.slack.conversations_history(**query)
    return any(_shows(message, place, filename) for message in found["messages"])


def _note_begun(session: Session, *, team: str, key: str, now: datetime) -> bool:
    """Return whether this is the first attempt."""
    return storage.queues.claims.claim_slot(session, team=team, name=f"file:{key}", slot=BEGUN, now=now)


def _shows(message: dict[str, Any], place: FilePlace, filename: str) -> bool:
    marked = (message.get("metadata") or {}).get("event_payload") or {}
    files = (file.get("name") for file in message.get("files", ()))
    return marked.get("mark") == place.mark or filename in files


async def _post_chart(deps: Deps, chart: RenderedMessage, place: FilePlace) -> bool:
    """Post the chart; return False where Slack does not take such a block."""
    try:
        await deps.slack.chat_postMessage(
            channel=place.channel,
            thread_ts=place.thread_ts,
            text=chart.text,
            blocks=list(chart.blocks),
            metadata={"event_type": CHART_EVENT, "event_payload": {"mark": place.mark}},
        )
    except SlackApiError as error:
        if error.response.get("error") != REFUSAL_CODE:
            raise
        return False
    return True
