"""The ways to send text to the bot, and everything it sent to a person."""

import json
from typing import Any

from tests.talk import Talk


def everything_sent(talk: Talk, *, to: str) -> str:
    """Return everything sent to a person as JSON: messages in all places they are in, and forms."""
    user = talk.users[to].id
    places = {c.id for c in talk.sandbox.workspace.channels.values() if user in c.members}
    payloads: list[Any] = []
    for call in talk.sandbox.calls:
        readers = {str(call.args.get(name)) for name in ("user", "user_id")} - {"None"} or {
            str(call.args.get("channel"))
        }
        if readers & (places | {user}):
            payloads.append(call.args)
    views = [view.body for view in talk.sandbox.views.values() if view.user == user]
    private = [message.text for message in talk.private(to)]
    return json.dumps([payloads, views, private], default=str)


async def press_forged_button(talk: Talk, who: str, action: str, value: str, place: str = "news") -> str:
    """Press a button that carries this value; return what the person then reads in private."""
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "Press"}}
    blocks = [{"type": "actions", "elements": [button | ({"value": value} if value else {})]}]
    channel = talk.sandbox.workspace.channel_named(place)
    posted = await talk.bot.deps.slack.chat_postMessage(channel=channel.id, text="A button", blocks=blocks)
    return await talk.click(who, action, on=channel.messages[posted["ts"]])


async def by_command(talk: Talk, who: str, words: str) -> None:
    """Send a slash command; Slack offers none to people of other companies, so Fay sends nothing."""
    if who != "fay":
        await talk.command(who, words, "identity")


async def by_message(talk: Talk, who: str, words: str) -> None:
    await talk.say(who, "identity", words)


async def by_mention(talk: Talk, who: str, words: str) -> None:
    await talk.say(who, "identity", f"@baton {words}")


async def by_direct_message(talk: Talk, who: str, words: str) -> None:
    await talk.say(who, talk.sandbox.workspace.dm_channel(talk.users[who]), words)
