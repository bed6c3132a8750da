"""Check-ins: the times they fall on, and the messages they lead to."""

from datetime import UTC, datetime

from tests.talk import Talk

TUESDAY = datetime(2026, 3, 10, tzinfo=UTC)


BERLIN_NINE = TUESDAY.replace(hour=8)


SAO_PAULO_NINE = TUESDAY.replace(hour=12)


def direct_messages(talk: Talk, who: str) -> list[str]:
    """Return the bot's direct messages with a person, oldest first."""
    return talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who]))


def prompts(talk: Talk, who: str) -> list[str]:
    """Return a person's check-ins; what was fully answered counts as one."""
    starts = ("Check-in, ", "All done for ")
    return [line for line in direct_messages(talk, who) if line.startswith(starts)]


def reminders(talk: Talk, who: str) -> list[str]:
    return [line for line in direct_messages(talk, who) if line.startswith(("Still to answer", "Last reminder"))]


def summaries(talk: Talk, where: str) -> list[str]:
    return [line for line in talk.seen("cleo", where) if "Check-in " in line]
