"""An edited message is heard again, a deleted one keeps its records (B-25)."""

from sandbox import acts
from tests.scenarios import program_with_two_projects
from tests.steps.capture import UPDATE, dm, press
from tests.talk import Talk


async def edit(talk: Talk, who: str, ts: str, text: str) -> str:
    before = {m.ts for m in talk.private(who)}
    await talk.sandbox.person(who).edit("identity", ts, text)
    await talk.settle()
    return "\n".join(m.text for m in talk.private(who) if m.ts not in before)


async def test_a_changed_line_is_undone_and_saved_anew(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    told = await edit(talk, "ana", said.ts, "M-1 slip to 20 Mar")
    assert "Taken back: M-1 slips to Fri 27 Mar" in told
    assert "is now expected on Fri 20 Mar" in told
    assert "Fri 20 Mar" in await talk.command("ana", "M-1", "identity")


async def test_a_line_that_disappears_is_taken_back_with_its_mark(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "M-1 60%\nM-2 40%")
    await edit(talk, "ana", said.ts, "M-1 60%")
    assert "40%" not in await talk.command("ana", "M-2", "identity")
    assert list(said.reactions) == ["memo"]
    await edit(talk, "ana", said.ts, "never mind")
    assert not said.reactions


async def test_a_blocker_and_a_note_that_disappear_are_taken_back(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "block M-1: no data needs @bo by Friday\nrisk: the vendor may stop")
    told = await edit(talk, "ana", said.ts, "oh well")
    assert told.count("Taken back") == 2
    assert "no data" not in await talk.command("ana", "M-1", "identity")


async def test_a_link_preview_and_a_typo_elsewhere_change_nothing(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "M-1 60%\nsee the bord")
    before = len(talk.private("ana"))
    acts.unfurl(talk.sandbox, said)
    await talk.settle()
    await edit(talk, "ana", said.ts, "M-1 60%\nsee the board")
    assert len(talk.private("ana")) == before
    assert "60%" in await talk.command("ana", "M-1", "identity")


async def test_an_edited_update_keeps_its_new_words_and_offers_what_is_new(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", UPDATE)
    told = await edit(talk, "ana", said.ts, UPDATE.replace("27 March", "20 March"))
    assert "has your new words" in told
    assert "new date Fri 20 Mar" in told
    assert "schema" not in told
    assert "is now expected on Fri 20 Mar" in await press(talk, "ana", "Set date")


async def test_a_message_that_said_nothing_before_is_heard_once_it_does(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "hello")
    assert "Saved" in await edit(talk, "ana", said.ts, "M-1 60%")
    assert list(said.reactions) == ["memo"]


async def test_words_withdrawn_before_the_owner_answered_bother_them_no_more(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("cleo", "identity", "M-1 slip to 27 Mar")
    await edit(talk, "cleo", said.ts, "sorry, wrong channel")
    assert "was taken back" in dm(talk, "ana")[-1]


async def test_a_deleted_message_keeps_its_record_and_its_author_is_told(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "M-1 60%")
    before = {m.ts for m in talk.private("ana")}
    await talk.sandbox.person("ana").delete("identity", said.ts)
    await talk.settle()
    (told,) = [m.text for m in talk.private("ana") if m.ts not in before]
    assert "source marked as deleted" in told
    assert "60%" in await talk.command("ana", "M-1", "identity")


async def test_a_blocker_whose_message_was_deleted_says_so_on_its_card_in_the_log_and_in_the_digest(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "block M-1: no test data needs @bo by Friday")
    await talk.sandbox.person("ana").delete("identity", said.ts)
    await talk.settle()
    assert "was deleted" in await talk.command("ana", "B-1", "identity")
    assert "(the message was deleted)" in await talk.command("ana", "audit B-1", "identity")
    digest = await talk.command("ana", "digest preview", "identity")
    assert "no test data" in digest
    assert "said here" not in digest


async def test_a_deleted_message_takes_its_open_drafts_along(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "Auth API is blocked by the vendor")
    await talk.sandbox.person("ana").delete("identity", said.ts)
    await talk.settle()
    assert "already answered" in await press(talk, "ana", "Save blocker")


async def test_a_deleted_message_with_replies_leaves_a_tombstone_and_counts_as_deleted(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "M-1 60%")
    await talk.say("bo", "identity", "nice", thread_ts=said.ts)
    await talk.sandbox.person("ana").delete("identity", said.ts)
    await talk.settle()
    assert "source marked as deleted" in talk.private("ana")[-1].text
