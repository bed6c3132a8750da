"""Changes to another person's milestone wait for the owner (B-24)."""

from datetime import timedelta

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages, press_button, private_answer
from tests.talk import Talk


async def propose_slip(talk: Talk) -> str:
    """Let Cleo, who has no role here, move Ana's milestone; return what Cleo then reads in private."""
    await set_up_two_projects(talk)
    return await private_answer(talk, "cleo", "M-1 slip to 27 Mar because the vendor is late")


async def test_owner_is_asked_before_anything_changes(talk: Talk) -> None:
    assert "so I'm asking them" in await propose_slip(talk)
    assert "Cleo says" in direct_messages(talk, "ana")[-1]
    assert "new date Fri 27 Mar" in direct_messages(talk, "ana")[-1]
    assert "Fri 27 Mar" not in await talk.command("ana", "M-1", "identity")


async def test_accepted_proposal_is_saved_and_its_author_notified(talk: Talk) -> None:
    await propose_slip(talk)
    assert "is now expected on Fri 27 Mar" in await press_button(talk, "ana", "Accept")
    assert any("Accepted by Ana" in line for line in direct_messages(talk, "ana"))
    assert "Ana accepted your update" in direct_messages(talk, "cleo")[-1]
    message = next(
        m for m in talk.sandbox.person("ana").visible_messages("identity") if "slip to" in m.text and not m.ephemeral_to
    )
    assert list(message.reactions) == ["memo"]
    assert any("the vendor is late" in line for line in talk.seen("bo", "payments"))


async def test_rejected_proposal_changes_nothing_and_its_author_is_notified(talk: Talk) -> None:
    await propose_slip(talk)
    await press_button(talk, "ana", "Decline")
    assert "Ana declined your update" in direct_messages(talk, "cleo")[-1]
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")


async def test_unanswered_proposal_lapses_after_three_working_days(talk: Talk) -> None:
    await propose_slip(talk)  # a Monday
    await talk.fast_forward(by=timedelta(days=3, minutes=-5))
    assert any("Expires Thu 5 Mar" in line for line in direct_messages(talk, "ana"))
    await talk.fast_forward(by=timedelta(minutes=10))
    assert "wasn't answered in time" in direct_messages(talk, "cleo")[-1]
    assert any("Expired without" in line for line in direct_messages(talk, "ana"))
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
    assert "so I'm asking them" in await talk.command("cleo", "M-1 60%", "identity")
    assert "60%" in direct_messages(talk, "ana")[-1]
    await talk.command("cleo", "M-1 slip to 27 Mar because the vendor is late", "identity")
    assert "so I'm asking them" in await press_button(talk, "cleo", "Save")
    assert "new date Fri 27 Mar" in direct_messages(talk, "ana")[-1]
    assert "so I'm asking them" in await private_answer(talk, "cleo", "@baton M-1 done")


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


CLAIMS = ("M-1 slip to 27 Mar", "M-1 done", "M-1 60%", "M-1 owner @cleo")


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize("end", ["Accept", "Decline", "lapse", "edit", "delete"])
async def test_each_kind_of_proposal_can_end(talk: Talk, claim: str, end: str) -> None:
    await set_up_two_projects(talk)
    before = await talk.command("ana", "M-1", "identity")
    message = await talk.say("cleo", "identity", claim)
    if end == "lapse":
        await talk.fast_forward(by=timedelta(days=3, minutes=5))
    elif end == "edit":
        await talk.sandbox.person("cleo").edit("identity", message.ts, "never mind")
    elif end == "delete":
        await talk.sandbox.person("cleo").delete("identity", message.ts)
    else:
        await press_button(talk, "ana", end)
    await talk.settle()
    question = next(line for line in direct_messages(talk, "ana") if "(M-1)" in line)
    marks = {"Accept": "Accepted by Ana", "Decline": "Declined by Ana", "lapse": "Expired without an answer"}
    assert marks.get(end, "Withdrawn by its author") in question
    if end in ("Accept", "Decline"):
        assert f"Ana {marks[end].split()[0].lower()} your update" in direct_messages(talk, "cleo")[-1]
    assert (await talk.command("ana", "M-1", "identity") == before) == (end != "Accept")


@pytest.mark.parametrize(("claim", "since"), [("M-1 60%", "M-1 80%"), ("M-1 owner @cleo", "M-1 owner @bo")])
async def test_accepting_never_overwrites_newer_words(talk: Talk, claim: str, since: str) -> None:
    await set_up_two_projects(talk)
    await talk.say("cleo", "identity", claim)
    await talk.say("ana", "identity", since)
    before = await talk.command("ana", "M-1", "identity")
    assert "has changed since" in await press_button(talk, "ana", "Accept")
    assert await talk.command("ana", "M-1", "identity") == before
