"""A slip is told once: one message a channel, replaced by the next, struck when undone, none when saved quietly."""

from datetime import UTC, datetime

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages
from tests.talk import Talk

# 09:01 in Berlin, the next morning.
NEXT_MORNING = datetime(2026, 3, 3, 8, 1, tzinfo=UTC)


async def test_alarm_and_news_of_a_slip_are_one_message(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = {place: len(talk.seen("cleo", place)) for place in ("identity", "payments")}
    await talk.say("ana", "identity", "M-1 slip to 10 Apr because the vendor is late")
    (notice,) = talk.seen("cleo", "payments")[before["payments"] :]
    assert "Ana moved Auth API (M-1, Identity) to Fri 10 Apr: the vendor is late." in notice
    assert "In Payments: Checkout (M-2) 20 Mar → " in notice
    assert "Committed dates stay until you change them." in notice
    assert len(talk.seen("cleo", "identity")) == before["identity"] + 1, "only Ana's own line"


async def test_quiet_save_posts_nothing_anywhere(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = {place: talk.seen("cleo", place) for place in ("identity", "payments")}
    told = {who: direct_messages(talk, who) for who in ("bo", "cleo")}
    await talk.command("ana", "M-1 slip to 10 Apr", "identity")
    await talk.click("ana", "slip_quiet")
    await talk.say("bo", "payments", "M-2 30%")
    assert "15 days late" in await talk.command("bo", "risks", "payments")
    assert talk.seen("cleo", "identity") == before["identity"]
    assert talk.seen("cleo", "payments")[:-1] == before["payments"]
    assert {who: direct_messages(talk, who) for who in told} == told


async def test_next_slip_replaces_the_notice(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    first, second = talk.seen("cleo", "payments")[-2:]
    assert "It has moved again, to Fri 10 Apr." in first
    assert "27 Mar" not in first
    assert "Ana moved Auth API (M-1, Identity) to Fri 10 Apr." in second
    await talk.click("ana", "undo")
    first, second = talk.seen("cleo", "payments")[-2:]
    assert "Ana moved Auth API (M-1) to Fri 27 Mar." in first
    assert "Undone by Ana" in second


async def test_undone_slip_leaves_one_struck_line(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = len(talk.seen("cleo", "payments"))
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    await talk.click("ana", "undo")
    (line,) = talk.seen("cleo", "payments")[before:]
    assert "Undone by Ana" in line
    assert "Checkout" not in line


async def test_alert_without_a_moved_date_is_told_too(talk: Talk) -> None:
    """The consumer has room, so that no date of its own moves, but its hand-over comes too late."""
    await set_up_two_projects(talk)
    await talk.command("bo", 'new milestone "Sale" 30 Apr @bo in PRJ-2', "payments")
    await talk.command("bo", "depend M-3 on M-1 by 16 Mar", "payments")
    await talk.click("ana", "handover_commit")
    await talk.command("bo", "D-1 waive", "payments")
    before = len(talk.seen("cleo", "payments"))
    await talk.say("ana", "identity", "M-1 slip to 20 Mar")
    (notice,) = talk.seen("cleo", "payments")[before:]
    assert "Ana moved Auth API (M-1, Identity) to Fri 20 Mar." in notice
    assert "Sale (M-3) needs Auth API (M-1) of Identity by Mon 16 Mar" in notice


async def test_projects_that_share_a_channel_get_one_message(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new project "News" @cleo', "news")
    await talk.command("ana", "link PRJ-3", "payments")
    await talk.command("ana", 'new milestone "Launch" 27 Mar @cleo in PRJ-3', "payments")
    await talk.command("ana", "depend M-3 on M-2", "payments")
    await talk.click("bo", "handover_commit")
    before = len(talk.seen("cleo", "payments"))
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    (notice,) = talk.seen("cleo", "payments")[before:]
    assert "In Payments and News: Checkout (M-2)" in notice
    assert "Launch (M-3)" in notice


async def test_accepted_new_dates_become_the_committed_ones(talk: Talk) -> None:
    """A lead may move a committed date by a week, and the owner of others' milestones changes nothing."""
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 25 Mar")
    assert "None of these committed dates are yours" in await talk.click("cleo", "slip_accept")
    assert "Checkout (M-2) 20 → 25 Mar" in await talk.click("bo", "slip_accept")
    assert "Wed 25 Mar" in await talk.command("bo", "M-2", "payments")
    await talk.say("ana", "identity", "M-1 slip to 30 Apr")
    assert "Not changed: Checkout (M-2): That is " in await talk.click("bo", "slip_accept")
