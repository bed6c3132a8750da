"""A person in the workspace, with everything that can be done in Slack's window."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox import acts, payloads
from sandbox.api_files import new_file
from sandbox.checks import Where
from sandbox.delivery import NotAcknowledgedError
from sandbox.elements import SUGGESTIONS
from sandbox.forms import ModalForm
from sandbox.model import Channel, File, Json, Message, View
from sandbox.platform import Platform
from sandbox.responses import ResponseRefusedError, apply_response
from sandbox.shapes import view_json
from sandbox.targets import NotPossibleError, UiTarget, find_channel, find_element, find_message, find_target
from sandbox.typed_text import rich_text_blocks, wire_text
from sandbox.view_state import chosen_state, find_option, initial_values, keeps_value

__all__ = ["NotPossibleError", "SandboxPerson"]

ChannelRef = Channel | str


class SandboxPerson:
    """One person at work. Anything that Slack's window would not let them do raises NotPossibleError.

    Where the app has to answer (commands, clicks, forms), the call returns when it has; it raises NotAcknowledgedError
    when the app did not answer within three seconds, which Slack shows to the person as an error.
    """

    def __init__(self, platform: Platform, user_id: str) -> None:
        self.platform = platform
        self.id = user_id

    async def say(
        self,
        channel: ChannelRef,
        text: str = "",
        thread_ts: str | None = None,
        *,
        files: Iterable[File | tuple[str, bytes]] = (),
        subtype: str | None = None,
        broadcast: bool = False,
    ) -> Message:
        """Write a message; `@name`, `#channel` and addresses are converted as Slack's composer does.

        subtype is me_message for /me; broadcast shows a reply in the channel as well.
        """
        conversation = self._own_channel(channel)
        workspace = self.platform.workspace
        wire = wire_text(workspace, text)
        thread = self._parent_ts(conversation, thread_ts)
        message = Message(conversation.id, self.platform.clock.next_ts(), self.id, wire, thread_ts=thread)
        message.blocks = rich_text_blocks(workspace, wire) if text and subtype is None else []
        message.files = [self._new_file(upload) for upload in files]
        message.bot_id = workspace.users[self.id].bot_id
        message.broadcast = broadcast and thread_ts is not None
        message.subtype = subtype or (
            "file_share" if message.files else "thread_broadcast" if message.broadcast else ""
        )
        if not message.files and not message.bot_id:
            number = self.platform.next_number()
            message.client_msg_id = f"{number:08x}-0000-4000-8000-{number:012x}"
        acts.post(self.platform, message)
        for file in message.files:
            acts.share(self.platform, file, conversation, self.id)
        return message

    async def edit(self, channel: ChannelRef, ts: str, text: str) -> Message:
        """Change the person's own message."""
        message = self._own_message(channel, ts)
        wire = wire_text(self.platform.workspace, text)
        acts.edit(self.platform, message, text=wire, blocks=rich_text_blocks(self.platform.workspace, wire))
        return message

    async def delete(self, channel: ChannelRef, ts: str) -> None:
        """Remove the person's own message, or dismiss one that only they see."""
        message = find_message(self.platform, channel, ts, self.id)
        if message.user != self.id and not message.ephemeral_to:
            raise NotPossibleError("only the author can delete a message")
        acts.delete(self.platform, message)

    async def react(self, channel: ChannelRef, ts: str, name: str) -> None:
        acts.react(self.platform, find_message(self.platform, channel, ts, self.id), name, self.id, added=True)

    async def unreact(self, channel: ChannelRef, ts: str, name: str) -> None:
        acts.react(self.platform, find_message(self.platform, channel, ts, self.id), name, self.id, added=False)

    async def command(self, run_command: str, text: str = "", channel: ChannelRef | None = None) -> None:
        """Type a slash command, anywhere; without a channel, in the conversation with the app."""
        conversation = find_channel(self.platform, channel) if channel else self.platform.workspace.dm_channel(self.id)
        if self.platform.workspace.users[self.id].team_id != self.platform.workspace.team_id:
            raise NotPossibleError("commands work for members of the workspace only")
        feature = self.platform.find_feature("slash_commands", "command", run_command)
        if feature is None:
            raise NotPossibleError(f"{run_command} is not a valid command")
        wire = (wire_text(self.platform.workspace, text) if feature.get("should_escape", not feature) else text).strip()
        payload = payloads.slash_command(self.platform, self.id, conversation, run_command, wire)
        answer = await self.platform.delivery.ask("slash_commands", payload)
        if answer:
            key = payload["response_url"].removeprefix(self.platform.url + "/")
            try:
                apply_response(self.platform, self.platform.response_urls[key], answer)
            except ResponseRefusedError as refusal:
                raise NotAcknowledgedError(f"invalid_command_response: {refusal}") from None

    async def click(
        self,
        target: UiTarget,
        action_id: str,
        *,
        value: str | None = None,
        selected: Any = None,
        block_id: str | None = None,
    ) -> None:
        """Use an element of a message or view: press a button, or choose `selected` in anything else.

        target: a Message, (channel, ts), a View or its id. value distinguishes buttons with the same action_id.
        """
        surface = find_target(self.platform, target, self.id)
        block, element = find_element(surface, action_id, block_id, value)
        values = self._field_values(surface)
        action = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
        if keeps_value(element):
            state = self._chosen_state(element, selected if selected is not None else value)
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
            action |= state
        elif element["type"] == "overflow":
            action["selected_option"] = self._chosen_option(element, selected if selected is not None else value)
        else:
            action |= {key: element[key] for key in ("text", "value", "style") if key in element}
        if block["type"] == "input" and not block.get("dispatch_action"):
            return
        action["action_ts"] = self.platform.clock.next_ts()
        if isinstance(surface, View):
            payload = payloads.view_actions(self.platform, surface, [action])
        else:
            payload = payloads.message_actions(self.platform, self.id, surface, [action])
        await self.platform.delivery.ask("interactive", payload)

    async def choose(self, target: UiTarget, action_id: str, selected: Any, *, block_id: str | None = None) -> None:
        """Choose in a menu, a picker or an overflow, or type into a field."""
        await self.click(target, action_id, selected=selected, block_id=block_id)

    async def load_options(self, target: UiTarget, action_id: str, query: str = "") -> list[Json]:
        """Return the options of a menu with an external source for the letters typed so far (groups are flattened)."""
        surface = find_target(self.platform, target, self.id)
        block, element = find_element(surface, action_id, None, None)
        if len(query) < element.get("min_query_length", 3):
            return []
        payload = payloads.block_suggestion(
            self.platform, self.id, surface, block["block_id"], element["action_id"], query
        )
        answer = await self.platform.delivery.ask("interactive", payload)
        problems = list(SUGGESTIONS(answer, "", Where("modal")))
        if problems:
            raise NotAcknowledgedError(f"{problems[0].pointer} {problems[0].message}")
        return [*answer.get("options", []), *(o for g in answer.get("option_groups", []) for o in g["options"])]

    async def submit(self, view: View | str, values: Mapping[str, Any] | None = None) -> dict[str, str] | None:
        """Fill in a modal and submit it; return the errors by block, or None when the app accepted it.

        values: {block_id: value} or {block_id: {action_id: value}}; also {action_id: value}.
        """
        return await ModalForm(self.platform, self._own_view(view)).submit(values or {})

    async def close_view(self, view: View | str, *, clear: bool = False) -> None:
        """Cancel the modal, or with `clear` the whole stack."""
        await ModalForm(self.platform, self._own_view(view)).cancel(clear=clear)

    async def open_home(self, tab: str = "home") -> View | None:
        """Open the app's page (tab home or messages) and return its current Home tab."""
        home = self.platform.homes.get(self.id)
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self.platform.workspace.dm_channel(self.id).id,
        }
        event |= {"tab": tab, "event_ts": self.platform.clock.next_ts()}
        if home is not None and tab == "home":
            event["view"] = view_json(self.platform.workspace, home)
        self.platform.event(event)
        return home

    async def message_shortcut(self, callback_id: str, channel: ChannelRef, ts: str) -> None:
        message = find_message(self.platform, channel, ts, self.id)
        self._require_shortcut(callback_id)
        payload = payloads.message_shortcut(self.platform, self.id, message, callback_id)
        await self.platform.delivery.ask("interactive", payload)

    async def global_shortcut(self, callback_id: str) -> None:
        self._require_shortcut(callback_id)
        payload = payloads.global_shortcut(self.platform, self.id, callback_id)
        await self.platform.delivery.ask("interactive", payload)

    async def join(self, channel: ChannelRef) -> None:
        conversation = find_channel(self.platform, channel)
        if conversation.kind != "public":
            raise NotPossibleError("only public channels can be joined")
        acts.join(self.platform, conversation, self.id)

    async def leave(self, channel: ChannelRef) -> None:
        acts.leave(self.platform, find_channel(self.platform, channel), self.id)

    async def invite(self, channel: ChannelRef, user_id: str) -> None:
        acts.join(self.platform, self._own_channel(channel), user_id, inviter=self.id)

    async def invite_bot(self, channel: ChannelRef) -> None:
        await self.invite(channel, self.platform.workspace.bot_user_id)

    def visible_messages(self, channel: ChannelRef, thread_ts: str | None = None) -> list[Message]:
        """Return the messages this person sees, oldest first: of the channel, or the replies of one thread."""
        conversation = find_channel(self.platform, channel)
        visible = [m for m in conversation.messages.values() if not m.deleted and m.ephemeral_to in ("", self.id)]
        selected = [m for m in visible if m.thread_ts == thread_ts or (thread_ts is None and m.broadcast)]
        return sorted(selected, key=lambda message: message.ts)

    def _own_channel(self, channel: ChannelRef) -> Channel:
        conversation = find_channel(self.platform, channel)
        if self.id not in conversation.members:
            raise NotPossibleError("you are not in this channel")
        if conversation.archived:
            raise NotPossibleError("this channel is archived")
        with_app = conversation.kind == "im" and self.platform.workspace.bot_user_id in conversation.members
        if with_app and self.platform.app_home_flag("messages_tab_read_only_enabled"):
            raise NotPossibleError("sending messages to this app has been turned off")
        return conversation

    def _require_shortcut(self, callback_id: str) -> None:
        if self.platform.find_feature("shortcuts", "callback_id", callback_id) is None:
            raise NotPossibleError(f"there is no shortcut {callback_id}")

    def _parent_ts(self, place: Channel, thread_ts: str | None) -> str | None:
        if thread_ts is None:
            return None
        parent = find_message(self.platform, place, thread_ts, self.id)
        return parent.thread_ts or parent.ts

    def _own_message(self, channel: ChannelRef, ts: str) -> Message:
        message = find_message(self.platform, channel, ts, self.id)
        if message.user != self.id:
            raise NotPossibleError("this is somebody else's message")
        return message

    def _own_view(self, view: View | str) -> View:
        surface = find_target(self.platform, view, self.id)
        if not isinstance(surface, View) or surface.is_home:
            raise NotPossibleError("this is no modal")
        return surface

    def _field_values(self, surface: Message | View) -> dict[str, Json]:
        if isinstance(surface, View):
            return surface.values
        key = (surface.channel, surface.ts, self.id)
        return self.platform.message_values.setdefault(key, initial_values({"blocks": surface.blocks}))

    def _chosen_state(self, element: Json, value: Any) -> Json:
        try:
            return chosen_state(element, value)
        except LookupError as error:
            raise NotPossibleError(str(error)) from None

    def _chosen_option(self, element: Json, value: Any) -> Json:
        try:
            return find_option(element, value)
        except LookupError as error:
            raise NotPossibleError(str(error)) from None

    def _new_file(self, upload: File | tuple[str, bytes]) -> File:
        return upload if isinstance(upload, File) else new_file(self.platform, upload[0], self.id, upload[1])
