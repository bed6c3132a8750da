"""Channels and what they get: voice, rhythms and quiet, kept when linked again, and only own news (B-89, B-127)."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

BEFORE_NINE = datetime(2026, 3, 9, 7, 59, tzinfo=UTC)
WEEK = timedelta(days=7)


def editions(talk: Talk, channel: str) -> list[str]:
    return [line for line in talk.seen("cleo", channel) if line.startswith("Atlas, week")]


async def set_up_calm_program(talk: Talk) -> None:
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'new project "Identity" @ana', "identity")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("ana", 'new milestone "Auth API" 24 Apr @ana in PRJ-1', "identity")


async def test_link_says_voice_rhythms_and_quiet(talk: Talk) -> None:
    await set_up_two_projects(talk)
    linked = await talk.command("ana", "link PRG-1 executive quarterly monthly quiet", "news")
    assert "gets the monthly and quarterly executive digests of Atlas." in linked
    assert "Nothing is posted when nothing has changed and nothing is needed." in linked


async def test_linking_again_keeps_what_is_not_named(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1 executive monthly quiet", "news")
    assert "monthly executive digest" in await talk.command("ana", "link PRG-1", "news")
    again = await talk.command("ana", "link PRG-1 weekly always", "news")
    assert "weekly executive digest of Atlas, on Mondays at 09:00." in again
    assert "Nothing is posted" not in again


async def test_links_of_a_channel_are_listed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "isn't linked" in await talk.command("ana", "link", "news")
    await talk.command("ana", "link PRG-1 executive annual weekly quiet", "identity")
    listed = await talk.command("ana", "link", "identity")
    assert "Identity (PRJ-1)" in listed
    assert "Atlas (PRG-1): weekly and annual executive digests, quiet" in listed
    assert "weekly and annual executive digests, quiet" in await talk.command("ana", "brief", "identity")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("link PRG-1 executive delivery", "A channel reads one voice of a digest."),
        ("link PRG-1 quiet always", "A channel can't be both"),
        ("link PRJ-1 monthly", "“monthly” is about the digests of a program."),
        ("digest preview executive delivery", "A digest speaks one voice at a time."),
        ("digest send quarterly monthly", "“quarterly” and “monthly” exclude each other."),
        ("digest preview --force", "Only “digest send” takes “--force”"),
        ("digest pause monthly", "Pausing covers every digest and pack of a program."),
        ("digest resume executive", "not the “executive” one alone."),
        ("digest send thread", "Only a preview has a thread to show."),
    ],
)
async def test_impossible_options_are_refused_in_one_sentence(talk: Talk, text: str, expected: str) -> None:
    await set_up_two_projects(talk)
    assert expected in await talk.command("ana", text, "news")


async def test_quiet_channel_gets_no_edition_without_news(talk: Talk) -> None:
    await set_up_calm_program(talk)
    await talk.command("ana", "link PRG-1 quiet", "news")
    await talk.command("ana", "link PRG-1", "payments")
    await talk.fast_forward(to=BEFORE_NINE + WEEK)
    before = editions(talk, "news")
    await talk.fast_forward(by=timedelta(minutes=2))
    assert editions(talk, "news") == before
    assert "Nothing has changed and nothing is needed since Mon 9 Mar." in editions(talk, "payments")[-1]
    await talk.say("ana", "identity", "M-1 slip to 30 Apr because the vendor is late")
    await talk.fast_forward(to=BEFORE_NINE + 2 * WEEK + timedelta(minutes=2))
    assert len(editions(talk, "news")) == len(before) + 1
    assert "the vendor is late" in editions(talk, "news")[-1]


async def test_monthly_channel_gets_no_weekly_edition(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1 monthly", "news")
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    assert editions(talk, "news") == []
    refused = await talk.command("ana", "digest send", "news")
    assert "No channel gets this digest yet." in refused
    assert "link #channel PRG-1 weekly" in refused


async def test_each_channel_hears_what_changed_since_its_own_edition(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    await talk.command("ana", "digest pause", "news")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.fast_forward(to=BEFORE_NINE + WEEK + timedelta(hours=1))
    await talk.command("ana", "link PRG-1", "payments")
    await talk.command("ana", "digest resume", "news")
    await talk.fast_forward(to=BEFORE_NINE + 2 * WEEK + timedelta(minutes=2))
    assert "the vendor is late" in editions(talk, "news")[-1], "this channel has not read it yet"
    assert "the vendor is late" not in editions(talk, "payments")[-1], "a new channel hears of its last week"


async def test_word_that_no_digest_has_is_named(talk: Talk) -> None:
    await set_up_two_projects(talk)
    said = await talk.command("ana", "digest preview PRG-1 daily", "identity")
    assert "I don't know “daily” for a digest" in said
    assert "weekly, monthly, quarterly or annual" in said
