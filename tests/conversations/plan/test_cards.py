"""Cards with working buttons, and the forms they open."""

from datetime import UTC, datetime

import pytest

from tests.prepared import prepared
from tests.talk import Talk


@prepared
async def set_up_committed_card(talk: Talk) -> None:
    """Show Ana the card of her Auth API, which she has committed to for Bo's Checkout."""
    await talk.command("cleo", 'new program "Atlas"', "identity")
    await talk.command("cleo", 'new project "Identity" @ana', "identity")
    await talk.command("cleo", 'new project "Payments" @bo', "payments")
    await talk.command("ana", "link PRJ-1", "identity")
    await talk.command("bo", "link PRJ-2", "payments")
    await talk.command("ana", 'new milestone "Auth API" 13 Mar', "identity")
    await talk.command("bo", 'new milestone "Checkout" 20 Mar', "payments")
    await talk.command("bo", "depend M-2 on M-1 by 20 Mar", "payments")
    await talk.command("ana", "D-1 commit", "identity")
    await talk.command("ana", "M-1", "identity")


@pytest.fixture
async def plan_talk(talk: Talk) -> Talk:
    await set_up_committed_card(talk)
    return talk


def button_actions(talk: Talk, who: str) -> set[str]:
    """Return the actions of the buttons on the newest private message."""
    blocks = talk.private(who)[-1].blocks
    return {e["action_id"].split(":")[0] for b in blocks if b["type"] == "actions" for e in b["elements"]}


def menu_actions(talk: Talk, who: str) -> list[str]:
    """Return what the menu *More…* of the newest private message offers."""
    elements = [e for b in talk.private(who)[-1].blocks if b["type"] == "actions" for e in b["elements"]]
    menu = next(element for element in elements if element["action_id"] == "card_more")
    return [option["value"].partition(" ")[0] for option in menu["options"]]


async def press_command_button(talk: Talk, who: str, command: str) -> str:
    """Press the button that carries a command; return what the person then reads in private."""
    message = talk.newest_with(who, "again", command)
    elements = [e for b in message.blocks if b["type"] == "actions" for e in b["elements"]]
    return await talk.click(who, next(e["action_id"] for e in elements if e.get("value") == command), on=message)


def form_blocks(talk: Talk, who: str) -> str:
    return str(talk.form(who).body["blocks"])


async def test_card_has_the_buttons_the_person_may_use(plan_talk: Talk) -> None:
    assert {"card_progress", "card_history", "card_more"} <= button_actions(plan_talk, "ana")
    assert menu_actions(plan_talk, "ana") == [
        *("card_date", "card_done", "card_owner", "card_block", "card_depend", "commit", "rename", "move"),
        *("cancel", "delete"),
    ]
    await plan_talk.command("bo", "M-1", "identity")
    assert menu_actions(plan_talk, "bo") == ["card_block", "card_depend"]


async def test_primary_button_follows_the_state(plan_talk: Talk) -> None:
    await plan_talk.command("ana", "M-1 100%", "identity")
    await plan_talk.command("ana", "M-1", "identity")
    assert "was done on Mon 2 Mar" in await plan_talk.click("ana", "card_done", value="M-1")
    await plan_talk.click("ana", "undo")
    await plan_talk.fast_forward(to=datetime(2026, 3, 18, 9, tzinfo=UTC))
    assert "overdue" in await plan_talk.command("ana", "M-1", "identity")
    await plan_talk.click("ana", "card_date", value="M-1")
    assert plan_talk.form("ana").body["title"]["text"] == "New date"


async def test_card_shows_the_last_words_and_the_history(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_progress", value="M-1")
    await plan_talk.submit("ana", {"percent": "40", "note": "two endpoints are left to build"})
    assert "Last update: “two endpoints are left to build” Ana" in await plan_talk.command("ana", "M-1", "identity")
    await plan_talk.say("ana", "identity", "M-1 slip to 20 Mar because the vendor is late")
    assert "“the vendor is late” Ana" in await plan_talk.command("bo", "M-1", "payments")
    history = await plan_talk.click("bo", "card_history", value="M-1")
    assert "Baseline Fri 13 Mar" in history
    assert "Expected Fri 20 Mar · Ana · “the vendor is late”" in history


async def test_card_names_both_sides_with_date_and_colour(plan_talk: Talk) -> None:
    await plan_talk.command("ana", "M-1 slip to 27 Mar", "identity")
    await plan_talk.click("ana", "slip_tell")
    needed_by = await plan_talk.command("ana", "M-1", "identity")
    assert "Checkout (M-2), expected" in needed_by
    assert "red, 5 days late · D-1" in needed_by
    assert "Auth API (M-1), expected Fri 27 Mar" in await plan_talk.command("bo", "M-2", "payments")


async def test_forms_of_the_menu_correct_a_milestone(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_more", value="rename M-1")
    assert await plan_talk.submit("ana", {"name": "  "}) == {"name": "Give it a name."}
    await plan_talk.submit("ana", {"name": "Login API"})
    assert "Renamed Auth API (M-1) to Login API" in plan_talk.private("ana")[-1].text
    await plan_talk.command("ana", "M-1", "identity")
    await plan_talk.click("ana", "card_more", value="commit M-1")
    await plan_talk.submit("ana", {"date": "2026-03-17"})
    assert "committed for Tue 17 Mar (was Fri 13 Mar)" in plan_talk.private("ana")[-1].text
    await plan_talk.command("cleo", "M-1", "identity")
    await plan_talk.click("cleo", "card_more", value="move M-1")
    await plan_talk.sandbox.person("cleo").load_options(plan_talk.form("cleo"), "find_project", "pay")
    await plan_talk.submit("cleo", {"find_project": "PRJ-2"})
    assert "Move Login API (M-1) to Payments (PRJ-2)?" in plan_talk.private("cleo")[-1].text


async def test_done_takes_one_click_and_can_be_undone(plan_talk: Talk) -> None:
    assert "was done on Mon 2 Mar" in await plan_talk.click("ana", "card_more", value="card_done M-1")
    assert "Undone" in await plan_talk.click("ana", "undo")
    assert "Fri 13 Mar" in await plan_talk.command("ana", "M-1")


async def test_new_date_shows_its_impact_before_it_is_saved(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_more", value="card_date M-1")
    assert await plan_talk.submit("ana", {"date": "2026-03-13"}) == {"date": "It is expected on that day already."}
    assert await plan_talk.submit("ana", {"date": "2026-03-27", "reason": "vendor & co"}) is None
    assert "Nothing is saved yet" in form_blocks(plan_talk, "ana")
    assert "Checkout (M-2" in form_blocks(plan_talk, "ana")
    assert "Fri 13 Mar" in await plan_talk.command("bo", "M-1")
    assert plan_talk.form("ana").body["submit"]["text"] == "Save and notify 1 owner"
    assert await plan_talk.submit("ana", {}) is None
    assert "I'm notifying 1 owner" in plan_talk.private("ana")[-1].text
    assert any("vendor & co" in line or "vendor &amp; co" in line for line in plan_talk.seen("bo", "payments"))


async def test_new_date_can_be_saved_without_notifying_anyone(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_more", value="card_date M-1")
    await plan_talk.submit("ana", {"date": "2026-03-18"})
    await plan_talk.click("ana", "card_more", value="card_date M-1")
    await plan_talk.submit("ana", {"date": "2026-03-27"})
    await plan_talk.click("ana", "slip_quiet_here", on=plan_talk.form("ana"))
    assert "Saved quietly" in form_blocks(plan_talk, "ana")
    assert "Fri 27 Mar" in await plan_talk.command("ana", "M-1")
    assert not any(" moved Auth API" in line for line in plan_talk.seen("bo", "payments"))


async def test_outdated_date_form_is_not_saved(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_more", value="card_date M-1")
    await plan_talk.submit("ana", {"date": "2026-03-27"})
    window = plan_talk.form("ana")
    await plan_talk.say("ana", "identity", "M-1 slip to 17 Mar")
    for _ in range(2):
        assert await plan_talk.sandbox.person("ana").submit(window, {}) is None
        assert "has changed since you looked" in form_blocks(plan_talk, "ana")
        assert plan_talk.form("ana").body["title"]["text"] == "Not saved"
        await plan_talk.sandbox.person("ana").close_view(plan_talk.form("ana"))
    assert "Tue 17 Mar" in await plan_talk.command("ana", "M-1")


async def test_progress_is_entered_in_percent(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_progress")
    assert await plan_talk.submit("ana", {"percent": "60"}) is None
    assert "is 60% done" in plan_talk.private("ana")[-1].text


async def test_owner_is_chosen_from_the_people(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_more", value="card_owner M-1")
    assert await plan_talk.submit("ana", {"owner": plan_talk.users["bo"].id}) is None
    assert "now belongs to" in plan_talk.private("ana")[-1].text


async def test_blocker_is_raised_from_the_card(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_more", value="card_block M-1")
    assert await plan_talk.submit("ana", {"text": "x", "date": "2026-02-01"}) == {"date": "That day is in the past."}
    assert await plan_talk.submit("ana", {"text": "   "}) == {"text": "Say what is in the way."}
    values = {"text": "no staging data", "needs": plan_talk.users["bo"].id, "date": "2026-03-06"}
    assert await plan_talk.submit("ana", values) is None
    assert (
        "blocks Auth API (M-1, Identity): no staging data; needs Bo by Fri 6 Mar" in plan_talk.private("ana")[-1].text
    )
    assert any("no staging data" in line for line in plan_talk.seen("bo", "identity"))


async def test_dependency_is_searched_by_name(plan_talk: Talk) -> None:
    await plan_talk.command("ana", 'new milestone "Token service" 6 Mar in PRJ-1', "identity")
    await plan_talk.click("ana", "card_more", value="card_depend M-1")
    offered = await plan_talk.sandbox.person("ana").load_options(plan_talk.form("ana"), "find_milestone", "tok")
    assert [option["value"] for option in offered] == ["M-3"]
    assert len(await plan_talk.sandbox.person("ana").load_options(plan_talk.form("ana"), "find_milestone", "")) == 3


async def test_dependency_form_refuses_a_loop(plan_talk: Talk) -> None:
    await plan_talk.click("ana", "card_more", value="card_depend M-1")
    window = plan_talk.form("ana")
    [option] = await plan_talk.sandbox.person("ana").load_options(window, "find_milestone", "checkout")
    await plan_talk.sandbox.person("ana").submit(window, {"find_milestone": option["value"]})
    assert "would depend on each other" in form_blocks(plan_talk, "ana")


async def test_date_form_of_a_done_milestone_does_not_open(plan_talk: Talk) -> None:
    old_card = plan_talk.newest_with("ana", "card_more", "card_date M-1")
    await plan_talk.say("ana", "identity", "M-1 done")
    await plan_talk.fast_forward(to=datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert "already done" in await plan_talk.click("ana", "card_more", value="card_date M-1", on=old_card)


async def test_click_on_another_persons_card_is_authorised_again(plan_talk: Talk) -> None:
    card = plan_talk.private("ana")[-1]
    plan_talk.users["dan"] = plan_talk.sandbox.workspace.add_user("dan", real_name="Dan", tz="UTC")
    card.ephemeral_to = plan_talk.users["dan"].id
    plan_talk.sandbox.workspace.channels[card.channel].members.append(plan_talk.users["dan"].id)
    answer = await plan_talk.click("dan", "card_more", value="card_done M-1", on=card)
    assert "done on" not in answer
    assert "Fri 13 Mar" in await plan_talk.command("ana", "M-1")


async def test_projects_and_programs_are_found_by_id_and_name(plan_talk: Talk) -> None:
    assert "Auth API" in await plan_talk.command("ana", "PRJ-1")
    assert "Auth API" in await plan_talk.command("ana", "status Identity")
    assert "Payments" in await plan_talk.command("ana", "prg1")
    assert "No project or program called" in await plan_talk.command("ana", "status Zebra")


async def test_long_list_has_pages_and_opens_its_milestones(plan_talk: Talk) -> None:
    for number in range(1, 25):
        await plan_talk.command("ana", f'new milestone "Step {number}" 1 Apr in PRJ-1', "identity")
    assert "Step 22" not in await plan_talk.command("ana", "PRJ-1")
    await press_command_button(plan_talk, "ana", "PRJ-1 page 2")
    page = await press_command_button(plan_talk, "ana", "PRJ-1 page 3")
    assert "Step 22" in page
    assert "25 milestones" in page
    await plan_talk.sandbox.person("ana").choose(plan_talk.private("ana")[-1], "card", "M-24")
    await plan_talk.settle()
    assert "Step 22 (M-24)" in plan_talk.private("ana")[-1].text


async def test_status_is_a_table_with_the_worst_first(plan_talk: Talk) -> None:
    await plan_talk.say("ana", "identity", "M-1 slip to 3 Apr")
    await plan_talk.command("bo", "status PRJ-2 green because the old API will do", "payments")
    status = await plan_talk.command("cleo", "status", "news")
    assert "2 projects: 2 red" in status
    assert "Payments (PRJ-2) | 🟢 on track | 🔺 red | Checkout (M-2): 10 days late" in status
    assert status.index("Identity (PRJ-1) |") < status.index("Payments (PRJ-2) |")
    await plan_talk.sandbox.person("cleo").choose(plan_talk.private("cleo")[-1], "again", "PRJ-2")
    await plan_talk.settle()
    assert "Payments (PRJ-2) · reported" in plan_talk.private("cleo")[-1].text


async def test_project_card_offers_corrections_to_its_creators(plan_talk: Talk) -> None:
    await plan_talk.command("cleo", "PRJ-1", "identity")
    assert menu_actions(plan_talk, "cleo") == ["rename", "move", "cancel", "delete"]
    await plan_talk.click("cleo", "card_more", value="rename PRJ-1")
    await plan_talk.submit("cleo", {"name": "Login"})
    assert "Renamed Identity (PRJ-1) to Login" in plan_talk.private("cleo")[-1].text
    await plan_talk.command("bo", "PRJ-1", "identity")
    assert "card_more" not in button_actions(plan_talk, "bo")
    await plan_talk.command("cleo", "cancel PRJ-2", "identity")
    await plan_talk.click("cleo", "correct")
    assert "cancelled" in await plan_talk.command("cleo", "PRJ-2", "identity")
    assert menu_actions(plan_talk, "cleo") == ["rename", "move", "reopen", "delete"]


async def test_ambiguous_project_name_becomes_buttons(plan_talk: Talk) -> None:
    await plan_talk.command("cleo", 'new project "Identity provider" @ana', "identity")
    assert "Which project or program is “ident”?" in await plan_talk.command("ana", "status ident")
    assert "Identity provider" in await press_command_button(plan_talk, "ana", "status PRJ-3")


async def test_new_milestone_asks_for_the_project_and_goes_on(plan_talk: Talk) -> None:
    assert "Which project?" in await plan_talk.command("ana", 'new milestone "Beta" 10 Apr')
    assert "M-3" in await press_command_button(plan_talk, "ana", 'new milestone "Beta" 10 Apr in PRJ-1')


async def test_dependency_and_blocker_open_from_the_milestone_card(plan_talk: Talk) -> None:
    await plan_talk.command("ana", 'block M-1 "no data"', "identity")
    await plan_talk.command("ana", "M-1", "identity")
    card = plan_talk.private("ana")[-1]
    await plan_talk.sandbox.person("ana").choose(card, "handover", "D-1")
    await plan_talk.settle()
    assert "committed for Fri 20 Mar" in plan_talk.private("ana")[-1].text
    await plan_talk.command("ana", "M-1", "identity")
    await plan_talk.sandbox.person("ana").choose(plan_talk.private("ana")[-1], "blocker_card", "B-1")
    await plan_talk.settle()
    assert "is a concern for Auth API (M-1" in plan_talk.private("ana")[-1].text


async def test_worst_hand_overs_are_listed_first(plan_talk: Talk) -> None:
    await plan_talk.command("bo", 'new milestone "Invoices" 3 Apr in PRJ-2', "payments")
    await plan_talk.command("bo", "depend M-3 on M-1 by 1 Apr", "payments")
    listed = await plan_talk.command("cleo", "deps")
    assert "2 hand-overs: " in listed
    assert listed.index("Checkout (M-2)") < listed.index("Invoices (M-3)"), "less slack comes first"
    assert "Invoices (M-3) depends on Auth API (M-1): hand-over D-2, needed by Wed 1 Apr" in await plan_talk.command(
        "ana"
    )
    assert "No open hand-overs of M-4" in await plan_talk.command("cleo", "deps M-4")
