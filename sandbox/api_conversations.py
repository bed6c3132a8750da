"""conversations.* and users.conversations."""

from sandbox import acts
from sandbox.methods import ApiError, MethodCall, api_method
from sandbox.model import Channel, Json, Message
from sandbox.shapes import channel_json, message_json

_SCOPE_PREFIXES = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_CHANNEL_KINDS = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_LIST_ARGUMENTS = "cursor exclude_archived:bool limit:int team_id types"
_RANGE_ARGUMENTS = "cursor inclusive:bool include_all_metadata:bool latest limit:int oldest"
_READ_SCOPES = "channels:read groups:read im:read mpim:read"
_HISTORY_SCOPES = "channels:history groups:history im:history mpim:history"


@api_method("conversations.list", _LIST_ARGUMENTS, scope=_READ_SCOPES, tier=2)
async def conversations_list(call: MethodCall) -> Json:
    return _channel_page(
        call, [c for c in _channels_of_asked_kinds(call) if c.kind == "public" or _is_bot_member(call, c)]
    )


@api_method("users.conversations", f"{_LIST_ARGUMENTS} user", scope=_READ_SCOPES, tier=3)
async def users_conversations(call: MethodCall) -> Json:
    user = call.text_argument("user", call.platform.workspace.bot_user_id)
    joined = [c for c in _channels_of_asked_kinds(call) if user in c.members]
    return _channel_page(call, [c for c in joined if c.kind == "public" or _is_bot_member(call, c)])


@api_method("conversations.info", "channel! include_locale:bool include_num_members:bool", scope=_READ_SCOPES, tier=3)
async def conversations_info(call: MethodCall) -> Json:
    channel = _channel_in_scope(call, "read")
    members = bool(call.args.get("include_num_members"))
    return {"channel": channel_json(call.platform.workspace, channel, members=members)}


@api_method("conversations.history", f"channel! {_RANGE_ARGUMENTS}", scope=_HISTORY_SCOPES, tier=3)
async def conversations_history(call: MethodCall) -> Json:
    channel = _readable_channel(call)
    visible = [m for m in channel.messages.values() if m.visible and (m.thread_ts is None or m.broadcast)]
    rows, cursor = call.page_of(
        sorted(_messages_in_range(call, visible), key=lambda m: m.ts, reverse=True), max_limit=999
    )
    return _message_page(call, rows, cursor) | {"pin_count": len(channel.pins)}


@api_method("conversations.replies", f"channel! ts! {_RANGE_ARGUMENTS}", scope=_HISTORY_SCOPES, tier=3)
async def conversations_replies(call: MethodCall) -> Json:
    channel = _readable_channel(call)
    parent = channel.messages.get(call.text_argument("ts"))
    if parent is None or not parent.visible:
        raise ApiError("thread_not_found")
    thread = [parent, *channel.replies(parent.ts)] if parent.thread_ts is None else [parent]
    rows, cursor = call.page_of(_messages_in_range(call, thread), default=1000)
    return _message_page(call, rows, cursor)


@api_method("conversations.members", "channel! cursor limit:int", scope=_READ_SCOPES, tier=4)
async def conversations_members(call: MethodCall) -> Json:
    rows, cursor = call.page_of(_channel_in_scope(call, "read").members)
    return {"members": rows, "response_metadata": {"next_cursor": cursor}}


@api_method(
    "conversations.open", "channel return_im:bool users prevent_creation:bool", scope="im:write mpim:write", tier=3
)
async def conversations_open(call: MethodCall) -> Json:
    workspace = call.platform.workspace
    user_ids = [user_id.strip() for user_id in call.text_argument("users").split(",") if user_id.strip()]
    if call.text_argument("channel"):
        return {"channel": {"id": _channel_in_scope(call, "write").id}}
    if not user_ids:
        raise ApiError("users_list_not_supplied")
    if any(user_id not in workspace.users for user_id in user_ids):
        raise ApiError("user_not_found")
    if any(workspace.users[user_id].deleted for user_id in user_ids):
        raise ApiError("user_disabled")
    if any(workspace.users[user_id].is_bot for user_id in user_ids):
        raise ApiError("cannot_dm_bot")
    call.require_scope("im:write" if len(user_ids) == 1 else "mpim:write")
    channel = (
        workspace.dm_channel(user_ids[0])
        if len(user_ids) == 1
        else workspace.group_dm_channel(workspace.bot_user_id, *user_ids)
    )
    body = channel_json(workspace, channel) if call.args.get("return_im") else {"id": channel.id}
    return {"channel": body}


@api_method("conversations.join", "channel!", scope="channels:join", tier=3)
async def conversations_join(call: MethodCall) -> Json:
    channel = call.require_channel()
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    acts.join(call.platform, channel, call.platform.workspace.bot_user_id)
    return {"channel": channel_json(call.platform.workspace, channel)}


@api_method("conversations.invite", "channel! users! force:bool", scope="channels:manage groups:write", tier=3)
async def conversations_invite(call: MethodCall) -> Json:
    channel, workspace = call.require_channel(), call.platform.workspace
    if not _is_bot_member(call, channel):
        raise ApiError("not_in_channel")
    user_ids = call.text_argument("users").split(",")
    if any(user_id not in workspace.users for user_id in user_ids):
        raise ApiError("user_not_found")
    if all(user_id in channel.members for user_id in user_ids):
        raise ApiError("already_in_channel")
    for user_id in user_ids:
        acts.join(call.platform, channel, user_id, inviter=workspace.bot_user_id)
    return {"channel": channel_json(workspace, channel)}


def _is_bot_member(call: MethodCall, channel: Channel) -> bool:
    return call.platform.workspace.bot_user_id in channel.members


def _channel_in_scope(call: MethodCall, permission: str) -> Channel:
    """Return the channel if the token has the scope that its kind asks for."""
    channel = call.require_channel()
    call.require_scope(f"{_SCOPE_PREFIXES[channel.kind]}:{permission}")
    return channel


def _readable_channel(call: MethodCall) -> Channel:
    channel = _channel_in_scope(call, "history")
    if not _is_bot_member(call, channel):
        raise ApiError("not_in_channel")
    return channel


def _channels_of_asked_kinds(call: MethodCall) -> list[Channel]:
    types = [kind.strip() for kind in call.text_argument("types", "public_channel").split(",")]
    if not set(types) <= set(_CHANNEL_KINDS):
        raise ApiError("invalid_types")
    for kind in types:
        call.require_scope(f"{_SCOPE_PREFIXES[_CHANNEL_KINDS[kind]]}:read")
    kinds = {_CHANNEL_KINDS[kind] for kind in types}
    hide = bool(call.args.get("exclude_archived"))
    return [c for c in call.platform.workspace.channels.values() if c.kind in kinds and not (hide and c.archived)]


def _channel_page(call: MethodCall, channels: list[Channel]) -> Json:
    rows, cursor = call.page_of(channels, max_limit=999)
    bodies = [channel_json(call.platform.workspace, c, members=True) for c in rows]
    return {"channels": bodies, "response_metadata": {"next_cursor": cursor}}


def _messages_in_range(call: MethodCall, messages: list[Message]) -> list[Message]:
    """Return the messages between oldest and latest; both ends count only with `inclusive`."""
    oldest, latest = call.text_argument("oldest", "0"), call.text_argument("latest", "9999999999.999999")
    inclusive = bool(call.args.get("inclusive"))
    low, high = _ts_key(oldest), _ts_key(latest)
    return [m for m in messages if low < _ts_key(m.ts) < high or (inclusive and _ts_key(m.ts) in (low, high))]


def _ts_key(ts: str) -> tuple[int, int]:
    seconds, _, fraction = ts.partition(".")
    if not seconds.isdigit() or (fraction and not fraction.isdigit()):
        raise ApiError("invalid_ts_oldest")
    return int(seconds), int(fraction.ljust(6, "0")[:6] or 0)


def _message_page(call: MethodCall, rows: list[Message], cursor: str) -> Json:
    all_metadata = bool(call.args.get("include_all_metadata"))
    bodies = [message_json(call.platform.workspace, m, all_metadata=all_metadata) for m in rows]
    answer: Json = {"messages": bodies, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})
