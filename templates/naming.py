"""Names in place of Slack's ids: the last step before a message leaves, for words that were stored with mentions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from rules import slack_ids
from templates import sanitize
from templates.renderer import RenderedMessage

# A mention that Slack shows as a name, in its own text format.
_SHOWN_BY_SLACK = re.compile(r"<[@#!][^<>]*>|<https?:[^<>]*>")


def find_ids(message: RenderedMessage) -> frozenset[str]:
    """Return the ids that would be read as such."""
    return find_ids_in_blocks(message.blocks) | _ids_in_mrkdwn(message.text)


def find_ids_in_blocks(blocks: list[dict[str, Any]]) -> frozenset[str]:
    found: set[str] = set()

    def collect(text: str, *, is_mrkdwn: bool) -> str:
        found.update(_ids_in_mrkdwn(text) if is_mrkdwn else slack_ids.find(text))
        return text

    _map_texts(blocks, collect)
    return frozenset(found)


def with_names(message: RenderedMessage, names: Mapping[str, str]) -> RenderedMessage:
    """Return the message with the name of each person, channel and group in place of their id."""
    text = _name_ids(message.text, names, is_mrkdwn=True)
    return replace(message, blocks=with_names_in_blocks(message.blocks, names), text=text)


def with_names_in_blocks(blocks: list[dict[str, Any]], names: Mapping[str, str]) -> list[dict[str, Any]]:
    names = {id: sanitize.clean_text(name) for id, name in names.items()}
    named: list[dict[str, Any]] = _map_texts(
        blocks, lambda text, *, is_mrkdwn: _name_ids(text, names, is_mrkdwn=is_mrkdwn)
    )
    return named


def _ids_in_mrkdwn(text: str) -> frozenset[str]:
    return slack_ids.find(_SHOWN_BY_SLACK.sub(" ", text))


def _name_ids(text: str, names: Mapping[str, str], *, is_mrkdwn: bool) -> str:
    if is_mrkdwn:
        names = {id: sanitize.mrkdwn_text(name) for id, name in names.items()}
        kept = _SHOWN_BY_SLACK.findall(text)
        parts = [_name_ids(part, names, is_mrkdwn=False) for part in _SHOWN_BY_SLACK.split(text)]
        return parts[0] + "".join(shown + part for shown, part in zip(kept, parts[1:], strict=True))

    return slack_ids.replace(text, names)


def _map_texts(value: Any, change: Callable[..., str]) -> Any:
    """Return the value with each text that people read changed; ids, addresses and button values stay."""
    if isinstance(value, list):
        return [_map_texts(part, change) for part in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("text"), str) and value.get("type") in ("text", "plain_text", "raw_text", "mrkdwn", "link"):
        text = change(value["text"], is_mrkdwn=value["type"] == "mrkdwn")
        # A name can be longer than an id, and labels are short.
        return value | {"text": text[: max(len(value["text"]), 75)] if value["type"] == "plain_text" else text}
    return {key: _map_texts(part, change) for key, part in value.items()}
