"""Requests signed as Slack signs them, and one body of each kind that Slack sends."""

import hashlib
import hmac
import time
from typing import Any

import aiohttp

from tests.edge.far_side import EdgeScene, message_body

STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
JSON = "application/json"


def sign_headers(scene: EdgeScene, raw: bytes, *, at: float | None = None, kind: str = JSON) -> dict[str, str]:
    timestamp = str(int(time.time() if at is None else at))
    signed_text = f"v0:{timestamp}:".encode() + raw
    digest = hmac.new(scene.sandbox.signing_secret.encode(), signed_text, hashlib.sha256).hexdigest()
    return {STAMP: timestamp, SIGNATURE: f"v0={digest}", "Content-Type": kind}


async def send_body(scene: EdgeScene, web: aiohttp.ClientSession, raw: bytes, given: dict[str, str]) -> tuple[int, str]:
    address = f"http://127.0.0.1:{scene.baton.port}/slack/events"
    async with web.post(address, data=raw, headers=given, skip_auto_headers=("Content-Type",)) as answer:
        return answer.status, await answer.text()


def sample_bodies(scene: EdgeScene) -> list[dict[str, Any]]:
    """Return one body of each kind that Slack sends."""
    team, user, channel = scene.baton.deps.team, scene.ana.id, scene.channel.id
    interaction = {"team": {"id": team, "domain": "x"}, "user": {"id": user, "team_id": team}, "trigger_id": "1.2.3"}
    interaction |= {"api_app_id": scene.sandbox.workspace.app_id, "token": "x"}
    view = {"id": "V1", "hash": "1", "callback_id": "form", "private_metadata": "", "type": "modal"}
    view["state"] = {"values": {"name": {"name": {"type": "plain_text_input", "value": "good"}}}}  # type: ignore[assignment]
    action = {"action_id": "a", "block_id": "b", "type": "button", "value": "1", "action_ts": "1.2"}
    source = {"channel": {"id": channel, "name": "x"}, "container": {"type": "message", "message_ts": "1.2"}}
    reaction = {"type": "reaction_added", "user": user, "reaction": "memo", "event_ts": "1.2"}
    reaction["item"] = {"type": "message", "channel": channel, "ts": "1.2"}  # type: ignore[assignment]
    command = {"command": "/program", "text": "status", "trigger_id": "9.9", "team_id": team, "user_id": user}
    return [
        message_body(scene, "hello"),
        message_body(scene, "hello") | {"event": reaction, "event_id": "Ev5"},
        interaction
        | {"type": "block_actions", "actions": [action], **source, "state": {"values": {}}, "response_url": "x"},
        interaction | {"type": "view_submission", "view": view},
        interaction | {"type": "view_closed", "view": view},
        interaction | {"type": "shortcut", "callback_id": "new"},
        interaction | {"type": "message_action", "callback_id": "new", "message": {"ts": "1", "text": "x"}, **source},
        interaction | {"type": "block_suggestion", "action_id": "a", "block_id": "b", "value": "x", "view": view},
        command | {"channel_id": channel, "api_app_id": scene.sandbox.workspace.app_id, "response_url": "x"},
    ]
