"""The state of the one workspace: its users, channels, files and messages."""

import zlib
from collections.abc import Callable, Iterable

from sandbox.clock import SandboxClock
from sandbox.model import Channel, File, Json, Message, Subteam, User, WorkspaceChange

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Workspace:
    """Holds the state and notifies subscribers of each change. It knows nothing of the app behind the bot."""

    def __init__(self, clock: SandboxClock, *, name: str = "Northwind", bot_name: str = "baton") -> None:
        self.clock = clock
        self.name = name
        self.domain = name.lower()
        self.base_url = ""
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.groups: dict[str, Subteam] = {}
        self.files: dict[str, File] = {}
        self._subscribers: list[Callable[[WorkspaceChange], None]] = []
        self._counter = 0
        self.team_id = self.new_id("T")
        # Set where the workspace belongs to an Enterprise Grid.
        self.enterprise_id = ""
        self.app_id = self.new_id("A")
        self.bot_id = self.new_id("B")
        bot = self.add_user(bot_name, real_name=bot_name.capitalize(), tz="UTC", is_bot=True)
        bot.bot_id = self.bot_id
        self.bot_user_id = bot.id

    def new_id(self, prefix: str) -> str:
        """Return an identifier like Slack's: the same ones in the same order at every start."""
        self._counter += 1
        number = zlib.crc32(f"{prefix}{self._counter}".encode()) * 1296 + self._counter % 1296
        digits = ""
        while len(digits) < 9:
            number, rest = divmod(number, 36)
            digits = _DIGITS[rest] + digits
        return prefix + "0" + digits

    def subscribe(self, callback: Callable[[WorkspaceChange], None]) -> Callable[[], None]:
        """Call `callback` on every change; return a function that removes it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    def notify(self, change: WorkspaceChange) -> None:
        for callback in tuple(self._subscribers):
            callback(change)

    def add_user(
        self,
        name: str,
        *,
        real_name: str = "",
        tz: str = "UTC",
        id: str | None = None,
        is_admin: bool = False,
        is_restricted: bool = False,
        is_bot: bool = False,
        deleted: bool = False,
        team: str | None = None,
    ) -> User:
        if any(user.name == name for user in self.users.values()):
            raise ValueError(f"there is a user called {name} already")
        user = User(
            id=id or self.new_id("U"),
            name=name,
            real_name=real_name or name.capitalize(),
            tz=tz,
            team_id=team or self.team_id,
            is_admin=is_admin,
            is_restricted=is_restricted,
            is_bot=is_bot,
            deleted=deleted,
            updated=self.clock.epoch_seconds(),
        )
        if is_bot:
            user.bot_id = self.new_id("B")
        self.users[user.id] = user
        self.notify(WorkspaceChange("user", user=user.id))
        return user

    def add_group(self, handle: str, *members: User | str, name: str = "") -> Subteam:
        """Add a user group; people mention it by its handle."""
        ids = [member.id if isinstance(member, User) else member for member in members]
        group = Subteam(self.new_id("S"), handle, name or handle.capitalize(), ids, self.clock.epoch_seconds())
        self.groups[group.id] = group
        return group

    def add_channel(
        self,
        name: str,
        *,
        private: bool = False,
        members: Iterable[str | User] = (),
        ext_shared: bool = False,
        id: str | None = None,
    ) -> Channel:
        """Add a public or private channel. The app gets no event, as if the channel had always existed."""
        ids = [member.id if isinstance(member, User) else member for member in members]
        kind = "private" if private else "public"
        return self._register_channel(
            Channel(id or self.new_id("C"), name, kind, self.clock.epoch_seconds(), ids, ext_shared=ext_shared)
        )

    def dm_channel(self, user: User | str, other: User | str | None = None) -> Channel:
        """Return the direct-message channel of two people; the second is the bot unless another is named."""
        first = user.id if isinstance(user, User) else user
        second = (other.id if isinstance(other, User) else other) or self.bot_user_id
        for channel in self.channels.values():
            if channel.kind == "im" and set(channel.members) == {first, second}:
                return channel
        return self._register_channel(
            Channel(self.new_id("D"), "directmessage", "im", self.clock.epoch_seconds(), [first, second])
        )

    def group_dm_channel(self, *users: User | str) -> Channel:
        """Return the group conversation of these people."""
        ids = [user.id if isinstance(user, User) else user for user in users]
        for channel in self.channels.values():
            if channel.kind == "mpim" and set(channel.members) == set(ids):
                return channel
        name = "mpdm-" + "--".join(self.users[user_id].name for user_id in ids) + "-1"
        return self._register_channel(Channel(self.new_id("G"), name, "mpim", self.clock.epoch_seconds(), ids))

    def channel_named(self, name: str) -> Channel:
        """Return the channel with this name, with or without the number sign; raise KeyError for an unknown name."""
        for channel in self.channels.values():
            if channel.name == name.removeprefix("#") and channel.kind in ("public", "private"):
                return channel
        raise KeyError(name)

    def user_named(self, name: str) -> User:
        """Return the user with this handle, with or without the at sign; raise KeyError for an unknown handle."""
        for user in self.users.values():
            if user.name == name.removeprefix("@"):
                return user
        raise KeyError(name)

    def find_message(self, channel: str, ts: str) -> Message | None:
        conversation = self.channels.get(channel)
        return conversation.messages.get(ts) if conversation else None

    def ready_files(self) -> set[str]:
        """Return the ids of files that can be shown in an image block."""
        return {file.id for file in self.files.values() if file.completed}

    def find_file(self, file_id: str) -> File | None:
        return self.files.get(file_id)

    def fill_ids(self, blocks: list[Json]) -> list[Json]:
        """Return the blocks with a block_id and action_ids wherever the app gave none, as Slack does."""
        return [self._with_ids(block) for block in blocks]

    def _with_ids(self, block: Json) -> Json:
        filled: Json = {**block, "block_id": block.get("block_id") or self.new_id("b")[-6:]}
        for key in ("accessory", "element"):
            if isinstance(filled.get(key), dict) and filled[key].get("type") != "image":
                filled[key] = {**filled[key], "action_id": filled[key].get("action_id") or self.new_id("a")[-6:]}
        if filled["type"] == "actions":
            elements = filled["elements"]
            filled["elements"] = [
                {**element, "action_id": element.get("action_id") or self.new_id("a")[-6:]} for element in elements
            ]
        return filled

    def _register_channel(self, channel: Channel) -> Channel:
        channel.creator = channel.members[0] if channel.members else ""
        self.channels[channel.id] = channel
        self.notify(WorkspaceChange("channel", channel=channel.id))
        return channel
