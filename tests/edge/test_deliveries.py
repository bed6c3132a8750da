"""Each delivery is handled once, even if it is repeated, fails or is refused."""

import asyncio
from datetime import timedelta

import pytest

from storage.queues import inbox
from tests.edge.far_side import EdgeScene, message_body


async def test_a_message_is_answered_once(either_scene: EdgeScene) -> None:
    await either_scene.ana.say(either_scene.channel, "hello")
    await either_scene.settle()
    assert either_scene.listeners.seen == ["hello"]
    assert either_scene.bot_texts() == ["re: hello"]


async def test_a_command_is_answered_at_once(either_scene: EdgeScene) -> None:
    await either_scene.ana.command("/program", "status", either_scene.channel)
    await either_scene.settle()
    assert either_scene.listeners.seen == ["status"]


@pytest.mark.parametrize("new_id", [False, True])
async def test_repeated_message_is_handled_once_even_under_a_new_id(scene: EdgeScene, new_id: bool) -> None:
    scene.sandbox.faults.duplicate_rate, scene.sandbox.faults.duplicate_with_new_id = 1.0, new_id
    await scene.ana.say(scene.channel, "hello")
    await scene.settle()
    assert scene.listeners.seen == ["hello"]
    assert scene.bot_texts() == ["re: hello"]


async def test_a_thousand_copies_at_once_have_one_effect(scene: EdgeScene) -> None:
    body = message_body(scene, "flood", event_id="Ev1")
    answers = await asyncio.gather(*(scene.baton.dispatcher.receive_delivery(dict(body)) for _ in range(1000)))
    await scene.settle()
    assert {answer.status for answer in answers} == {200}
    assert scene.listeners.seen == ["flood"]


async def test_messages_of_a_conversation_are_handled_in_order(scene: EdgeScene) -> None:
    texts = [f"message {number}" for number in range(30)]
    for text in texts:
        await scene.ana.say(scene.channel, text)
    await scene.sandbox.delivery.wait_until_delivered()
    assert await scene.baton._flights.wait_until_done(within=5)
    assert scene.listeners.seen == texts


async def test_failed_delivery_is_retried_and_succeeds(scene: EdgeScene) -> None:
    scene.listeners.fail = {"hello": 2}
    await scene.ana.say(scene.channel, "hello")
    for _ in range(2):
        await scene.sandbox.delivery.wait_until_delivered()
        await asyncio.sleep(0.05)
        scene.sandbox.clock.advance(timedelta(seconds=5))
        await _wait_until_handled(scene, 2)
    await scene.settle()
    assert scene.listeners.seen == ["hello"] * 3
    assert scene.bot_texts() == ["re: hello"]


async def test_delivery_is_parked_after_five_failures_and_can_be_retried(scene: EdgeScene) -> None:
    scene.listeners.fail = {"hello": 5}
    await scene.ana.say(scene.channel, "hello")
    await scene.sandbox.delivery.wait_until_delivered()
    for attempt in range(1, 6):
        await _wait_until_handled(scene, attempt)
        scene.sandbox.clock.advance(timedelta(minutes=1))
    await scene.settle()
    [parked] = await scene.baton.store.read(inbox.parked_events, team=scene.baton.deps.team)
    assert (parked.kind, parked.attempts, parked.error) == ("event:message", 5, "RuntimeError")
    await scene.baton.store.transact(inbox.retry, work_id=parked.id, now=scene.sandbox.clock.now())
    await scene.settle()
    assert scene.bot_texts() == ["re: hello"]


@pytest.mark.parametrize("change", [{"team_id": "T0OTHER"}, {"api_app_id": "A0OTHER"}])
async def test_delivery_for_another_team_or_app_is_not_stored(scene: EdgeScene, change: dict[str, str]) -> None:
    body = message_body(scene, "hello") | change
    if "team_id" in change:
        body["authorizations"] = [{**body["authorizations"][0], "team_id": change["team_id"]}]
    answer = await scene.baton.dispatcher.receive_delivery(body)
    counts = await scene.baton.store.read(inbox.counts)
    assert answer.status == 200
    assert (counts.waiting, counts.parked, scene.listeners.seen) == (0, 0, [])


async def test_bots_own_message_is_not_handled(scene: EdgeScene) -> None:
    body = message_body(scene, "echo")
    body["event"] |= {"user": scene.baton.deps.bot_user}
    assert (await scene.baton.dispatcher.receive_delivery(body)).status == 200
    assert scene.listeners.seen == []


async def test_event_without_listener_is_acknowledged_counted_and_done(scene: EdgeScene) -> None:
    body = message_body(scene, "x")
    body["event"] = {"type": "pin_added", "user": "U1", "event_ts": "1.2"}
    answer = await scene.baton.dispatcher.receive_delivery(body)
    assert answer.status == 200
    assert await scene.baton.wait_until_idle(within=2)
    assert b'inbox_unhandled_total{kind="event:pin_added"} 1.0' in scene.baton.metrics.prometheus_text()


async def test_a_delivery_that_cannot_be_stored_is_not_acknowledged(scene: EdgeScene) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene.baton.store.writer, "submit", _fail_to_store)
        answer = await scene.baton.dispatcher.receive_delivery(message_body(scene, "hello", event_id="Ev7"))
    assert answer.status == 503
    assert (await scene.baton.dispatcher.receive_delivery(message_body(scene, "hello", event_id="Ev7"))).status == 200
    await scene.settle()
    assert scene.listeners.seen == ["hello"]


async def test_double_submission_gets_the_first_answer(scene: EdgeScene) -> None:
    """Answer a double submission with the first one's errors; a corrected form is then accepted."""

    def form(value: str, trigger: str) -> dict[str, object]:
        state = {"values": {"name": {"name": {"type": "plain_text_input", "value": value}}}}
        view = {"id": "V1", "hash": "1.a", "type": "modal", "callback_id": "form", "state": state}
        team, user = scene.baton.deps.team, scene.ana.id
        return {
            "type": "view_submission",
            "team": {"id": team},
            "user": {"id": user, "team_id": team},
            "trigger_id": trigger,
            "view": view,
        }

    receive = scene.baton.dispatcher.receive_delivery
    double_click = await asyncio.gather(receive(form("bad", "1")), receive(form("bad", "2")))
    assert ["errors" in answer.body for answer in double_click] == [True, True]
    assert scene.listeners.seen == ["bad"]
    same_again = await receive(form("bad", "3"))
    assert (same_again.status, same_again.body, scene.listeners.seen) == (200, "", ["bad", "bad"])
    await receive(form("good", "4"))
    assert scene.listeners.seen[-1] == "good"


async def test_rate_limited_events_and_a_revoked_token_are_acknowledged(scene: EdgeScene) -> None:
    team = scene.baton.deps.team
    limited = {"type": "app_rate_limited", "team_id": team, "minute_rate_limited": 1518467820}
    assert (await scene.baton.dispatcher.receive_delivery(limited)).status == 200
    revoked = message_body(scene, "x")
    revoked["event"] = {"type": "tokens_revoked", "tokens": {"bot": ["U1"]}}
    assert (await scene.baton.dispatcher.receive_delivery(revoked)).status == 200
    await scene.ana.say(scene.channel, "hello")
    await scene.sandbox.delivery.wait_until_delivered()
    assert not await scene.baton.wait_until_idle(within=0.7)
    assert scene.bot_texts() == []
    scene.sandbox.clock.advance(timedelta(minutes=6))
    await scene.settle()
    assert scene.bot_texts() == ["re: hello"]


async def test_revoked_token_of_a_person_stops_nothing(scene: EdgeScene) -> None:
    revoked = message_body(scene, "x")
    revoked["event"] = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    assert (await scene.baton.dispatcher.receive_delivery(revoked)).status == 200
    await scene.ana.say(scene.channel, "hello")
    await scene.settle()
    assert scene.bot_texts() == ["re: hello"]


@pytest.mark.parametrize("spoiled", [["U1"], True, 17, {"id": "U1"}])
@pytest.mark.parametrize("name", ["ts", "thread_ts", "channel_type", "subtype", "bot_id"])
async def test_wrong_type_is_put_aside_at_the_door(scene: EdgeScene, name: str, spoiled: object) -> None:
    body = message_body(scene, "hello")
    body["event"][name] = spoiled
    assert (await scene.baton.dispatcher.receive_delivery(body)).status == 200
    [parked] = await scene.baton.store.read(inbox.parked_events, team=scene.baton.deps.team)
    assert parked.kind == inbox.UNREADABLE
    assert parked.error.startswith(name)


def _fail_to_store(_: object) -> None:
    raise OSError("disk full")


async def _wait_until_handled(scene: EdgeScene, times: int) -> None:
    async with asyncio.timeout(5):
        while len(scene.listeners.seen) < times or scene.baton._flights.under_way:
            scene.baton.worker.wake()
            await asyncio.sleep(0.01)


async def test_lone_surrogates_and_nuls_are_removed_before_handling(either_scene: EdgeScene) -> None:
    await either_scene.baton.dispatcher.receive_delivery(message_body(either_scene, "cut \ud83d off\0", event_id="Ev9"))
    await either_scene.settle()
    assert either_scene.listeners.seen == ["cut \ufffd off"]
