"""The last check of outgoing blocks: lines that name something their reader may not read are redacted.

Views leave such things out by themselves; this is a second line of defence, so that one faulty view leaks nothing.
"""

from typing import Any

from rules.privacy import WITHHELD_TEXT, Secrets, visible_text
from templates.renderer import RenderedMessage

_LINE_TYPES = frozenset(
    {"rich_text_section", "rich_text_preformatted", "rich_text_quote", "plain_text", "mrkdwn", "raw_text", "image"}
)
_CONTROL_TYPES = frozenset(
    {"button", "overflow", "static_select", "multi_static_select", "external_select", "radio_buttons", "checkboxes"}
)


def redact_message(message: RenderedMessage, secrets: Secrets) -> RenderedMessage:
    """Return the message with its secret lines redacted; each leaves a note in its place."""
    if message.echo:
        secrets = Secrets(words=secrets.words)
    if not secrets:
        return message
    lines = [WITHHELD_TEXT if secrets.occur_in(line) else line for line in message.text.split("\n")]
    return RenderedMessage(redact_blocks(message.blocks, secrets), "\n".join(lines), message.echo)


def redact_blocks(blocks: list[dict[str, Any]], secrets: Secrets) -> list[dict[str, Any]]:
    """Redact the blocks of a message or view in the same way."""
    redacted = (_redact_value(block, secrets) for block in blocks)
    return [block for block in redacted if block is not None and block.get("elements", True)]


def _redact_value(value: Any, secrets: Secrets) -> Any:
    """Return the value without secrets, or None if no part of it may stay."""
    if isinstance(value, list):
        return [redacted for part in value if (redacted := _redact_value(part, secrets)) is not None]
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind in _LINE_TYPES:
        return _redacted_line(value) if secrets.occur_in(visible_text(value)) else value
    if kind in _CONTROL_TYPES and secrets.occur_in(visible_text(value)):
        return _redact_choices(value, secrets)
    if kind == "table":
        return value | {"rows": [row for row in value["rows"] if not secrets.occur_in(visible_text(row))]}
    cleaned = {name: redacted for name, part in value.items() if (redacted := _redact_value(part, secrets)) is not None}
    if kind == "input" and "element" not in cleaned:
        return None
    if kind == "section" and cleaned != value:
        cleaned.pop("accessory", None)
    return cleaned


def _redact_choices(control: dict[str, Any], secrets: Secrets) -> dict[str, Any] | None:
    """Remove the menu options that contain secrets.

    Return None if no option is left, or if another part of the control contains a secret.
    """
    options = [option for option in control.get("options", ()) if not secrets.occur_in(visible_text(option))]
    rest = {name: part for name, part in control.items() if not name.startswith(("options", "initial_"))}
    if not options or secrets.occur_in(visible_text(rest)):
        return None
    first = control.get("initial_option")
    return rest | {"options": options} | ({"initial_option": first} if first in options else {})


def _redacted_line(line: dict[str, Any]) -> dict[str, Any] | None:
    if line["type"] == "image":
        return None
    if line["type"].startswith("rich_text"):
        return {"type": line["type"], "elements": [{"type": "text", "text": WITHHELD_TEXT}]}
    return {"type": line["type"], "text": WITHHELD_TEXT}
