"""A file becomes a program: by the form, by a direct message, seen before it is done, and only by who may."""

import json
from datetime import UTC, datetime
from typing import Any

from sandbox.api_files import new_file
from tests.scenarios import program_with_two_projects
from tests.steps.files import given, posts, room, said
from tests.talk import Talk

TABLE = b"what,who,date\nDesign frozen,@bo,2026-04-01\nBeta,Lead,2026-05-04\nLaunch,,2026-06-01\n"
SLIPPED = TABLE.replace(b"2026-05-04", b"2026-05-11") + b"Party,,2026-06-05\n"


async def test_the_form_shows_what_a_file_would_do_and_the_button_does_it(talk: Talk) -> None:
    preview = (await given(talk, "ana", "mobile_app.csv", TABLE))[-1]
    assert "new program mobile app (PRG-1)" in preview
    assert "3 new milestones" in preview
    assert "M-1 Design frozen, Wed 1 Apr" in preview
    assert "There is no milestone M-1" in await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "import_go")
    assert said(talk, "ana")[-1].startswith("Imported into mobile app (PRG-1)")
    assert "Wed 1 Apr" in await talk.command("ana", "M-1", "identity")


async def test_what_lies_in_the_past_can_be_taken_as_done(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE.replace(b"2026-04-01", b"2026-02-02"))
    await talk.click("ana", "import_past")
    assert "done" in await talk.command("ana", "M-1", "identity")
    assert "done" not in (await talk.command("ana", "M-2", "identity")).split("\n")[0]


async def test_a_direct_message_with_a_file_and_the_word_import_does_the_same(talk: Talk) -> None:
    await talk.say("ana", room(talk, "ana"), "import", files=[("app.csv", TABLE)])
    assert "3 new milestones" in said(talk, "ana")[-1]
    await talk.click("ana", "import_go")
    assert "Mon 4 May" in await talk.command("ana", "M-2", "identity")
    await talk.say("ana", room(talk, "ana"), "import")
    assert "There is no file" in said(talk, "ana")[-1]


async def test_the_same_file_again_changes_nothing_and_a_later_date_is_a_forecast(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE)
    await talk.click("ana", "import_go")
    assert "changes nothing" in (await given(talk, "ana", "app.csv", TABLE))[-1]
    preview = (await given(talk, "ana", "app.csv", SLIPPED))[-1]
    assert "M-2 Beta: forecast Mon 4 May 2026 → Mon 11 May 2026" in preview
    assert "1 new milestone" in preview
    await talk.click("ana", "import_go")
    card = await talk.command("ana", "M-2", "identity")
    assert "Mon 11 May" in card
    assert "Mon 4 May" in card


async def test_a_button_that_was_pressed_or_whose_program_moved_on_does_nothing_more(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE)
    await given(talk, "ana", "app.csv", TABLE)
    first, second = posts(talk, "ana")[-2:]
    await talk.click("ana", "import_go", on=second)
    assert "has changed since you looked" in await talk.click("ana", "import_go", on=first)
    assert "There is no milestone M-4" in await talk.command("ana", "M-4", "identity")


async def test_cancel_leaves_everything_as_it_was(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE)
    await talk.click("ana", "import_cancel")
    assert said(talk, "ana")[-1] == "Nothing was imported."
    assert "There is no milestone M-1" in await talk.command("ana", "M-1", "identity")


async def test_what_cannot_be_read_is_said_with_its_line(talk: Talk) -> None:
    answer = (await given(talk, "ana", "app.csv", b"what,date\nBeta,soon\n"))[-1]
    assert "Line 2" in answer
    assert "soon" in answer


async def test_only_who_may_brings_a_program_in(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "You may not create a program" in (await given(talk, "cleo", "app.csv", TABLE))[-1]
    assert "You may not" in (await given(talk, "cleo", "app.csv", TABLE, text="import PRG-1"))[-1]
    assert "Import 3 milestones" in _labels(talk, (await given(talk, "ana", "app.csv", TABLE, text="import PRG-1")))


async def test_a_file_of_somebody_else_is_not_read(talk: Talk) -> None:
    await talk.command("cleo", "import")
    file = new_file(talk.sandbox.person("ana").platform, "plan.csv", talk.users["ana"].id, TABLE)
    await talk.submit("cleo", {"file": [{"id": file.id}]})
    assert "somebody else's" in said(talk, "cleo")[-1]


async def test_export_sends_the_plan_file_to_the_asker_alone(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "in our direct messages" in await talk.command("ana", "export", "identity")
    (file,) = posts(talk, "ana")[-1].files
    plan = json.loads(file.content or b"")
    assert [m["name"] for m in plan["milestones"]] == ["Auth API", "Checkout"]
    assert plan["dependencies"][0]["from"] == "M-1"


async def test_an_export_leaves_out_what_was_said_in_a_closed_channel(talk: Talk) -> None:
    await program_with_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    closed = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'new milestone "Sale of the firm" 1 Apr @ana in PRJ-1', closed)
    plan = await _exported(talk, "bo")
    assert [m["name"] for m in plan["milestones"]] == ["Auth API", "Checkout"]
    assert len((await _exported(talk, "ana"))["milestones"]) == 3


async def test_an_export_leaves_out_money_and_load_of_others(talk: Talk) -> None:
    budget = [{"project": "P", "name": "Staff", "planned": 1000}]
    plan = {"program": {"id": "PRG-1", "start": "2026-01-05"}, "projects": [{"id": "P"}], "budget": budget}
    await given(talk, "ana", "plan.json", json.dumps(plan | {"resources": [{"id": "R1", "name": "Bo"}]}).encode())
    await talk.click("ana", "import_go")
    mine, others = await _exported(talk, "ana"), await _exported(talk, "bo")
    assert (mine["budget"], mine["resources"]) == (budget, [{"id": "R1", "name": "Bo"}])
    assert (others["budget"], others["resources"]) == ([], [])


async def _exported(talk: Talk, who: str) -> Any:
    await talk.command(who, "export PRG-1", "identity")
    (file,) = posts(talk, who)[-1].files
    return json.loads(file.content or b"")


def _labels(talk: Talk, _: list[str]) -> str:
    return json.dumps(posts(talk, "ana")[-1].blocks)


async def test_the_day_of_an_import_stands_in_the_ledger(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE)
    await talk.click("ana", "import_go")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    found = await talk.bot.store.read(_ledger, team=talk.bot.deps.team, at=at)
    assert [(entry.milestone, entry.kind) for entry in found] == [
        ("M-1", "baseline"),
        ("M-2", "baseline"),
        ("M-3", "baseline"),
    ]


def _ledger(session: Any, *, team: str, at: datetime) -> Any:
    import storage.forecast_ledger

    return storage.forecast_ledger.entries_since(session, team=team, at=at)
