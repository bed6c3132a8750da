"""A reaction in a linked channel makes a private draft; several reactions make one record (B-21 to B-23)."""

from datetime import timedelta

import storage.capture
from sandbox.model import Message
from tests.scenarios import set_up_two_projects
from tests.steps.capture import press_button
from tests.talk import Talk


async def react(talk: Talk, who: str, message: Message, name: str = "octagonal_sign") -> str:
    """React to a message and return what the person then reads in private."""
    before = {m.ts for m in talk.private(who)}
    await talk.sandbox.person(who).react(message.channel, message.ts, name)
    await talk.settle()
    return "\n".join(m.text for m in talk.private(who) if m.ts not in before)


async def test_reaction_makes_a_draft_saved_only_from_the_form(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("bo", "identity", "the Auth API test data are still missing")
    assert "still missing" in await react(talk, "ana", message)
    assert "memo" not in message.reactions
    await press_button(talk, "ana", "Review and save")
    assert await talk.submit("ana", {"user": talk.users["bo"].id}) is None
    assert "B-1 blocks" in talk.private("ana")[-1].text
    assert "memo" in message.reactions
    assert "still missing" in await talk.command("bo", "M-1", "identity")


async def test_two_people_reacting_make_one_record(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("bo", "identity", "we go with region two")
    await react(talk, "ana", message, "scales")
    await react(talk, "cleo", message, "scales")
    await press_button(talk, "ana", "Review and save")
    await press_button(talk, "cleo", "Review and save")
    assert await talk.submit("ana", {}) is None
    errors = await talk.submit("cleo", {})
    assert errors == {"text": "Ana has logged this message already."}


async def test_reaction_removed_soon_removes_its_draft(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("bo", "identity", "the vendor may stop in May")
    await react(talk, "ana", message, "game_die")
    await talk.sandbox.person("ana").unreact("identity", message.ts, "game_die")
    await talk.settle()
    assert "This draft was withdrawn" in await press_button(talk, "ana", "Review and save")


async def test_reaction_removed_later_keeps_its_draft(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("bo", "identity", "the vendor may stop in May")
    await react(talk, "ana", message, "game_die")
    await talk.fast_forward(by=timedelta(minutes=11))
    await talk.sandbox.person("ana").unreact("identity", message.ts, "game_die")
    await talk.settle()
    await press_button(talk, "ana", "Review and save")
    assert await talk.submit("ana", {}) is None
    assert "Saved as a risk" in talk.private("ana")[-1].text


async def test_other_reactions_and_unlinked_channels_are_ignored(talk: Talk) -> None:
    await set_up_two_projects(talk)
    linked_message, unlinked_message = await talk.say("bo", "identity", "hello"), await talk.say("bo", "news", "hello")
    assert await react(talk, "ana", linked_message, "tada") == ""
    assert await react(talk, "ana", unlinked_message) == ""


async def test_reaction_meaning_applies_only_after_it_was_set(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("bo", "identity", "we go with region two")
    deps = talk.bot.deps
    rule = {"team": deps.team, "emoji": "hammer", "means": "decision", "by": "U1"}
    await deps.store.transact(storage.capture.map_reaction, **rule, now=deps.now() + timedelta(minutes=5))
    assert await react(talk, "ana", message, "hammer") == ""
    await talk.fast_forward(by=timedelta(minutes=6))
    assert "decision" in await react(talk, "cleo", message, "hammer")


async def test_reply_can_be_marked_too(talk: Talk) -> None:
    await set_up_two_projects(talk)
    root = await talk.say("bo", "identity", "how is it going?")
    reply = await talk.say("cleo", "identity", "churn fell to 3.9 % since the beta", thread_ts=root.ts)
    assert "churn fell" in await react(talk, "ana", reply, "dart")
