"""Giving the bot a file, and its direct messages about it."""

from sandbox.api_files import new_file
from sandbox.model import Channel, Message
from tests.talk import Talk, message_text


async def given(talk: Talk, who: str, name: str, content: bytes, *, text: str = "import") -> list[str]:
    """Upload a file through the command's form and return the person's direct messages."""
    assert await talk.command(who, text) == ""
    file = new_file(talk.sandbox.person(who).platform, name, talk.users[who].id, content)
    assert await talk.submit(who, {"file": [{"id": file.id}]}) is None
    return direct_messages(talk, who)


def direct_channel(talk: Talk, who: str) -> Channel:
    return talk.sandbox.workspace.dm_channel(talk.users[who].id)


def direct_posts(talk: Talk, who: str) -> list[Message]:
    return list(talk.sandbox.person(who).visible_messages(direct_channel(talk, who)))


def direct_messages(talk: Talk, who: str) -> list[str]:
    return [message_text(message) for message in direct_posts(talk, who)]
