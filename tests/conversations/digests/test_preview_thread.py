"""A preview shows the edition's thread as well, one message at a time."""

from tests.scenarios import set_up_two_projects
from tests.steps.capture import press_button
from tests.talk import Talk


async def test_preview_shows_the_thread(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link #payments PRG-1", "identity")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.command("ana", "digest preview delivery", "identity")
    shown = await press_button(talk, "ana", "Show its thread (1 of 1)")
    await talk.command("ana", "digest send --force", "identity")
    channel = talk.sandbox.workspace.channel_named("payments")
    digest = next(m for m in channel.messages.values() if channel.replies(m.ts))
    assert shown.splitlines()[-1] in channel.replies(digest.ts)[0].text
    assert "Next in the thread" not in shown


async def test_thread_of_a_preview_ends(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "no such message in its thread" in await talk.command("ana", "digest preview thread 9", "identity")
