"""conversations.* and users.conversations"""

from sandbox import acts
from sandbox.methods import ApiError, Call, method
from sandbox.model import Channel, Json, Message
from sandbox.shapes import channel_json, message_json

_HISTORY = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
_TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
_LIST = "cursor exclude_archived:bool limit:int team_id types"
_RANGE = "cursor inclusive:bool include_all_metadata:bool latest limit:int oldest"
_READ = "channels:read groups:read im:read mpim:read"
_READ_HISTORY = "channels:history groups:history im:history mpim:history"


@method("conversations.list", _LIST, scope=_READ, tier=2)
async def conversations_list(call: Call) -> Json:
    return _listed(call, [c for c in _asked_kinds(call) if c.kind == "public" or _bot_in(call, c)])


@method("users.conversations", f"{_LIST} user", scope=_READ, tier=3)
async def users_conversations(call: Call) -> Json:
    user = call.text("user", call.platform.workspace.bot_user_id)
    mine = [c for c in _asked_kinds(call) if user in c.members]
    return _listed(call, [c for c in mine if c.kind == "public" or _bot_in(call, c)])


@method("conversations.info", "channel! include_locale:bool include_num_members:bool", scope=_READ, tier=3)
async def conversations_info(call: Call) -> Json:
    channel = _channel(call, "read")
    members = bool(call.args.get("include_num_members"))
    return {"channel": channel_json(call.platform.workspace, channel, members=members)}


@method("conversations.history", f"channel! {_RANGE}", scope=_READ_HISTORY, tier=3)
async def conversations_history(call: Call) -> Json:
    channel = _readable(call)
    shown = [m for m in channel.messages.values() if m.visible and (m.thread_ts is None or m.broadcast)]
    rows, cursor = call.page(sorted(_within(call, shown), key=lambda m: m.ts, reverse=True), most=999)
    return _messages(call, rows, cursor) | {"pin_count": len(channel.pins)}


@method("conversations.replies", f"channel! ts! {_RANGE}", scope=_READ_HISTORY, tier=3)
async def conversations_replies(call: Call) -> Json:
    channel = _readable(call)
    parent = channel.messages.get(call.text("ts"))
    if parent is None or not parent.visible:
        raise ApiError("thread_not_found")
    thread = [parent, *channel.replies(parent.ts)] if parent.thread_ts is None else [parent]
    rows, cursor = call.page(_within(call, thread), default=1000)
    return _messages(call, rows, cursor)


@method("conversations.members", "channel! cursor limit:int", scope=_READ, tier=4)
async def conversations_members(call: Call) -> Json:
    rows, cursor = call.page(_channel(call, "read").members)
    return {"members": rows, "response_metadata": {"next_cursor": cursor}}


@method("conversations.open", "channel return_im:bool users prevent_creation:bool", scope="im:write mpim:write", tier=3)
async def conversations_open(call: Call) -> Json:
    workspace = call.platform.workspace
    names = [one.strip() for one in call.text("users").split(",") if one.strip()]
    if call.text("channel"):
        return {"channel": {"id": _channel(call, "write").id}}
    if not names:
        raise ApiError("users_list_not_supplied")
    if any(one not in workspace.users for one in names):
        raise ApiError("user_not_found")
    if any(workspace.users[one].deleted for one in names):
        raise ApiError("user_disabled")
    if any(workspace.users[one].is_bot for one in names):
        raise ApiError("cannot_dm_bot")
    call.need_scope("im:write" if len(names) == 1 else "mpim:write")
    channel = workspace.dm(names[0]) if len(names) == 1 else workspace.group_dm(workspace.bot_user_id, *names)
    shown = channel_json(workspace, channel) if call.args.get("return_im") else {"id": channel.id}
    return {"channel": shown}


@method("conversations.join", "channel!", scope="channels:join", tier=3)
async def conversations_join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "public":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    acts.join(call.platform, channel, call.platform.workspace.bot_user_id)
    return {"channel": channel_json(call.platform.workspace, channel)}


@method("conversations.invite", "channel! users! force:bool", scope="channels:manage groups:write", tier=3)
async def conversations_invite(call: Call) -> Json:
    channel, workspace = call.channel(), call.platform.workspace
    if not _bot_in(call, channel):
        raise ApiError("not_in_channel")
    names = call.text("users").split(",")
    if any(one not in workspace.users for one in names):
        raise ApiError("user_not_found")
    if all(one in channel.members for one in names):
        raise ApiError("already_in_channel")
    for one in names:
        acts.join(call.platform, channel, one, inviter=workspace.bot_user_id)
    return {"channel": channel_json(workspace, channel)}


def _bot_in(call: Call, channel: Channel) -> bool:
    return call.platform.workspace.bot_user_id in channel.members


def _channel(call: Call, right: str) -> Channel:
    """The channel, if the token has the scope that its kind asks for."""
    channel = call.channel()
    call.need_scope(f"{_HISTORY[channel.kind]}:{right}")
    return channel


def _readable(call: Call) -> Channel:
    channel = _channel(call, "history")
    if not _bot_in(call, channel):
        raise ApiError("not_in_channel")
    return channel


def _asked_kinds(call: Call) -> list[Channel]:
    wanted = [one.strip() for one in call.text("types", "public_channel").split(",")]
    if not set(wanted) <= set(_TYPES):
        raise ApiError("invalid_types")
    for one in wanted:
        call.need_scope(f"{_HISTORY[_TYPES[one]]}:read")
    kinds = {_TYPES[one] for one in wanted}
    hide = bool(call.args.get("exclude_archived"))
    return [c for c in call.platform.workspace.channels.values() if c.kind in kinds and not (hide and c.archived)]


def _listed(call: Call, channels: list[Channel]) -> Json:
    rows, cursor = call.page(channels, most=999)
    shown = [channel_json(call.platform.workspace, c, members=True) for c in rows]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _within(call: Call, messages: list[Message]) -> list[Message]:
    """The messages between oldest and latest; both ends count only with `inclusive`."""
    oldest, latest = call.text("oldest", "0"), call.text("latest", "9999999999.999999")
    both = bool(call.args.get("inclusive"))
    low, high = _ts_key(oldest), _ts_key(latest)
    return [m for m in messages if low < _ts_key(m.ts) < high or (both and _ts_key(m.ts) in (low, high))]


def _ts_key(ts: str) -> tuple[int, int]:
    whole, _, part = ts.partition(".")
    if not whole.isdigit() or (part and not part.isdigit()):
        raise ApiError("invalid_ts_oldest")
    return int(whole), int(part.ljust(6, "0")[:6] or 0)


def _messages(call: Call, rows: list[Message], cursor: str) -> Json:
    whole = bool(call.args.get("include_all_metadata"))
    shown = [message_json(call.platform.workspace, m, all_metadata=whole) for m in rows]
    answer: Json = {"messages": shown, "has_more": bool(cursor)}
    return answer | ({"response_metadata": {"next_cursor": cursor}} if cursor else {})
