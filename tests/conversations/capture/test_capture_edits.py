"""An edited message is read again; a deleted one keeps its records (B-25)."""

from sandbox import acts
from tests.scenarios import set_up_two_projects
from tests.steps.capture import UPDATE, direct_messages, edit_message, press_button
from tests.talk import Talk


async def test_edited_line_replaces_the_saved_change(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    answer = await edit_message(talk, "ana", message.ts, "M-1 slip to 20 Mar")
    assert "Reverted: M-1 to Fri 27 Mar" in answer
    assert "is now expected on Fri 20 Mar" in answer
    assert "Fri 20 Mar" in await talk.command("ana", "M-1", "identity")


async def test_removed_line_is_undone_and_the_mark_with_it(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "M-1 60%\nM-2 40%")
    await edit_message(talk, "ana", message.ts, "M-1 60%")
    assert "40%" not in await talk.command("ana", "M-2", "identity")
    assert list(message.reactions) == ["memo"]
    await edit_message(talk, "ana", message.ts, "never mind")
    assert not message.reactions


async def test_removed_blocker_and_risk_are_undone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "block M-1: no data needs @bo by Friday\nrisk: the vendor may stop")
    answer = await edit_message(talk, "ana", message.ts, "oh well")
    assert answer.count("Reverted") == 2
    assert "no data" not in await talk.command("ana", "M-1", "identity")


async def test_link_preview_or_typo_fix_changes_nothing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "M-1 60%\nsee the bord")
    before = len(talk.private("ana"))
    acts.unfurl(talk.sandbox, message)
    await talk.settle()
    await edit_message(talk, "ana", message.ts, "M-1 60%\nsee the board")
    assert len(talk.private("ana")) == before
    assert "60%" in await talk.command("ana", "M-1", "identity")


async def test_edited_update_is_saved_and_offers_only_new_drafts(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", UPDATE)
    answer = await edit_message(talk, "ana", message.ts, UPDATE.replace("27 March", "20 March"))
    assert "has your new words" in answer
    assert "new date Fri 20 Mar" in answer
    assert "schema" not in answer
    assert "is now expected on Fri 20 Mar" in await press_button(talk, "ana", "Save date")


async def test_message_edited_into_a_change_is_saved(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "hello")
    assert "Saved" in await edit_message(talk, "ana", message.ts, "M-1 60%")
    assert list(message.reactions) == ["memo"]


async def test_proposal_withdrawn_by_an_edit_is_closed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("cleo", "identity", "M-1 slip to 27 Mar")
    await edit_message(talk, "cleo", message.ts, "sorry, wrong channel")
    assert "Withdrawn by its author" in direct_messages(talk, "ana")[-1]


async def test_deleted_message_keeps_its_record_and_notifies_the_author(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "M-1 60%")
    before = {m.ts for m in talk.private("ana")}
    await talk.sandbox.person("ana").delete("identity", message.ts)
    await talk.settle()
    (notice,) = [m.text for m in talk.private("ana") if m.ts not in before]
    assert "kept and marked as deleted" in notice
    assert "60%" in await talk.command("ana", "M-1", "identity")


async def test_blocker_of_a_deleted_message_is_marked_everywhere(talk: Talk) -> None:
    """Card and audit log say so; the digest drops the link to the message."""
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "block M-1: no test data needs @bo by Friday")
    await talk.sandbox.person("ana").delete("identity", message.ts)
    await talk.settle()
    assert "was deleted" in await talk.command("ana", "B-1", "identity")
    assert "(message deleted)" in await talk.command("ana", "audit B-1", "identity")
    digest = await talk.command("ana", "digest preview", "identity")
    assert "no test data" in digest
    assert "said here" not in digest


async def test_deleted_message_closes_its_drafts(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "Auth API is blocked by the vendor")
    await talk.sandbox.person("ana").delete("identity", message.ts)
    await talk.settle()
    assert "This draft was withdrawn" in await press_button(talk, "ana", "Save blocker")


async def test_message_with_replies_counts_as_deleted_too(talk: Talk) -> None:
    """Slack leaves a tombstone in place of a deleted message with replies."""
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "M-1 60%")
    await talk.say("bo", "identity", "nice", thread_ts=message.ts)
    await talk.sandbox.person("ana").delete("identity", message.ts)
    await talk.settle()
    assert "kept and marked as deleted" in talk.private("ana")[-1].text
