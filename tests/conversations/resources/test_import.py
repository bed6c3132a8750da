"""Importing a table of assignments: previewed by name, saved at once or not at all."""

from tests.scenarios import set_up_two_projects
from tests.steps.files import direct_messages, given
from tests.talk import Talk

TABLE = (
    b"person,percent,milestone,from,to\nCleo,60%,Checkout,2026-03-09,2026-03-20\n@bo,50%,PRJ-1,9 Mar 2026,2026-03-13\n"
)


async def _set_up(talk: Talk) -> None:
    """Let Cleo be known."""
    await set_up_two_projects(talk)
    await talk.command("cleo", "me", "news")


async def test_table_is_previewed_saved_and_undone(talk: Talk) -> None:
    await _set_up(talk)
    preview = (await given(talk, "ana", "bookings.csv", TABLE))[-1]
    assert "bookings.csv will save 2 assignments. Nothing is saved yet." in preview
    assert "Cleo · 60% → Checkout (M-2) from Mon 9 Mar to Fri 20 Mar" in preview
    assert "No one is booked yet" in await talk.command("ana", "people", "identity")
    assert "Saved 2 assignments of bookings.csv." in await talk.click("ana", "import_assignments")
    assert "Cleo · 60%" in await talk.command("ana", "AL-1", "identity")
    assert "Mon 9 Mar to Fri 13 Mar" in await talk.command("ana", "AL-2", "identity")
    assert not any("of your time" in m.text for m in talk.visible("cleo"))


async def test_same_table_twice_changes_amounts_only(talk: Talk) -> None:
    await _set_up(talk)
    for content in (TABLE, TABLE.replace(b"60%", b"70%")):
        await given(talk, "ana", "bookings.csv", content)
        await talk.click("ana", "import_assignments")
    assert "Cleo · 70%" in await talk.command("ana", "AL-1", "identity")
    assert "There is no assignment AL-3" in await talk.command("ana", "AL-3", "identity")


async def test_one_bad_line_is_named_and_nothing_saved(talk: Talk) -> None:
    await _set_up(talk)
    for line, refusal in (
        (b"Zed,10%,M-1,,", "Line 4: there is no person, team or tool \u201cZed\u201d."),
        (b"Cleo,much,M-1,,", "Line 4: the amount must be like 60% or 2 units"),
        (b"Cleo,10%,M-99,,", "Line 4: there is no open milestone or project \u201cM-99\u201d."),
        (b"Cleo,10%,M-1,2026-03-20,2026-03-10", "Line 4 ends before it begins."),
    ):
        await given(talk, "ana", "bookings.csv", TABLE + line)
        assert refusal in direct_messages(talk, "ana")[-1], line
    await given(talk, "ana", "bookings.csv", TABLE + b"Cleo,200%,M-1,,")
    refusal = await talk.click("ana", "import_assignments")
    assert "Line 4: 200% of Cleo can't be booked." in refusal
    assert "No one is booked yet" in await talk.command("ana", "people", "identity")
