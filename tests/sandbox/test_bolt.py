"""A real Bolt app runs in the sandbox, over Socket Mode and over HTTP."""

from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp

from sandbox.delivery import NotAcknowledgedError
from tests.sandbox.conftest import SandboxWorld
from tests.sandbox.listening import wait_until

Modal = dict[str, Any]


def modal(title: str = "New milestone") -> Modal:
    return {
        "type": "modal",
        "callback_id": "milestone",
        "title": {"type": "plain_text", "text": title},
        "submit": {"type": "plain_text", "text": "Save"},
        "notify_on_close": True,
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": {"type": "plain_text", "text": "Name"},
                "element": {"type": "plain_text_input", "action_id": "text"},
            },
            {
                "type": "input",
                "block_id": "owner",
                "optional": True,
                "label": {"type": "plain_text", "text": "Owner"},
                "element": {"type": "users_select", "action_id": "who"},
            },
        ],
    }


@pytest.fixture(params=["socket", "http"])
def bot(request: pytest.FixtureRequest) -> AsyncApp:
    connected_app: AsyncApp = request.getfixturevalue(request.param)
    return connected_app


async def test_a_message_reaches_a_listener_whose_reply_appears(world: SandboxWorld, bot: AsyncApp) -> None:
    events = []

    @bot.event("message")
    async def on_message(event: dict[str, Any], say: Any) -> None:
        events.append(event)
        await say(text="heard", thread_ts=event["ts"])

    message = await world.ana.say("#mobile", "M-3 slips & @ben <knows>")
    await wait_until(lambda: world.ana.visible_messages("#mobile", message.ts))
    assert events[0]["text"] == f"M-3 slips &amp; <@{world.ben.id}> &lt;knows&gt;"
    assert events[0]["channel_type"] == "channel"
    assert world.ana.visible_messages("#mobile", message.ts)[0].text == "heard"


async def test_a_command_is_acknowledged_and_answered_in_private(world: SandboxWorld, bot: AsyncApp) -> None:
    commands = []

    @bot.command("/program")
    async def on_command(ack: Any, command: dict[str, Any], respond: Any) -> None:
        commands.append(command)
        await ack("one moment")
        await respond(text="done", response_type="in_channel")

    await world.ana.command("/program", "owner @ben in #quiet", world.quiet)
    await wait_until(lambda: len(world.ana.visible_messages(world.quiet)) == 2)
    assert commands[0]["text"] == f"owner <@{world.ben.id}> in <#{world.quiet.id}|quiet>"
    texts = {message.text: message.ephemeral_to for message in world.ana.visible_messages(world.quiet)}
    assert texts == {"one moment": world.ana.id, "done": ""}


async def test_a_modal_opens_refuses_and_is_taken(world: SandboxWorld, bot: AsyncApp) -> None:
    owners = []

    @bot.command("/program")
    async def on_command(ack: Any, command: dict[str, Any], client: Any) -> None:
        await client.views_open(trigger_id=command["trigger_id"], view=modal())
        await ack()

    @bot.view("milestone")
    async def on_submit(ack: Any, view: dict[str, Any]) -> None:
        name = view["state"]["values"]["name"]["text"]["value"]
        if name == "x":
            await ack(response_action="errors", errors={"name": "Too short"})
            return
        owners.append(view["state"]["values"]["owner"]["who"]["selected_user"])
        await ack()

    await world.ana.command("/program", "new milestone")
    (view_id,) = world.sandbox.modals[world.ana.id]
    assert await world.ana.submit(view_id) == {"name": "Please complete this required field."}
    assert await world.ana.submit(view_id, {"name": "x"}) == {"name": "Too short"}
    assert await world.ana.submit(view_id, {"name": "Beta", "owner": world.ben.id}) is None
    assert owners == [world.ben.id]
    assert world.sandbox.modals[world.ana.id] == []


async def test_a_click_carries_the_message_and_can_replace_it(world: SandboxWorld, bot: AsyncApp) -> None:
    bodies = []

    @bot.action("go")
    async def on_click(ack: Any, body: dict[str, Any], respond: Any) -> None:
        bodies.append(body)
        await ack()
        await respond(text="gone", replace_original=True)

    button = {"type": "button", "action_id": "go", "value": "7", "text": {"type": "plain_text", "text": "Go"}}
    blocks = [{"type": "actions", "block_id": "a", "elements": [button]}]
    posted = await world.client.chat_postMessage(channel=world.mobile.id, text="Go?", blocks=blocks)
    await world.ben.click((world.mobile, posted["ts"]), "go")
    await wait_until(lambda: world.mobile.messages[posted["ts"]].text == "gone")
    assert bodies[0]["actions"][0]["value"] == "7"
    assert bodies[0]["message"]["ts"] == posted["ts"]
    assert bodies[0]["container"]["is_ephemeral"] is False


async def test_external_menu_gets_its_options_from_the_app(world: SandboxWorld, bot: AsyncApp) -> None:
    @bot.options("pick")
    async def on_options(ack: Any, payload: dict[str, Any]) -> None:
        text = {"type": "plain_text", "text": payload["value"].upper()}
        await ack(options=[{"text": text, "value": payload["value"]}])

    menu = {"type": "external_select", "action_id": "pick", "min_query_length": 1}
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "Pick"}, "accessory": menu}
    posted = await world.client.chat_postMessage(channel=world.mobile.id, text="Pick", blocks=[section])
    options = await world.ana.load_options((world.mobile, posted["ts"]), "pick", "be")
    assert options == [{"text": {"type": "plain_text", "text": "BE"}, "value": "be"}]


async def test_an_event_that_fails_is_delivered_again(world: SandboxWorld, bot: AsyncApp) -> None:
    attempts = []

    @bot.middleware
    async def fail_once(request: Any, next: Any) -> None:
        attempts.append(request.headers.get("x-slack-retry-num", ["0"])[0])
        if len(attempts) == 1:
            raise RuntimeError("no room")
        await next()

    @bot.event("message")
    async def on_message(event: dict[str, Any]) -> None:
        attempts.append(event["text"])

    world.sandbox.delivery.ack_timeout = 0.2
    await world.ana.say("#mobile", "hello")
    await wait_until(lambda: "hello" in attempts)
    assert attempts[:2] == ["0", "1"]


async def test_unacknowledged_command_is_an_error_for_the_person(world: SandboxWorld, bot: AsyncApp) -> None:
    world.sandbox.delivery.ack_timeout = 0.2
    with pytest.raises(NotAcknowledgedError):
        await world.ana.command("/unknown", "x", world.mobile)


async def test_the_home_tab_is_published_when_it_is_opened(world: SandboxWorld, bot: AsyncApp) -> None:
    @bot.event("app_home_opened")
    async def on_home(event: dict[str, Any], client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [{"type": "divider"}]})

    await world.ana.open_home()
    await wait_until(lambda: world.ana.id in world.sandbox.homes)
    home = await world.ana.open_home()
    assert home is not None
    assert home.body["blocks"][0]["type"] == "divider"
