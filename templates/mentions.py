"""Replacement of mentions of the acting user with their plain name, so that people do not notify themselves (B-113)."""

from typing import Any

from templates.renderer import RenderedMessage


def without_mention_of(message: RenderedMessage, *, user: str, name: str) -> RenderedMessage:
    """Return the message with this person's plain name in place of their mentions."""
    mention = f"<@{user}>"
    return RenderedMessage(
        _replace_mentions(message.blocks, user, name, mention), message.text.replace(mention, name), message.echo
    )


def _replace_mentions(value: Any, user: str, name: str, mention: str) -> Any:
    if isinstance(value, list):
        return [_replace_mentions(part, user, name, mention) for part in value]
    if isinstance(value, dict):
        if value.get("type") == "user" and value.get("user_id") == user:
            return {"type": "text", "text": name} | ({"style": value["style"]} if "style" in value else {})
        if value.get("type") == "mrkdwn":
            return value | {"text": value["text"].replace(mention, name)}
        return {key: _replace_mentions(part, user, name, mention) for key, part in value.items()}
    return value
