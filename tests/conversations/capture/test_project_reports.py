"""What people report of a project is shown where the project is shown."""

from tests.scenarios import set_up_two_projects
from tests.steps.capture import UPDATE
from tests.talk import Talk


async def test_status_command_is_shown_with_author(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "status PRJ-1 amber because the vendor is late", "identity")
    card = await talk.command("cleo", "PRJ-1", "identity")
    assert "reported 🔶 at risk" in card
    assert "“the vendor is late” Ana" in card


async def test_words_of_an_update_are_on_the_card(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", UPDATE)
    card = await talk.command("cleo", "PRJ-1", "identity")
    assert "waiting on the schema" in card
    assert "Ana" in card
    assert "View message" in card
