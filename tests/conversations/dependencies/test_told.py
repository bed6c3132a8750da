"""Whoever is named or affected hears of it in a message of their own, once (D-3, D-4, D-15)."""

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages
from tests.talk import Talk


async def test_consumer_hears_that_the_provider_declined(handover_talk: Talk) -> None:
    before = len(direct_messages(handover_talk, "bo"))
    await handover_talk.command("ana", "D-1 decline because we have no people", "identity")
    [news] = direct_messages(handover_talk, "bo")[before:]
    assert "D-1" in news
    assert "declined" in news


async def test_consumer_hears_that_the_provider_committed(handover_talk: Talk) -> None:
    before = len(direct_messages(handover_talk, "bo"))
    await handover_talk.command("ana", "D-1 commit", "identity")
    [news] = direct_messages(handover_talk, "bo")[before:]
    assert "committed" in news


async def test_own_commitment_has_a_day_and_is_told(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Portal" 20 Mar @bo in PRJ-2', "payments")
    before = len(direct_messages(talk, "bo"))
    answer = await talk.command("ana", "depend M-3 on M-1", "identity")
    assert "no date" not in answer
    assert any("committed" in line for line in direct_messages(talk, "bo")[before:])


async def test_person_who_can_unblock_is_told_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = len(direct_messages(talk, "cleo"))
    await talk.say("bo", "payments", "block M-2: no keys, needs @cleo by 12 Mar")
    told = direct_messages(talk, "cleo")[before:]
    assert len(told) == 1
    assert "no keys" in told[0]


async def test_milestone_cannot_depend_on_itself(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "can't depend on itself" in await talk.command("ana", "depend M-1 on M-1", "identity")
