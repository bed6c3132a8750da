"""Messages in a linked channel: saved, offered as private drafts, or ignored."""

from datetime import timedelta

from tests.scenarios import set_up_two_projects
from tests.steps.capture import UPDATE, press_button, private_answer
from tests.talk import Talk


async def test_update_is_saved_and_its_drafts_wait_for_confirmation(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", UPDATE)
    assert "Kept as an update of PRJ-1" in answer
    assert "waiting on the schema" in answer
    assert "new date Fri 27 Mar" in answer
    assert "at risk" in answer
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")
    assert "Saved: B-1" in await press_button(talk, "ana", "Save blocker")
    assert "waiting on the schema" in await talk.command("ana", "M-1", "identity")


async def test_date_in_an_update_counts_once_confirmed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "Status: green\nNext: Auth API by 27 March")
    assert "Fri 27 Mar" in await press_button(talk, "ana", "Save date")
    assert "Fri 27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_dismissing_a_draft_keeps_the_others(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", UPDATE)
    assert "schema" in talk.newest_with("ana", "draft_drop", None).text
    remaining = await press_button(talk, "ana", "Dismiss")
    assert "schema" not in remaining
    assert "27 Mar" in remaining


async def test_prose_is_asked_about_once_in_ten_minutes(talk: Talk) -> None:
    """Nothing is saved until the person presses Save."""
    await set_up_two_projects(talk)
    assert "Log this?" in await private_answer(talk, "ana", "Auth API is blocked by the vendor, still no answer")
    assert await private_answer(talk, "ana", "Auth API slipped to 27 March") == ""
    assert "vendor" not in await talk.command("ana", "M-1", "identity")
    await talk.fast_forward(by=timedelta(minutes=11))
    assert "27 Mar" in await private_answer(talk, "ana", "Auth API slipped to 27 March")
    assert "is now expected on Fri 27 Mar" in await talk.click("ana", "draft_save")


async def test_hushed_suggestions_still_allow_explicit_lines(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "Auth API is blocked by the vendor")
    assert "suggesting things here" in await talk.click("ana", "hush_here")
    await talk.fast_forward(by=timedelta(minutes=11))
    assert await private_answer(talk, "ana", "Auth API is blocked by legal, no answer yet") == ""
    assert "60%" in await private_answer(talk, "ana", "M-1 60%")
    assert "Suggestions are back on" in await talk.click("ana", "hush_off")
    assert "legal" in await private_answer(talk, "ana", "Auth API is blocked by legal, no answer yet")


async def test_suggestions_can_be_turned_off_everywhere(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "Auth API is blocked by the vendor")
    await talk.click("ana", "hush_all")
    await talk.fast_forward(by=timedelta(minutes=11))
    assert await private_answer(talk, "ana", "Checkout is blocked by the vendor", "payments") == ""


async def test_missing_milestone_is_asked_for(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Login page" 20 Mar @ana in PRJ-1', "identity")
    await private_answer(talk, "ana", "We are blocked by the vendor, no answer for a week")
    assert "M-3" in await press_button(talk, "ana", "Save blocker: Login page")
    assert "vendor" in await talk.command("ana", "M-3", "identity")


async def test_ambiguous_date_offers_a_button_for_each_reading(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", "M-1 slip to 4/5")
    assert "can be read as" in answer
    assert "is now expected on Sun 5 Apr" in await press_button(talk, "ana", "Sun 5 Apr")
    assert "Sun 5 Apr" in await talk.command("ana", "M-1", "identity")


async def test_small_talk_is_ignored(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert await private_answer(talk, "bo", "has anybody seen the new coffee machine?") == ""


async def test_mention_inside_a_message_is_not_a_command(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "60%" in await private_answer(talk, "ana", "M-1 60% @baton")


async def test_lines_in_a_direct_message_are_saved(talk: Talk) -> None:
    await set_up_two_projects(talk)
    dm = talk.sandbox.workspace.dm_channel(talk.users["ana"].id)
    await talk.say("ana", dm, "decided: we take region two")
    assert "Saved as a decision" in talk.seen("ana", dm)[-1]
    await talk.say("ana", dm, "M-1 60%\nM-2 40%")
    assert "Checkout" in talk.seen("ana", dm)[-1]


async def test_slash_me_files_and_broadcast_replies_are_read(talk: Talk) -> None:
    """A broadcast reply reaches the bot twice and is handled once."""
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 10%", subtype="me_message")
    assert "10%" in await talk.command("ana", "M-1", "identity")
    await talk.say("ana", "identity", "M-1 20%", files=[("plan.txt", b"plan")])
    assert "20%" in await talk.command("ana", "M-1", "identity")
    root = await talk.say("bo", "identity", "how is it going?")
    before = len(talk.private("ana"))
    await talk.say("ana", "identity", "M-1 30%", thread_ts=root.ts, broadcast=True)
    assert len(talk.private("ana")) == before + 1


async def test_bare_progress_under_a_bot_message_updates_its_milestone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'block M-1 "no test data" needs @bo', "identity")
    notice = next(
        m
        for m in talk.sandbox.person("ana").visible_messages("identity")
        if "no test data" in m.text and not m.ephemeral_to
    )
    await talk.say("ana", "identity", "60%", thread_ts=notice.ts)
    assert "60%" in await talk.command("ana", "M-1", "identity")
    root = await talk.say("bo", "identity", "is M-1 on track?")
    await talk.say("ana", "identity", "70%", thread_ts=root.ts)
    assert "60%" in await talk.command("ana", "M-1", "identity")
