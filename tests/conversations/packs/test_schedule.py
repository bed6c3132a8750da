"""Packs that come by themselves: when, to which channels, once, and what happens when they are late."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.steps.packs import files_in, set_up_month
from tests.talk import Talk

# The first working day of May in Berlin: Friday the 1st is a holiday only where a country is set.
MAY = datetime(2026, 5, 1, 7, 0, tzinfo=UTC)


def packs_in(talk: Talk, channel: str, title: str) -> list[str]:
    return [line for line in talk.seen("cleo", channel) if line.startswith(title)]


def direct(talk: Talk, who: str) -> list[str]:
    return talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who]))


async def test_pack_comes_on_first_working_day_once(talk: Talk) -> None:
    await set_up_month(talk)
    said = await talk.command("ana", "link PRG-1 executive monthly", "news")
    assert "gets the monthly executive digest of Atlas" in said
    await talk.fast_forward(to=MAY - timedelta(minutes=1))
    assert packs_in(talk, "news", "Atlas") == []
    await talk.fast_forward(to=MAY)
    (told,) = packs_in(talk, "news", "Atlas: April 2026")
    assert "late" not in told.rpartition("As of")[2]
    for _ in range(3):
        await talk.fast_forward(by=timedelta(hours=4))
    assert packs_in(talk, "news", "Atlas") == [told]
    assert [name for name, _ in files_in(talk, "news")] == ["finish.png", "Atlas-April-2026.pdf"]


@pytest.mark.parametrize(
    ("rhythm", "due", "title"),
    [
        ("quarterly", datetime(2026, 7, 1, 7, 0, tzinfo=UTC), "Atlas: Q2 2026"),
        ("annual", datetime(2027, 3, 2, 8, 0, tzinfo=UTC), "Atlas: Year to"),
    ],
)
async def test_longer_periods_have_their_day(talk: Talk, rhythm: str, due: datetime, title: str) -> None:
    await set_up_month(talk)
    await talk.command("ana", f"link PRG-1 delivery {rhythm}", "news")
    await talk.fast_forward(to=due - timedelta(minutes=1))
    assert packs_in(talk, "news", "Atlas") == []
    await talk.fast_forward(to=due)
    assert len(packs_in(talk, "news", title)) == 1


async def test_late_pack_says_so(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery monthly", "news")
    await talk.fast_forward(to=MAY + timedelta(hours=23))
    (told,) = packs_in(talk, "news", "Atlas: April 2026")
    assert told.endswith("This pack is late: Baton was not running when it was due.")


async def test_missed_pack_is_left_out_with_a_note(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery monthly", "news")
    for hours in (25, 26):
        await talk.fast_forward(to=MAY + timedelta(hours=hours))
    assert packs_in(talk, "news", "Atlas") == []
    notes = [line for line in direct(talk, "ana") if "the pack for April 2026 was due Fri 1 May" in line]
    assert len(notes) == 1
    assert "is on its way" in await talk.command("ana", "pack send monthly", "identity")


async def test_pause_is_respected(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery monthly", "news")
    await talk.command("ana", "digest pause", "identity")
    await talk.fast_forward(to=MAY)
    assert packs_in(talk, "news", "Atlas") == []


async def test_rhythm_that_is_new_misses_nothing(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery", "news")
    await talk.fast_forward(to=datetime(2026, 5, 5, 7, 0, tzinfo=UTC))
    await talk.command("ana", "link PRG-1 delivery weekly monthly", "news")
    await talk.fast_forward(by=timedelta(minutes=2))
    assert not any("the pack for" in line for line in direct(talk, "ana"))
    await talk.fast_forward(to=datetime(2026, 6, 1, 7, 0, tzinfo=UTC))
    assert len(packs_in(talk, "news", "Atlas: May 2026")) == 1


async def test_quiet_channel_gets_no_pack_without_news(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "M-2 done 3 Apr", "payments")
    await talk.command("ana", "R-1 close", "identity")
    await talk.command("ana", "link PRG-1 delivery monthly quiet", "news")
    await talk.fast_forward(to=datetime(2026, 5, 29, 7, 0, tzinfo=UTC))
    await talk.fast_forward(to=datetime(2026, 6, 1, 7, 0, tzinfo=UTC))
    assert packs_in(talk, "news", "Atlas: May 2026") == []


async def test_monthly_channel_gets_no_weekly_digest(talk: Talk) -> None:
    await set_up_month(talk)
    await talk.command("ana", "link PRG-1 delivery monthly", "news")
    await talk.fast_forward(to=datetime(2026, 4, 13, 7, 0, tzinfo=UTC))
    assert packs_in(talk, "news", "Atlas") == []
