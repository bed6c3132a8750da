"""Following, muting, the budget, one's own settings."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

import storage.follows
import templates
from handlers.common import posting
from tests.scenarios import program_with_two_projects
from tests.talk import Talk


def _note(session: Session, *, talk: Talk, who: str, key: str, text: str, button: bool = False) -> None:
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


async def tell(talk: Talk, who: str, text: str, *, button: bool = False) -> None:
    key = f"note:{talk.sandbox.clock.now().timestamp()}:{text}"
    await talk.bot.store.transact(_note, talk=talk, who=who, key=key, text=text, button=button)


def inbox(talk: Talk, who: str) -> str:
    return "\n".join(talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who])))


async def test_what_is_followed_stands_in_the_settings_until_it_is_not(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "PRG-1 Atlas" in await talk.command("bo", "follow atlas", "news")
    assert "PRG-1" in await talk.command("bo", "settings", "news")
    assert "no longer" in await talk.command("bo", "unfollow PRG-1", "news")
    assert "PRG-1" not in await talk.command("bo", "settings", "news")
    assert "There is no program PRG-9" in await talk.command("bo", "follow PRG-9", "news")


async def test_a_mute_is_obeyed_at_once_also_by_what_is_queued_and_ends_by_itself(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await tell(talk, "bo", "M-1 moved a first time")
    await talk.bot.store.transact(_queue_for_later, talk=talk)
    assert "muted until" in await talk.command("bo", "mute PRJ-1 3d", "news")
    await tell(talk, "bo", "M-1 moved a second time")
    await tell(talk, "bo", "M-2 moved too")
    await talk.settle()
    assert "second time" not in inbox(talk, "bo")
    assert "M-2 moved too" in inbox(talk, "bo")
    await talk.fast_forward(by=timedelta(days=3, minutes=1))
    assert "later about M-1" not in inbox(talk, "bo")
    await tell(talk, "bo", "M-1 moved a third time")
    await talk.settle()
    assert "third time" in inbox(talk, "bo")


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


async def test_everything_can_be_muted_and_heard_again(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("bo", "mute all", "news")
    await tell(talk, "bo", "M-2 has news")
    assert "hear of everything again" in await talk.command("bo", "unmute", "news")
    await tell(talk, "bo", "M-2 has more news")
    await talk.settle()
    assert inbox(talk, "bo").count("news") == 1


async def test_beyond_the_budget_questions_come_and_the_rest_waits_for_one_message_in_the_morning(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("bo", "settings noise 2", "news")
    for number in range(5):
        await tell(talk, "bo", f"M-2 news number {number}")
    await tell(talk, "bo", "M-2 wants an answer", button=True)
    await talk.settle()
    assert "number 1" in inbox(talk, "bo")
    assert "number 2" not in inbox(talk, "bo")
    assert "wants an answer" in inbox(talk, "bo")
    await talk.fast_forward(to=datetime(2026, 3, 3, 12, 1, tzinfo=UTC))  # 09:01 in São Paulo
    bundles = [line for line in inbox(talk, "bo").split("Over your budget") if "number 4" in line]
    assert len(bundles) == 1
    assert "number 2" in bundles[0]
    await talk.fast_forward(by=timedelta(minutes=1))
    assert inbox(talk, "bo").count("number 4") == 1


async def test_the_same_post_is_counted_once_however_often_its_flow_runs(talk: Talk) -> None:
    await program_with_two_projects(talk)
    for _ in range(3):
        await talk.bot.store.transact(_note, talk=talk, who="bo", key="one", text="M-2 moved")
    await talk.settle()
    noise = await talk.bot.store.read(
        storage.follows.message_load, team=talk.bot.deps.team, user=talk.users["bo"].id, now=talk.sandbox.clock.now()
    )
    assert noise.sent == 1


async def test_settings_by_form_complain_beside_the_field(talk: Talk) -> None:
    assert "America/Sao_Paulo (from Slack)" in await talk.command("bo", "settings", "news")
    await talk.click("bo", "settings_open")
    assert "There is no time zone" in (await talk.submit("bo", {"zone": "Middle/Earth"}) or {})["zone"]
    assert await talk.submit("bo", {"zone": "europe/lisbon", "budget": "7"}) is None
    shown = await talk.command("bo", "settings", "news")
    assert "Europe/Lisbon" in shown
    assert "7 may" in shown
    assert "There is no time zone" in await talk.command("bo", "settings zone Atlantis", "news")
