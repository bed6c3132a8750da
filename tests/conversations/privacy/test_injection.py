"""Typed text stays text: a part of R21 (`python -m tests.chaos R21 --seeds 28` runs all of it)."""

from pathlib import Path

import pytest

from tests.chaos.injection import PLACES, escapes, typed_everywhere
from tests.corpus import HOSTILE

KNOWN = frozenset({"U0ANA"})


async def test_hostile_text_is_only_text_in_every_output(tmp_path: Path) -> None:
    assert len(HOSTILE) >= 200
    assert not await typed_everywhere(tmp_path, HOSTILE[::6], tuple(PLACES))


@pytest.mark.parametrize(
    "args",
    [
        {"text": "<!channel>"},
        {"text": "<@U0BO> look"},
        {"text": "<https://bank.example|bank>"},
        {"text": "a\u202eb"},
        {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<!here>"}}]},
        {"blocks": '[{"type": "actions", "elements": [{"type": "button", "action_id": "steal"}]}]'},
        {"view": {"blocks": [{"type": "image", "image_url": "https://evil.example/x.png"}]}},
        {"blocks": [{"type": "rich_text", "elements": [{"type": "user", "user_id": "U0EVIL"}]}]},
        {"blocks": [{"type": "rich_text", "elements": [{"type": "broadcast", "range": "channel"}]}]},
        {"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<@U0EVIL>"}}]},
    ],
)
def test_check_detects_escaped_markup(args: object) -> None:
    assert list(escapes("chat.postMessage", args, KNOWN))


@pytest.mark.parametrize(
    "args",
    [
        {"text": "<@U0ANA> said &lt;!channel&gt;"},
        {"blocks": [{"type": "section", "text": {"type": "plain_text", "text": "<\u2060!channel>"}}]},
    ],
)
def test_check_accepts_plain_text_and_our_own_markup(args: object) -> None:
    assert not list(escapes("chat.postMessage", args, KNOWN))
