"""Reports of a project, on every view that shows the project."""

import json

import pytest

from tests.scenarios import set_up_minute_before_check_ins, set_up_sent_check_ins, set_up_two_projects
from tests.steps.capture import UPDATE, private_answer
from tests.steps.checkins import BERLIN_NINE
from tests.talk import Talk


async def test_status_command_is_shown_with_author(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "status PRJ-1 amber because the vendor is late", "identity")
    card = await talk.command("cleo", "PRJ-1", "identity")
    assert "reported 🔶 at risk" in card
    assert "“the vendor is late” Ana" in card


async def test_update_is_the_reported_status_at_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", UPDATE)
    card = await talk.command("cleo", "PRJ-1", "identity")
    assert "reported 🔶 at risk" in card
    assert "“Done: the login page · Blockers: waiting on the schema from the data team" in card
    assert "Ana" in card
    assert "View message" in card


async def test_status_of_someone_without_the_right_is_kept_as_words(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await private_answer(talk, "cleo", UPDATE)
    assert "only the project lead or the program manager" in answer
    card = await talk.command("ana", "PRJ-1", "identity")
    assert "not reported" in card
    assert "the login page" in card


@pytest.mark.parametrize("taken_back", ["edit", "button"])
async def test_report_before_returns_when_an_update_goes(talk: Talk, taken_back: str) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "Status: green\nDone: the login page, all of it")
    message = await talk.say("ana", "identity", "Status: red\nDone: nothing at all\nNext: the vendor")
    assert "reported 🔺 off track" in await talk.command("cleo", "PRJ-1", "identity")
    if taken_back == "edit":
        await talk.sandbox.person("ana").edit("identity", message.ts, "never mind")
        await talk.settle()
    else:
        await talk.click("ana", "update_discard")
    card = await talk.command("cleo", "PRJ-1", "identity")
    assert "reported 🟢 on track" in card
    assert "the login page, all of it" in card
    assert "nothing at all" not in card


async def test_edited_status_is_reported_anew(talk: Talk) -> None:
    await set_up_two_projects(talk)
    message = await talk.say("ana", "identity", "Status: red\nDone: the login page")
    await talk.sandbox.person("ana").edit("identity", message.ts, "Status: green\nDone: the login page")
    await talk.settle()
    assert "reported 🟢 on track" in await talk.command("cleo", "PRJ-1", "identity")


async def test_update_in_a_channel_of_two_projects_asks_which(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRJ-2", "identity")
    answer = await private_answer(talk, "ana", "Status: red\nDone: nothing at all\nNext: call the vendor")
    assert "Which project is it for?" in answer
    assert "not reported" in await talk.command("cleo", "PRJ-1", "identity")
    update = talk.newest_with("ana", "update_project", None)
    options = next(e for b in update.blocks for e in b.get("elements", []) if e.get("action_id") == "update_project")
    chosen = next(o["value"] for o in options["options"] if o["value"].endswith("PRJ-2"))
    await talk.sandbox.person("ana").choose(update, "update_project", chosen)
    await talk.settle()
    assert "reported 🔺 off track" in await talk.command("cleo", "PRJ-2", "identity")
    assert "not reported" in await talk.command("cleo", "PRJ-1", "identity")


async def test_update_of_a_private_channel_stays_there(talk: Talk) -> None:
    await set_up_two_projects(talk)
    ids = [talk.users[name].id for name in ("ana", "cleo")]
    talk.sandbox.workspace.add_channel("board", members=[*ids, talk.sandbox.workspace.bot_user_id], private=True)
    await talk.command("ana", "link PRJ-1", "board")
    await talk.say("ana", "board", "Status: red\nDone: we sell the company\nNext: tell the staff")
    assert "sell the company" in await talk.command("cleo", "PRJ-1", "board")
    assert "sell the company" not in await talk.command("bo", "PRJ-1", "identity")


async def test_report_is_in_brief_home_and_digest(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.say("ana", "identity", f"{UPDATE}\n*Help wanted:* a tester for two days")
    assert "waiting on the schema" in await talk.command("cleo", "brief", "identity")
    await talk.command("cleo", "follow PRJ-1", "identity")
    await talk.sandbox.person("cleo").open_home()
    await talk.settle()
    home = next(v for v in talk.sandbox.views.values() if v.is_home and v.user == talk.users["cleo"].id)
    assert "waiting on the schema" in json.dumps(home.body, ensure_ascii=False)
    digest = await talk.command("ana", "digest preview", "news")
    assert "Identity (PRJ-1): at risk, “Done: the login page" in digest
    assert "Ana" in digest
    assert "help wanted: a tester for two days" in digest
    assert "Payments (PRJ-2): no update." in digest


async def test_private_update_is_in_no_open_digest(talk: Talk) -> None:
    await set_up_two_projects(talk)
    ids = [talk.users[name].id for name in ("ana", "cleo")]
    talk.sandbox.workspace.add_channel("board", members=[*ids, talk.sandbox.workspace.bot_user_id], private=True)
    await talk.command("ana", "link PRJ-1", "board")
    await talk.command("ana", "link PRG-1", "news")
    await talk.say("ana", "board", "Status: red\nDone: we sell the company\nNext: tell the staff")
    digest = await talk.command("ana", "digest preview", "news")
    assert "sell the company" not in digest
    assert "Payments (PRJ-2): no update." in digest


async def test_written_update_reaches_channel_card_and_status(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.click("ana", "checkin_update", value="PRJ-1 2026-03-10")
    await talk.submit("ana", {"text": "Beta scope agreed, SSO is the risk.", "colour": "amber"})
    shown = [line for line in talk.seen("bo", "identity") if "Beta scope agreed" in line]
    assert len(shown) == 1
    card = await talk.command("bo", "PRJ-1", "identity")
    assert "reported 🔶 at risk" in card
    assert "“Beta scope agreed, SSO is the risk.” Ana" in card


async def test_update_without_milestones_is_posted_once(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.say("ana", "identity", "M-1 40%")
    await talk.fast_forward(to=BERLIN_NINE)
    await talk.click("ana", "checkin_update", value="PRJ-1 2026-03-10")
    await talk.submit("ana", {"text": "Beta scope agreed, SSO is the risk."})
    shown = [line for line in talk.seen("bo", "identity") if "Beta scope agreed" in line]
    assert shown == ["Update of Identity by Ana: Beta scope agreed, SSO is the risk."]


async def test_table_proposes_a_change_for_each_row(talk: Talk) -> None:
    await set_up_two_projects(talk)
    table = "Milestone | Status | %\nM-1 | blocked | 20%\nM-2 | on track | 60%"
    answer = await private_answer(talk, "ana", table)
    assert "I found 3 things" in answer
    shown = json.dumps([message.blocks for message in talk.private("ana")])
    assert "M-1" in shown
    assert "60%" in shown
    assert "blocked" in shown
