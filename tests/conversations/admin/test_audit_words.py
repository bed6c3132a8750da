"""The log reads like sentences: names, days and deeds; no ids, keys or machine timestamps (faults 39, F16, F17)."""

import re

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

RAW = re.compile(r"\d{4}-\d\d-\d\dT|\b[UC][0-9A-Z]{8,}\b|\d{10}\.\d{6}|#\d+\b|_|\bnothing → nothing|/status/|None")


async def live_a_week(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    await talk.command("ana", "admin role @cleo sponsor PRG-1", "identity")
    await talk.command("ana", 'risk "the vendor is late" 40% 10d owner @bo on M-1', "identity")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.say("ana", "identity", "decided: we go with region A")
    await talk.command("ana", "checkin PRJ-1 mon 10:00", "identity")
    await talk.command("ana", "PRJ-1 amber because the vendor is late", "identity")
    await talk.command("bo", "away 3", "identity")
    await talk.command("bo", "settings hours 7-15 mon-thu", "identity")
    await talk.command("bo", "unblock B-1", "payments")
    await talk.command("ana", "escalate M-1 because it is late", "identity")
    await talk.command("ana", "status PRJ-1 amber because of the vendor", "identity")


async def test_every_line_of_the_log_can_be_read(talk: Talk) -> None:
    await live_a_week(talk)
    log = await talk.command("ana", "audit PRG-1", "identity")
    for _ in range(3):
        assert not RAW.search(re.sub(r"<https?:[^>]*>|https?:\S+", "", log)), RAW.search(log)
        for line in ("someone",):
            assert line not in log
        if not any("audit_more" in str(block) for block in talk.private("ana")[-1].blocks):
            break
        log = await talk.click("ana", "audit_more") or talk.private("ana")[-1].text


async def test_log_says_what_was_done_to_what(talk: Talk) -> None:
    await live_a_week(talk)
    log = await talk.command("ana", "audit M-1", "identity")
    assert "Auth API (M-1): expected Fri 13 Mar → Fri 27 Mar, by Ana" in log
    assert "Bo resolved B-1 on M-1, “no staging data”" in log
    assert "Ana raised B-1 on M-1" in log
    assert "Ana created Auth API (M-1)" in log
    assert "Ana added risk R-1, “the vendor is late”" in log


async def test_computed_alerts_are_credited_to_baton(talk: Talk) -> None:
    await live_a_week(talk)
    log = await talk.command("ana", "audit PRG-1", "identity")
    found = [line for line in log.splitlines() if " alert: " in line]
    assert found
    assert all("Baton found" in line for line in found)


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("since fri", "Since Fri 27 Feb"),
        ("since monday", "Since Mon 23 Feb"),
        ("since tomorrow", "is in the future"),
        ("since next week", "is in the future"),
        ("since 7 days ago", "Since Mon 23 Feb"),
        ("since", "Which day?"),
        ("asof tomorrow", "is in the future"),
        ("asof 2026-03-02 B-1", "B-1 on M-1, “no staging data”"),
        ("asof 2026-03-01 B-1", "There was no B-1 on"),
        ("asof 2026-03-02 R-1", "risk R-1, “the vendor is late”"),
        ("asof 2026-03-02 D-1", "hand-over D-1 (M-1 → M-2)"),
        ("asof 2026-03-02 PRG-1", "Atlas (PRG-1)"),
        ("asof 2026-03-02 PRG-99", "There was no PRG-99 on"),
        ("asof 2026-03-02 E-1", "I can't show E-1 as of a past day"),
        ("asof 2026-03-02 00:30 M-1", "There was no M-1 on"),
        ("asof 2026-03-02 23:30 M-1", "Auth API"),
    ],
)
async def test_days_and_items_of_the_past_are_true(talk: Talk, words: str, answer: str) -> None:
    await live_a_week(talk)
    assert answer in await talk.command("ana", words, "news")


async def test_past_items_of_a_private_channel_stay_there(talk: Talk) -> None:
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    board = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'block M-1 "the buyer is silent" needs @ana by fri', board)
    assert "the buyer is silent" in await talk.command("ana", "asof 2026-03-02 B-1", "news")
    assert "the buyer is silent" not in await talk.command("bo", "asof 2026-03-02 B-1", "news")
