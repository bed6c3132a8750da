"""The table of Web API methods: the arguments of each, the scope it needs, and its handler."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.model import Channel, Json, Message, User
from sandbox.platform import Platform


class ApiError(Exception):
    """Raised for an `ok: false` answer; `facts` go into the answer beside the error."""

    def __init__(self, error: str, **facts: Any) -> None:
        super().__init__(error)
        self.error = error
        self.facts = facts


def invalid_arguments(*messages: str) -> ApiError:
    """Build Slack's error for arguments it does not accept, with its reasons."""
    return ApiError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}" for message in messages]})


@dataclass(frozen=True)
class MethodCall:
    """One call that has passed token, scope and argument checks."""

    platform: Platform
    args: Json

    def text_argument(self, name: str, default: str = "") -> str:
        return str(self.args.get(name, default))

    def require_channel(self, name: str = "channel") -> Channel:
        """Return the channel that an argument names by id, if the bot may know of it."""
        workspace = self.platform.workspace
        channel = workspace.channels.get(self.text_argument(name))
        if channel is None or (channel.kind != "public" and workspace.bot_user_id not in channel.members):
            raise ApiError("channel_not_found")
        return channel

    def require_user(self, name: str = "user") -> User:
        user = self.platform.workspace.users.get(self.text_argument(name))
        if user is None:
            raise ApiError("user_not_found")
        return user

    def require_message(self, channel: Channel, name: str = "ts") -> Message:
        """Return the message of a channel that the timestamp names, if the bot's token can see it."""
        message = channel.messages.get(self.text_argument(name))
        if message is None or not message.visible:
            raise ApiError("message_not_found")
        return message

    def require_scope(self, *scopes: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if not self.platform.scopes & set(scopes):
            provided = ",".join(sorted(self.platform.scopes))
            raise ApiError("missing_scope", needed=scopes[0], provided=provided)

    def page_of(self, rows: list[Any], *, default: int = 100, max_limit: int = 1000) -> tuple[list[Any], str]:
        """Return the requested slice of the rows and the cursor of the next one (empty at the end)."""
        limit = int(self.args.get("limit", default))
        if not 1 <= limit <= max_limit:
            raise ApiError("invalid_limit")
        start = 0
        if cursor := self.text_argument("cursor"):
            if not cursor.startswith("dGVhbTpD") or not cursor[8:].isdigit():
                raise ApiError("invalid_cursor")
            start = int(cursor[8:])
        has_more = start + limit < len(rows)
        return rows[start : start + limit], f"dGVhbTpD{start + limit}" if has_more else ""


MethodHandler = Callable[[MethodCall], Awaitable[Json]]


@dataclass(frozen=True)
class ApiMethod:
    """One row of the table. `args` maps each argument to its type: str, int, bool or json."""

    name: str
    run: MethodHandler
    scopes: frozenset[str]
    args: dict[str, str]
    required: frozenset[str]
    tier: int | None
    auth_kind: str


METHODS: dict[str, ApiMethod] = {}


def api_method(
    name: str, args: str = "", *, scope: str = "", tier: int | None = None, auth_kind: str = "bot"
) -> Callable[[MethodHandler], MethodHandler]:
    """Enter a handler into the table. `args` reads like "channel! limit:int blocks:json"; ! marks the required.

    `scope` lists alternatives, any of which is enough; `auth_kind` is the kind of token it needs: bot, app or none.
    """

    def register_handler(run: MethodHandler) -> MethodHandler:
        words = [word.partition(":") for word in args.split()]
        kinds = {word.rstrip("!"): (kind or "str").rstrip("!") for word, _, kind in words}
        needed = frozenset(word.rstrip("!") for word, _, kind in words if word.endswith("!") or kind.endswith("!"))
        METHODS[name] = ApiMethod(name, run, frozenset(scope.split()), kinds, needed, tier, auth_kind)
        return run

    return register_handler


_UNIVERSAL_ARGUMENTS = ("token", "team_id")
# A timestamp read as a number loses its last digits.
_TIMESTAMPS = frozenset({"ts", "thread_ts", "message_ts", "timestamp", "latest", "oldest"})
# These read forms only: a JSON body is not looked at.
FORM_ONLY_METHODS = frozenset(
    {
        "bots.info",
        "chat.getPermalink",
        "conversations.info",
        "conversations.members",
        "conversations.replies",
        "dnd.info",
        "files.getUploadURLExternal",
        "files.info",
        "reactions.get",
        "team.info",
        "usergroups.list",
        "usergroups.users.list",
        "users.conversations",
        "users.getPresence",
        "users.info",
        "users.list",
        "users.profile.get",
    }
)


def coerce_arguments(row: ApiMethod, arguments: Json) -> Json:
    """Return the arguments with their right types; refuse unknown, missing or unreadable ones."""
    arguments = {
        name: value for name, value in arguments.items() if name in row.args or name not in _UNIVERSAL_ARGUMENTS
    }
    unknown = sorted(set(arguments) - set(row.args))
    if unknown:
        raise invalid_arguments(*(f"unknown argument: {name}" for name in unknown))
    args = {name: _coerce_value(name, row.args[name], value) for name, value in arguments.items()}
    missing = sorted(name for name in row.required if args.get(name) in (None, ""))
    if missing:
        raise invalid_arguments(*(f"missing required field: {name}" for name in missing))
    return args


def _coerce_value(name: str, kind: str, value: Any) -> Any:
    if kind == "json":
        return _parse_json(name, value)
    if kind == "bool":
        booleans = {"true": True, "1": True, "false": False, "0": False}
        if isinstance(value, bool) or str(value).lower() in booleans:
            return booleans[str(value).lower()]
        raise invalid_arguments(f"must be a boolean: {name}")
    if kind == "int":
        if isinstance(value, bool) or not str(value).lstrip("-").isdigit():
            raise invalid_arguments(f"must be a number: {name}")
        return int(value)
    if isinstance(value, bool | dict | list) or value is None or (name in _TIMESTAMPS and not isinstance(value, str)):
        raise invalid_arguments(f"must be a string: {name}")
    return str(value)


def _parse_json(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise ApiError(f"invalid_{name}" if name in ("blocks", "attachments") else "invalid_json") from None
