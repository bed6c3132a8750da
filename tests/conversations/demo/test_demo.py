"""The program that `make demo` starts, with a week of messages already in its channels."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.demo.start import Demo

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def demo(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Demo]:
    """Share one demo between all tests, since only the last one changes it."""
    started = await Demo.start(folder=tmp_path_factory.mktemp("demo"), port=0, now=NOW)
    yield started
    await started.stop()


async def test_channels_show_a_week_with_a_painful_slip(demo: Demo) -> None:
    backend = demo.sandbox.person("maya").visible_messages("backend-upgrade")
    assert any("lost two indexes" in message.text and "memo" in message.reactions for message in backend)
    assert any(
        "lost two indexes" in message.text for message in demo.sandbox.person("maya").visible_messages("mobile-app")
    )
    assert any("moved Schema migration" in message.text for message in backend)


async def test_last_mondays_digest_is_in_the_stakeholders_channel(demo: Demo) -> None:
    assert any(
        "Unified mobile platform, week" in m.text
        for m in demo.sandbox.person("dana").visible_messages("program-updates")
    )


async def test_greeting_says_what_to_try(demo: Demo) -> None:
    kenji, place = (demo.sandbox.workspace.user_named("kenji"), demo.sandbox.workspace.channel_named("backend-upgrade"))
    assert f"{demo.sandbox.url}/?user={kenji.id}#{place.id}" in demo.greeting, (
        "the greeting links to the person and the channel"
    )
    assert demo.ids["schema"] in demo.greeting


async def test_page_welcomes_the_person_it_opens_as(demo: Demo) -> None:
    first = next(user for user in demo.sandbox.workspace.users.values() if not user.is_bot)
    assert first.name == "kenji"
    welcome = demo.sandbox.person("kenji").visible_messages("backend-upgrade")[-1].text
    assert "You are Kenji Arai. Three things to try" in welcome
    assert f"{demo.ids['schema']} slips a week" in welcome
    assert not any("Three things" in m.text for m in demo.sandbox.person("maya").visible_messages("backend-upgrade"))


async def test_priya_administers_the_demo(demo: Demo) -> None:
    assert demo.sandbox.workspace.user_named("priya").is_admin


async def test_monday_at_nine_posts_a_digest_on_time(demo: Demo) -> None:
    # Nine in São Paulo, one in the afternoon in Berlin.
    """The digest is on time although it is nine only in the zone of the person who moves the clock."""
    demo.sandbox.clock.set_time(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    await asyncio.gather(*demo._ticks)
    assert await demo.bot.wait_until_idle(within=10)
    digest = demo.sandbox.person("dana").visible_messages("program-updates")[-1].text
    assert "week 10" in digest
    assert "is late" not in digest
