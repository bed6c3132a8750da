"""A workspace with every kind of message, to look at the page by hand and in tests.

Run it with `python -m tests.page.gallery` and open the address that it prints.
"""

import asyncio
import struct
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.clock import SandboxClock
from sandbox.server import Sandbox
from sandbox.ui_state import suggest_verbs
from tests.page import blocks_gallery as blocks

MANIFEST: dict[str, Any] = {
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "slash_commands": [
            {
                "command": "/program",
                "description": "Milestones, blockers, digest",
                "usage_hint": "help | status | new milestone",
            }
        ],
        "shortcuts": [
            {"name": "Capture as a blocker", "type": "message", "callback_id": "capture_blocker", "description": "…"},
            {"name": "New milestone", "type": "global", "callback_id": "new_milestone", "description": "…"},
        ],
    }
}
VERBS = [
    ("help", "help", "What I can do"),
    ("status", "status [program]", "How it stands, what is red and why"),
    ("new milestone", "new milestone <name> due <date>", "Plan a milestone"),
    ("block", "block M-4: <why>", "Say what stops a milestone"),
    ("digest", "digest preview | send | pause", "The weekly digest"),
]


async def start_gallery(*, start: datetime = datetime(2025, 3, 13, 15, 20, tzinfo=UTC)) -> Sandbox:
    """Start a sandbox with people in three zones, channels and a history of messages."""
    sandbox = await Sandbox.start(clock=SandboxClock(start - timedelta(days=1)))
    sandbox.manifest = MANIFEST
    suggest_verbs(sandbox, VERBS)
    world = sandbox.workspace
    ana = world.add_user("ana", real_name="Ana Silva", tz="Europe/Lisbon", is_admin=True)
    ben = world.add_user("ben", real_name="Ben Okafor", tz="America/New_York")
    chi = world.add_user("chi", real_name="Chi Nguyen", tz="Asia/Ho_Chi_Minh")
    dev = world.add_user("dev", real_name="Dev Patel", tz="Asia/Kolkata")
    everybody = [ana, ben, chi, dev, world.bot_user_id]
    world.add_channel("mobile-platform", members=everybody).topic = "One app for all shops"
    world.add_channel("app-team", members=everybody)
    world.add_channel("backend-upgrade", members=everybody)
    world.add_channel(
        "steering", private=True, members=[ana, world.bot_user_id]
    ).topic = "Stakeholders of the mobile platform"
    world.add_channel("marketing", members=[ben, world.bot_user_id])
    world.dm_channel(ana, ben)
    await _talk(sandbox)
    sandbox.clock.advance(timedelta(days=1))
    await _show_blocks(sandbox)
    return sandbox


async def _talk(sandbox: Sandbox) -> None:
    ana, ben, chi = (sandbox.person(name) for name in ("ana", "ben", "chi"))
    place = sandbox.workspace.channel_named("mobile-platform")
    await ana.say(place, "Morning! The *login redesign* is in review: https://example.com/review/41 :tada:")
    await ana.say(place, "Staging is up again, see #app-team. `deploy 2.4.1` went fine.")
    first = await ben.say(place, "Thanks @ana. The payment vendor is late, I fear for the _loyalty integration_.")
    await chi.say(place, "How late?", thread_ts=first.ts)
    await ben.say(place, "A week, they say. I'll know more on Thursday.", thread_ts=first.ts)
    await chi.react(place, first.ts, "eyes")
    await ana.react(place, first.ts, "eyes")
    await ana.react(place, first.ts, "triangular_flag_on_post")
    sandbox.clock.advance(timedelta(minutes=12))
    await chi.say(
        place,
        "> how do we tell marketing?\nI'd wait for Thursday.\n```\nM-3  freeze  14 Mar\nM-7  store   28 Mar\n```",
    )
    edited = await ben.say(place, "M-3 slip to 14 Mar because the vendor is late")
    await ben.edit(place, edited.ts, "M-3 slip to 21 Mar because the vendor is late")
    await ana.say(place, "Do `<img src=x onerror=alert(1)>` and <!channel> and </script> stay text?")


async def _show_blocks(sandbox: Sandbox) -> None:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    ana, bot = sandbox.workspace.user_named("ana"), sandbox.workspace.bot_user_id
    place = sandbox.workspace.channel_named("mobile-platform").id
    picture = await _upload(client)
    for shown in (
        blocks.digest(ana.id),
        blocks.rich(ana.id, bot),
        blocks.tables(),
        blocks.charts(),
        blocks.inputs(),
        blocks.picture(picture),
    ):
        await client.chat_postMessage(channel=place, blocks=shown, text="See the blocks.")
    await client.chat_postEphemeral(channel=place, user=ana.id, blocks=blocks.saved(), text="Saved.")
    await client.views_publish(user_id=ana.id, view={"type": "home", "blocks": blocks.home()})
    await client.chat_postMessage(
        channel=sandbox.workspace.dm_channel(ana).id, text="Good morning, Ana. *Two* milestones wait for you."
    )


async def _upload(client: AsyncWebClient) -> str:
    """Upload a small striped picture as an app does, and return its file id."""
    rows = [b"\0" + b"".join(bytes((21, 50 + y, 61 + x // 4)) for x in range(320)) for y in range(90)]
    header = struct.pack(">IIBBBBB", 320, 90, 8, 2, 0, 0, 0)
    png = (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(b"".join(rows)))
        + _chunk(b"IEND", b"")
    )
    answer: Any = await client.files_getUploadURLExternal(
        filename="timeline.png", length=len(png), alt_txt="A timeline"
    )
    await _send(answer["upload_url"], png)
    await client.files_completeUploadExternal(files=[{"id": answer["file_id"], "title": "Timeline"}])
    return str(answer["file_id"])


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


async def _send(url: str, content: bytes) -> None:
    async with aiohttp.ClientSession() as session, session.post(url, data=content) as answer:
        answer.raise_for_status()


async def main() -> None:
    sandbox = await start_gallery()
    print(sandbox.url, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await sandbox.close()


if __name__ == "__main__":
    asyncio.run(main())
