"""Changes to a milestone by command, button and form: which day they count for, and who has to accept them."""

from datetime import UTC, datetime

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages, press_button
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
