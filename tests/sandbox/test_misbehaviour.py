"""Faults of the sandbox: Web API errors, repeated events, and sockets that drop, stall or are sent away."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError

from sandbox.clock import SandboxClock
from sandbox.delivery import NotAcknowledgedError
from sandbox.workspace import Workspace
from tests.sandbox.conftest import SandboxWorld
from tests.sandbox.listening import RecordingTransport, wait_until


async def post_once(world: SandboxWorld) -> tuple[int, dict[str, Any], str]:
    """Post once without the SDK's own retries.

    Return status, body and Retry-After; the status is 0 if the connection was cut.
    """
    headers = {"Authorization": f"Bearer {world.sandbox.bot_token}"}
    data = {"channel": world.mobile.id, "text": "x"}
    async with aiohttp.ClientSession() as web:
        try:
            async with web.post(f"{world.sandbox.api_url}chat.postMessage", data=data, headers=headers) as answer:
                body = await answer.json() if answer.content_type == "application/json" else {}
                return answer.status, body, answer.headers.get("Retry-After", "")
        except aiohttp.ClientError:
            return 0, {}, ""


@pytest.mark.parametrize(
    ("kind", "status", "done"),
    [
        ("429", 429, 0),
        ("500", 500, 0),
        ("500_json", 500, 0),
        ("503", 503, 0),
        ("html", 200, 0),
        ("silence", 0, 0),
        ("cut_before", 0, 0),
        ("cut_after", 0, 1),
        ("done_then_500", 500, 1),
        ("late", 200, 1),
        ("ok_false:internal_error", 200, 0),
    ],
)
async def test_a_fault_strikes_once_and_is_recorded(world: SandboxWorld, kind: str, status: int, done: int) -> None:
    world.sandbox.faults.add("chat.postMessage", kind, retry_after=7, delay=0.01)
    answer = await post_once(world)
    assert answer[0] == status
    assert len(world.mobile.messages) == done
    assert world.sandbox.calls[-1].fault == kind
    if kind == "429":
        assert answer[2] == "7"
        world.sandbox.clock.advance(timedelta(seconds=7))
    assert (await post_once(world))[0] == 200


async def test_share_of_calls_fails_at_the_given_rate(world: SandboxWorld) -> None:
    world.sandbox.faults.add("*", "500", rate=0.3)
    statuses = [(await post_once(world))[0] for _ in range(60)]
    assert 5 <= statuses.count(500) <= 35
    world.sandbox.faults.clear()
    assert (await post_once(world))[0] == 200


async def test_an_unknown_fault_is_refused(world: SandboxWorld) -> None:
    with pytest.raises(ValueError, match="is no fault"):
        world.sandbox.faults.add("chat.postMessage", "explode")


async def test_the_pace_of_a_channel_is_kept_when_asked(world: SandboxWorld) -> None:
    world.sandbox.faults.enforce_rate_limits = True
    world.sandbox.clock.freeze()
    answers = [await post_once(world) for _ in range(4)]
    assert [status for status, _, _ in answers] == [200, 200, 429, 429]
    assert answers[2][1] == {"ok": False, "error": "ratelimited"}
    assert answers[2][2] == "1"
    world.sandbox.clock.advance(timedelta(seconds=1))
    assert (await post_once(world))[0] == 200


async def test_the_pace_of_a_method_is_kept_when_asked(world: SandboxWorld) -> None:
    world.sandbox.faults.enforce_rate_limits = True
    results = []
    for _ in range(21):
        try:
            results.append((await world.client.users_list())["ok"])
        except SlackApiError as error:
            results.append(error.response["error"])
    assert results == [True] * 20 + ["ratelimited"]


@pytest.mark.parametrize("new_id", [False, True])
async def test_events_are_duplicated_on_request(world: SandboxWorld, new_id: bool) -> None:
    transport = RecordingTransport()
    world.sandbox.use_transport(transport)
    world.sandbox.faults.duplicate_rate, world.sandbox.faults.duplicate_with_new_id = 1.0, new_id
    await world.ana.say(world.mobile, "once")
    await world.sandbox.delivery.wait_until_delivered()
    assert [event["text"] for event in transport.events] == ["once", "once"]
    assert len({payload["event_id"] for payload in transport.received}) == (2 if new_id else 1)


async def test_unacknowledged_event_is_given_up_after_three_retries(world: SandboxWorld) -> None:
    await world.ana.say(world.mobile, "hello?")
    await wait_until(lambda: world.sandbox.delivery.undelivered)
    assert world.sandbox.delivery.undelivered[0]["event"]["text"] == "hello?"


async def test_retry_carries_its_number_and_reason(world: SandboxWorld, socket: AsyncApp) -> None:
    world.sandbox.delivery.ack_timeout = 0.05
    await world.ana.say(world.mobile, "nobody listens to this")
    await wait_until(lambda: world.sandbox.delivery.undelivered)
    retries = [
        (envelope["retry_attempt"], envelope["retry_reason"]) for envelope in world.sandbox.socket_mode.envelopes
    ]
    assert retries == [(0, ""), (1, "timeout"), (2, "timeout"), (3, "timeout")]
    assert len({envelope["envelope_id"] for envelope in world.sandbox.socket_mode.envelopes}) == 4


async def test_an_address_for_a_socket_works_once(world: SandboxWorld) -> None:
    url = world.sandbox.socket_mode.new_address(world.sandbox.url.removeprefix("http://"))
    async with aiohttp.ClientSession() as web:
        async with web.ws_connect(url) as ws:
            hello = await ws.receive_json()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await web.ws_connect(url)
    assert (hello["type"], hello["num_connections"]) == ("hello", 1)
    assert hello["connection_info"]["app_id"] == world.sandbox.workspace.app_id


async def test_a_stalled_socket_answers_nothing_not_even_a_ping(world: SandboxWorld) -> None:
    url = world.sandbox.socket_mode.new_address(world.sandbox.url.removeprefix("http://"))
    async with aiohttp.ClientSession() as web, web.ws_connect(url, autoping=False) as ws:
        await ws.receive_json()
        await ws.ping(b"a")
        assert (await ws.receive(timeout=1)).type is aiohttp.WSMsgType.PONG
        world.sandbox.socket_mode.stall()
        await ws.ping(b"b")
        with pytest.raises(asyncio.TimeoutError):
            await ws.receive(timeout=0.1)


async def test_disconnected_client_reconnects(world: SandboxWorld, socket: AsyncApp) -> None:
    old_connection = world.sandbox.socket_mode.connections[0]
    await world.sandbox.socket_mode.disconnect("warning")
    assert world.sandbox.socket_mode.connections == [old_connection]
    await world.sandbox.socket_mode.disconnect()
    await wait_until(
        lambda: any(connection is not old_connection for connection in world.sandbox.socket_mode.connections),
        seconds=15,
    )


async def test_a_dropped_socket_gives_its_events_to_another(world: SandboxWorld) -> None:
    host = world.sandbox.url.removeprefix("http://")
    async with aiohttp.ClientSession() as web:
        await web.ws_connect(world.sandbox.socket_mode.new_address(host))
        await world.sandbox.socket_mode.wait_connected()
        await world.ana.say(world.mobile, "one")
        await wait_until(lambda: world.sandbox.socket_mode.envelopes)
        await world.sandbox.socket_mode.drop()
        second = await web.ws_connect(world.sandbox.socket_mode.new_address(host))
        assert (await second.receive_json())["type"] == "hello"
        world.sandbox.delivery.retry_scale = 0
        envelope = await second.receive_json(timeout=2)
        await second.send_json({"envelope_id": envelope["envelope_id"]})
        await world.sandbox.delivery.wait_until_delivered()
    assert envelope["payload"]["event"]["text"] == "one"
    assert envelope["retry_reason"] == "connection_failed"


async def test_time_jumps_stands_still_and_never_repeats_a_stamp() -> None:
    clock, jumps = SandboxClock(datetime(2025, 3, 10, 9, tzinfo=UTC)), []
    clock.on_change(lambda: jumps.append(clock.now()))
    clock.freeze()
    frozen = clock.now()
    assert clock.now() == frozen
    stamps = [clock.next_ts() for _ in range(3)]
    assert stamps == sorted(set(stamps))
    clock.advance(timedelta(days=7))
    assert clock.now() - frozen == timedelta(days=7)
    assert clock.next_ts() > stamps[-1]
    clock.set_time(frozen)
    assert clock.next_ts() not in stamps
    assert jumps == [frozen + timedelta(days=7), frozen]


def test_identifiers_look_like_slacks_and_repeat_at_every_start() -> None:
    first, second = Workspace(SandboxClock()), Workspace(SandboxClock())
    ids = [first.new_id(letter) for letter in "UCDGFV" * 50]
    assert ids == [second.new_id(letter) for letter in "UCDGFV" * 50]
    assert len(set(ids)) == len(ids)
    assert all(len(identifier) >= 9 and identifier.isalnum() and identifier.isupper() for identifier in ids)


async def test_app_can_stop_http_retries(world: SandboxWorld) -> None:
    retry_headers: list[tuple[str, str]] = []

    async def answer(request: web.Request) -> web.Response:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        headers = request.headers
        retry_headers.append((headers.get("X-Slack-Retry-Num", ""), headers.get("X-Slack-Retry-Reason", "")))
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"} if len(retry_headers) == 2 else {})

    app = web.Application()
    app.router.add_post("/events", answer)
    async with TestServer(app) as server:
        await world.sandbox.deliver_over_http(str(server.make_url("/events")))
        await world.ana.say(world.mobile, "hello")
        await wait_until(lambda: world.sandbox.delivery.undelivered)
        with pytest.raises(NotAcknowledgedError, match="http_error"):
            await world.sandbox.deliver_over_http(str(server.make_url("/nowhere")))
    assert retry_headers == [("", ""), ("1", "http_error")]
