"""What help promises works: every example of every verb, as the program's manager types it."""

from handlers import routes
from tests.scenarios import program_with_two_projects
from tests.talk import Talk


async def test_every_example_in_help_is_understood(talk: Talk) -> None:
    await program_with_two_projects(talk)
    talk.users["ana"].is_admin = True
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    for entry in routes.COMMANDS:
        for example in entry.examples:
            told = await talk.command("ana", example, "identity")
            assert "went wrong" not in told, example
            assert "I don't know" not in told, example
            assert "I don't understand" not in told, example
