"""A file given to Baton, and what it says of it."""

from sandbox.api_files import new_file
from sandbox.model import Channel, Message
from tests.talk import Talk, words


async def given(talk: Talk, who: str, name: str, content: bytes, *, text: str = "import") -> list[str]:
    """The command with the file in its form; what then stands in the direct messages."""
    assert await talk.command(who, text) == ""
    file = new_file(talk.sandbox.person(who).platform, name, talk.users[who].id, content)
    assert await talk.submit(who, {"file": [{"id": file.id}]}) is None
    return said(talk, who)


def room(talk: Talk, who: str) -> Channel:
    return talk.sandbox.workspace.dm_channel(talk.users[who].id)


def posts(talk: Talk, who: str) -> list[Message]:
    return list(talk.sandbox.person(who).visible_messages(room(talk, who)))


def said(talk: Talk, who: str) -> list[str]:
    return [words(message) for message in posts(talk, who)]
