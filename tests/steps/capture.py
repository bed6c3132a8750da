"""Messages in a channel: posted, logged with a shortcut, answered with a button."""

from typing import Any

from tests.talk import Talk

UPDATE = """*Status:* at risk
*Done:* the login page
*Blockers:* waiting on the schema from the data team
*Next:* Auth API by 27 March"""


async def private_answer(talk: Talk, who: str, text: str, where: str = "identity") -> str:
    """Post a message and return what the person then reads in private."""
    before = {m.ts for m in talk.private(who)}
    await talk.say(who, where, text)
    return "\n".join(m.text for m in talk.private(who) if m.ts not in before)


async def press_button(talk: Talk, who: str, label: str) -> str:
    """Press the newest button whose label begins with `label`; return what the person then reads in private."""
    for message in sorted(talk.visible(who), key=lambda m: m.ts, reverse=True):
        for element in (e for block in message.blocks for e in [*block.get("elements", []), block.get("accessory")]):
            if element and element["type"] == "button" and element["text"]["text"].startswith(label):
                return await talk.click(who, element["action_id"], value=element.get("value"), on=message)
    raise AssertionError(f"{who} sees no button {label}")


def direct_messages(talk: Talk, who: str) -> list[str]:
    return talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who].id))


async def open_log_form(talk: Talk, who: str, what: str, text: str, channel: str = "identity") -> str:
    """Open the form of a message shortcut on a new message and return the message's timestamp."""
    message = await talk.say("bo", channel, text)
    await talk.sandbox.person(who).message_shortcut(what, channel, message.ts)
    await talk.settle()
    return message.ts


def checklist_options(talk: Talk) -> list[dict[str, Any]]:
    """Return the options of the newest checklist that Ana sees."""
    blocks = talk.newest_with("ana", "draft_confirm", None).blocks
    boxes = next(e for block in blocks for e in block.get("elements", []) if e["type"] == "checkboxes")
    return list(boxes["options"])


async def edit_message(talk: Talk, who: str, ts: str, text: str) -> str:
    before = {m.ts for m in talk.private(who)}
    await talk.sandbox.person(who).edit("identity", ts, text)
    await talk.settle()
    return "\n".join(m.text for m in talk.private(who) if m.ts not in before)
