"""`undo` names what it takes back, and says so where that can't be."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


@pytest.mark.parametrize(
    "command",
    [
        "away 3",
        "checkin PRJ-1 mon 10:00",
        "link #payments PRG-1",
        "admin role @bo sponsor PRG-1",
        "calendar PRG-1 days mon-thu",
    ],
)
async def test_undo_names_a_command(talk: Talk, command: str) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", command, "identity")
    shown = command.replace("@bo", "Bo")
    assert f"Undone: {shown}." in await talk.command("ana", "undo", "identity")


async def test_posted_digest_stays_and_nothing_else_is_undone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link #payments PRG-1", "identity")
    await talk.command("ana", "M-1 40%", "identity")
    await talk.command("ana", "digest send --force", "identity")
    answer = await talk.command("ana", "undo", "identity")
    assert "Sending the digest of Atlas can't be undone. It was posted to channels" in answer
    assert "40%" in await talk.command("ana", "M-1", "identity")
