"""What belongs to somebody else waits for their yes (B-24)."""

from datetime import timedelta

from tests.scenarios import program_with_two_projects
from tests.steps.capture import dm, press, private
from tests.talk import Talk


async def proposed(talk: Talk) -> str:
    """Cleo, who is nobody here, moves Ana's milestone."""
    await program_with_two_projects(talk)
    return await private(talk, "cleo", "M-1 slip to 27 Mar because the vendor is late")


async def test_the_owner_is_asked_and_until_then_nothing_changes(talk: Talk) -> None:
    assert "is asked" in await proposed(talk)
    assert "Cleo says" in dm(talk, "ana")[-1]
    assert "new date Fri 27 Mar" in dm(talk, "ana")[-1]
    assert "Fri 27 Mar" not in await talk.command("ana", "M-1", "identity")


async def test_accepted_it_is_saved_marked_and_the_speaker_hears_it(talk: Talk) -> None:
    await proposed(talk)
    assert "is now expected on Fri 27 Mar" in await press(talk, "ana", "Accept")
    assert any("accepted by Ana" in line for line in dm(talk, "ana"))
    assert "accepted by Ana" in dm(talk, "cleo")[-1]
    said = next(
        m for m in talk.sandbox.person("ana").visible_messages("identity") if "slip to" in m.text and not m.ephemeral_to
    )
    assert list(said.reactions) == ["memo"]
    assert any("the vendor is late" in line for line in talk.seen("bo", "payments"))


async def test_rejected_nothing_changes_and_the_speaker_hears_it(talk: Talk) -> None:
    await proposed(talk)
    await press(talk, "ana", "Reject")
    assert "rejected by Ana" in dm(talk, "cleo")[-1]
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")


async def test_after_three_working_days_it_lapses_and_silence_changed_nothing(talk: Talk) -> None:
    await proposed(talk)  # a Monday
    await talk.fast_forward(by=timedelta(days=3, minutes=-5))
    assert any("lapses" in line for line in dm(talk, "ana"))
    await talk.fast_forward(by=timedelta(minutes=10))
    assert "not answered in time" in dm(talk, "cleo")[-1]
    assert any("not answered in time" in line for line in dm(talk, "ana"))
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")


async def test_a_second_answer_is_refused(talk: Talk) -> None:
    await proposed(talk)
    ask = talk.newest_with("ana", "proposal_yes", None)
    blocks = ask.blocks
    await press(talk, "ana", "Accept")
    ask.blocks = blocks  # a phone that still shows the old message
    assert "already answered" in await talk.click("ana", "proposal_no", on=ask)


async def test_what_changed_meanwhile_is_not_overwritten(talk: Talk) -> None:
    await proposed(talk)
    await talk.say("ana", "identity", "M-1 slip to 20 Mar")
    assert "has changed since" in await press(talk, "ana", "Accept")
    assert "Fri 20 Mar" in await talk.command("ana", "M-1", "identity")


async def test_progress_and_done_by_others_are_asked_about_too(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("cleo", "identity", "M-1 60%\nM-1 done")
    assert sum("Cleo says" in line for line in dm(talk, "ana")) == 2


async def test_the_program_manager_needs_nobody(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "Saved" in await private(talk, "ana", "M-2 slip to 27 Mar", "payments")


async def test_a_command_and_a_preview_ask_the_owner_as_well(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "is asked" in await talk.command("cleo", "M-1 60%", "identity")
    assert "60%" in dm(talk, "ana")[-1]
    await talk.command("cleo", "M-1 slip to 27 Mar because the vendor is late", "identity")
    assert "is asked" in await press(talk, "cleo", "Save")
    assert "new date Fri 27 Mar" in dm(talk, "ana")[-1]
    assert "is asked" in await private(talk, "cleo", "@baton M-1 done")


async def test_a_reason_said_in_a_closed_channel_stays_there(talk: Talk) -> None:
    await program_with_two_projects(talk)
    ids = [talk.users[name].id for name in ("ana", "cleo")]
    talk.sandbox.workspace.add_channel("board", members=[*ids, talk.sandbox.workspace.bot_user_id], private=True)
    await talk.command("ana", "link PRJ-1", "board")
    await talk.say("cleo", "board", "M-1 slip to 27 Mar because we sell the company")
    assert "new date Fri 27 Mar" in dm(talk, "ana")[-1]
    await press(talk, "ana", "Accept")
    assert not [line for line in (*dm(talk, "ana"), *talk.seen("bo", "payments")) if "sell the company" in line]
