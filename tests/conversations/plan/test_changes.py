"""Changes to a milestone by command, button and form: which day they count for, and who has to accept them."""

from datetime import UTC, datetime

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages, press_button, private_answer
from tests.talk import Talk


async def test_done_today_means_the_day_where_the_person_is(talk: Talk) -> None:
    """Half past seven on Tuesday in Tokyo is still Monday in UTC and in Berlin."""
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 owner @cleo", "identity")
    await talk.fast_forward(to=datetime(2026, 3, 2, 22, 30, tzinfo=UTC))
    assert "was done on Tue 3 Mar" in await talk.command("cleo", "M-1 done", "identity")


async def test_owner_further_west_accepts_the_authors_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(to=datetime(2026, 3, 2, 22, 30, tzinfo=UTC))
    assert "I'm asking them" in await talk.command("cleo", "M-1 done", "identity")
    assert "was done on Tue 3 Mar" in await press_button(talk, "ana", "Accept")


async def test_form_of_an_outdated_card_asks_the_new_owner(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 owner @cleo", "identity")
    await talk.command("cleo", "M-1", "identity")
    await talk.click("cleo", "card_progress")
    await talk.command("ana", "M-1 owner @ana", "identity")
    assert await talk.submit("cleo", {"percent": "40"}) is None
    assert "I'm asking them" in talk.private("cleo")[-1].text
    assert "40%" in direct_messages(talk, "ana")[-1]


async def test_done_names_what_it_depends_on_and_is_open(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "depends on Auth API (M-1), which is still open" in await talk.command("bo", "M-2 done", "payments")
    await talk.command("bo", "undo", "payments")
    await talk.click("bo", "undo")
    await talk.command("ana", "M-1 done", "identity")
    assert "still open" not in await private_answer(talk, "bo", "M-2 done", "payments")


async def test_full_progress_offers_to_mark_it_done(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Is it finished?" in await talk.command("ana", "M-1 100%", "identity")
    assert "was done on Mon 2 Mar" in await press_button(talk, "ana", "Mark done")


async def test_resolving_says_what_still_blocks(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", 'block M-2 "no keys" needs @ana', "payments")
    await talk.command("bo", 'block M-2 "no data" needs @ana', "payments")
    assert "B-1 resolved. M-2 is still blocked by B-2." in await talk.command("bo", "unblock B-1", "payments")
    assert "B-2 resolved. M-2 is no longer blocked by it." in await private_answer(
        talk, "bo", "unblock B-2", "payments"
    )


async def test_actor_is_not_among_the_owners_to_notify(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "M-2 owner @ana", "payments")
    assert "owner" not in await talk.command("ana", "M-1 slip to 27 Mar", "identity")


@pytest.mark.parametrize("words", ["14 Mar", "by 14 Mar", "14 Mar @ana", '"" 14 Mar'])
async def test_new_milestone_without_a_name_is_refused(talk: Talk, words: str) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", f"new milestone {words} in PRJ-1", "identity")
    assert "name" in answer
    assert "M-3" not in await talk.command("ana", "status PRJ-1", "identity")
