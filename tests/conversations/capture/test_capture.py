"""What people write in a linked channel: saved, kept, put before them in private, or forgotten."""

from datetime import timedelta

from tests.scenarios import program_with_two_projects
from tests.steps.capture import UPDATE, press, private
from tests.talk import Talk


async def test_an_update_is_kept_and_what_it_says_waits_for_one_tap_each(talk: Talk) -> None:
    await program_with_two_projects(talk)
    shown = await private(talk, "ana", UPDATE)
    assert "Kept as an update of PRJ-1" in shown
    assert "waiting on the schema" in shown
    assert "new date Fri 27 Mar" in shown
    assert "at risk" in shown
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")
    assert "Saved: B-1" in await press(talk, "ana", "Save blocker")
    assert "waiting on the schema" in await talk.command("ana", "M-1", "identity")


async def test_the_date_of_an_update_moves_the_milestone_once_it_is_confirmed(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", "Status: green\nNext: Auth API by 27 March")
    assert "Fri 27 Mar" in await press(talk, "ana", "Set date")
    assert "Fri 27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_a_dismissed_draft_is_gone_and_the_others_stay(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", UPDATE)
    assert "schema" in talk.newest_with("ana", "draft_drop", None).text
    left = await press(talk, "ana", "Dismiss")
    assert "schema" not in left
    assert "27 Mar" in left


async def test_prose_is_asked_about_once_in_ten_minutes_and_never_saved_by_itself(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "Only you see this" in await private(talk, "ana", "Auth API is blocked by the vendor, still no answer")
    assert await private(talk, "ana", "Auth API slipped to 27 March") == ""
    assert "vendor" not in await talk.command("ana", "M-1", "identity")
    await talk.fast_forward(by=timedelta(minutes=11))
    assert "27 Mar" in await private(talk, "ana", "Auth API slipped to 27 March")
    assert "is now expected on Fri 27 Mar" in await talk.click("ana", "draft_save")


async def test_who_wants_no_guesses_gets_none_and_is_still_heard(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", "Auth API is blocked by the vendor")
    assert "in this channel" in await talk.click("ana", "hush_here")
    await talk.fast_forward(by=timedelta(minutes=11))
    assert await private(talk, "ana", "Auth API is blocked by legal, no answer yet") == ""
    assert "60%" in await private(talk, "ana", "M-1 60%")
    assert "I ask you again" in await talk.click("ana", "hush_off")
    assert "legal" in await private(talk, "ana", "Auth API is blocked by legal, no answer yet")


async def test_never_for_me_holds_everywhere(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", "Auth API is blocked by the vendor")
    await talk.click("ana", "hush_all")
    await talk.fast_forward(by=timedelta(minutes=11))
    assert await private(talk, "ana", "Checkout is blocked by the vendor", "payments") == ""


async def test_a_name_that_is_not_said_is_asked_for(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'new milestone "Login page" 20 Mar @ana in PRJ-1', "identity")
    await private(talk, "ana", "We are blocked by the vendor, no answer for a week")
    assert "M-3" in await press(talk, "ana", "Save blocker: M-3")
    assert "vendor" in await talk.command("ana", "M-3", "identity")


async def test_a_date_with_two_readings_has_a_button_for_each(talk: Talk) -> None:
    await program_with_two_projects(talk)
    shown = await private(talk, "ana", "M-1 slip to 4/5")
    assert "can be read as" in shown
    assert "is now expected on Sun 5 Apr" in await press(talk, "ana", "Sun 5 Apr")
    assert "Sun 5 Apr" in await talk.command("ana", "M-1", "identity")


async def test_talk_is_forgotten(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert await private(talk, "bo", "has anybody seen the new coffee machine?") == ""


async def test_a_mention_inside_a_message_is_no_command(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "60%" in await private(talk, "ana", "M-1 60% @baton")


async def test_lines_said_to_the_bot_itself_are_saved(talk: Talk) -> None:
    await program_with_two_projects(talk)
    dm = talk.sandbox.workspace.dm_channel(talk.users["ana"].id)
    await talk.say("ana", dm, "decided: we take region two")
    assert "Saved as a decision" in talk.seen("ana", dm)[-1]
    await talk.say("ana", dm, "M-1 60%\nM-2 40%")
    assert "Checkout" in talk.seen("ana", dm)[-1]


async def test_slash_me_and_files_are_heard_and_a_broadcast_reply_once(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", "M-1 10%", subtype="me_message")
    assert "10%" in await talk.command("ana", "M-1", "identity")
    await talk.say("ana", "identity", "M-1 20%", files=[("plan.txt", b"plan")])
    assert "20%" in await talk.command("ana", "M-1", "identity")
    root = await talk.say("bo", "identity", "how is it going?")
    before = len(talk.private("ana"))
    await talk.say("ana", "identity", "M-1 30%", thread_ts=root.ts, broadcast=True)
    assert len(talk.private("ana")) == before + 1


async def test_done_alone_under_one_of_our_messages_is_about_its_milestone(talk: Talk) -> None:
    await program_with_two_projects(talk)
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
