"""Neither secrets nor people's words reach the log."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import logs
from tests.edge.far_side import message_body, start_scene

CANARY = "canary-4711"
CANARY_SENTENCE = f"{CANARY} was said"


@pytest.fixture
def restored_logging() -> Iterator[None]:
    """Restore the process's logging configuration after the test."""
    configuration, root = structlog.get_config(), logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.configure(**configuration)
    root.handlers[:], root.level = handlers, level


@pytest.mark.usefixtures("restored_logging")
async def test_debug_log_contains_no_tokens_and_no_texts(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure_logging(level="DEBUG", style="json")
    async with start_scene(tmp_path) as scene:
        scene.sandbox.faults.add("chat.postMessage", "ok_false:invalid_blocks", times=1)
        scene.listeners.fail = {CANARY: 1}
        await scene.ana.say(scene.channel, CANARY)
        await scene.ana.command("/program", CANARY, scene.channel)
        await scene.sandbox.delivery.wait_until_delivered()
        await scene.baton.dispatcher.receive_delivery(
            message_body(scene, CANARY) | {"event": {"type": 5, "text": CANARY}}
        )
        await scene.baton.dispatcher.receive_delivery(
            message_body(scene, CANARY) | {"event": {"type": "nobody_listens", "text": CANARY}, "event_id": "Ev9"}
        )
        assert not await scene.baton.wait_until_idle(within=0.3)
        tokens = (scene.sandbox.bot_token, scene.sandbox.app_token, scene.sandbox.signing_secret)
    captured = capfd.readouterr()
    output = captured.err + captured.out
    assert "RuntimeError" in output
    assert not [word for word in (CANARY, *tokens) if word in output]
    assert all(json.loads(line)["event"] for line in captured.err.splitlines() if line)


def test_tokens_are_redacted_and_unknown_keys_dropped() -> None:
    line = {"event": "said xoxb-1-abc", "error": "https://hooks.slack.com/commands/T/1/x", "text": "secret"}
    assert logs.redact_secrets(None, "", logs.drop_unknown_keys(None, "", line)) == {
        "event": "said [secret]",
        "error": "[secret]",
    }
    url = {"error": "postgresql://ana:pw@db/x"}
    assert "pw" not in logs.redact_secrets(None, "", url)["error"]


@pytest.mark.usefixtures("restored_logging")
def test_failed_job_is_logged_with_ids_only(capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure_logging(level="INFO", style="json")
    for item in ("M-1", "PRJ-1 2026-11-30", "late:M-1#2", "Launch of the 2nd plan", CANARY_SENTENCE):
        logging.getLogger("baton.clock").error("item_failed", extra={"job": "nudges", "item": item})
        structlog.get_logger().error("item_failed", job="nudges", item=item)
    logging.getLogger("slack_sdk").error("failed", extra={"job": CANARY, "item": "M-1"})
    lines = [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    assert [line.get("item") for line in lines[:10:2]] == ["M-1", "PRJ-1 2026-11-30", "late:M-1#2", None, None]
    assert [line.get("item") for line in lines[1:10:2]] == [line.get("item") for line in lines[:10:2]]
    assert {line["job"] for line in lines[:10]} == {"nudges"}
    assert "job" not in lines[10]
