"""The objects that a workspace is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass
class User:
    """A person or a bot."""

    id: str
    name: str
    real_name: str
    tz: str
    team_id: str
    is_admin: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    bot_id: str = ""
    # Most accounts have none: their real name is shown.
    display_name: str = ""
    status_emoji: str = ""
    status_text: str = ""
    status_expiration: int = 0
    updated: int = 0


@dataclass
class Subteam:
    """People who are mentioned together by a handle; a disabled one keeps its members."""

    id: str
    handle: str
    name: str
    members: list[str]
    created: int
    disabled_at: int = 0


@dataclass
class Channel:
    """A place for messages: kind is public, private, im or mpim."""

    id: str
    name: str
    kind: str
    created: int
    members: list[str] = field(default_factory=list)
    creator: str = ""
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    ext_shared: bool = False
    messages: dict[str, "Message"] = field(default_factory=dict)
    last_read: dict[str, str] = field(default_factory=dict)
    pins: list[str] = field(default_factory=list)
    bookmarks: list[Json] = field(default_factory=list)
    threads: dict[str, list["Message"]] = field(default_factory=dict)

    def add_message(self, message: "Message") -> None:
        """Put a message into the channel and into its thread."""
        self.messages[message.ts] = message
        if message.thread_ts:
            self.threads.setdefault(message.thread_ts, []).append(message)

    def replies(self, thread_ts: str) -> list["Message"]:
        """Return the visible replies of a thread, oldest first, without its parent."""
        return sorted((m for m in self.threads.get(thread_ts, ()) if m.visible), key=lambda m: m.ts)


@dataclass
class File:
    """An uploaded file; `content` is None until the bytes have arrived."""

    id: str
    name: str
    user: str
    created: int
    title: str = ""
    mimetype: str = "application/octet-stream"
    alt_txt: str = ""
    length: int = 0
    content: bytes | None = None
    completed: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass
class Message:
    """One message; `thread_ts` is set on replies only, `ephemeral_to` names the one person who sees it."""

    channel: str
    ts: str
    user: str
    text: str = ""
    thread_ts: str | None = None
    bot_id: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    edited: Json | None = None
    ephemeral_to: str = ""
    files: list[File] = field(default_factory=list)
    subtype: str = ""
    client_msg_id: str = ""
    broadcast: bool = False
    deleted: bool = False
    tombstone: bool = False

    @property
    def visible(self) -> bool:
        """True if everyone in the channel can see it."""
        return not self.deleted and not self.ephemeral_to


@dataclass
class View:
    """A modal or a Home tab as one person sees it; `values` holds the values that person has filled in so far."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    values: dict[str, Json] = field(default_factory=dict)

    @property
    def is_home(self) -> bool:
        return bool(self.body.get("type") == "home")


@dataclass(frozen=True)
class WorkspaceChange:
    """Something the page may want to redraw. The receiver reads the new state from the workspace.

    kind: message, message_changed, message_deleted, reaction, channel, member, user, file,
    view_opened, view_updated, view_closed, home, clock
    """

    kind: str
    channel: str = ""
    ts: str = ""
    user: str = ""
    view: str = ""


@dataclass(frozen=True)
class ApiCall:
    """One call of the Web API as the sandbox saw it; `time` is seconds of real time on a monotonic scale."""

    method: str
    args: Mapping[str, Any]
    time: float
    result: Mapping[str, Any]
    fault: str = ""
