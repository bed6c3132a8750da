"""What-if scenarios: opened in a thread, changed by its lines, compared, adopted, expired and kept private."""

from datetime import timedelta

import pytest

from sandbox.model import Message
from tests.scenarios import set_up_private_channel, set_up_roles_with_consumer
from tests.talk import Talk


@pytest.fixture
async def roles(talk: Talk) -> Talk:
    await set_up_roles_with_consumer(talk)
    return talk


def opener(talk: Talk, who: str = "con", place: str = "identity") -> Message:
    found = [m for m in talk.visible(who) if m.text.startswith("What if:") and not m.ephemeral_to]
    return found[-1]


async def test_thread_holds_the_scenario_and_its_lines_change_it(roles: Talk) -> None:
    assert "Second vendor (SC-1)" in await roles.command("con", 'scenario "Second vendor" M-1 +5d', "identity")
    first = opener(roles)
    assert "Auth API (M-1): Fri 13 Mar → Fri 20 Mar" in first.text
    assert "The plan stays as it is" in first.text
    assert "Committed: Fri 13 Mar" in await roles.command("otto", "M-1", "identity")
    await roles.say("otto", "identity", "cancel M-2", thread_ts=first.ts)
    await roles.say("otto", "identity", "M-3 owner @Lee", thread_ts=first.ts)
    changed = opener(roles)
    assert changed.ts == first.ts
    assert "Guest page (M-2): cancel" in changed.text
    assert "owner Olga → Lee" in changed.text
    await roles.say("otto", "identity", "undo", thread_ts=first.ts)
    assert "Olga" not in opener(roles).text.partition("People")[0]
    await roles.say("otto", "identity", "sounds good to me", thread_ts=first.ts)
    await roles.say("otto", "identity", "M-99 +5d", thread_ts=first.ts)
    assert "There is no milestone M-99" in "\n".join(m.text for m in roles.private("otto"))
    assert "Owner: Olga" not in await roles.command("otto", "M-3", "identity")


async def test_two_scenarios_are_compared(roles: Talk) -> None:
    await roles.command("con", 'scenario "Second vendor" M-1 +10d', "identity")
    await roles.command("con", 'scenario "Less scope" M-1 +2d, cancel M-2', "payments")
    compared = await roles.command("con", "compare SC-1 SC-2", "identity")
    assert "Second vendor (SC-1) and Less scope (SC-2) beside Atlas (PRG-1)" in compared
    assert "Fri 27 Mar" in compared
    assert "Tue 17 Mar" in compared
    assert "Which two scenarios?" in await roles.command("con", "compare SC-1", "identity")
    listed = await roles.command("con", "scenarios", "identity")
    assert "2 scenarios" in listed
    assert "Less scope (SC-2)" in listed
    assert "Second vendor" in await roles.click("con", "scenario_card", value="SC-1")


async def test_adopted_scenario_becomes_a_change_request(roles: Talk) -> None:
    await roles.command("con", 'scenario "Second vendor" M-1 +5d, cancel M-2', "identity")
    card = await roles.click("otto", "scenario_adopt")
    assert "Second vendor (CR-1) in Atlas (PRG-1): waiting for a decision" in card
    assert "from scenario SC-1" in card
    assert "adopted as CR-1" in opener(roles).text
    assert "is adopted as CR-1" in await roles.command("con", "SC-1 M-1 +3d", "identity")
    assert "Requested Mon 2 Mar by Otto" in await roles.command("lee", "CR-1", "identity")


async def test_scenario_expires_after_thirty_days(roles: Talk) -> None:
    await roles.command("con", "scenario M-1 +5d", "identity")
    await roles.fast_forward(by=timedelta(days=29))
    assert "expires" in await roles.command("con", "scenarios", "identity")
    await roles.fast_forward(by=timedelta(days=2))
    assert "expired" in opener(roles).text
    assert "is expired" in await roles.command("con", "SC-1 undo", "identity")


async def test_whatif_is_discussed_in_a_thread(roles: Talk) -> None:
    await roles.command("con", "whatif M-1 +5d", "identity")
    await roles.click("con", "again", value="scenario M-1 +5d")
    assert "New committed date for Auth API (M-1) (SC-1)" in opener(roles).text
    assert "only change" in await roles.command("con", "SC-1 undo", "identity")
    assert "Guest page (M-2): cancel" in await roles.command("con", "SC-1 cancel M-2", "identity")


async def test_scenario_of_a_private_channel_stays_there(talk: Talk) -> None:
    await set_up_private_channel(talk)
    board = talk.sandbox.workspace.channel_named("board")
    await talk.command("bo", 'scenario "Sell the firm" M-1 +5d', board)
    assert "Sell the firm" in await talk.command("ana", "SC-1", board)
    assert "There is no scenario SC-1" in await talk.command("cleo", "SC-1", "news")
    assert "Sell the firm" not in await talk.command("cleo", "scenarios", "news")
    card = await talk.click("ana", "scenario_adopt")
    assert "CR-1" in card
    assert "There is no change request CR-1" in await talk.command("cleo", "CR-1", "news")


def pictures(talk: Talk) -> list[Message]:
    """Return the messages with a picture in all channels, threads included."""
    messages = (m for place in talk.sandbox.workspace.channels.values() for m in place.messages.values())
    return [m for m in messages if any(block["type"] == "image" for block in m.blocks)]


async def test_picture_is_drawn_into_the_thread_and_replaced(roles: Talk) -> None:
    await roles.command("con", 'scenario "Second vendor" M-1 +5d', "identity")
    assert "I'll post the picture of Second vendor (SC-1) to its thread" in await roles.click("con", "scenario_picture")
    (first,) = pictures(roles)
    assert first.thread_ts == opener(roles).ts
    drawn = str(first.blocks)
    await roles.say("con", "identity", "M-1 +10d", thread_ts=opener(roles).ts)
    assert "I'll replace the picture" in await roles.click("con", "scenario_picture", on=opener(roles))
    (second,) = pictures(roles)
    assert second.ts == first.ts
    assert str(second.blocks) != drawn


async def test_picture_outside_the_channel_is_private(roles: Talk) -> None:
    await roles.command("con", 'scenario "Second vendor" M-1 +5d', "identity")
    for words in ("I'll send you the picture", "I'll replace the picture"):
        await roles.command("otto", "SC-1", "payments")
        assert words in await roles.click("otto", "scenario_picture")
    (own,) = pictures(roles)
    assert own.channel == roles.sandbox.workspace.dm_channel(roles.users["otto"]).id


async def test_scenario_is_not_compared_with_itself(roles: Talk) -> None:
    await roles.command("con", 'scenario "Second vendor" M-1 +10d', "identity")
    for pair in ("SC-1 SC-1", "SC-1 and sc1"):
        assert "That is SC-1 twice" in await roles.command("con", f"compare {pair}", "identity")


async def test_nothing_is_posted_where_baton_is_not(roles: Talk) -> None:
    hall = roles.sandbox.workspace.add_channel("hall", members=[roles.users["con"], roles.users["otto"]])
    answer = await roles.command("con", 'scenario "Second vendor" M-1 +5d', hall)
    assert "I'm not in this channel, so I can't post here." in answer
    assert "/invite @Baton" in answer
    assert "No scenarios" in await roles.command("con", "scenarios", "identity")
    await roles.command("con", "M-1", hall)
    assert "I'm not in this channel" in await roles.click("con", "share_view")
    assert roles.seen("otto", hall) == []
    await roles.sandbox.person("con").invite_bot(hall)
    await roles.settle()
    assert "I'll post Second vendor (SC-1)" in await roles.command("con", 'scenario "Second vendor" M-1 +5d', hall)


async def test_cancelled_milestone_is_left_out_when_adopted(roles: Talk) -> None:
    await roles.command("con", 'scenario "Second vendor" M-3 +5d, M-1 +2d', "identity")
    await roles.command("mia", "cancel PRJ-2", "identity")
    await roles.click("mia", "correct")
    card = await roles.command("con", "SC-1", "identity")
    assert "Checkout (M-3) is cancelled by now: no change" in card
    request = await roles.command("con", "SC-1 adopt", "identity")
    assert "Auth API (M-1): Fri 13 Mar → Tue 17 Mar" in request
    assert "Checkout" not in request.partition("Effect")[0]


async def test_scenario_without_an_open_milestone_is_not_adopted(roles: Talk) -> None:
    await roles.command("con", 'scenario "Second vendor" M-3 +5d', "identity")
    await roles.command("mia", "cancel PRJ-2", "identity")
    await roles.click("mia", "correct")
    assert "changes only what is done or cancelled" in await roles.command("con", "SC-1 adopt", "identity")
