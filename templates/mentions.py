"""Nobody is rung for what they did themselves: their mention becomes their name (B-113)."""

from typing import Any

from templates.renderer import Message


def unring(message: Message, *, user: str, name: str) -> Message:
    """The message with the plain name where this person would be mentioned."""
    mention = f"<@{user}>"
    if mention not in message.text and f"'{user}'" not in str(message.blocks):
        return message
    return Message(_named(message.blocks, user, name, mention), message.text.replace(mention, name), message.echo)


def _named(value: Any, user: str, name: str, mention: str) -> Any:
    if isinstance(value, list):
        return [_named(part, user, name, mention) for part in value]
    if isinstance(value, dict):
        if value.get("type") == "user" and value.get("user_id") == user:
            return {"type": "text", "text": name} | ({"style": value["style"]} if "style" in value else {})
        if value.get("type") == "mrkdwn":
            return value | {"text": value["text"].replace(mention, name)}
        return {key: _named(part, user, name, mention) for key, part in value.items()}
    return value
