"""Escalations: moving the clock, and the direct messages about an escalation."""

from datetime import UTC, datetime

from tests.talk import Talk


def escalation_messages(talk: Talk, who: str, words: str = "E-1") -> list[str]:
    """Return the direct messages to a person that contain `words`."""
    user = talk.users[who].id
    places = [c for c in talk.sandbox.workspace.channels.values() if c.id.startswith("D") and user in c.members]
    return [m for place in places for m in talk.seen(who, place.id) if words in m]


async def advance_to(talk: Talk, day: int, hour: int, minute: int = 1) -> None:
    await talk.fast_forward(to=datetime(2026, 3, day, hour, minute, tzinfo=UTC))
