"""Every example in help works when the program manager types it."""

from handlers import routes
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


async def test_every_example_in_help_is_understood(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["ana"].is_admin = True
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    for entry in routes.COMMANDS:
        for example in entry.examples:
            answer = await talk.command("ana", example, "identity")
            assert "went wrong" not in answer, example
            assert "I don't know" not in answer, example
            assert "I don't understand" not in answer, example
