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
    return [
        line for line in direct_messages(talk, who) if "How is it going?" in line or "Thank you, that was all" in line
    ]


def reminders(talk: Talk, who: str) -> list[str]:
    return [line for line in direct_messages(talk, who) if line.startswith(("Still open", "Last reminder"))]


def summaries(talk: Talk, where: str) -> list[str]:
    return [line for line in talk.seen("cleo", where) if "Check-in " in line]
