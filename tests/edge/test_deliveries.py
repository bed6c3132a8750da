"""What comes in is worked on once, whatever comes twice, fails or is refused."""

from tests.edge.far_side import Scene


async def test_a_message_is_answered_once(either: Scene) -> None:
    await either.ana.say(either.channel, "hello")
    await either.settle()
    assert either.listeners.seen == ["hello"]
    assert either.bot_says() == ["re: hello"]


async def test_a_command_is_answered_at_once(either: Scene) -> None:
    await either.ana.command("/program", "status", either.channel)
    await either.settle()
    assert either.listeners.seen == ["status"]
