"""Blockers: raising them, who can unblock them, and what happens on delivery."""

from tests.prepared import prepared
from tests.talk import Talk


def direct_messages(talk: Talk, who: str) -> list[str]:
    """Return the bot's direct messages with a person."""
    return talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who].id))


@prepared
async def set_up_chain(talk: Talk) -> None:
    """Set up a chain: Launch (without an owner) depends on Bo's Checkout, which depends on Ana's Auth API."""
    await talk.command("cleo", 'new program "Atlas"', "identity")
    await talk.command("cleo", 'new project "Identity" @ana', "identity")
    await talk.command("cleo", 'new project "Payments" @bo', "payments")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("bo", "link PRJ-2", "payments")
    await talk.command("ana", 'new milestone "Auth API" 13 Mar', "identity")
    await talk.command("bo", 'new milestone "Checkout" 27 Mar', "payments")
    await talk.command("cleo", 'new milestone "Launch" 30 Mar in PRJ-1', "identity")
    await talk.command("bo", "depend M-2 on M-1 by 20 Mar", "payments")
    await talk.command("ana", "D-1 commit", "identity")
    await talk.command("cleo", "depend M-3 on M-2 by 28 Mar", "identity")


async def test_concern_suggests_an_unblocker_and_one_click_asks_them(talk: Talk) -> None:
    await set_up_chain(talk)
    answer = await talk.command("bo", 'block M-2 "no tokens"', "payments")
    assert "is a concern for Checkout (M-2" in answer
    assert "Ana: owns M-1, which it depends on, at work now" in answer
    assert "Holds up 1 milestone in 1 project. First commitment at risk: Launch (M-3), Mon 30 Mar" in answer
    before = len(direct_messages(talk, "ana"))
    assert "blocks Checkout (M-2" in await talk.click("bo", "blocker_ask")
    assert len(direct_messages(talk, "ana")) == before + 1
    assert "no tokens" in direct_messages(talk, "ana")[-1]
    await talk.command("cleo", "B-1")
    assert "Ask" not in talk.private("cleo")[-1].text


async def test_blockers_with_most_impact_come_first_and_lists_have_pages(talk: Talk) -> None:
    await set_up_chain(talk)
    for number in range(1, 11):
        await talk.command("cleo", f'block M-3 "small {number}" needs @ana', "identity")
    await talk.command("cleo", 'block M-1 "large" needs @ana', "identity")
    listed = await talk.command("cleo", "blockers")
    assert listed.index("B-11") < listed.index("B-1 ")
    assert "2 milestones in 2 projects" in listed
    assert "small 10" not in listed
    assert "small 10" in await talk.click("cleo", "again", value="blockers page 2")
    assert "No open blockers of PRJ-2" in await talk.command("cleo", "blockers PRJ-2")
    assert "large" in await talk.command("cleo", "blockers Identity")


async def test_last_delivery_unblocks_the_consumer(talk: Talk) -> None:
    await set_up_chain(talk)
    await talk.command("bo", 'block M-2 "no tokens before Auth API" needs @ana', "payments")
    await talk.command("bo", 'block M-2 "no designs" needs @cleo', "payments")
    await talk.say("ana", "identity", "M-1 done")
    notice = direct_messages(talk, "bo")[-1]
    assert "the last thing Checkout (M-2) depended on" in notice
    assert "Also resolved: B-1" in notice
    assert "Still blocked by no designs (B-2)" in notice
    assert "Resolved" in await talk.command("bo", "B-1")
    assert any("Resolved for" in line for line in talk.seen("bo", "payments"))


async def test_open_dependency_holds_back_the_unblocked_notice(talk: Talk) -> None:
    await set_up_chain(talk)
    await talk.command("ana", 'new milestone "Auth UI" 20 Mar', "identity")
    await talk.command("bo", "depend M-2 on M-4 by 24 Mar", "payments")
    await talk.command("ana", "D-3 commit", "identity")
    await talk.say("ana", "identity", "M-1 done")
    assert not any("unblocked" in line for line in direct_messages(talk, "bo"))
    await talk.say("ana", "identity", "M-4 done")
    assert "unblocked" in direct_messages(talk, "bo")[-1]


async def test_earlier_resolver_is_suggested(talk: Talk) -> None:
    await set_up_chain(talk)
    await talk.command("bo", 'block M-2 "no data" needs @cleo', "payments")
    await talk.command("cleo", "unblock B-1", "payments")
    await talk.say("ana", "identity", "M-1 done")
    answer = await talk.command("bo", 'block M-2 "no data again"', "payments")
    assert "Cleo: resolved 1 here before" in answer


async def test_blocker_resolved_twice_is_announced_once(talk: Talk) -> None:
    await set_up_chain(talk)
    await talk.command("bo", 'block M-2 "no data" needs @cleo', "payments")
    await talk.click("bo", "resolve", value="B-1")
    assert "B-1 resolved" in await talk.command("cleo", "unblock B-1")
    assert sum("Resolved for" in line for line in talk.seen("ana", "payments")) == 1


async def test_outsider_resolves_only_blockers_they_raised(talk: Talk) -> None:
    await set_up_chain(talk)
    talk.users["dan"] = talk.sandbox.workspace.add_user("dan", real_name="Dan", tz="UTC")
    await talk.command("bo", 'block M-2 "no data" needs @cleo', "payments")
    assert "may not" in await talk.command("dan", "unblock B-1")
    assert "is a concern" in await talk.command("dan", 'block M-2 "I wonder"')
    assert "B-2 resolved" in await talk.command("dan", "unblock B-2")


async def test_concern_is_not_said_to_block(talk: Talk) -> None:
    """A concern names no one who can unblock it, so that nothing is blocked yet (#22)."""
    await set_up_chain(talk)
    await talk.command("bo", 'block M-2 "vendor silent"', "payments")
    notice = talk.seen("cleo", "payments")[-1]
    assert "Bo has a concern about Checkout (M-2): vendor silent" in notice
    assert "blocked" not in notice
