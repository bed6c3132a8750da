"""Everything behind the counter in one place: state, clock, triggers, views, and the way to the app."""

import asyncio
import secrets
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sandbox.clock import SandboxClock, stopwatch
from sandbox.delivery import AppDelivery, Transport
from sandbox.faults import FaultInjector
from sandbox.model import ApiCall, Channel, Json, View
from sandbox.socket_mode import SocketMode
from sandbox.workspace import Workspace

MAX_CALLS_KEPT = 50_000
MAX_INTERACTIONS_KEPT = 10_000
DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "bookmarks:read",
        "bookmarks:write",
        "channels:history",
        "channels:join",
        "channels:manage",
        "channels:read",
        "chat:write",
        "commands",
        "dnd:read",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "groups:write",
        "im:history",
        "im:read",
        "im:write",
        "metadata.message:read",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "pins:read",
        "pins:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
        "users.profile:read",
    }
)


@dataclass
class Trigger:
    """The right of the app to open a modal: one use, within three seconds."""

    user: str
    created_at: float
    view: str = ""
    used: bool = False


@dataclass
class ResponseUrl:
    """An address for answers of the app to an interaction: five uses within thirty minutes."""

    user: str
    channel: str
    message_ts: str
    created_at: int
    uses_left: int = 5


@dataclass
class ScheduledMessage:
    """A message to be posted at a later time."""

    id: str
    channel: str
    post_at: int
    created: int
    args: Json


class Platform:
    """The state of the sandbox without its web server."""

    trigger_seconds = 3.0
    response_url_life = timedelta(minutes=30)

    def __init__(self, clock: SandboxClock | None = None, *, seed: int = 0) -> None:
        self.clock = clock or SandboxClock()
        self.workspace = Workspace(self.clock)
        self.faults = FaultInjector(seed)
        self.socket_mode = SocketMode(self.workspace.app_id, self.faults)
        self.delivery = AppDelivery(self.socket_mode, self.faults)
        self.bot_token = f"xoxb-{_seeded_number('bot')}-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{self.workspace.app_id}-{secrets.token_hex(16)}"
        self.signing_secret = secrets.token_hex(16)
        self.scopes: set[str] = set(DEFAULT_SCOPES)
        self.subscriptions: set[str] | None = None
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[str]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.scheduled: dict[str, ScheduledMessage] = {}
        self.message_values: dict[tuple[str, str, str], dict[str, Json]] = {}
        # No page of Slack's says that a table may stand in what only one person sees.
        self.takes_private_tables = True
        # Older clients and plans may not have charts.
        self.takes_charts = True
        self.manifest: Json = {}
        self.verbs: list[Json] = []
        self.calls: deque[ApiCall] = deque(maxlen=MAX_CALLS_KEPT)
        self._counter = 0

    @property
    def url(self) -> str:
        """The address of the page, without a slash at its end."""
        return self.workspace.base_url

    @property
    def api_url(self) -> str:
        """The base address of the Web API, with a slash at its end."""
        return f"{self.url}/api/"

    def install(self, manifest: Json) -> None:
        """Grant what an app manifest asks for, and no more: scopes, events, commands, shortcuts, Home and Messages."""
        self.manifest = manifest
        self.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
        self.subscriptions = set(manifest["settings"].get("event_subscriptions", {}).get("bot_events", []))

    def find_feature(self, kind: str, key: str, name: str) -> Json | None:
        """Return the manifest's entry for a command or shortcut; None when it has none, {} without a manifest."""
        if not self.manifest:
            return {}
        features: list[Json] = self.manifest["features"].get(kind, [])
        return next((feature for feature in features if feature[key] == name), None)

    def app_home_flag(self, switch: str) -> bool:
        """Return whether a switch of the app's own page is on; without a manifest, the page takes and shows all."""
        if not self.manifest:
            return switch != "messages_tab_read_only_enabled"
        return bool(self.manifest["features"].get("app_home", {}).get(switch))

    def use_transport(self, transport: Transport) -> None:
        """Deliver through another transport from now on."""
        self.delivery.transport = transport

    def next_number(self) -> int:
        self._counter += 1
        return self._counter

    def new_trigger(self, user: str, view: str = "") -> str:
        """Return a new trigger_id for an act of a person, with the view it was done in."""
        trigger = f"{_seeded_number(user)}.{_seeded_number(self.workspace.team_id)}.{secrets.token_hex(16)}"
        _drop_oldest(self.triggers)
        self.triggers[trigger] = Trigger(user, stopwatch(), view)
        return trigger

    def new_response_url(self, kind: str, user: str, channel: str, message_ts: str = "") -> str:
        """Return a new response_url; kind is `commands` or `actions`, as in Slack's own addresses."""
        key = f"{kind}/{self.workspace.team_id}/{self.next_number()}/{secrets.token_hex(12)}"
        _drop_oldest(self.response_urls)
        self.response_urls[key] = ResponseUrl(user, channel, message_ts, self.clock.epoch_seconds())
        return f"{self.url}/{key}"

    def schedule_message(self, message: ScheduledMessage, release: Callable[[], None]) -> None:
        """Keep a message until it is due by the sandbox's clock, then release it."""
        self.scheduled[message.id] = message

        def release_when_due() -> None:
            wait = message.post_at - self.clock.now().timestamp()
            if message.id not in self.scheduled:
                forget()
            elif wait <= 0:
                del self.scheduled[message.id]
                forget()
                release()
            else:
                asyncio.get_running_loop().call_later(wait, release_when_due)

        forget = self.clock.on_change(release_when_due)
        release_when_due()

    def event(self, emit_event: Json, channel: Channel | None = None, *, team: str = "") -> None:
        """Deliver an event to the app, wrapped as the Events API wraps it; `team` is another workspace's id."""
        name = event_name(emit_event)
        if self.subscriptions is not None and name not in self.subscriptions:
            return
        if not self.scopes & EVENT_SCOPES.get(name, self.scopes):
            return
        self.delivery.emit(self._wrap_event(emit_event, channel, team or self.workspace.team_id))

    def _wrap_event(self, event: Json, channel: Channel | None, team: str) -> Json:
        enterprise = self.workspace.enterprise_id or None
        return {
            "token": "verification",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": enterprise,
            "api_app_id": self.workspace.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{self.next_number():09d}",
            "event_time": self.clock.epoch_seconds(),
            "authorizations": [
                {
                    "enterprise_id": enterprise,
                    "team_id": team,
                    "user_id": self.workspace.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.ext_shared),
            "event_context": f"4-{secrets.token_hex(8)}",
        }


_MESSAGE_EVENT_SUFFIXES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}

EVENT_SCOPES: dict[str, set[str]] = {
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "app_mention": {"app_mentions:read"},
    "reaction_added": {"reactions:read"},
    "reaction_removed": {"reactions:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "channel_rename": {"channels:read"},
    "channel_archive": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "user_change": {"users:read"},
    "team_join": {"users:read"},
    "file_shared": {"files:read"},
}


def event_name(event: Json) -> str:
    """Return the name under which an app subscribes to this event."""
    if event["type"] != "message":
        return str(event["type"])
    return f"message.{_MESSAGE_EVENT_SUFFIXES[event['channel_type']]}"


def _drop_oldest(interactions: dict[str, Any]) -> None:
    """Drop the oldest, so that a sandbox can run for days."""
    while len(interactions) >= MAX_INTERACTIONS_KEPT:
        del interactions[next(iter(interactions))]


def _seeded_number(seed: str) -> int:
    return 1_000_000_000_000 + zlib.crc32(seed.encode())
