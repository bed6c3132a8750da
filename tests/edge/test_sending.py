"""Queued posts reach Slack once, however Slack responds."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest

from bot.outgoing import sender
from bot.outgoing.sender import SendTimeouts
from storage.queues import outbox
from tests.edge.far_side import EdgeScene


async def enqueue_post(scene: EdgeScene, key: str, text: str = "words", **more: Any) -> None:
    values: dict[str, Any] = {"method": "chat.postMessage", "channel": scene.channel.id, "kind": "digest"} | more
    payload = {"channel": values["channel"], "text": text} | values.pop("payload", {})
    now = scene.sandbox.clock.now()
    store, team = scene.baton.store, scene.baton.deps.team
    await store.transact(outbox.enqueue, key=key, team=team, payload=payload, now=now, **values)
    scene.baton.sender.wake()


def count_calls(scene: EdgeScene, method: str = "chat.postMessage") -> int:
    return sum(1 for call in scene.sandbox.calls if call.method == method)


async def outbox_states(scene: EdgeScene) -> dict[str, int]:
    return dict((await scene.baton.store.read(outbox.counts)).states)


@pytest.mark.parametrize("kind", ["done_then_500", "500", "503", "cut_before", "cut_after"])
async def test_lost_answer_is_looked_up_before_a_retry(scene: EdgeScene, kind: str) -> None:
    scene.sandbox.faults.add("chat.postMessage", kind, times=1)
    await enqueue_post(scene, "digest:1")
    assert await scene.settle_fast()
    assert scene.bot_texts() == ["words"]
    expected_calls = {"done_then_500": 1, "cut_after": 1}.get(kind, 2)
    assert count_calls(scene) == expected_calls
    assert await outbox_states(scene) == {"sent": 1}


@pytest.mark.parametrize("kind", ["done_then_500", "cut_after"])
async def test_landed_post_holds_its_conversation_until_first_look(
    scene: EdgeScene, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Find what Slack did post at the first look, two seconds later; no grace has to pass."""
    assert sender.EARLY_LOOKS[0] <= timedelta(seconds=2)
    monkeypatch.setattr(sender, "EARLY_LOOKS", (timedelta(seconds=0.2),))
    scene.baton.sender._terms = SendTimeouts()
    scene.sandbox.faults.add("chat.postMessage", kind, times=1)
    await enqueue_post(scene, "digest:1", "first")
    await enqueue_post(scene, "digest:2", "second")
    assert await scene.baton.wait_until_idle(within=5)
    assert scene.bot_texts() == ["first", "second"]


@pytest.mark.parametrize(
    ("kind", "seconds"), [("500", 20), ("503", 20), ("html", 20), ("ok_false:internal_error", 20), ("cut_before", 45)]
)
async def test_lost_post_holds_its_conversation_briefly(scene: EdgeScene, kind: str, seconds: int) -> None:
    """Wait ten seconds if Slack answered that something broke; a cut connection may still deliver later."""
    scene.baton.sender._terms = SendTimeouts()
    scene.sandbox.faults.add("chat.postMessage", kind, times=1)
    await enqueue_post(scene, "digest:1", "first")
    await enqueue_post(scene, "digest:2", "second")
    assert await scene.settle_fast(within=30)
    assert scene.bot_texts() == ["first", "second"]
    assert scene.skipped < timedelta(seconds=seconds)


async def test_lost_answer_is_found_in_threads_and_direct_messages(scene: EdgeScene) -> None:
    parent = await scene.ana.say(scene.channel, "parent")
    await scene.settle()
    scene.sandbox.faults.add("chat.postMessage", "done_then_500", times=2)
    await enqueue_post(scene, "a", "in the thread", payload={"thread_ts": parent.ts}, thread_ts=parent.ts)
    await enqueue_post(scene, "b", "in private", channel=scene.ana.id)
    assert await scene.settle_fast()
    private = scene.sandbox.workspace.dm_channel(scene.ana.id).messages.values()
    assert [message.text for message in private] == ["in private"]
    assert scene.bot_texts() == ["re: parent", "in the thread"]


async def test_unverifiable_digest_is_parked_and_escalation_marked_as_possible_repeat(
    scene: EdgeScene,
) -> None:
    """Without the right to read the channel, a digest is parked and an escalation is marked as a possible repeat."""
    scene.sandbox.faults.add("chat.postMessage", "500", times=2)
    scene.sandbox.faults.add("conversations.history", "ok_false:missing_scope", times=2)
    other = scene.sandbox.workspace.add_channel("alarms", members=(scene.ana.id, scene.baton.deps.bot_user))
    await enqueue_post(scene, "digest:1")
    await enqueue_post(scene, "esc:1", "Look!", kind="escalation", channel=other.id)
    assert await scene.settle_fast()
    assert [message.text for message in other.messages.values()] == ["(possible repeat) Look!"]
    assert (scene.bot_texts(), await outbox_states(scene)) == ([], {"dead": 1, "sent": 1})


async def test_limit_of_messages_holds_its_channel_alone(scene: EdgeScene) -> None:
    scene.sandbox.faults.add("chat.postMessage", "429", times=1, retry_after=1)
    other = scene.sandbox.workspace.add_channel("other", members=(scene.ana.id, scene.baton.deps.bot_user))
    await enqueue_post(scene, "1")
    await asyncio.sleep(0.3)
    await enqueue_post(scene, "2", channel=other.id)
    await asyncio.sleep(0.4)
    assert [message.text for message in other.messages.values()] == ["words"]
    assert count_calls(scene) == 2
    assert await scene.baton.wait_until_idle(within=5)
    assert count_calls(scene) == 3
    assert await outbox_states(scene) == {"sent": 2}


async def test_limit_of_a_method_holds_no_other_method(scene: EdgeScene) -> None:
    parent = await scene.ana.say(scene.channel, "parent")
    await scene.settle()
    scene.sandbox.faults.add("reactions.add", "429", times=1, retry_after=20)
    mark = {"timestamp": parent.ts, "name": "memo"}
    await enqueue_post(scene, "1", method="reactions.add", kind="reaction", payload=mark)
    await asyncio.sleep(0.3)
    await enqueue_post(scene, "2")
    await asyncio.sleep(1.5)
    assert scene.bot_texts() == ["re: parent", "words"]
    assert await scene.settle_fast()
    assert count_calls(scene, "reactions.add") == 2


async def test_limit_of_the_workspace_holds_everything(scene: EdgeScene) -> None:
    scene.sandbox.faults.add("chat.postMessage", "ok_false:message_limit_exceeded", times=1)
    other = scene.sandbox.workspace.add_channel("other", members=(scene.ana.id, scene.baton.deps.bot_user))
    await enqueue_post(scene, "1")
    await asyncio.sleep(0.3)
    await enqueue_post(scene, "2", channel=other.id)
    await asyncio.sleep(0.4)
    assert count_calls(scene) == 1
    assert await scene.settle_fast()
    assert await outbox_states(scene) == {"sent": 2}


async def test_own_pace_stays_below_slacks_limits(scene: EdgeScene) -> None:
    scene.sandbox.faults.enforce_rate_limits = True
    began = time.monotonic()
    for number in range(4):
        await enqueue_post(scene, str(number), str(number))
    assert await scene.baton.wait_until_idle(within=10)
    assert scene.bot_texts() == ["0", "1", "2", "3"]
    assert count_calls(scene) == 4
    assert time.monotonic() - began > 3


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "invalid_blocks", "msg_too_long"])
async def test_permanently_refused_post_is_parked_with_slacks_error(scene: EdgeScene, error: str) -> None:
    scene.sandbox.faults.add("chat.postMessage", f"ok_false:{error}", times=1)
    await enqueue_post(scene, "digest:1")
    assert await scene.settle_fast()
    [parked] = await scene.baton.store.read(outbox.parked_posts, team=scene.baton.deps.team)
    assert parked.error == error


async def test_posts_wait_until_a_revoked_token_works_again(scene: EdgeScene) -> None:
    scene.sandbox.faults.add("chat.postMessage", "ok_false:token_revoked", times=1)
    await enqueue_post(scene, "digest:1")
    assert not await scene.baton.wait_until_idle(within=0.7)
    assert (await outbox_states(scene), count_calls(scene)) == ({"queued": 1}, 1)
    scene.sandbox.clock.advance(timedelta(minutes=6))
    assert await scene.settle_fast()
    assert scene.bot_texts() == ["words"]


async def test_lost_answer_repeats_whispers_and_reactions(scene: EdgeScene) -> None:
    message = await scene.ana.say(scene.channel, "hello")
    await scene.settle()
    scene.sandbox.faults.add("chat.postEphemeral", "done_then_500", times=1)
    scene.sandbox.faults.add("reactions.add", "done_then_500", times=1)
    recipient = {"user": scene.ana.id}
    await enqueue_post(scene, "1", "psst", method="chat.postEphemeral", kind="ephemeral", payload=recipient)
    target = {"timestamp": message.ts, "name": "memo"}
    now, team = scene.sandbox.clock.now(), scene.baton.deps.team
    reaction = {"channel": scene.channel.id} | target
    await scene.baton.store.transact(
        outbox.enqueue,
        key="2",
        team=team,
        method="reactions.add",
        channel=scene.channel.id,
        payload=reaction,
        kind="reaction",
        now=now,
    )
    assert await scene.settle_fast()
    assert count_calls(scene, "chat.postEphemeral") == 2
    assert count_calls(scene, "reactions.add") == 2
    assert await outbox_states(scene) == {"sent": 3}


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "user_not_in_channel", "is_archived"])
async def test_whisper_without_a_place_becomes_a_direct_message(scene: EdgeScene, code: str) -> None:
    scene.sandbox.faults.add("chat.postEphemeral", f"ok_false:{code}", times=1)
    recipient = {"user": scene.ana.id}
    await enqueue_post(scene, "1", "psst", method="chat.postEphemeral", kind="ephemeral", payload=recipient)
    assert await scene.settle_fast()
    private = scene.sandbox.workspace.dm_channel(scene.ana.id).messages.values()
    assert [message.text for message in private] == ["psst"]
    assert await outbox_states(scene) == {"sent": 1}


async def test_whisper_that_always_fails_is_sent_directly(scene: EdgeScene) -> None:
    scene.sandbox.faults.add("chat.postEphemeral", "500", rate=1.0)
    recipient = {"user": scene.ana.id}
    await enqueue_post(scene, "1", "psst", method="chat.postEphemeral", kind="ephemeral", payload=recipient)
    assert await scene.settle_fast(within=15)
    private = scene.sandbox.workspace.dm_channel(scene.ana.id).messages.values()
    assert [message.text for message in private] == ["psst"]


async def test_post_is_retried_when_slack_is_unreachable(scene: EdgeScene) -> None:
    address, scene.baton.sender._writes.base_url = scene.baton.sender._writes.base_url, "http://127.0.0.1:9/api/"
    await enqueue_post(scene, "1")
    assert not await scene.baton.wait_until_idle(within=0.5)
    assert await outbox_states(scene) == {"queued": 1}
    scene.baton.sender._writes.base_url = address
    scene.sandbox.clock.advance(timedelta(seconds=10))
    assert await scene.settle_fast()
    assert count_calls(scene) == 1


async def test_a_message_carries_its_id_and_unfurls_nothing(scene: EdgeScene) -> None:
    await enqueue_post(scene, "1")
    assert await scene.settle_fast()
    [call] = [call for call in scene.sandbox.calls if call.method == "chat.postMessage"]
    assert call.args["metadata"]["event_type"] == "baton_post"
    assert list(call.args["metadata"]["event_payload"]) == ["outbox_id"]
    assert (call.args["unfurl_links"], call.args["unfurl_media"], "link_names" in call.args) == (False, False, False)
