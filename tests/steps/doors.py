"""The ways in, and everything that reached somebody."""

import json
from typing import Any

from tests.talk import Talk


def told_to(talk: Talk, *, to: str) -> str:
    """Everything that this person was sent, in messages of any place they are in, and in forms."""
    user = talk.users[to].id
    places = {c.id for c in talk.sandbox.workspace.channels.values() if user in c.members}
    sent: list[Any] = []
    for call in talk.sandbox.calls:
        readers = {str(call.args.get(name)) for name in ("user", "user_id")} - {"None"} or {
            str(call.args.get("channel"))
        }
        if readers & (places | {user}):
            sent.append(call.args)
    views = [view.body for view in talk.sandbox.views.values() if view.user == user]
    private = [message.text for message in talk.private(to)]
    return json.dumps([sent, views, private], default=str)


async def pressed(talk: Talk, who: str, action: str, value: str, place: str = "news") -> str:
    """What a person hears who presses a button of the bot that carries this."""
    button = {"type": "button", "action_id": action, "text": {"type": "plain_text", "text": "Press"}}
    blocks = [{"type": "actions", "elements": [button | ({"value": value} if value else {})]}]
    where = talk.sandbox.workspace.channel_named(place)
    sent = await talk.bot.deps.slack.chat_postMessage(channel=where.id, text="A button", blocks=blocks)
    return await talk.click(who, action, on=where.messages[sent["ts"]])


async def by_command(talk: Talk, who: str, words: str) -> None:
    """Slack itself keeps commands from people of other companies."""
    if who != "fay":
        await talk.command(who, words, "identity")


async def by_message(talk: Talk, who: str, words: str) -> None:
    await talk.say(who, "identity", words)


async def by_mention(talk: Talk, who: str, words: str) -> None:
    await talk.say(who, "identity", f"@baton {words}")


async def by_direct_message(talk: Talk, who: str, words: str) -> None:
    await talk.say(who, talk.sandbox.workspace.dm_channel(talk.users[who]), words)
