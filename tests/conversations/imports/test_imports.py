"""Importing a program from a file, by form or direct message, with a preview; and exporting it."""

import json
from datetime import UTC, datetime
from typing import Any

from icalendar import Calendar

from rules.files import imports
from sandbox.api_files import new_file
from tests.scenarios import set_up_two_projects
from tests.steps.files import direct_channel, direct_messages, direct_posts, given
from tests.steps.project_file import PROJECT
from tests.talk import Talk

TABLE = b"what,who,date\nDesign frozen,@bo,2026-04-01\nBeta,Lead,2026-05-04\nLaunch,,2026-06-01\n"
SLIPPED = TABLE.replace(b"2026-05-04", b"2026-05-11") + b"Party,,2026-06-05\n"


async def test_form_previews_an_import_and_the_button_runs_it(talk: Talk) -> None:
    preview = (await given(talk, "ana", "mobile_app.csv", TABLE))[-1]
    assert "mobile_app.csv will create a new program, mobile app (PRG-1)" in preview
    assert "3 new milestones" in preview
    assert "Design frozen (M-1), Wed 1 Apr" in preview
    assert "There is no milestone M-1" in await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "import_go")
    assert direct_messages(talk, "ana")[-1].startswith("Imported into mobile app (PRG-1)")
    assert "Wed 1 Apr" in await talk.command("ana", "M-1", "identity")


async def test_receipt_replaces_the_question_without_words_before(talk: Talk) -> None:
    """The person has never written to the bot, so that its direct messages have no known reader."""
    await given(talk, "cleo", "app.csv", TABLE)
    question = direct_posts(talk, "cleo")[-1]
    await talk.click("cleo", "import_go")
    assert direct_messages(talk, "cleo")[-1].startswith("Imported into app (PRG-1)")
    assert direct_posts(talk, "cleo")[-1].ts == question.ts
    assert "Nothing is saved yet" not in "".join(direct_messages(talk, "cleo"))
    assert "import_go" not in json.dumps(direct_posts(talk, "cleo")[-1].blocks)


async def test_program_is_named_in_the_form(talk: Talk) -> None:
    await talk.command("ana", "import")
    file = new_file(talk.sandbox.person("ana").platform, "jira.csv", talk.users["ana"].id, TABLE)
    assert await talk.submit("ana", {"file": [{"id": file.id}], "program": "Mobile platform"}) is None
    assert "will create a new program, Mobile platform (PRG-1)" in direct_messages(talk, "ana")[-1]
    await talk.click("ana", "import_go")
    assert "Mobile platform" in await talk.command("ana", "PRG-1", "identity")


async def test_preview_names_owners_and_counts_in_grammar(talk: Talk) -> None:
    owned = f"what,who,date\nDesign frozen,{talk.users['bo'].id},2026-04-01\nBeta,,2026-05-04\n".encode()
    assert "Design frozen (M-1), Wed 1 Apr, Bo" in (await given(talk, "ana", "app.csv", owned))[-1]
    await talk.click("ana", "import_go")
    preview = (await given(talk, "ana", "app.csv", b"what,date\nBeta,2026-05-11\n"))[-1]
    assert "1 is gone from the file and stays unless you cancel it: Design frozen (M-1)" in preview


async def test_past_milestones_can_be_imported_as_done(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE.replace(b"2026-04-01", b"2026-02-02"))
    await talk.click("ana", "import_past")
    assert "Done Mon 2 Feb" in await talk.command("ana", "M-1", "identity")
    assert "Done" not in await talk.command("ana", "M-2", "identity")


async def test_file_in_a_direct_message_is_imported(talk: Talk) -> None:
    await talk.say("ana", direct_channel(talk, "ana"), "import", files=[("app.csv", TABLE)])
    assert "3 new milestones" in direct_messages(talk, "ana")[-1]
    await talk.click("ana", "import_go")
    assert "Mon 4 May" in await talk.command("ana", "M-2", "identity")
    await talk.say("ana", direct_channel(talk, "ana"), "import")
    assert "has no file" in direct_messages(talk, "ana")[-1]


async def test_reimport_changes_only_what_differs(talk: Talk) -> None:
    """The same file again changes nothing; a later date becomes a forecast and a new row a new milestone."""
    await given(talk, "ana", "app.csv", TABLE)
    await talk.click("ana", "import_go")
    assert "changes nothing" in (await given(talk, "ana", "app.csv", TABLE))[-1]
    preview = (await given(talk, "ana", "app.csv", SLIPPED))[-1]
    assert "Beta (M-2): forecast Mon 4 May → Mon 11 May" in preview
    assert "1 new milestone" in preview
    await talk.click("ana", "import_go")
    card = await talk.command("ana", "M-2", "identity")
    assert "Mon 11 May" in card
    assert "Mon 4 May" in card


async def test_outdated_import_button_does_nothing(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE)
    await given(talk, "ana", "app.csv", TABLE)
    first, second = direct_posts(talk, "ana")[-2:]
    await talk.click("ana", "import_go", on=second)
    assert "has changed since you looked" in await talk.click("ana", "import_go", on=first)
    assert "There is no milestone M-4" in await talk.command("ana", "M-4", "identity")


async def test_cancelled_import_changes_nothing(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE)
    await talk.click("ana", "import_cancel")
    assert direct_messages(talk, "ana")[-1] == "Nothing was imported."
    assert "There is no milestone M-1" in await talk.command("ana", "M-1", "identity")


async def test_unreadable_value_is_reported_with_its_line(talk: Talk) -> None:
    answer = (await given(talk, "ana", "app.csv", b"what,date\nBeta,soon\n"))[-1]
    assert "Line 2" in answer
    assert "soon" in answer


async def test_import_needs_permission(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "You may not create a program" in (await given(talk, "cleo", "app.csv", TABLE))[-1]
    assert "You may not" in (await given(talk, "cleo", "app.csv", TABLE, text="import PRG-1"))[-1]
    assert "Import 3 milestones" in _newest_blocks(
        talk, (await given(talk, "ana", "app.csv", TABLE, text="import PRG-1"))
    )


async def test_file_of_another_person_is_not_read(talk: Talk) -> None:
    await talk.command("cleo", "import")
    file = new_file(talk.sandbox.person("ana").platform, "plan.csv", talk.users["ana"].id, TABLE)
    await talk.submit("cleo", {"file": [{"id": file.id}]})
    assert "belongs to another person" in direct_messages(talk, "cleo")[-1]


async def test_export_sends_the_plan_only_to_the_asker(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "in our direct messages" in await talk.command("ana", "export", "identity")
    (file,) = direct_posts(talk, "ana")[-1].files
    plan = json.loads(file.content or b"")
    assert [m["name"] for m in plan["milestones"]] == ["Auth API", "Checkout"]
    assert plan["dependencies"][0]["from"] == "M-1"


async def test_export_leaves_out_private_channel_items(talk: Talk) -> None:
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    closed = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'new milestone "Sale of the firm" 1 Apr @ana in PRJ-1', closed)
    await talk.command("ana", "admin role @bo sponsor PRG-1", "identity")
    plan = await _exported_plan(talk, "bo")
    assert [m["name"] for m in plan["milestones"]] == ["Auth API", "Checkout"]
    assert len((await _exported_plan(talk, "ana"))["milestones"]) == 3


async def test_file_without_private_records_deletes_none_of_them(talk: Talk) -> None:
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    closed = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'decide "Sell the firm?" options Yes|No who @ana in PRG-1', closed)
    await talk.command("ana", "admin role @bo sponsor PRG-1", "identity")
    whole, part = await _exported_plan(talk, "ana"), await _exported_plan(talk, "bo")
    assert [decision["question"] for decision in whole["decisions"]] == ["Sell the firm?"]
    assert "Sell the firm" not in json.dumps(part)
    assert "changes nothing" in (await given(talk, "ana", "plan.json", json.dumps(part).encode()))[-1]
    assert await _exported_plan(talk, "ana") == whole


async def test_sponsor_exports_without_resources_and_others_not_at_all(talk: Talk) -> None:
    budget = [{"project": "P", "name": "Staff", "planned": 1000}]
    plan = {"program": {"id": "PRG-1", "start": "2026-01-05"}, "projects": [{"id": "P"}], "budget": budget}
    await given(talk, "ana", "plan.json", json.dumps(plan | {"resources": [{"id": "R1", "name": "Bo"}]}).encode())
    await talk.click("ana", "import_go")
    await talk.command("ana", "admin role @bo sponsor PRG-1", "identity")
    own_export, other_export = await _exported_plan(talk, "ana"), await _exported_plan(talk, "bo")
    assert (own_export["budget"], own_export["resources"]) == (budget, [{"id": "R1", "name": "Bo"}])
    assert (other_export["budget"], other_export["resources"]) == (budget, [])
    assert "You don't have permission" in await talk.command("cleo", "export PRG-1", "identity")


async def test_program_is_exported_for_other_tools(talk: Talk) -> None:
    await set_up_two_projects(talk)
    found = {kind: await _exported_file(talk, "ana", kind) for kind in ("xml", "csv", "ics", "jira")}
    assert {name.partition(".")[2] for name, _ in found.values()} == {"xml", "csv", "ics", "jira.csv"}
    assert all("Auth API" in content for _, content in found.values())
    read = [imports.read(found[kind][1].encode(), name="again").plan for kind in ("xml", "csv", "jira")]
    assert [[m.name for m in plan.milestones if m.name in ("Auth API", "Checkout")] for plan in read] == [
        ["Auth API", "Checkout"]
    ] * 3
    events = Calendar.from_ical(found["ics"][1]).walk("VEVENT")
    again = Calendar.from_ical((await _exported_file(talk, "ana", "ics"))[1]).walk("VEVENT")
    assert [event["uid"] for event in events] == [event["uid"] for event in again]


async def test_kind_that_is_not_written_is_said(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "MS Project opens the XML: export PRG-1 xml" in await talk.command("ana", "export PRG-1 mpp", "identity")
    assert "Choose plan, xml, csv, ics or jira" in await talk.command("ana", "export PRG-1 kanban", "identity")


async def test_private_items_and_money_stay_out_of_every_kind(talk: Talk) -> None:
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    closed = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'new milestone "Sale of the firm" 1 Apr @ana in PRJ-1', closed)
    await talk.command("ana", "admin role @bo sponsor PRG-1", "identity")
    for kind in ("plan", "xml", "csv", "ics", "jira"):
        _, content = await _exported_file(talk, "bo", kind)
        assert "Auth API" in content
        assert "Sale of the firm" not in content


async def _exported_file(talk: Talk, who: str, kind: str) -> tuple[str, str]:
    await talk.command(who, f"export PRG-1 {kind}", "identity")
    (file,) = direct_posts(talk, who)[-1].files
    return file.name, (file.content or b"").decode()


async def _exported_plan(talk: Talk, who: str) -> Any:
    await talk.command(who, "export PRG-1", "identity")
    (file,) = direct_posts(talk, who)[-1].files
    return json.loads(file.content or b"")


def _newest_blocks(talk: Talk, _: list[str]) -> str:
    return json.dumps(direct_posts(talk, "ana")[-1].blocks)


async def test_import_adds_baselines_to_the_forecast_ledger(talk: Talk) -> None:
    await given(talk, "ana", "app.csv", TABLE)
    await talk.click("ana", "import_go")
    at = datetime(2026, 3, 2, tzinfo=UTC)
    entries = await talk.bot.store.read(_ledger_entries, team=talk.bot.deps.team, at=at)
    assert [(entry.milestone, entry.kind) for entry in entries] == [
        ("M-1", "baseline"),
        ("M-2", "baseline"),
        ("M-3", "baseline"),
    ]


def _ledger_entries(session: Any, *, team: str, at: datetime) -> Any:
    import storage.forecast_ledger

    return storage.forecast_ledger.entries_since(session, team=team, at=at)


async def test_project_file_brings_its_people_and_assignments(talk: Talk) -> None:
    await given(talk, "ana", "mobile.xml", PROJECT.encode())
    assert "1 person or tool" in json.dumps(direct_posts(talk, "ana")[-1].blocks)
    await talk.click("ana", "import_go")
    shown = await talk.command("ana", "people", "identity")
    assert "Ana (RES-1)" in shown
    assert "App (PRJ-1)" in shown
    await given(talk, "ana", "mobile.xml", PROJECT.encode())
    again = json.dumps(direct_posts(talk, "ana")[-1].blocks)
    assert "person or tool" not in again
    assert "allocation" not in again
