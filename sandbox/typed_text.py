"""Slack's conversion of typed characters: entities, mentions, links, and the same as rich text."""

import re

from sandbox.model import Json
from sandbox.workspace import Workspace

_NAME = re.compile(r"(?<![\w@#/<])([@#])([a-z0-9][a-z0-9._-]*)", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>|]+[^\s<>|.,;:!?)\"']")
_TOKEN = re.compile(r"<([^<>]*)>")
_BROADCASTS = ("here", "channel", "everyone")


def escape_text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape_text(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def wire_text(workspace: Workspace, typed: str) -> str:
    """Return the text as an app receives it: escaped, with names and links in Slack's angle brackets."""
    linked = _LINK.sub(lambda link: f"<{link[0]}>", escape_text(typed))
    pieces = re.split(r"(<https?://[^>]*>)", linked)
    return "".join(
        piece if index % 2 else _NAME.sub(lambda name: _replace_name(workspace, name), piece)
        for index, piece in enumerate(pieces)
    )


def _replace_name(workspace: Workspace, name_match: re.Match[str]) -> str:
    sign, name = name_match[1], name_match[2]
    for cut in range(len(name), 0, -1):
        if cut < len(name) and name[cut].isalnum():
            continue
        token = _mention_token(workspace, sign, name[:cut].lower())
        if token:
            return token + name[cut:]
    return name_match[0]


def _mention_token(workspace: Workspace, sign: str, name: str) -> str:
    if sign == "@" and name in _BROADCASTS:
        return f"<!{name}>"
    if sign == "@":
        person = next((f"<@{user.id}>" for user in workspace.users.values() if user.name.lower() == name), "")
        groups = (group for group in workspace.groups.values() if not group.disabled_at)
        return person or next((f"<!subteam^{group.id}>" for group in groups if group.handle == name), "")
    named = (c for c in workspace.channels.values() if c.kind in ("public", "private"))
    return next((f"<#{channel.id}|{channel.name}>" for channel in named if channel.name == name), "")


def rich_text_blocks(workspace: Workspace, wire: str) -> list[Json]:
    """Return the same text as the rich_text block that Slack's own editor would send along."""
    elements: list[Json] = []
    for index, piece in enumerate(_TOKEN.split(wire)):
        if index % 2:
            elements.append(_inline_element(piece))
        elif piece:
            elements.append({"type": "text", "text": unescape_text(piece)})
    section = {"type": "rich_text_section", "elements": elements}
    return [{"type": "rich_text", "block_id": workspace.new_id("b")[-5:], "elements": [section]}]


def _inline_element(token: str) -> Json:
    body = token.split("|")[0]
    if body.startswith("@"):
        return {"type": "user", "user_id": body[1:]}
    if body.startswith("#"):
        return {"type": "channel", "channel_id": body[1:]}
    if body.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": body.removeprefix("!subteam^")}
    if body.startswith("!"):
        return {"type": "broadcast", "range": body[1:]}
    return {"type": "link", "url": unescape_text(body)}
