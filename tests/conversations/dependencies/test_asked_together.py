"""A change asks or tells each person once, however many hand-overs it touches, and a second change rings again."""

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages
from tests.talk import Talk


async def set_up_five_consumers(talk: Talk) -> None:
    """Let five milestones of Bo depend on Auth API, all agreed for 13 Mar."""
    await set_up_two_projects(talk)
    for number in range(3, 8):
        await talk.command("bo", f'new milestone "Part {number}" 17 Mar @bo in PRJ-2', "payments")
        await talk.command("ana", f"depend M-{number} on M-1 by 13 Mar", "payments")


async def test_slip_asks_about_many_handovers_in_one_message(talk: Talk) -> None:
    await set_up_five_consumers(talk)
    before = len(direct_messages(talk, "bo"))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    (question,) = direct_messages(talk, "bo")[before:]
    assert "Ana changed Auth API (M-1). 6 hand-overs need your answer:" in question
    assert "Part 3 (M-3, Payments)" in question
    await talk.click("bo", "handovers_accept")
    assert "Accepted: D-1, D-2, D-3, D-4, D-5, D-6." in direct_messages(talk, "bo")[-1]
    assert "committed" in await talk.command("bo", "D-4")
    await talk.click("bo", "handovers_accept")
    assert "Already answered or changed since: D-1" in direct_messages(talk, "bo")[-1]


async def test_second_slip_asks_in_a_new_message(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    before = len(direct_messages(talk, "bo"))
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    (question,) = direct_messages(talk, "bo")[before:]
    assert "Fri 10 Apr" in question
    assert "Accept" not in direct_messages(talk, "bo")[before - 1], "the earlier question is not open any more"


async def test_delivery_to_many_is_one_message_a_person(talk: Talk) -> None:
    await set_up_five_consumers(talk)
    before = len(direct_messages(talk, "bo"))
    await talk.say("ana", "identity", "M-1 done")
    (news,) = direct_messages(talk, "bo")[before:]
    assert "6 milestones are unblocked" in news
    assert "Part 7 (M-7)" in news


async def test_new_owner_is_asked_about_all_handovers_at_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for number in (3, 4):
        await talk.command("bo", f'new milestone "Part {number}" 17 Mar @bo in PRJ-2', "payments")
        await talk.command("bo", f"depend M-{number} on M-1 by 12 Mar", "payments")
    before = len(direct_messages(talk, "cleo"))
    await talk.say("ana", "identity", "M-1 owner @cleo")
    asked = [line for line in direct_messages(talk, "cleo")[before:] if "need your answer" in line]
    assert len(asked) == 1
    assert "D-2" in asked[0]
    assert "D-3" in asked[0]
