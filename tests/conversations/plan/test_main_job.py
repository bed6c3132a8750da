"""From a message in a project channel to what it means for another project."""

from tests.scenarios import program_with_two_projects
from tests.talk import Talk


async def test_a_program_is_set_up_by_commands(talk: Talk) -> None:
    assert "PRG-1" in await talk.command("ana", 'new program "Atlas"', "identity")
    assert "PRJ-1" in await talk.command("ana", 'new project "Identity"', "identity")
    answer = await talk.command("ana", 'new milestone "Auth API" 13 Mar @bo in PRJ-1', "identity")
    assert "M-1" in answer
    assert "Fri 13 Mar" in answer


async def test_a_slip_said_in_the_channel_is_saved_marked_and_told_to_the_other_project(talk: Talk) -> None:
    await program_with_two_projects(talk)
    said = await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    assert list(said.reactions) == ["memo"]
    private = talk.private("ana")[-1].text
    assert "Fri 27 Mar" in private
    assert "Checkout" in private
    told = "\n".join(talk.seen("bo", "payments"))
    assert "Auth API" in told
    assert "the vendor is late" in told
    assert "Fri 27 Mar" in told


async def test_a_slip_by_command_shows_its_blast_radius_before_it_is_saved(talk: Talk) -> None:
    await program_with_two_projects(talk)
    preview = await talk.command("ana", "M-1 slip to 27 Mar because the vendor is late", "identity")
    assert "Nothing is saved yet" in preview
    assert "M-2" in preview
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")
    saved = await talk.click("ana", "slip_tell")
    assert "Saved" in saved
    assert "Fri 27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_a_slip_to_the_day_it_is_expected_on_has_nothing_to_save(talk: Talk) -> None:
    await program_with_two_projects(talk)
    answer = await talk.command("ana", "M-1 slip to 13 Mar", "identity")
    assert answer == "M-1 Auth API is expected on Fri 13 Mar already: there is nothing to save."
    assert "nothing reported · computed" in await talk.command("ana", "status PRJ-1", "identity")


async def test_a_consumer_that_starts_too_early_is_a_red_risk_in_both_channels(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    for channel in ("identity", "payments"):
        assert any("red" in line and "5 wd short" in line for line in talk.seen("cleo", channel)), talk.seen(
            "cleo", channel
        )


async def test_a_loop_is_refused_with_its_path(talk: Talk) -> None:
    await program_with_two_projects(talk)
    answer = await talk.command("ana", "depend M-1 on M-2", "identity")
    assert "M-1 → M-2 → M-1" in answer or "M-2 → M-1 → M-2" in answer


async def test_undo_puts_back_what_a_message_changed(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", "M-1 60%")
    assert "60%" in await talk.command("ana", "M-1", "identity")
    assert "Undone" in await talk.click("ana", "undo")
    assert "0%" in await talk.command("ana", "M-1", "identity")


async def test_a_form_makes_a_milestone_and_complains_beside_the_field(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert await talk.command("ana", "new milestone", "identity") == ""
    assert await talk.submit("ana", {"name": "   "}) == {"name": "Give it a name."}
    assert await talk.submit("ana", {"name": "Beta", "date": "2026-04-10"}) is None
    assert "Fri 10 Apr" in await talk.command("ana", "M-3", "identity")


async def test_talk_that_matches_nothing_leaves_no_trace(talk: Talk) -> None:
    await program_with_two_projects(talk)
    before = len(talk.private("bo"))
    said = await talk.say("bo", "identity", "shall we have lunch at noon?")
    assert not said.reactions
    assert len(talk.private("bo")) == before


async def test_a_slip_that_was_only_looked_at_moves_nothing(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "M-1 slip to 27 Mar", "identity")
    assert "Nothing was changed" in await talk.click("ana", "slip_cancel")
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")


async def test_a_channel_that_was_unlinked_is_not_listened_to_any_more(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "You may not" in await talk.command("cleo", "unlink PRJ-1", "identity")
    await talk.command("ana", "unlink PRJ-1", "identity")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    assert "Fri 13 Mar" in await talk.command("ana", "M-1", "identity")
    assert "nothing to unlink" in await talk.command("ana", "unlink PRJ-1", "identity")
