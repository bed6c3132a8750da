"""Reminders: moving to a day and hour, and counting the reminders a person got."""

from datetime import UTC, datetime

from tests.steps.escalations import escalation_messages
from tests.talk import Talk


async def advance_to(talk: Talk, day: int, hour: int, *, month: int = 3) -> None:
    await talk.fast_forward(to=datetime(2026, month, day, hour, 2, tzinfo=UTC))


def count_reminders(talk: Talk, who: str, words: str) -> int:
    return len(escalation_messages(talk, who, words))
