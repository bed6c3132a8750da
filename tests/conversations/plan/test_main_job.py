"""The main job: a message in one project's channel, and its effect on another project."""

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


async def test_program_is_set_up_by_commands(talk: Talk) -> None:
    assert "PRG-1" in await talk.command("ana", 'new program "Atlas"', "identity")
    assert "PRJ-1" in await talk.command("ana", 'new project "Identity"', "identity")
    answer = await talk.command("ana", 'new milestone "Auth API" 13 Mar @bo in PRJ-1', "identity")
    assert "M-1" in answer
    assert "Fri 13 Mar" in answer


async def test_slip_in_a_channel_is_posted_to_affected_projects(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    assert list(message.reactions) == ["memo"]
    confirmation = talk.private("ana")[-1].text
    assert "Fri 27 Mar" in confirmation
    assert "Checkout" in confirmation
    payments_posts = "\n".join(talk.seen("bo", "payments"))
    assert "Auth API" in payments_posts
    assert "the vendor is late" in payments_posts
    assert "Fri 27 Mar" in payments_posts


async def test_slip_by_command_previews_its_impact(talk: Talk) -> None:
    await set_up_two_projects(talk)
    preview = await talk.command("ana", "M-1 slip to 27 Mar because the vendor is late", "identity")
    assert "Nothing is saved yet" in preview
    assert "M-2" in preview
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")
    saved = await talk.click("ana", "slip_tell")
    assert "Saved" in saved
    assert "Fri 27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_slip_to_the_same_day_saves_nothing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", "M-1 slip to 13 Mar", "identity")
    assert answer == "Auth API (M-1) is already expected on Fri 13 Mar."
    assert "not reported · computed" in await talk.command("ana", "status PRJ-1", "identity")


async def test_consumer_starting_too_early_is_told_and_red(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    assert "Checkout (M-2) 20 → 27 Mar (committed Fri 20 Mar)" in talk.seen("cleo", "payments")[-1]
    risks = await talk.command("bo", "risks", "payments")
    assert "🔺 red" in risks
    assert "5 days late" in risks


async def test_loop_is_refused_with_its_path(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", "depend M-1 on M-2", "identity")
    assert "M-1 → M-2 → M-1" in answer or "M-2 → M-1 → M-2" in answer


async def test_undo_reverts_a_message(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 60%")
    assert "60%" in await talk.command("ana", "M-1", "identity")
    assert "Undone" in await talk.click("ana", "undo")
    assert "0%" in await talk.command("ana", "M-1", "identity")


async def test_milestone_form_checks_the_name_and_creates_a_milestone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert await talk.command("ana", "new milestone", "identity") == ""
    assert await talk.submit("ana", {"name": "   "}) == {"name": "Give it a name."}
    assert await talk.submit("ana", {"name": "Beta", "date": "2026-04-10"}) is None
    assert "Fri 10 Apr" in await talk.command("ana", "M-3", "identity")


async def test_small_talk_leaves_no_trace(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = len(talk.private("bo"))
    message = await talk.say("bo", "identity", "shall we have lunch at noon?")
    assert not message.reactions
    assert len(talk.private("bo")) == before


async def test_cancelled_slip_moves_nothing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 slip to 27 Mar", "identity")
    assert "Nothing was changed" in await talk.click("ana", "slip_cancel")
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")


async def test_unlinked_channel_is_ignored(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "You may not" in await talk.command("cleo", "unlink PRJ-1", "identity")
    await talk.command("ana", "unlink PRJ-1", "identity")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")
    assert "isn't linked to that" in await talk.command("ana", "unlink PRJ-1", "identity")
