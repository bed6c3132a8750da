"""Following, muting, the message limit and personal settings."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.follows
import templates
from handlers.common import posting
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


def _post_note(session: Session, *, talk: Talk, who: str, key: str, text: str, button: bool = False) -> None:
    blocks: list[dict[str, Any]] = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    if button:
        label = {"type": "plain_text", "text": "Open"}
        blocks.append({"type": "actions", "elements": [{"type": "button", "action_id": "card", "text": label}]})
    user, now = talk.users[who].id, talk.sandbox.clock.now()
    posting.post_message(
        session,
        key=key,
        team=talk.bot.deps.team,
        channel=user,
        message=templates.RenderedMessage(blocks, text),
        now=now,
    )


async def notify(talk: Talk, who: str, text: str, *, button: bool = False) -> None:
    key = f"note:{talk.sandbox.clock.now().timestamp()}:{text}"
    await talk.bot.store.transact(_post_note, talk=talk, who=who, key=key, text=text, button=button)


def direct_text(talk: Talk, who: str) -> str:
    return "\n".join(talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who])))


async def test_followed_program_is_listed_in_the_settings(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Atlas (PRG-1)" in await talk.command("bo", "follow atlas", "news")
    assert "PRG-1" in await talk.command("bo", "settings", "news")
    assert "no longer" in await talk.command("bo", "unfollow PRG-1", "news")
    assert "PRG-1" not in await talk.command("bo", "settings", "news")
    assert "There is no program PRG-9" in await talk.command("bo", "follow PRG-9", "news")


async def test_mute_applies_to_queued_messages_and_expires(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await notify(talk, "bo", "M-1 moved a first time")
    await talk.bot.store.transact(_queue_for_later, talk=talk)
    assert "Muted Identity (PRJ-1) until" in await talk.command("bo", "mute PRJ-1 3d", "news")
    await notify(talk, "bo", "M-1 moved a second time")
    await notify(talk, "bo", "M-2 moved too")
    await talk.settle()
    assert "second time" not in direct_text(talk, "bo")
    assert "M-2 moved too" in direct_text(talk, "bo")
    await talk.fast_forward(by=timedelta(days=3, minutes=1))
    assert "later about M-1" not in direct_text(talk, "bo")
    await notify(talk, "bo", "M-1 moved a third time")
    await talk.settle()
    assert "third time" in direct_text(talk, "bo")


def _queue_for_later(session: Session, *, talk: Talk) -> None:
    from storage.queues import outbox

    user, now = talk.users["bo"].id, talk.sandbox.clock.now()
    outbox.enqueue(
        session,
        key="later",
        team=talk.bot.deps.team,
        method="chat.postMessage",
        channel=user,
        payload={"text": "later about M-1"},
        now=now,
        not_before=now + timedelta(hours=1),
    )


async def test_everything_can_be_muted_and_unmuted(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "mute all", "news")
    await notify(talk, "bo", "M-2 has news")
    assert "Unmuted everything" in await talk.command("bo", "unmute", "news")
    await notify(talk, "bo", "M-2 has more news")
    await talk.settle()
    assert direct_text(talk, "bo").count("news") == 1


async def test_messages_over_the_limit_wait_for_one_morning_bundle(talk: Talk) -> None:
    """Messages with a button are sent at once even when the weekly limit is reached."""
    await set_up_two_projects(talk)
    await talk.command("bo", "settings noise 3", "news")  # one is the hand-over's
    for number in range(5):
        await notify(talk, "bo", f"M-2 news number {number}")
    await notify(talk, "bo", "M-2 wants an answer", button=True)
    await talk.settle()
    assert "number 1" in direct_text(talk, "bo")
    assert "number 2" not in direct_text(talk, "bo")
    assert "wants an answer" in direct_text(talk, "bo")
    await talk.fast_forward(to=datetime(2026, 3, 3, 12, 1, tzinfo=UTC))  # 09:01 in São Paulo
    bundles = [line for line in direct_text(talk, "bo").split("Weekly message limit") if "number 4" in line]
    assert len(bundles) == 1
    assert "number 2" in bundles[0]
    await talk.fast_forward(by=timedelta(minutes=1))
    assert direct_text(talk, "bo").count("number 4") == 1


async def message_count(talk: Talk) -> int:
    """Return how many messages of this week count for Bo."""
    load = await talk.bot.store.read(
        storage.follows.message_load, team=talk.bot.deps.team, user=talk.users["bo"].id, now=talk.sandbox.clock.now()
    )
    return load.sent


async def test_repeated_post_counts_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = await message_count(talk)
    for _ in range(3):
        await talk.bot.store.transact(_post_note, talk=talk, who="bo", key="one", text="M-2 moved")
    await talk.settle()
    assert await message_count(talk) == before + 1


async def test_settings_form_shows_errors_beside_the_field(talk: Talk) -> None:
    assert "America/Sao_Paulo (from Slack)" in await talk.command("bo", "settings", "news")
    await talk.click("bo", "settings_open")
    assert "There is no time zone" in (await talk.submit("bo", {"find_zone": "Middle/Earth"}) or {})["find_zone"]
    assert await talk.submit("bo", {"find_zone": "Europe/Lisbon", "budget": "7"}) is None
    settings = await talk.command("bo", "settings", "news")
    assert "Europe/Lisbon" in settings
    assert "of 7" in settings
    assert "There is no time zone" in await talk.command("bo", "settings zone Atlantis", "news")


async def test_mute_without_a_name_asks_what_to_mute(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Mute what?" in await talk.command("bo", "mute 3d", "payments")
    assert "Muted" not in await talk.command("bo", "settings", "news")
    assert "Muted Payments (PRJ-2) until" in await talk.click("bo", "again", value="mute PRJ-2 3d")


async def test_unmute_all_ends_every_mute(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for command in ("mute PRG-1 3d", "mute all", "mute PRJ-2"):
        await talk.command("bo", command, "news")
    assert "Unmute what?" in await talk.command("bo", "unmute", "news")
    assert "Unmuted everything" in await talk.command("bo", "unmute all", "news")
    assert "Muted" not in await talk.command("bo", "settings", "news")
    assert "haven't muted anything" in await talk.command("bo", "unmute all", "news")
