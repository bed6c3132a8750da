"""Values without the thing itself are refused, in settings, check-ins and links (F26)."""

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


async def test_question_without_words_is_refused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for empty in ('""', '"  "', "“”"):
        assert "say what to ask" in await talk.command("ana", f"checkin PRJ-1 ask {empty}", "identity")
    assert "Question:" not in await talk.command("ana", "checkin PRJ-1 mon 09:30", "identity")


async def test_week_without_days_is_refused(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "settings days mon-thu", "identity")
    for verb in ("days", "hours"):
        assert "Nothing saved" in await talk.command("bo", f"settings {verb} none", "identity")
    assert "Mon–Thu" in await talk.command("bo", "settings", "identity")


async def test_channel_of_several_asks_what_to_unlink(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRJ-2", "identity")
    assert "Unlink what?" in await talk.command("ana", "unlink", "identity")
    await talk.click("ana", "again", value=f"unlink <#{talk.sandbox.workspace.channel_named('identity').id}> PRJ-2")
    assert "isn't linked" in await talk.command("ana", "unlink PRJ-2", "identity")
    assert "Unlinked" in await talk.command("ana", "unlink", "identity"), "now it serves one project only"
