"""The demo's other half: why the program exists, what was decided, and what is to change."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.demo.start import Demo

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    started = await Demo.start(folder=tmp_path_factory.mktemp("demo"), port=0, now=NOW)
    yield started
    await started.stop()


@pytest.mark.parametrize(
    ("who", "command", "answer"),
    [
        ("priya", "goals", "2 goals of Unified mobile platform"),
        ("priya", "decisions", "3 open decisions: 1 late · 1 closed"),
        ("priya", "changes", "2 change requests, 1 open"),
        ("lucia", "A-1", "Proved false"),
        ("priya", "goals coverage", "2 of 5 projects serve no goal"),
        ("sam", "scorecard PRJ-5", "not accepted yet"),
        ("priya", "benefits", "3 benefits: 1 realising, 2 planned"),
    ],
)
async def test_story_is_on_the_screens(demo: Demo, who: str, command: str, answer: str) -> None:
    person = demo.sandbox.person(who)
    await person.command("/program", command, "random")
    assert await demo.bot.wait_until_idle(within=10)
    assert answer in person.visible_messages("random")[-1].text
