"""Messages in a linked channel: saved, offered as private drafts, or ignored."""

from datetime import timedelta

from tests.scenarios import set_up_two_projects
from tests.steps.capture import UPDATE, checklist_options, press_button, private_answer
from tests.talk import Talk


async def test_update_is_saved_and_its_drafts_wait_for_confirmation(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "ana", UPDATE)
    assert "Saved as this week's update for Identity (at risk). I found 2 things:" in answer
    checklist = " ".join(option["text"]["text"] for option in checklist_options(talk))
    assert "waiting on the schema" in checklist
    assert "new date Fri 27 Mar" in checklist
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")
    confirmed = await press_button(talk, "ana", "Confirm")
    assert "Saved: B-1" in confirmed
    assert "is now expected on Fri 27 Mar" in confirmed
    assert "waiting on the schema" in await talk.command("ana", "M-1", "identity")


async def test_unticked_drafts_are_dismissed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", UPDATE)
    answer = talk.newest_with("ana", "draft_confirm", None)
    date_only = [option["value"] for option in checklist_options(talk) if "new date" in option["text"]["text"]]
    await talk.sandbox.person("ana").choose(answer, "draft_tick", date_only)
    confirmed = await talk.click("ana", "draft_confirm", on=answer)
    assert "is now expected on Fri 27 Mar" in confirmed
    assert "B-1" not in confirmed
    assert "waiting on the schema" not in await talk.command("ana", "blockers", "identity")


async def test_reviewed_drafts_are_answered_one_by_one(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", UPDATE)
    await talk.click("ana", "draft_review")
    review = talk.newest_with("ana", "draft_drop", None)
    first = next(e["value"] for b in review.blocks for e in b.get("elements", []) if e.get("action_id") == "draft_drop")
    remaining = await talk.click("ana", "draft_drop", value=first)
    assert "schema" not in remaining
    assert "Fri 27 Mar" in await press_button(talk, "ana", "Save date")


async def test_what_is_no_update_leaves_nothing_behind(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", UPDATE)
    assert "Deleted:" in await press_button(talk, "ana", "Not an update")
    assert not message.reactions
    card = await talk.command("cleo", "PRJ-1", "identity")
    assert "not reported" in card
    assert "schema" not in card


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
    assert "“4/5” can be Sun 5 Apr or Mon 4 May" in answer
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


async def test_reply_that_fits_several_milestones_names_each(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    notice = next(m for m in talk.visible("bo") if "M-1" in m.text and "M-2" in m.text and not m.ephemeral_to)
    where = next(c for c in talk.sandbox.workspace.channels.values() if notice.ts in c.messages)
    await talk.say("ana", where, "slip to 30 Mar", thread_ts=notice.ts)
    question = talk.private("ana")[-1]
    labels = [e["text"]["text"] for block in question.blocks for e in block.get("elements", []) if "value" in e]
    assert sorted(labels) == ["Auth API (M-1)", "Checkout (M-2)"]
