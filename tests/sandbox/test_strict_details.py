"""Ways in which Slack is stricter than a client would like: limits, bodies, tokens, frames, order, names (G16)."""

import asyncio
import inspect
import json
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import INSIDE_RETRY_AFTER
from sandbox.methods import FORM_ONLY_METHODS, METHODS
from tests.sandbox.conftest import SandboxWorld
from tests.sandbox.listening import RecordingTransport

RICH_TEXT = {
    "type": "rich_text",
    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "two"}}


async def error_of(world: SandboxWorld, method: str, **arguments: Any) -> str:
    """Return the error of a call with a JSON body, or "" if it succeeds."""
    try:
        await world.client.api_call(method, json=arguments)
    except SlackApiError as error:
        return str(error.response["error"])
    return ""


async def test_call_inside_retry_after_is_refused_and_recorded(world: SandboxWorld) -> None:
    world.sandbox.clock.freeze()
    world.sandbox.faults.add("chat.postMessage", "429", retry_after=7)
    post = {"channel": world.mobile.id, "text": "hello"}
    assert [await error_of(world, "chat.postMessage", **post) for _ in range(2)] == ["ratelimited"] * 2
    assert [call.fault for call in world.sandbox.calls] == ["429", INSIDE_RETRY_AFTER]
    other = world.sandbox.workspace.add_channel("other", members=[world.sandbox.workspace.bot_user_id])
    assert await error_of(world, "chat.postMessage", channel=other.id, text="hello") == ""
    world.sandbox.clock.advance(timedelta(seconds=7))
    assert await error_of(world, "chat.postMessage", **post) == ""


async def test_limit_of_a_response_url_holds_that_address(world: SandboxWorld) -> None:
    world.sandbox.clock.freeze()
    world.sandbox.faults.add("response_url", "429", retry_after=2)
    urls = [world.sandbox.new_response_url("commands", world.ana.id, world.mobile.id) for _ in range(2)]
    statuses = []
    async with aiohttp.ClientSession() as web:
        for url in (urls[0], urls[0], urls[1]):
            async with web.post(url, json={"text": "hello"}) as answer:
                statuses.append(answer.status)
    assert statuses == [429, 429, 200]


@pytest.mark.parametrize("method", sorted(FORM_ONLY_METHODS))
async def test_json_body_is_not_read_where_only_forms_are(world: SandboxWorld, method: str) -> None:
    assert method in METHODS
    if METHODS[method].required:
        assert await error_of(world, method, channel=world.mobile.id, user=world.ana.id) == "invalid_arguments"


async def test_token_in_an_address_does_not_count(world: SandboxWorld) -> None:
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"{world.sandbox.api_url}auth.test?token={world.sandbox.bot_token}") as answer,
    ):
        assert await answer.json() == {"ok": False, "error": "not_authed"}


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("chat.update", {"ts": 1773100000.000100, "text": "x"}),
        ("chat.postMessage", {"thread_ts": 1773100000.000100, "text": "x"}),
        ("reactions.add", {"timestamp": 1773100000, "name": "memo"}),
        ("chat.postMessage", {"reply_broadcast": True, "text": "x"}),
    ],
)
async def test_timestamps_as_numbers_and_lone_broadcasts_are_refused(
    world: SandboxWorld, method: str, arguments: dict[str, Any]
) -> None:
    assert await error_of(world, method, channel=world.mobile.id, **arguments) == "invalid_arguments"


async def test_rich_text_is_replaced_by_rich_text_only(world: SandboxWorld) -> None:
    posted = await world.client.chat_postMessage(channel=world.mobile.id, text="one", blocks=[RICH_TEXT])
    edit = {"channel": world.mobile.id, "ts": posted["ts"], "text": "two"}
    assert await error_of(world, "chat.update", **edit, blocks=[SECTION]) == "block_mismatch"
    assert await error_of(world, "chat.update", **edit, blocks=[SECTION, RICH_TEXT]) == ""


async def test_stray_acknowledgements_are_recorded(world: SandboxWorld) -> None:
    host = world.sandbox.url.removeprefix("http://")
    async with aiohttp.ClientSession() as web, web.ws_connect(world.sandbox.socket_mode.new_address(host)) as ws:
        await ws.receive_json()
        await world.ana.say(world.mobile, "one")
        envelope = (await ws.receive_json())["envelope_id"]
        for known in (envelope, envelope, "nobody's"):
            await ws.send_str(json.dumps({"envelope_id": known}))
        await world.sandbox.delivery.wait_until_delivered()
        await asyncio.sleep(0.05)
    assert world.sandbox.socket_mode.strays == [f"doubled {envelope}", "unknown nobody's"]


async def test_events_overtake_each_other_on_request(world: SandboxWorld) -> None:
    transport = RecordingTransport()
    world.sandbox.use_transport(transport)
    world.sandbox.faults.reorder_rate = 1.0
    for text in ("one", "two", "three"):
        await world.ana.say(world.mobile, text)
    await world.sandbox.delivery.wait_until_delivered()
    assert [event["text"] for event in transport.events] == ["two", "one", "three"]


async def test_grid_and_second_workspace_are_named_in_deliveries(world: SandboxWorld) -> None:
    transport = RecordingTransport()
    world.sandbox.use_transport(transport)
    world.sandbox.workspace.enterprise_id = "E0GRID"
    await world.ana.command("/program", "status", world.mobile)
    await world.ana.say(world.mobile, "one")
    world.sandbox.event({"type": "team_join", "user": {}}, team="T0OTHER")
    await world.sandbox.delivery.wait_until_delivered()
    command, message, other = transport.received
    assert (command["enterprise_id"], message["context_enterprise_id"]) == ("E0GRID", "E0GRID")
    assert (await world.client.auth_test())["enterprise_id"] == "E0GRID"
    assert other["team_id"] == "T0OTHER"


async def test_display_names_are_empty_unless_chosen(world: SandboxWorld) -> None:
    world.user(world.ben).display_name = "Benny"
    profiles = [(await world.client.users_info(user=person.id))["user"]["profile"] for person in (world.ana, world.ben)]
    assert [profile["display_name"] for profile in profiles] == ["", "Benny"]


@pytest.mark.parametrize("name", sorted(METHODS))
def test_arguments_of_the_sdk_are_known(name: str) -> None:
    """Take what the newest SDK can send, such as container_id, which came in 2026."""
    call = getattr(AsyncWebClient, name.replace(".", "_"), None)
    sent = set(inspect.signature(call).parameters) - {"self", "kwargs", "token", "team_id"} if call else set()
    assert sent <= set(METHODS[name].args)
