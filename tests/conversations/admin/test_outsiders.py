"""Views of outsiders: guests and people of other companies (faults 5a and G13i)."""

from tests.scenarios import set_up_every_role
from tests.talk import Talk


async def test_guest_hears_the_true_reason_of_a_refusal(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.say("gil", "identity", "M-1 44%")
    told = [message.text for message in talk.private("gil")]
    assert told
    assert "withheld" not in " ".join(told)
    assert "There is no milestone M-1" in told[-1]


async def test_card_of_an_outsider_shows_no_project(talk: Talk) -> None:
    await set_up_every_role(talk)
    card = await talk.command("gil", "me", "identity")
    assert "Atlas" not in card
    assert "Identity" not in card
