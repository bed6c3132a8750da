"""Changes to another person's milestone wait for the owner (B-24)."""

from datetime import timedelta

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages, press_button, private_answer
from tests.talk import Talk


async def propose_slip(talk: Talk) -> str:
    """Let Cleo, who has no role here, move Ana's milestone; return what Cleo then reads in private."""
    await set_up_two_projects(talk)
    return await private_answer(talk, "cleo", "M-1 slip to 27 Mar because the vendor is late")


async def test_owner_is_asked_before_anything_changes(talk: Talk) -> None:
    assert "is asked" in await propose_slip(talk)
    assert "Cleo says" in direct_messages(talk, "ana")[-1]
    assert "new date Fri 27 Mar" in direct_messages(talk, "ana")[-1]
    assert "Fri 27 Mar" not in await talk.command("ana", "M-1", "identity")


async def test_accepted_proposal_is_saved_and_its_author_notified(talk: Talk) -> None:
    await propose_slip(talk)
    assert "is now expected on Fri 27 Mar" in await press_button(talk, "ana", "Accept")
    assert any("accepted by Ana" in line for line in direct_messages(talk, "ana"))
    assert "accepted by Ana" in direct_messages(talk, "cleo")[-1]
    message = next(
        m for m in talk.sandbox.person("ana").visible_messages("identity") if "slip to" in m.text and not m.ephemeral_to
    )
    assert list(message.reactions) == ["memo"]
    assert any("the vendor is late" in line for line in talk.seen("bo", "payments"))


async def test_rejected_proposal_changes_nothing_and_its_author_is_notified(talk: Talk) -> None:
    await propose_slip(talk)
    await press_button(talk, "ana", "Reject")
    assert "rejected by Ana" in direct_messages(talk, "cleo")[-1]
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")


async def test_unanswered_proposal_lapses_after_three_working_days(talk: Talk) -> None:
    await propose_slip(talk)  # a Monday
    await talk.fast_forward(by=timedelta(days=3, minutes=-5))
    assert any("lapses" in line for line in direct_messages(talk, "ana"))
    await talk.fast_forward(by=timedelta(minutes=10))
    assert "not answered in time" in direct_messages(talk, "cleo")[-1]
    assert any("not answered in time" in line for line in direct_messages(talk, "ana"))
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")


async def test_second_answer_is_refused(talk: Talk) -> None:
    await propose_slip(talk)
    question = talk.newest_with("ana", "proposal_yes", None)
    blocks = question.blocks
    await press_button(talk, "ana", "Accept")
    question.blocks = blocks  # as on a phone that still shows the old message
    assert "already answered" in await talk.click("ana", "proposal_no", on=question)


async def test_proposal_never_overwrites_a_newer_change(talk: Talk) -> None:
    await propose_slip(talk)
    await talk.say("ana", "identity", "M-1 slip to 20 Mar")
    assert "has changed since" in await press_button(talk, "ana", "Accept")
    assert "Fri 20 Mar" in await talk.command("ana", "M-1", "identity")


async def test_progress_and_done_by_others_need_the_owner(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("cleo", "identity", "M-1 60%\nM-1 done")
    assert sum("Cleo says" in line for line in direct_messages(talk, "ana")) == 2


async def test_program_manager_needs_no_acceptance(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "Saved" in await private_answer(talk, "ana", "M-2 slip to 27 Mar", "payments")


async def test_commands_and_previews_ask_the_owner_too(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "is asked" in await talk.command("cleo", "M-1 60%", "identity")
    assert "60%" in direct_messages(talk, "ana")[-1]
    await talk.command("cleo", "M-1 slip to 27 Mar because the vendor is late", "identity")
    assert "is asked" in await press_button(talk, "cleo", "Save")
    assert "new date Fri 27 Mar" in direct_messages(talk, "ana")[-1]
    assert "is asked" in await private_answer(talk, "cleo", "@baton M-1 done")


async def test_reason_from_a_private_channel_stays_private(talk: Talk) -> None:
    await set_up_two_projects(talk)
    ids = [talk.users[name].id for name in ("ana", "cleo")]
    talk.sandbox.workspace.add_channel("board", members=[*ids, talk.sandbox.workspace.bot_user_id], private=True)
    await talk.command("ana", "link PRJ-1", "board")
    await talk.say("cleo", "board", "M-1 slip to 27 Mar because we sell the company")
    assert "new date Fri 27 Mar" in direct_messages(talk, "ana")[-1]
    await press_button(talk, "ana", "Accept")
    assert not [
        line for line in (*direct_messages(talk, "ana"), *talk.seen("bo", "payments")) if "sell the company" in line
    ]
