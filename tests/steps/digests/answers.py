"""A posted digest and answers to its lines."""

from datetime import UTC, datetime, timedelta

from sandbox.model import Message
from tests.prepared import prepared
from tests.scenarios import set_up_two_projects
from tests.talk import Talk, message_text

# Monday at nine in Berlin, a minute after the digest is due.
POSTED = datetime(2026, 3, 9, 8, 1, tzinfo=UTC)
BLOCKED, LATE = "ask:B-1", "trouble:M-1"


@prepared
async def set_up_posted_digest(talk: Talk) -> None:
    """Post a digest with a late milestone (M-1, Ana's) and a blocker of Bo's that needs Cleo (B-1)."""
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.say("bo", "payments", "block M-2: no test cards, needs @cleo by Friday")
    await talk.fast_forward(to=POSTED)


def digests(talk: Talk, place: str = "news", who: str = "ana") -> list[Message]:
    channel = talk.sandbox.workspace.channel_named(place)
    return [m for m in talk.sandbox.person(who).visible_messages(channel) if "Atlas, week" in message_text(m)]


def shown(talk: Talk, place: str = "news", who: str = "ana") -> str:
    """Return the newest digest of a channel as it reads now."""
    return message_text(digests(talk, place, who)[-1])


def under(talk: Talk, key: str, on: Message | None = None) -> str:
    """Return the block of one line as it reads now, with its answers."""
    blocks = (on or digests(talk)[-1]).blocks
    return str(next(block for block in blocks if block.get("block_id", "").endswith(f" {key}"))["text"]["text"])


async def answer(talk: Talk, who: str, kind: str, key: str, on: Message | None = None) -> str:
    """Choose an answer in the menu beside a line; return what the person then reads in private."""
    message = on or digests(talk, who=who)[-1]
    before = {m.ts for m in talk.private(who)}
    await press(talk, who, kind, key, message)
    await talk.settle()
    return "\n".join(message_text(m) for m in talk.private(who) if m.ts not in before)


async def press(talk: Talk, who: str, kind: str, key: str, message: Message) -> None:
    """Choose an answer without waiting for what comes of it."""
    block = next(block for block in message.blocks if block.get("block_id", "").endswith(f" {key}"))
    await talk.sandbox.person(who).click(message, "digest_answer", value=kind, block_id=block["block_id"])


def direct(talk: Talk, who: str) -> str:
    """Return what Baton and a person have said to each other."""
    return "\n".join(talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who])))
