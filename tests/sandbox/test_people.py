"""People's actions arrive in exactly the shapes that Slack sends; a recording transport stands in for the app."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from sandbox import acts
from sandbox.delivery import NotAcknowledgedError
from sandbox.people import NotPossibleError
from tests.sandbox.conftest import SandboxWorld
from tests.sandbox.listening import RecordingTransport

Json = dict[str, Any]


@pytest.fixture
def transport(world: SandboxWorld) -> RecordingTransport:
    recorder = RecordingTransport()
    world.sandbox.use_transport(recorder)
    return recorder


async def test_a_message_event_has_slacks_wrapping(world: SandboxWorld, transport: RecordingTransport) -> None:
    message = await world.ana.say(world.mobile, "see <b> & #quiet @nobody https://example.com/a?b=1&c=2.")
    await world.sandbox.delivery.wait_until_delivered()
    (payload,) = transport.received
    assert payload["type"] == "event_callback"
    assert payload["event_id"].startswith("Ev")
    assert payload["authorizations"][0]["user_id"] == world.sandbox.workspace.bot_user_id
    assert payload["is_ext_shared_channel"] is False
    event = payload["event"]
    link = "<https://example.com/a?b=1&amp;c=2>"
    assert event["text"] == f"see &lt;b&gt; &amp; <#{world.quiet.id}|quiet> @nobody {link}."
    assert (event["ts"], event["channel"], event["user"]) == (message.ts, world.mobile.id, world.ana.id)
    assert [element["type"] for element in event["blocks"][0]["elements"][0]["elements"]] == [
        "text",
        "channel",
        "text",
        "link",
        "text",
    ]


async def test_mention_of_the_bot_is_two_events_with_one_ts(world: SandboxWorld, transport: RecordingTransport) -> None:
    await world.ana.say(world.mobile, "@baton status")
    await world.sandbox.delivery.wait_until_delivered()
    assert [event["type"] for event in transport.events] == ["message", "app_mention"]
    assert len({event["ts"] for event in transport.events}) == 1
    assert len({payload["event_id"] for payload in transport.received}) == 2


async def test_the_bot_hears_nothing_where_it_is_no_member(world: SandboxWorld, transport: RecordingTransport) -> None:
    await world.ana.say(world.quiet, "alone")
    await world.sandbox.delivery.wait_until_delivered()
    assert transport.received == []


async def test_an_edit_and_a_deletion_name_the_message_inside(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    message = await world.ana.say(world.mobile, "one")
    await world.ana.edit(world.mobile, message.ts, "two")
    await world.ana.delete(world.mobile, message.ts)
    await world.sandbox.delivery.wait_until_delivered()
    changed, deleted = transport.events[1:]
    assert (changed["subtype"], changed["hidden"]) == ("message_changed", True)
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("two", "one")
    assert changed["message"]["ts"] == message.ts != changed["ts"]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", message.ts)


async def test_a_deleted_parent_leaves_a_tombstone(world: SandboxWorld, transport: RecordingTransport) -> None:
    message = await world.ana.say(world.mobile, "parent")
    await world.ben.say(world.mobile, "reply", message.ts)
    await world.ana.delete(world.mobile, message.ts)
    await world.sandbox.delivery.wait_until_delivered()
    assert transport.events[-1]["message"]["subtype"] == "tombstone"


async def test_replies_broadcasts_and_files_have_their_own_marks(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    message = await world.ana.say(world.mobile, "parent")
    await world.ben.say(world.mobile, "reply", message.ts)
    await world.ben.say(world.mobile, "loud reply", message.ts, broadcast=True)
    await world.ben.say(world.mobile, files=[("plan.csv", b"a,b")])
    await world.sandbox.delivery.wait_until_delivered()
    reply, loud, file, shared = transport.events[1:]
    assert (reply["thread_ts"], reply["parent_user_id"]) == (message.ts, world.ana.id)
    assert (loud["subtype"], loud["thread_ts"]) == ("thread_broadcast", message.ts)
    assert (file["subtype"], file["text"], file["files"][0]["name"]) == ("file_share", "", "plan.csv")
    assert shared["type"] == "file_shared"


async def test_a_reaction_says_whose_message_it_is_on(world: SandboxWorld, transport: RecordingTransport) -> None:
    message = await world.ana.say(world.mobile, "ship it")
    await world.ben.react(world.mobile, message.ts, "memo")
    await world.ben.react(world.mobile, message.ts, "memo")
    await world.ben.unreact(world.mobile, message.ts, "memo")
    await world.sandbox.delivery.wait_until_delivered()
    assert [event["type"] for event in transport.events[1:]] == ["reaction_added", "reaction_removed"]
    assert (transport.events[1]["item_user"], transport.events[1]["item"]["ts"]) == (world.ana.id, message.ts)


async def test_joining_is_a_message_and_an_event(world: SandboxWorld, transport: RecordingTransport) -> None:
    await world.ana.invite_bot(world.quiet)
    await world.ben.join(world.quiet)
    await world.sandbox.delivery.wait_until_delivered()
    kinds = [(event["type"], event.get("subtype"), event["user"]) for event in transport.events]
    bot = world.sandbox.workspace.bot_user_id
    assert ("member_joined_channel", None, bot) in kinds
    assert ("message", "channel_join", world.ben.id) in kinds


async def test_only_subscribed_events_with_their_scope_are_sent(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    world.sandbox.subscriptions = {"message.channels"}
    await world.ana.say(world.mobile, "@baton hello")
    world.sandbox.scopes.discard("channels:history")
    await world.ana.say(world.mobile, "unheard")
    await world.sandbox.delivery.wait_until_delivered()
    assert [event["type"] for event in transport.events] == ["message"]


async def test_a_slash_command_is_a_form_of_texts(world: SandboxWorld, transport: RecordingTransport) -> None:
    await world.ana.command("/program", "  owner @ben & co ", world.mobile)
    (payload,) = transport.received
    assert payload["text"] == f"owner <@{world.ben.id}> &amp; co"
    assert all(isinstance(value, str) for value in payload.values())
    assert payload["response_url"].startswith(world.sandbox.url + "/commands/")


async def test_invalid_answer_to_a_command_is_an_error(world: SandboxWorld, transport: RecordingTransport) -> None:
    for answer in ({"text": ""}, {"text": "x", "colour": "red"}, {"blocks": [{"type": "alert"}]}, {"text": 7, "a": 1}):
        transport.answer = answer
        with pytest.raises(NotAcknowledgedError, match="invalid_command_response"):
            await world.ana.command("/program", "help", world.mobile)
    assert world.ana.visible_messages(world.mobile) == []


async def test_suggestions_must_be_proper_options(world: SandboxWorld, transport: RecordingTransport) -> None:
    menu = {"type": "external_select", "action_id": "pick", "min_query_length": 0}
    blocks = [{"type": "actions", "elements": [menu]}]
    posted = await world.client.chat_postMessage(channel=world.mobile.id, text="Pick", blocks=blocks)
    transport.answer = {"options": [{"text": {"type": "plain_text", "text": "x" * 76}, "value": "a"}]}
    with pytest.raises(NotAcknowledgedError, match="76"):
        await world.ana.load_options((world.mobile, posted["ts"]), "pick")
    transport.answer = {"options": []}
    assert await world.ana.load_options((world.mobile, posted["ts"]), "pick") == []


async def test_choice_carries_the_option_and_the_messages_state(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    options = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("red", "green")]
    menu = {"type": "static_select", "action_id": "rag", "options": options}
    blocks = [{"type": "actions", "block_id": "a", "elements": [menu]}]
    posted = await world.client.chat_postMessage(channel=world.mobile.id, text="RAG?", blocks=blocks)
    await world.ana.choose((world.mobile, posted["ts"]), "rag", "green")
    payload = transport.received[-1]
    assert payload["actions"][0]["selected_option"] == options[1]
    assert payload["state"]["values"]["a"]["rag"] == {"type": "static_select", "selected_option": options[1]}
    with pytest.raises(NotPossibleError, match="offers no 'blue'"):
        await world.ana.choose((world.mobile, posted["ts"]), "rag", "blue")


async def test_click_in_an_ephemeral_comes_without_the_message(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    button = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
    answer = await world.client.chat_postEphemeral(
        channel=world.mobile.id, user=world.ana.id, text="x", blocks=[{"type": "actions", "elements": [button]}]
    )
    place = (world.mobile, answer["message_ts"])
    await world.ana.click(place, "go")
    assert transport.received[-1]["container"]["is_ephemeral"] is True
    assert "message" not in transport.received[-1]
    with pytest.raises(NotPossibleError):
        await world.ben.click(place, "go")


async def test_message_and_global_shortcuts_have_different_payloads(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    message = await world.ana.say(world.mobile, "this is a risk")
    await world.sandbox.delivery.wait_until_delivered()
    await world.ben.message_shortcut("log_risk", world.mobile, message.ts)
    await world.ben.global_shortcut("new_project")
    on_message, anywhere = transport.received[1:]
    assert (on_message["type"], on_message["message"]["text"]) == ("message_action", "this is a risk")
    assert anywhere["type"] == "shortcut"
    assert "response_url" not in anywhere


async def test_closing_a_modal_is_reported_only_on_request(world: SandboxWorld, transport: RecordingTransport) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "A"}, "blocks": [{"type": "divider"}]}
    for notify in (False, True):
        trigger = world.sandbox.new_trigger(world.ana.id)
        opened = await world.client.views_open(trigger_id=trigger, view=view | {"notify_on_close": notify})
        await world.ana.close_view(opened["view"]["id"])
    assert [payload["type"] for payload in transport.received] == ["view_closed"]
    assert world.sandbox.views == {}


async def test_people_cannot_do_what_slacks_window_would_not_let_them(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    message = await world.ana.say(world.mobile, "mine")
    for attempt in (
        world.ben.say(world.quiet, "x"),
        world.ben.edit(world.mobile, message.ts, "x"),
        world.ben.delete(world.mobile, message.ts),
        world.ana.say("#nowhere", "x"),
    ):
        with pytest.raises(NotPossibleError):
            await attempt


async def test_features_absent_from_the_manifest_are_unavailable(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    command = {"command": "/program", "description": "x", "should_escape": False}
    world.sandbox.install(
        {
            "features": {"slash_commands": [command], "app_home": {"messages_tab_read_only_enabled": True}},
            "oauth_config": {"scopes": {"bot": ["chat:write", "channels:history"]}},
            "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
        }
    )
    await world.ana.command("/program", "owner @ben", world.mobile)
    assert transport.received[-1]["text"] == "owner @ben"
    dm = world.sandbox.workspace.dm_channel(world.ana.id)
    for attempt in (world.ana.command("/other"), world.ana.global_shortcut("x"), world.ana.say(dm, "hello")):
        with pytest.raises(NotPossibleError):
            await attempt
    for method, args, error in (
        ("views.publish", {"user_id": world.ana.id, "view": {"type": "home", "blocks": []}}, "not_enabled"),
        ("chat.postMessage", {"channel": world.ana.id, "text": "x"}, "messages_tab_disabled"),
        ("users.info", {"user": world.ana.id}, "missing_scope"),
    ):
        with pytest.raises(SlackApiError) as caught:
            await world.client.api_call(method, json=args)
        assert caught.value.response["error"] == error


async def test_link_previews_renames_and_profiles_are_events_too(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    message = await world.ana.say(world.mobile, "https://example.com/")
    acts.unfurl(world.sandbox, message)
    acts.rename(world.sandbox, world.mobile, "mobile-app")
    acts.change_user(world.sandbox, world.ben.id, status_emoji=":palm_tree:", tz="Europe/Lisbon")
    acts.archive(world.sandbox, world.mobile, world.ana.id)
    await world.sandbox.delivery.wait_until_delivered()
    unfurled, renamed, changed, archived = transport.events[1:]
    assert unfurled["subtype"] == "message_changed"
    assert unfurled["message"]["text"] == unfurled["previous_message"]["text"]
    assert "edited" not in unfurled["message"]
    assert renamed["channel"]["name"] == "mobile-app"
    assert changed["user"]["profile"]["status_emoji"] == ":palm_tree:"
    assert (archived["type"], archived["channel"]) == ("channel_archive", world.mobile.id)


async def test_a_guest_of_another_company_can_talk_but_not_command(
    world: SandboxWorld, transport: RecordingTransport
) -> None:
    guest = world.sandbox.workspace.add_user("zoe", team="T0ELSEWHERE")
    world.mobile.members.append(guest.id)
    world.mobile.ext_shared = True
    zoe = world.sandbox.person(guest)
    await zoe.say(world.mobile, "hello from outside")
    await world.sandbox.delivery.wait_until_delivered()
    assert transport.received[-1]["is_ext_shared_channel"] is True
    assert (transport.events[-1]["user_team"], transport.received[-1]["team_id"]) == (
        "T0ELSEWHERE",
        world.sandbox.workspace.team_id,
    )
    with pytest.raises(NotPossibleError):
        await zoe.command("/program", "help", world.mobile)
