"""The Web API answers as Slack does, refusals first; driven by the client of the official SDK."""

from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.methods import FORM_ONLY_METHODS
from tests.sandbox.conftest import SandboxWorld

Json = dict[str, Any]


async def refused_call(world: SandboxWorld, method: str, **args: Any) -> Json:
    with pytest.raises(SlackApiError) as caught:
        await world.client.api_call(method, **{"data" if method in FORM_ONLY_METHODS else "json": args})
    answer: Json = caught.value.response.data
    return answer


async def post_message(world: SandboxWorld, text: str = "hello", **more: Any) -> str:
    answer = await world.client.chat_postMessage(channel=world.mobile.id, text=text, **more)
    return str(answer["ts"])


async def test_auth_test_names_the_bot_and_its_scopes(world: SandboxWorld) -> None:
    answer = await world.client.auth_test()
    assert answer["bot_id"] == world.sandbox.workspace.bot_id
    assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("token", "error"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("app", "not_allowed_token_type")]
)
async def test_token_must_be_known_and_of_the_right_kind(world: SandboxWorld, token: str, error: str) -> None:
    used_token = world.sandbox.app_token if token == "app" else token
    client = AsyncWebClient(token=used_token or None, base_url=world.sandbox.api_url)
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("auth.test")
    assert caught.value.response["error"] == error


async def test_a_missing_scope_is_named(world: SandboxWorld) -> None:
    world.sandbox.scopes.discard("chat:write")
    answer = await refused_call(world, "chat.postMessage", channel=world.mobile.id, text="x")
    assert (answer["error"], answer["needed"]) == ("missing_scope", "chat:write")
    assert "users:read" in answer["provided"]


async def test_reading_a_private_channel_needs_its_own_scope(world: SandboxWorld) -> None:
    secret = world.sandbox.workspace.add_channel("secret", private=True, members=[world.sandbox.workspace.bot_user_id])
    world.sandbox.scopes.discard("groups:history")
    answer = await refused_call(world, "conversations.history", channel=secret.id)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


LONG = "x" * 4001
METADATA = {"event_type": "a"}
REFUSALS = [
    ("chat.nothing", {}, "unknown_method"),
    ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "#mobile", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "quiet", "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "old", "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": "mobile"}, "no_text"),
    ("chat.postMessage", {"channel": "mobile", "text": "  "}, "no_text"),
    ("chat.postMessage", {"channel": "mobile", "text": "x" * 40_001}, "msg_too_long"),
    ("chat.postMessage", {"channel": "mobile", "text": "x", "blocks": [{"type": "nope"}]}, "invalid_blocks"),
    ("chat.postMessage", {"channel": "mobile", "text": "x", "colour": "red"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "mobile", "text": "x", "username": "Boss"}, "missing_scope"),
    ("chat.postMessage", {"channel": "mobile", "text": "x", "unfurl_links": "maybe"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "mobile", "text": "x", "thread_ts": "1700000000.000100"}, "thread_not_found"),
    (
        "chat.postMessage",
        {"channel": "mobile", "text": "x", "metadata": {"event_type": "a"}},
        "invalid_metadata_schema",
    ),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postEphemeral", {"channel": "mobile", "user": "cleo", "text": "x"}, "user_not_in_channel"),
    ("chat.update", {"channel": "mobile", "ts": "1700000000.000100", "text": "x"}, "message_not_found"),
    ("chat.delete", {"channel": "mobile", "ts": "1700000000.000100"}, "message_not_found"),
    ("chat.scheduleMessage", {"channel": "mobile", "post_at": 5, "text": "x"}, "time_in_past"),
    ("chat.scheduleMessage", {"channel": "mobile", "post_at": 9_999_999_999, "text": "x"}, "time_too_far"),
    ("conversations.history", {"channel": "quiet"}, "not_in_channel"),
    ("conversations.history", {"channel": "hidden"}, "channel_not_found"),
    ("conversations.history", {"channel": "mobile", "cursor": "zzz"}, "invalid_cursor"),
    ("conversations.list", {"types": "secret"}, "invalid_types"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "gone"}, "user_disabled"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("views.open", {"trigger_id": "1.2.3", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
    ("views.update", {"view_id": "V0NONE", "view": {"type": "home", "blocks": []}}, "not_found"),
    ("reactions.add", {"channel": "mobile", "timestamp": "1.2", "name": "memo"}, "message_not_found"),
    ("reactions.add", {"channel": "mobile", "timestamp": "1.2", "name": "📝"}, "invalid_name"),
    ("files.info", {"file": "F0NONE"}, "file_not_found"),
    ("bookmarks.add", {"channel_id": "mobile", "title": "x", "type": "link", "link": "ftp:x"}, "invalid_link"),
    ("dnd.info", {"user": "U0NOBODY"}, "user_not_found"),
]


@pytest.mark.parametrize(("method", "args", "error"), REFUSALS)
async def test_invalid_call_is_refused(world: SandboxWorld, method: str, args: Json, error: str) -> None:
    space = world.sandbox.workspace
    cleo = space.add_user("cleo")
    space.add_channel("old", members=[space.bot_user_id]).archived = True
    space.add_channel("hidden", private=True, members=[world.ana.id])
    gone = space.add_user("gone", deleted=True)
    ids = {channel.name: channel.id for channel in space.channels.values()} | {"cleo": cleo.id, "gone": gone.id}
    known = {key: ids.get(value, value) if isinstance(value, str) else value for key, value in args.items()}
    assert (await refused_call(world, method, **known))["error"] == error


async def test_bad_blocks_are_pointed_at(world: SandboxWorld) -> None:
    answer = await refused_call(
        world, "chat.postMessage", channel=world.mobile.id, text="x", blocks=[{"type": "header"}]
    )
    assert answer["errors"] == ["missing required field: text [json-pointer:/blocks/0]"]


async def test_history_includes_metadata_only_on_request(world: SandboxWorld) -> None:
    metadata = {"event_type": "outbox", "event_payload": {"id": "7"}}
    ts = await post_message(world, metadata=metadata)
    without_metadata = await world.client.conversations_history(channel=world.mobile.id, limit=1)
    with_metadata = await world.client.conversations_history(
        channel=world.mobile.id, limit=1, include_all_metadata=True
    )
    assert without_metadata["messages"][0]["metadata"] == {"event_type": "outbox"}
    assert (with_metadata["messages"][0]["ts"], with_metadata["messages"][0]["metadata"]) == (ts, metadata)


async def test_history_comes_in_pages_newest_first_and_between_bounds(world: SandboxWorld) -> None:
    stamps = [await post_message(world, str(number)) for number in range(5)]
    pages = [
        page["messages"] async for page in await world.client.conversations_history(channel=world.mobile.id, limit=2)
    ]
    assert [message["ts"] for page in pages for message in page] == stamps[::-1]
    between = await world.client.conversations_history(channel=world.mobile.id, oldest=stamps[1], latest=stamps[3])
    assert [message["ts"] for message in between["messages"]] == [stamps[2]]


async def test_thread_starts_with_its_parent_and_stays_out_of_history(world: SandboxWorld) -> None:
    parent = await post_message(world)
    reply = await post_message(world, "reply", thread_ts=parent)
    thread = await world.client.conversations_replies(channel=world.mobile.id, ts=parent)
    history = await world.client.conversations_history(channel=world.mobile.id)
    assert [message["ts"] for message in thread["messages"]] == [parent, reply]
    assert thread["messages"][0]["reply_count"] == 1
    assert [message["ts"] for message in history["messages"]] == [parent]


async def test_update_has_a_lower_limit_and_removes_the_blocks(world: SandboxWorld) -> None:
    ts = await post_message(world, blocks=[{"type": "divider"}])
    assert (await refused_call(world, "chat.update", channel=world.mobile.id, ts=ts, text=LONG))[
        "error"
    ] == "msg_too_long"
    await world.client.chat_update(channel=world.mobile.id, ts=ts, text="new")
    message = world.mobile.messages[ts]
    assert (message.text, message.blocks) == ("new", [])
    assert message.edited is not None


async def test_messages_of_others_cannot_be_changed_or_deleted(world: SandboxWorld) -> None:
    message = await world.ana.say(world.mobile, "mine")
    args = {"channel": world.mobile.id, "ts": message.ts}
    assert (await refused_call(world, "chat.update", **args, text="x"))["error"] == "cant_update_message"
    assert (await refused_call(world, "chat.delete", **args))["error"] == "cant_delete_message"


async def test_ephemeral_is_seen_by_one_and_cannot_be_updated(world: SandboxWorld) -> None:
    answer = await world.client.chat_postEphemeral(channel=world.mobile.id, user=world.ana.id, text="psst")
    args = {"channel": world.mobile.id, "ts": answer["message_ts"], "text": "x"}
    assert [message.text for message in world.ana.visible_messages(world.mobile)] == ["psst"]
    assert world.ben.visible_messages(world.mobile) == []
    assert (await refused_call(world, "chat.update", **args))["error"] == "message_not_found"


async def test_posting_to_a_person_lands_in_the_direct_message(world: SandboxWorld) -> None:
    answer = await world.client.chat_postMessage(channel=world.ana.id, text="hi")
    assert answer["channel"] == world.sandbox.workspace.dm_channel(world.ana.id).id


async def test_a_reaction_is_given_once(world: SandboxWorld) -> None:
    args = {"channel": world.mobile.id, "timestamp": await post_message(world), "name": "memo"}
    await world.client.reactions_add(**args)
    assert (await refused_call(world, "reactions.add", **args))["error"] == "already_reacted"
    await world.client.reactions_remove(**args)
    assert (await refused_call(world, "reactions.remove", **args))["error"] == "no_reaction"


async def test_a_scheduled_message_waits_for_the_clock(world: SandboxWorld) -> None:
    post_at = world.sandbox.clock.epoch_seconds() + 3600
    await world.client.chat_scheduleMessage(channel=world.mobile.id, post_at=post_at, text="later")
    scheduled = await world.client.chat_scheduledMessages_list()
    assert [entry["post_at"] for entry in scheduled["scheduled_messages"]] == [post_at]
    world.sandbox.clock.advance(timedelta(hours=2))
    assert [message.text for message in world.mobile.messages.values()] == ["later"]


async def test_a_file_is_uploaded_in_three_steps_and_shared(world: SandboxWorld) -> None:
    answer = await world.client.files_upload_v2(
        channel=world.mobile.id, filename="plan.png", content=b"\x89PNG", title="Plan", initial_comment="Here"
    )
    (message,) = world.mobile.messages.values()
    assert (message.text, message.files[0].title, message.files[0].content) == ("Here", "Plan", b"\x89PNG")
    info = await world.client.files_info(file=answer["files"][0]["id"])
    headers = {"Authorization": f"Bearer {world.sandbox.bot_token}"}
    async with aiohttp.ClientSession() as web, web.get(info["file"]["url_private"], headers=headers) as download:
        assert await download.read() == b"\x89PNG"


async def test_views_ask_for_a_fresh_trigger_and_the_current_hash(world: SandboxWorld) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "A"}, "blocks": [{"type": "divider"}]}
    trigger = world.sandbox.new_trigger(world.ana.id)
    opened = await world.client.views_open(trigger_id=trigger, view=view)
    assert (await refused_call(world, "views.open", trigger_id=trigger, view=view))["error"] == "exchanged_trigger_id"
    assert (await refused_call(world, "views.open", trigger_id="1.2.3", view=view))["error"] == "invalid_trigger_id"
    world.sandbox.trigger_seconds = 0
    late = world.sandbox.new_trigger(world.ana.id)
    assert (await refused_call(world, "views.open", trigger_id=late, view=view))["error"] == "expired_trigger_id"
    args = {"view_id": opened["view"]["id"], "view": view, "hash": opened["view"]["hash"]}
    await world.client.views_update(**args)
    assert (await refused_call(world, "views.update", **args))["error"] == "hash_conflict"


async def test_modal_stack_holds_three_modals(world: SandboxWorld) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "A"}, "blocks": [{"type": "divider"}]}
    opened = await world.client.views_open(trigger_id=world.sandbox.new_trigger(world.ana.id), view=view)
    for _ in range(2):
        trigger = world.sandbox.new_trigger(world.ana.id, opened["view"]["id"])
        opened = await world.client.views_push(trigger_id=trigger, view=view)
    trigger = world.sandbox.new_trigger(world.ana.id, opened["view"]["id"])
    assert (await refused_call(world, "views.push", trigger_id=trigger, view=view))["error"] == "push_limit_reached"
    assert len(world.sandbox.modals[world.ana.id]) == 3


async def test_lists_come_in_pages(world: SandboxWorld) -> None:
    for number in range(5):
        world.sandbox.workspace.add_channel(f"c{number}")
    names = []
    async for page in await world.client.conversations_list(limit=3):
        names += [channel["name"] for channel in page["channels"]]
    assert names == ["mobile", "quiet", "c0", "c1", "c2", "c3", "c4"]
    people = await world.client.users_list(limit=2)
    assert len(people["members"]) == 2
    assert people["response_metadata"]["next_cursor"]


async def test_email_of_a_person_needs_its_own_scope(world: SandboxWorld) -> None:
    person = (await world.client.users_info(user=world.ana.id))["user"]
    assert (person["tz"], person["is_admin"]) == ("America/Sao_Paulo", True)
    assert "email" not in person["profile"]
    world.sandbox.scopes.add("users:read.email")
    assert (await world.client.users_info(user=world.ana.id))["user"]["profile"]["email"]


async def test_blocks_validate_needs_no_token_and_answers_with_pointers(world: SandboxWorld) -> None:
    client = AsyncWebClient(base_url=world.sandbox.api_url)
    assert (await client.api_call("blocks.validate", json={"blocks": [{"type": "divider"}]}))["ok"]
    with pytest.raises(SlackApiError) as caught:
        await client.api_call("blocks.validate", json={"message": {"blocks": [{"type": "x"}]}})
    assert caught.value.response["errors"][0]["pointer"] == "/blocks/0/type"


async def test_a_response_url_serves_five_times_within_half_an_hour(world: SandboxWorld) -> None:
    url = world.sandbox.new_response_url("commands", world.ana.id, world.quiet.id)
    async with aiohttp.ClientSession() as web:
        for _ in range(5):
            assert (await web.post(url, json={"text": "x"})).status == 200
        assert (await web.post(url, json={"text": "x"})).status == 404
        late = world.sandbox.new_response_url("actions", world.ana.id, world.quiet.id)
        world.sandbox.clock.advance(timedelta(minutes=31))
        assert await (await web.post(late, json={"text": "x"})).text() == "expired_url"
    assert len(world.ana.visible_messages(world.quiet)) == 5


async def test_response_can_replace_and_delete_the_clicked_message(world: SandboxWorld) -> None:
    ts = await post_message(world)
    url = world.sandbox.new_response_url("actions", world.ana.id, world.mobile.id, ts)
    async with aiohttp.ClientSession() as web:
        await web.post(url, json={"text": "new", "replace_original": True})
        assert world.mobile.messages[ts].text == "new"
        assert (await web.post(url, json={"text": "x", "shout": 1})).status == 400
        await web.post(url, json={"delete_original": True})
    assert world.mobile.messages[ts].deleted


async def test_user_groups_are_listed_with_their_members(world: SandboxWorld) -> None:
    workspace = world.sandbox.workspace
    person = next(iter(workspace.users))
    group, closed = workspace.add_group("backend", person), workspace.add_group("old", person)
    closed.disabled_at = 1
    listed = await world.client.usergroups_list()
    assert [(g["handle"], "users" in g) for g in listed["usergroups"]] == [("backend", False)]
    both = (await world.client.usergroups_list(include_disabled=True, include_users=True))["usergroups"]
    assert [(g["handle"], g["users"]) for g in both] == [("backend", [person]), ("old", [person])]
    assert (await world.client.usergroups_users_list(usergroup=group.id))["users"] == [person]
    for id in (closed.id, "S0NONE"):
        assert (await refused_call(world, "usergroups.users.list", usergroup=id))["error"] == "no_such_subteam"
    world.sandbox.scopes.discard("usergroups:read")
    assert (await refused_call(world, "usergroups.list"))["error"] == "missing_scope"
