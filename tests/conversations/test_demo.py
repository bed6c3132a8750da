"""What `make demo` starts: a program in mid-flight, and a week already in the channels."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.start import Demo

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    started = await Demo.start(folder=tmp_path, port=0, now=NOW)
    yield started
    await started.stop()


async def test_the_week_is_in_the_channels_and_one_slip_hurts(demo: Demo) -> None:
    backend = demo.sandbox.person("maya").sees("backend-upgrade")
    assert any("lost two indexes" in message.text and "memo" in message.reactions for message in backend)
    assert any("lost two indexes" in message.text for message in demo.sandbox.person("maya").sees("mobile-app"))
    assert any("red" in message.text for message in backend)


async def test_last_mondays_digest_stands_in_the_stakeholders_channel(demo: Demo) -> None:
    assert any("Unified mobile platform, week" in m.text for m in demo.sandbox.person("dana").sees("program-updates"))


async def test_the_greeting_names_what_to_try(demo: Demo) -> None:
    assert demo.sandbox.url in demo.greeting
    assert demo.ids["schema"] in demo.greeting
