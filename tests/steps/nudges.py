"""Reminders: time goes on to a day and hour, and how often somebody was asked."""

from datetime import UTC, datetime

from tests.steps.escalations import told
from tests.talk import Talk


async def at(talk: Talk, day: int, hour: int, *, month: int = 3) -> None:
    await talk.fast_forward(to=datetime(2026, month, day, hour, 2, tzinfo=UTC))


def nudged(talk: Talk, who: str, words: str) -> int:
    return len(told(talk, who, words))
