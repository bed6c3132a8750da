"""The last look at what goes out: lines that name what their reader may not read are taken out of finished blocks.

Views leave such things out by themselves; this stands behind all of them, so that one forgotten view tells nothing.
"""

from typing import Any

from rules.privacy import Secrets, spoken
from templates.renderer import Message

WITHHELD = "(withheld: said in a private channel)"
_LINES = frozenset(
    {"rich_text_section", "rich_text_preformatted", "rich_text_quote", "plain_text", "mrkdwn", "raw_text", "image"}
)
_CONTROLS = frozenset(
    {"button", "overflow", "static_select", "multi_static_select", "external_select", "radio_buttons", "checkboxes"}
)


def withhold(message: Message, secrets: Secrets) -> Message:
    """The message without the lines that tell; each leaves a note in its place."""
    if message.echo:
        secrets = Secrets(words=secrets.words)
    if not secrets:
        return message
    lines = [WITHHELD if secrets.told_in(line) else line for line in message.text.split("\n")]
    return Message(withhold_blocks(message.blocks, secrets), "\n".join(lines), message.echo)


def withhold_blocks(blocks: list[dict[str, Any]], secrets: Secrets) -> list[dict[str, Any]]:
    """The same for the blocks of a message or view."""
    found = (_clean(block, secrets) for block in blocks)
    return [block for block in found if block is not None and block.get("elements", True)]


def _clean(value: Any, secrets: Secrets) -> Any:
    """The value without what tells; None where nothing of it may stay."""
    if isinstance(value, list):
        return [kept for part in value if (kept := _clean(part, secrets)) is not None]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind in _LINES:
        return _blank(value) if secrets.told_in(spoken(value)) else value
    if kind in _CONTROLS and secrets.told_in(spoken(value)):
        return _choices(value, secrets)
    if kind == "table":
        return value | {"rows": [row for row in value["rows"] if not secrets.told_in(spoken(row))]}
    cleaned = {name: kept for name, part in value.items() if (kept := _clean(part, secrets)) is not None}
    if kind == "input" and "element" not in cleaned:
        return None
    if kind == "section" and cleaned != value:
        cleaned.pop("accessory", None)
    return cleaned


def _choices(control: dict[str, Any], secrets: Secrets) -> dict[str, Any] | None:
    """A menu without the choices that tell; anything else that tells, and a menu that keeps none, goes whole."""
    left = [option for option in control.get("options", ()) if not secrets.told_in(spoken(option))]
    rest = {name: part for name, part in control.items() if not name.startswith(("options", "initial_"))}
    if not left or secrets.told_in(spoken(rest)):
        return None
    first = control.get("initial_option")
    return rest | {"options": left} | ({"initial_option": first} if first in left else {})


def _blank(line: dict[str, Any]) -> dict[str, Any] | None:
    if line["type"] == "image":
        return None
    if line["type"].startswith("rich_text"):
        return {"type": line["type"], "elements": [{"type": "text", "text": WITHHELD}]}
    return {"type": line["type"], "text": WITHHELD}
