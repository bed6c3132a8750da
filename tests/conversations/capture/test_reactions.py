"""A reaction in a linked channel makes a draft for who reacted, and one record however many react (B-21 to B-23)."""

from datetime import timedelta

import storage.capture
from sandbox.model import Message
from tests.scenarios import program_with_two_projects
from tests.steps.capture import press
from tests.talk import Talk


async def react(talk: Talk, who: str, message: Message, name: str = "octagonal_sign") -> str:
    """What the person then reads in private."""
    before = {m.ts for m in talk.private(who)}
    await talk.sandbox.person(who).react(message.channel, message.ts, name)
    await talk.settle()
    return "\n".join(m.text for m in talk.private(who) if m.ts not in before)


async def test_a_reaction_asks_who_reacted_and_saves_only_from_the_form(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("bo", "identity", "the Auth API test data are still missing")
    assert "still missing" in await react(talk, "ana", said)
    assert "memo" not in said.reactions
    await press(talk, "ana", "Review and save")
    assert await talk.submit("ana", {"user": talk.users["bo"].id}) is None
    assert "B-1 blocks M-1" in talk.private("ana")[-1].text
    assert "memo" in said.reactions
    assert "still missing" in await talk.command("bo", "M-1", "identity")


async def test_two_people_who_react_make_one_record(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("bo", "identity", "we go with region two")
    await react(talk, "ana", said, "scales")
    await react(talk, "cleo", said, "scales")
    await press(talk, "ana", "Review and save")
    await press(talk, "cleo", "Review and save")
    assert await talk.submit("ana", {}) is None
    errors = await talk.submit("cleo", {})
    assert errors == {"text": "Ana has logged this message already."}


async def test_a_reaction_taken_away_soon_takes_its_draft_away(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("bo", "identity", "the vendor may stop in May")
    await react(talk, "ana", said, "game_die")
    await talk.sandbox.person("ana").unreact("identity", said.ts, "game_die")
    await talk.settle()
    assert "nothing to save any more" in await press(talk, "ana", "Review and save")


async def test_taken_away_later_the_draft_stays(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("bo", "identity", "the vendor may stop in May")
    await react(talk, "ana", said, "game_die")
    await talk.fast_forward(by=timedelta(minutes=11))
    await talk.sandbox.person("ana").unreact("identity", said.ts, "game_die")
    await talk.settle()
    await press(talk, "ana", "Review and save")
    assert await talk.submit("ana", {}) is None
    assert "Saved as a risk" in talk.private("ana")[-1].text


async def test_other_reactions_and_other_channels_are_silent(talk: Talk) -> None:
    await program_with_two_projects(talk)
    here, there = await talk.say("bo", "identity", "hello"), await talk.say("bo", "news", "hello")
    assert await react(talk, "ana", here, "tada") == ""
    assert await react(talk, "ana", there) == ""


async def test_a_remapped_emoji_means_what_it_was_told_from_then_on(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("bo", "identity", "we go with region two")
    deps = talk.bot.deps
    rule = {"team": deps.team, "emoji": "hammer", "means": "decision", "by": "U1"}
    await deps.store.transact(storage.capture.map_reaction, **rule, now=deps.now() + timedelta(minutes=5))
    assert await react(talk, "ana", said, "hammer") == ""
    await talk.fast_forward(by=timedelta(minutes=6))
    assert "decision" in await react(talk, "cleo", said, "hammer")


async def test_a_reply_can_be_marked_too(talk: Talk) -> None:
    await program_with_two_projects(talk)
    root = await talk.say("bo", "identity", "how is it going?")
    reply = await talk.say("cleo", "identity", "churn fell to 3.9 % since the beta", thread_ts=root.ts)
    assert "churn fell" in await react(talk, "ana", reply, "dart")
