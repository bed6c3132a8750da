"""What is red climbs in working hours until somebody has it: expect a message, click, fast-forward, expect another."""

from datetime import UTC, datetime, timedelta

from tests.conversations.test_main_job import a_program
from tests.talk import Talk

MONDAY_NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # 12:00 in Berlin, 08:00 in São Paulo, 20:00 in Tokyo


async def a_red_one(talk: Talk) -> None:
    """M-1 belongs to Bo (São Paulo), its project to Cleo (Tokyo), the program to Ana (Berlin); it is red at noon."""
    await a_program(talk)
    await talk.command("ana", "M-1 owner @bo", "identity")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")


def told(talk: Talk, who: str, words: str = "E-1") -> list[str]:
    """What Baton said to somebody directly."""
    user = talk.users[who].id
    places = [c for c in talk.sandbox.workspace.channels.values() if c.id.startswith("D") and user in c.members]
    return [m for place in places for m in talk.seen(who, place.id) if words in m]


async def test_a_red_alert_asks_the_owner_in_their_hours(talk: Talk) -> None:
    await a_red_one(talk)
    await talk.fast_forward(by=timedelta(minutes=1))
    assert not told(talk, "bo")
    await talk.fast_forward(to=datetime(2026, 3, 2, 12, 5, tzinfo=UTC))
    (asked,) = told(talk, "bo")
    assert "Who has it?" in asked
    assert "milestone owner" in asked
