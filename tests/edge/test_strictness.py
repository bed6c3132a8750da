"""Deliveries of other Slack servers: odd but documented shapes are read, incomplete ones are parked at once."""

from typing import Any

import pytest

from bot.incoming import delivery, shapes

WORDS = {"type": "message", "channel": "C1", "ts": "1.1"}
CLICK = {"action_id": "open", "block_id": "b", "action_ts": "1.1"}


def event(**event: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "enterprise_id": "E1", "event_id": "Ev1", "event": event}


def click(action: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "block_actions", "user": {"id": "W1", "team_id": "T1"}, "trigger_id": "1.2", **more} | {
        "actions": [action]
    }


@pytest.mark.parametrize(
    "body",
    [
        event(**WORDS),
        event(**WORDS, text=None, user="W1", blocks=[{"type": "rich_text", "elements": []}]),
        event(**WORDS, subtype="bot_message", bot_id="B1", username=None),
        event(**WORDS, subtype="message_changed", message={"ts": "1.1", "text": None, "attachments": []}),
        event(**WORDS, subtype="message_deleted", deleted_ts="1.0"),
        event(**WORDS, subtype="ekm_access_denied"),
        event(type="reaction_added", user="W1", reaction="memo", item={"type": "file", "file": "F1"}),
        event(type="of_next_year", whatever={"deep": [None]}),
        click(CLICK, team=None),
        click(CLICK),
    ],
)
def test_odd_but_documented_deliveries_are_read(body: dict[str, Any]) -> None:
    assert delivery.read_delivery(body).team == "T1"


@pytest.mark.parametrize(
    "body",
    [
        event(type="message", channel="C1"),
        event(type="message", ts="1.1"),
        event(**WORDS, subtype="message_changed"),
        event(**WORDS, subtype="message_deleted"),
        event(type="reaction_added", user="U1", reaction="memo"),
        click({"type": "button"}),
    ],
)
def test_incomplete_deliveries_are_parked_without_retries(body: dict[str, Any]) -> None:
    with pytest.raises(shapes.UnreadableDeliveryError):
        delivery.read_delivery(body)
