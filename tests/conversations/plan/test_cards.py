"""Cards with working buttons, and the forms behind them."""

from datetime import UTC, datetime

import pytest

from tests.prepared import prepared
from tests.talk import Talk


@prepared
async def promise_shown(talk: Talk) -> None:
    """Ana's Auth API; Bo's Checkout waits for it and breaks its promise when it slips."""
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
async def plan(talk: Talk) -> Talk:
    await promise_shown(talk)
    return talk


def actions(talk: Talk, who: str) -> set[str]:
    """The buttons on the newest private message."""
    blocks = talk.private(who)[-1].blocks
    return {e["action_id"].split(":")[0] for b in blocks if b["type"] == "actions" for e in b["elements"]}


async def again(talk: Talk, who: str, command: str) -> str:
    """Press the button that carries a command."""
    message = talk.newest_with(who, "again", command)
    elements = [e for b in message.blocks if b["type"] == "actions" for e in b["elements"]]
    return await talk.click(who, next(e["action_id"] for e in elements if e.get("value") == command), on=message)


def shown(talk: Talk, who: str) -> str:
    return str(talk.form(who).body["blocks"])


async def test_the_card_has_the_buttons_the_person_may_use(plan: Talk) -> None:
    assert {"card_done", "card_date", "card_progress", "card_owner", "card_block", "card_depend"} <= actions(
        plan, "ana"
    )
    await plan.command("bo", "M-1", "identity")
    assert actions(plan, "bo") & {"card_done", "card_block", "card_depend"} == {"card_block", "card_depend"}


async def test_done_is_one_click_and_can_be_undone(plan: Talk) -> None:
    assert "was done on Mon 2 Mar" in await plan.click("ana", "card_done")
    assert "Undone" in await plan.click("ana", "undo")
    assert "Fri 13 Mar" in await plan.command("ana", "M-1")


async def test_a_new_date_shows_what_it_moves_before_it_is_saved_and_told(plan: Talk) -> None:
    await plan.click("ana", "card_date")
    assert await plan.submit("ana", {"date": "2026-03-13"}) == {"date": "It is expected on that day already."}
    assert await plan.submit("ana", {"date": "2026-03-27", "reason": "vendor & co"}) is None
    assert "Nothing is saved yet" in shown(plan, "ana")
    assert "M-2 Checkout" in shown(plan, "ana")
    assert "Fri 13 Mar" in await plan.command("bo", "M-1")
    assert plan.form("ana").body["submit"]["text"] == "Save and tell 1 owner"
    assert await plan.submit("ana", {}) is None
    assert "1 owner told" in plan.private("ana")[-1].text
    assert any("vendor & co" in line or "vendor &amp; co" in line for line in plan.seen("bo", "payments"))


async def test_a_new_date_can_be_saved_quietly_in_the_same_window(plan: Talk) -> None:
    await plan.click("ana", "card_date")
    await plan.submit("ana", {"date": "2026-03-18"})
    await plan.click("ana", "card_date", on=plan.newest_with("ana", "card_date", "M-1"))
    await plan.submit("ana", {"date": "2026-03-27"})
    await plan.click("ana", "slip_quiet_here", on=plan.form("ana"))
    assert "nobody was told" in shown(plan, "ana")
    assert "Fri 27 Mar" in await plan.command("ana", "M-1")
    assert not any("That moves here" in line for line in plan.seen("bo", "payments"))


async def test_a_window_that_is_older_than_the_date_it_showed_is_refused_and_keeps_what_was_filled_in(
    plan: Talk,
) -> None:
    await plan.click("ana", "card_date")
    await plan.submit("ana", {"date": "2026-03-27"})
    window = plan.form("ana")
    await plan.say("ana", "identity", "M-1 slip to 17 Mar")
    for _ in range(2):
        assert await plan.sandbox.person("ana").submit(window, {}) is None
        assert "has changed since you looked" in shown(plan, "ana")
        assert plan.form("ana").body["title"]["text"] == "Not saved"
        await plan.sandbox.person("ana").close_view(plan.form("ana"))
    assert "Tue 17 Mar" in await plan.command("ana", "M-1")


async def test_progress_is_a_number_from_0_to_100(plan: Talk) -> None:
    await plan.click("ana", "card_progress")
    assert await plan.submit("ana", {"percent": "60"}) is None
    assert "is 60% done" in plan.private("ana")[-1].text


async def test_the_owner_is_chosen_from_the_people(plan: Talk) -> None:
    await plan.click("ana", "card_owner")
    assert await plan.submit("ana", {"owner": plan.users["bo"].id}) is None
    assert "now belongs to" in plan.private("ana")[-1].text


async def test_a_blocker_is_raised_from_the_card(plan: Talk) -> None:
    await plan.click("ana", "card_block")
    assert await plan.submit("ana", {"text": "x", "date": "2026-02-01"}) == {"date": "That day is over."}
    assert await plan.submit("ana", {"text": "   "}) == {"text": "Say what is in the way."}
    done = {"text": "no staging data", "needs": plan.users["bo"].id, "date": "2026-03-06"}
    assert await plan.submit("ana", done) is None
    assert "blocks M-1 Auth API (Identity): no staging data; needs Bo by Fri 6 Mar" in plan.private("ana")[-1].text
    assert any("no staging data" in line for line in plan.seen("bo", "identity"))


async def test_what_it_depends_on_is_searched_by_name(plan: Talk) -> None:
    await plan.command("ana", 'new milestone "Token service" 6 Mar in PRJ-1', "identity")
    await plan.click("ana", "card_depend", value="M-1", on=plan.newest_with("ana", "card_depend", "M-1"))
    offered = await plan.sandbox.person("ana").load_options(plan.form("ana"), "find_milestone", "tok")
    assert [option["value"] for option in offered] == ["M-3"]
    assert len(await plan.sandbox.person("ana").load_options(plan.form("ana"), "find_milestone", "")) == 3


async def test_a_loop_is_refused_over_the_form(plan: Talk) -> None:
    await plan.click("ana", "card_depend")
    window = plan.form("ana")
    [option] = await plan.sandbox.person("ana").load_options(window, "find_milestone", "checkout")
    await plan.sandbox.person("ana").submit(window, {"find_milestone": option["value"]})
    assert "would wait for each other" in shown(plan, "ana")


async def test_a_form_on_what_is_done_meanwhile_does_not_open(plan: Talk) -> None:
    old = plan.newest_with("ana", "card_date", "M-1")
    await plan.say("ana", "identity", "M-1 done")
    await plan.fast_forward(to=datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert "already done" in await plan.click("ana", "card_date", on=old)


async def test_a_click_on_somebody_else_s_card_is_authorised_anew(plan: Talk) -> None:
    theirs = plan.private("ana")[-1]
    plan.users["dan"] = plan.sandbox.workspace.add_user("dan", real_name="Dan", tz="UTC")
    theirs.ephemeral_to = plan.users["dan"].id
    plan.sandbox.workspace.channels[theirs.channel].members.append(plan.users["dan"].id)
    answer = await plan.click("dan", "card_done", on=theirs)
    assert "done on" not in answer
    assert "Fri 13 Mar" in await plan.command("ana", "M-1")


async def test_a_project_and_a_program_have_cards_by_id_and_by_name(plan: Talk) -> None:
    assert "Auth API" in await plan.command("ana", "PRJ-1")
    assert "Auth API" in await plan.command("ana", "status Identity")
    assert "Payments" in await plan.command("ana", "prg1")
    assert "I know no project or program" in await plan.command("ana", "status Zebra")


async def test_a_long_list_has_pages_and_opens_what_is_in_it(plan: Talk) -> None:
    for number in range(1, 25):
        await plan.command("ana", f'new milestone "Step {number}" 1 Apr in PRJ-1', "identity")
    assert "Step 22" not in await plan.command("ana", "PRJ-1")
    page = await again(plan, "ana", "PRJ-1 page 2")
    assert "Step 22" in page
    assert "25 milestones" in page
    await plan.sandbox.person("ana").choose(plan.private("ana")[-1], "card", "M-24")
    await plan.settle()
    assert "M-24 Step 22" in plan.private("ana")[-1].text


async def test_several_projects_with_one_name_become_buttons(plan: Talk) -> None:
    await plan.command("cleo", 'new project "Identity provider" @ana', "identity")
    assert "Which project or program is “ident”?" in await plan.command("ana", "status ident")
    assert "Identity provider" in await again(plan, "ana", "status PRJ-3")


async def test_a_milestone_for_several_projects_asks_which_and_goes_on(plan: Talk) -> None:
    assert "Which project?" in await plan.command("ana", 'new milestone "Beta" 10 Apr')
    assert "M-3" in await again(plan, "ana", 'new milestone "Beta" 10 Apr in PRJ-1')


async def test_a_dependency_and_a_blocker_open_from_the_milestone_s_card(plan: Talk) -> None:
    await plan.command("ana", 'block M-1 "no data"', "identity")
    await plan.command("ana", "M-1", "identity")
    card = plan.private("ana")[-1]
    await plan.sandbox.person("ana").choose(card, "handover", "D-1")
    await plan.settle()
    assert "committed for Fri 20 Mar" in plan.private("ana")[-1].text
    await plan.command("ana", "M-1", "identity")
    await plan.sandbox.person("ana").choose(plan.private("ana")[-1], "blocker_card", "B-1")
    await plan.settle()
    assert "is a concern for M-1" in plan.private("ana")[-1].text


async def test_hand_overs_are_listed_with_what_waits_for_an_answer_first(plan: Talk) -> None:
    await plan.command("bo", 'new milestone "Invoices" 3 Apr in PRJ-2', "payments")
    await plan.command("bo", "depend M-3 on M-1 by 1 Apr", "payments")
    listed = await plan.command("cleo", "deps")
    assert listed.index("D-2") < listed.index("D-1")
    assert "D-2: M-3 Invoices waits for M-1 Auth API, due Wed 1 Apr" in await plan.command("ana")
    assert "Nobody waits for anybody in M-4" in await plan.command("cleo", "deps M-4")
