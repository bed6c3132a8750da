"""Pictures that people ask for: files whose words say the finding, and no more than their readers may know."""

from datetime import timedelta

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


def files_sent(talk: Talk, who: str) -> list[tuple[str, str]]:
    """Return title and description of each picture in a person's direct messages, oldest first."""
    user = talk.users[who].id
    places = [c for c in talk.sandbox.workspace.channels.values() if c.id.startswith("D") and user in c.members]
    messages = sorted((m for place in places for m in place.messages.values()), key=lambda m: m.ts)
    return [(file.title, file.alt_txt) for message in messages for file in message.files]


def files_in(talk: Talk, channel: str) -> list[str]:
    place = talk.sandbox.workspace.channel_named(channel)
    return [file.alt_txt for message in place.messages.values() for file in message.files]


async def test_next_eight_weeks_say_the_finding(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("bo", "payments", "M-2 slip to 27 Mar")
    answer = await talk.command("ana", "picture", "identity")
    [(title, words)] = files_sent(talk, "ana")
    assert title == "The next eight weeks of Atlas"
    assert (
        words == "The next eight weeks of Atlas: 1 of 2 milestones late. Latest: Checkout (M-2) 27 Mar (5 days late)."
    )
    assert words in answer


async def test_picture_of_one_project_is_shared(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "picture PRJ-1 eight weeks", "payments")
    await talk.click("ana", "picture_share")
    assert files_in(talk, "payments") == [
        "The next eight weeks of Identity: 1 milestone due, none late. Next: Auth API (M-1) 13 Mar."
    ]


@pytest.mark.parametrize("text", ["picture dragons PRG-1", "picture of everything"])
async def test_unknown_picture_is_refused_with_the_known(talk: Talk, text: str) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", text, "identity")
    assert "I have no picture" in answer
    assert "eight weeks" in answer


async def test_overdue_milestone_is_marked(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(by=timedelta(days=14))
    await talk.command("ana", "picture", "identity")
    assert "1 overdue" in files_sent(talk, "ana")[0][1]
