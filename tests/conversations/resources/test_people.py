"""People and tools: assigned, listed by load, changed and taken off again, as people would type it."""

from datetime import timedelta

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


@pytest.fixture
async def booked_talk(talk: Talk) -> Talk:
    """Ana manages two projects and leads the first; Bo leads the second; Cleo is a contributor."""
    await set_up_two_projects(talk)
    return talk


async def test_assign_makes_a_person_a_resource(booked_talk: Talk) -> None:
    talk = booked_talk
    answer = await talk.command("ana", "assign @cleo 60% M-1", "identity")
    assert "Cleo · 60% → Auth API (M-1) of Identity (AL-1)" in answer
    assert "Fri 13 Mar, and moves with the milestone" in answer
    notice = next(m for m in talk.visible("cleo") if "assigned" in m.text)
    assert "Ana assigned 60% of your time to Auth API (M-1) of Identity: Fri 13 Mar." in notice.text
    listed = await talk.command("ana", "people", "identity")
    assert "1 person or team" in listed
    assert "Cleo (RES-1)" in listed
    assert "Identity (PRJ-1)" in listed


async def test_allocation_with_days_moves_with_its_milestone(booked_talk: Talk) -> None:
    talk = booked_talk
    answer = await talk.command("ana", "assign @cleo 60% M-1 from 9 Mar to 13 Mar", "identity")
    assert "Mon 9 Mar to Fri 13 Mar, and moves with the milestone" in answer
    await talk.say("ana", "identity", "M-1 slip to 20 Mar")
    await talk.settle()
    assert "Mon 16 Mar to Fri 20 Mar" in await talk.command("ana", "AL-1", "identity")


async def test_load_above_capacity_is_marked_and_names_both_projects(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("ana", "assign @cleo 80% PRJ-1 from 9 Mar to 20 Mar", "identity")
    await talk.command("bo", "assign @cleo 60% PRJ-2 from 16 Mar to 27 Mar", "payments")
    listed = await talk.command("ana", "people", "identity")
    assert "1 booked above capacity" in listed
    assert "140% 🔺 in the week of Mon 16 Mar" in listed
    card = await talk.command("ana", "RES-1", "identity")
    assert "Mon 9 Mar 80% · Mon 16 Mar 140% 🔺 · Mon 23 Mar 60%" in card
    assert "Identity (PRJ-1)" in card
    assert "Payments (PRJ-2)" in card


async def test_leave_reduces_capacity(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("ana", "assign @cleo 60% PRJ-1 from 9 Mar to 20 Mar", "identity")
    await talk.command("cleo", "away until 17 Mar", "news")
    assert "Mon 16 Mar 100%" in await talk.command("ana", "RES-1", "identity")


async def test_tool_is_booked_in_units(booked_talk: Talk) -> None:
    talk = booked_talk
    assert "Test rig (RES-1) · capacity 2 units" in await talk.command("ana", 'new tool "Test rig" 2 units', "identity")
    assert "Test rig · 1 unit → Auth API (M-1)" in await talk.command("ana", 'assign "Test rig" 1 M-1', "identity")
    refusal = await talk.command("ana", 'assign "Test rig" 3 M-1', "identity")
    assert "3 units of Test rig can't be booked. There are 2 units." in refusal
    assert "2 units" in await talk.command("ana", "tools", "identity")
    assert "1 tool" in await talk.command("cleo", "tools", "news")


async def test_amount_is_changed_days_are_changed_and_undone(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("ana", "assign @cleo 60% M-1", "identity")
    assert "Cleo · 40% (was 60%) → Auth API" in await talk.command("ana", "assign @cleo 40% M-1", "identity")
    assert "Cleo · 80% (was 40%)" in await talk.command("ana", "AL-1 80%", "identity")
    await talk.click("ana", "undo")
    assert "Cleo · 40%" in await talk.command("ana", "AL-1", "identity")
    assert "Tue 10 Mar to Thu 12 Mar" in await talk.command("ana", "AL-1 from 10 Mar to 12 Mar", "identity")
    assert "Cleo is no longer assigned to Auth API (M-1). It was 40%." in await talk.command(
        "ana", "unassign @cleo M-1", "identity"
    )
    await talk.click("ana", "undo")
    await talk.command("ana", "people", "identity")
    await talk.click("ana", "resource", value="RES-1")
    assert "Cleo · 40%" in await talk.click("ana", "allocation", value="AL-1")
    await talk.click("ana", "allocation_edit", value="AL-1")
    assert set(await talk.submit("ana", {"amount": "many"}) or {}) == {"amount"}
    assert set(await talk.submit("ana", {"amount": "30%", "first": "2026-03-13", "last": "2026-03-10"}) or {}) == {
        "last"
    }
    assert await talk.submit("ana", {"amount": "30%", "first": "", "last": ""}) is None
    assert "Cleo · 30%" in await talk.command("ana", "AL-1", "identity")
    await talk.click("ana", "allocation_remove", value="AL-1")
    assert "There is no assignment AL-1" in await talk.command("ana", "AL-1", "identity")


async def test_impossible_amounts_and_days_are_refused(booked_talk: Talk) -> None:
    talk = booked_talk
    for words, refusal in (
        ("assign @cleo 0% M-1", "0% can't be booked"),
        ("assign @cleo 150% M-1", "150% of Cleo can't be booked. The capacity is 100%."),
        ("assign @cleo 3 M-1", "3 of what? A person is booked in percent.\nWrite 3%"),
        ("assign @cleo 50% M-1 from 13 Mar to 9 Mar", "Mon 9 Mar is before Fri 13 Mar."),
        ("assign @cleo 50% M-1 from 2 Feb 2026 to 6 Feb 2026", "Fri 6 Feb is in the past."),
        ("assign @cleo 50%", "Assign to what?"),
        ("assign @cleo 50% M-99", "There is no milestone M-99"),
        ("assign RES-9 50% M-1", "There is no person, team or tool RES-9"),
        ('assign "Crane" 1 M-1', "There is no person, team or tool “Crane”."),
    ):
        assert refusal in await talk.command("ana", words, "identity"), words
    assert "No one is booked yet" in await talk.command("ana", "people", "identity")


async def test_doubtful_days_are_asked_about_and_saved_when_sure(booked_talk: Talk) -> None:
    talk = booked_talk
    asked = await talk.command("ana", "assign @cleo 50% M-1 from 10 Mar 2028 to 30 Mar 2028", "identity")
    assert "Fri 10 Mar 2028 is more than a year ahead." in asked
    assert "Is that the day you mean?" in asked
    past = await talk.command("ana", "assign @cleo 50% M-1 from 25 Feb 2026 to 13 Mar", "identity")
    assert "Wed 25 Feb is in the past." in past
    either = await talk.command("ana", "assign @cleo 50% M-1 from 25 Feb to 13 Mar", "identity")
    assert "can be Wed 25 Feb or Thu 25 Feb 2027" in either
    far = await talk.command("ana", "assign @cleo 5% PRJ-1 from 9 Mar to 9 Apr 2028", "identity")
    assert "more than a year ahead" in far
    contradicted = await talk.command("ana", "assign @cleo 50% M-1 from Fri 10 Mar to 20 Mar", "identity")
    assert "10 March 2026 is a Tuesday" in contradicted
    assert "No one is booked yet" in await talk.command("ana", "people", "identity")
    await talk.command("ana", "assign @cleo 50% M-1 from 10 Mar 2028 to 30 Mar 2028", "identity")
    await talk.click("ana", "again")
    await talk.settle()
    assert "Fri 10 Mar 2028" in await talk.command("ana", "AL-1", "identity")
    assert "is in the past" in await talk.command("ana", "AL-1 from 25 Feb 2026 to 13 Mar", "identity")
    await talk.command("ana", "AL-1 from 25 Feb 2026 to 13 Mar sure", "identity")
    assert "Wed 25 Feb" in await talk.command("ana", "AL-1", "identity")
    await talk.click("ana", "allocation_edit", value="AL-1")
    form = {"amount": "30%", "first": "2026-02-25", "last": "2028-03-13"}
    assert "more than a year ahead" in (await talk.submit("ana", form) or {})["last"]
    assert await talk.submit("ana", form | {"last": "2026-03-16"}) is None


async def test_capacity_of_none_is_for_some_days_only(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("ana", "new person @cleo", "identity")
    refused = await talk.command("ana", "RES-1 capacity 0%", "identity")
    assert "RES-1 can't have 0% for good." in refused
    assert "RES-1 capacity 0% from 1 Mar to 30 Apr" in refused
    assert "RES-1 close" in refused
    assert "0%" in await talk.command("ana", "RES-1 capacity 0% from 9 Mar to 13 Mar", "identity")
    await talk.command("ana", "assign @cleo 50% PRJ-1 from 9 Mar to 13 Mar", "identity")
    assert "Cleo is booked 50% while away" in await talk.command("ana", "CL-1", "identity")
    await talk.command("ana", 'new tool "Test rig" 2 units', "identity")
    assert "0 units" in await talk.command("ana", "RES-2 capacity 0 from 9 Mar to 13 Mar", "identity")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("people kenji", "Name a person with @, people @ana"),
        ("asof 1 Mar people", "Try asof 1 Mar RES-1 or asof 1 Mar AL-1."),
        ("asof 1 Mar clashes", "I can't show clashes as of a past day, only single people, tools and assignments."),
        ("asof 1 Mar level PRG-1", "I can't show level as of"),
        ("leave 9 Mar until 13 Mar", "13 Mar"),
    ],
)
async def test_hints_say_what_works(booked_talk: Talk, words: str, hint: str) -> None:
    assert hint in await booked_talk.command("ana", words, "identity")


async def test_closed_tool_and_unknown_person_get_a_hint(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("ana", 'new tool "Test rig"', "identity")
    await talk.command("ana", "RES-1 close", "identity")
    assert "Reopen it first: RES-1 reopen" in await talk.command("ana", 'assign "Test rig" 1 M-1', "identity")
    assert "Type @ and choose the person" in await talk.command("ana", "assign @nobody 50% M-1", "identity")


async def test_done_milestones_and_closed_projects_are_refused(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("ana", "M-1 done", "identity")
    assert "Auth API (M-1) is done." in await talk.command("ana", "assign @cleo 50% M-1", "identity")
    await talk.command("ana", "cancel M-2", "payments")
    await talk.click("ana", "correct")
    assert "Checkout (M-2) is cancelled." in await talk.command("ana", "assign @cleo 50% M-2", "identity")


async def test_leads_assign_in_their_project_and_others_are_refused(booked_talk: Talk) -> None:
    talk = booked_talk
    assert "Cleo · 50% → Checkout" in await talk.command("bo", "assign @cleo 50% M-2", "payments")
    answer = await talk.command("cleo", "assign @cleo 10% M-2", "payments")
    assert "You may only propose that, so I'm asking Bo to accept Cleo, 10% for Checkout (M-2)." in answer
    refusal = await talk.command("cleo", "assign @cleo 10% M-2", "payments")
    assert "You have proposed that already. Bo hasn't answered yet." in refusal.replace("\n", " ")
    assert "Cleo · 50%" in await talk.command("bo", "AL-1", "payments")
    await talk.click("bo", "assign_accept")
    assert "Cleo · 10%" in await talk.command("bo", "AL-1", "payments")
    assert any("Bo accepted your proposal: Cleo, 10%" in m.text for m in talk.visible("cleo"))
    await talk.command("cleo", "assign @cleo 20% M-2", "payments")
    await talk.click("bo", "assign_decline")
    assert any("Bo declined your proposal: Cleo, 20%" in m.text for m in talk.visible("cleo"))
    assert "Cleo · 10%" in await talk.command("bo", "AL-1", "payments")


async def test_log_and_past_days_hide_load_of_others(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("ana", "assign @cleo 60% M-1", "identity")
    await talk.command("ana", "assign @ana 30% M-1", "identity")
    await talk.fast_forward(by=timedelta(days=2))
    await talk.command("ana", "AL-1 40%", "identity")
    assert "60%" in await talk.command("ana", "asof 3 Mar AL-1", "identity")
    assert "60" in await talk.command("cleo", "asof 3 Mar AL-1", "news")
    assert "You may not see AL-1" in await talk.command("bo", "asof 3 Mar AL-1", "news")
    assert "RES-1" in await talk.command("bo", "asof 3 Mar RES-1", "news")
    assert "40% of RES-1 for M-1 (AL-1)" in await talk.command("ana", "audit AL-1", "identity")
    own = await talk.command("cleo", "audit", "news")
    assert "AL-2" not in own
    assert "AL-" not in await talk.command("bo", "audit", "payments")


async def test_unanswered_proposal_expires_and_changes_nothing(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("cleo", "assign @cleo 10% M-2", "payments")
    await talk.fast_forward(by=timedelta(days=14))
    assert any("wasn't answered in time" in m.text for m in talk.visible("cleo"))
    assert "No one is booked yet" in await talk.command("ana", "people", "payments")


async def test_contributors_see_themselves_and_leads_their_people(booked_talk: Talk) -> None:
    talk = booked_talk
    await talk.command("ana", "assign @ana 50% PRJ-1 from 9 Mar to 13 Mar", "identity")
    await talk.command("ana", "assign @cleo 80% M-1 from 9 Mar to 13 Mar", "identity")
    await talk.command("ana", "assign @cleo 10% PRJ-2 from 9 Mar to 13 Mar", "payments")
    own = await talk.command("cleo", "people", "news")
    assert "Cleo (RES-2)" in own
    assert "Ana (RES-1)" not in own
    assert "You see your own load" in own
    lead = await talk.command("bo", "people", "payments")
    assert "Cleo (RES-2)" in lead
    assert "Identity (PRJ-1)" in lead
    assert "Ana (RES-1)" not in lead
    card = await talk.command("bo", "RES-2", "payments")
    assert "90%" in card
    assert "Auth API" not in card
    assert "Mon 9 Mar" not in await talk.command("bo", "RES-1", "payments")
    assert "Cleo (RES-2)" in await talk.command("bo", "people @cleo", "payments")
    assert "Cleo (RES-2)" in await talk.command("ana", "people PRJ-2", "payments")
    assert "Ana (RES-1)" not in await talk.command("ana", "people PRJ-2", "payments")
    assert "Bo is not booked for anything." in await talk.command("bo", "people @bo", "payments")


async def test_capacity_skills_and_team_by_command_and_form(booked_talk: Talk) -> None:
    talk = booked_talk
    assert "Platform (RES-1) · capacity 300%" in await talk.command(
        "ana", 'new team "Platform" 300% lead @bo', "identity"
    )
    card = await talk.command("ana", 'new person @cleo 80% skills Java, SQL team "Platform"', "identity")
    assert "Cleo (RES-2) · capacity 80% · team Platform" in card
    assert "Skills: java, sql" in card
    card = await talk.command("ana", "RES-2 capacity 50% from 9 Mar to 13 Mar", "identity")
    assert "50% from Mon 9 Mar to Fri 13 Mar" in card
    await talk.command("ana", "assign @cleo 60% PRJ-1 from 9 Mar to 20 Mar", "identity")
    assert "Mon 9 Mar 120% 🔶 · Mon 16 Mar 75%" in await talk.command("ana", "RES-2", "identity")
    assert "Cleo is there already (RES-2)" in await talk.command("ana", "new person @cleo", "identity")
    await talk.command("ana", "new tool", "identity")
    assert set(await talk.submit("ana", {"name": "Rig", "capacity": "many"}) or {}) == {"capacity"}
    assert await talk.submit("ana", {"name": "Rig", "capacity": "2 units"}) is None
    assert "Rig (RES-3) · capacity 2 units" in await talk.command("ana", "RES-3", "identity")
    await talk.click("ana", "resource_edit", value="RES-2")
    assert await talk.submit("ana", {"capacity": "100%", "skills": "go"}) is None
    assert "capacity 100%" in await talk.command("ana", "RES-2", "identity")
    assert "· closed" in await talk.click("ana", "resource_end", value="RES-3 close")
    assert "RES-3 is closed." in await talk.command("ana", "assign RES-3 1 M-1", "identity")
    assert "You may not change RES-2" in await talk.command("cleo", "RES-2 capacity 10%", "news")


async def test_known_tool_is_changed_in_units(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new tool "Rig" 2 units', "identity")
    assert "Change it: RES-1 capacity 2 units." in await talk.command("ana", 'new tool "Rig" 3 units', "identity")
