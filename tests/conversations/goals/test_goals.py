"""Goals: created, changed and measured by command and form, weighed by projects, and who may do that."""

from datetime import timedelta

import pytest

from sandbox import acts
from tests.scenarios import set_up_every_role
from tests.steps.goals import CHURN, set_up_goals
from tests.talk import Talk


@pytest.fixture
async def goal_talk(talk: Talk) -> Talk:
    await set_up_goals(talk)
    return talk


async def test_goal_is_created_listed_and_its_owner_told(goal_talk: Talk) -> None:
    card = await goal_talk.command("bo", "G-1", "news")
    assert "Keep our customers (G-1) of Atlas" in card
    assert "by Thu 31 Dec · owner Cleo" in card
    notice = next(m for m in goal_talk.visible("cleo") if "made you the owner" in m.text)
    assert "Ana made you the owner of the goal Keep our customers (G-1)" in notice.text
    listed = await goal_talk.command("bo", "goals", "identity")
    assert "2 goals of Atlas · 2 with no project" in listed
    assert listed.index("Keep our customers (G-1)") < listed.index("Sell abroad (G-2)")
    assert "Keep our customers" in await goal_talk.click("bo", "goal", value="G-1")


async def test_key_results_make_the_score_with_weights_printed(goal_talk: Talk) -> None:
    assert "Score" not in await goal_talk.command("ana", CHURN, "identity")
    card = await goal_talk.command("cleo", "G-1 1 = 3.9", "news")
    assert "Score 0.75 of 1" in card
    assert "4.2 → 3.8%" in card
    assert "75% of the way" in card
    card = await goal_talk.command("ana", 'G-1 key result "Renewals" 100 → 120 weight 3', "identity")
    assert "Score 0.19 of 1" in card
    assert "Score = 0.75 × 1 + 0.00 × 3, divided by 4" in card
    assert "Renewals: not measured yet, counts as 0" in card
    assert "-25%: further from the target than at the start" in await goal_talk.command("ana", "G-1 2 = 95", "identity")
    card = await goal_talk.command("ana", "G-1 2 = 130", "identity")
    assert "150%: beyond the target" in card
    assert "Score 0.94 of 1" in card


async def test_key_result_needs_a_way_to_go(goal_talk: Talk) -> None:
    refusal = await goal_talk.command("ana", 'G-1 key result "Churn" 4.2 → 4.2 %', "identity")
    assert "The target is the baseline, 4.2" in refusal
    assert 'key result "Churn" 4.2 → 3.8 %' in refusal
    await goal_talk.command("ana", CHURN, "identity")
    assert "The target is the baseline" in await goal_talk.command("ana", "G-1 1 target 4.2", "identity")
    assert "no key result 7" in await goal_talk.command("ana", "G-1 7 = 3", "identity")
    assert "has a name, where it is now" in await goal_talk.command("ana", 'G-1 key result "Churn"', "identity")
    assert "G-1 1 = 3.9" in await goal_talk.command("ana", "G-1 1 is rather good", "identity")


async def test_goal_is_renamed_moved_closed_and_reopened(goal_talk: Talk) -> None:
    assert "Keep every customer (G-1)" in await goal_talk.command("ana", 'G-1 rename "Keep every customer"', "identity")
    card = await goal_talk.command("ana", "G-1 owner @bo by 30 Nov", "identity")
    assert "by Mon 30 Nov · owner Bo" in card
    assert "by Mon 30 Nov" not in await goal_talk.command("ana", "G-1 by none", "identity")
    assert "closed Mon 2 Mar" in await goal_talk.command("ana", "G-1 close", "identity")
    assert "Keep every customer" not in await goal_talk.command("ana", "goals", "identity")
    assert "G-1) is closed" in await goal_talk.command("ana", CHURN, "identity")
    assert "closed" not in await goal_talk.click("ana", "goal_state", value="G-1 reopen")
    assert "closed Mon 2 Mar" in await goal_talk.click("ana", "goal_state", value="G-1 close")
    assert "I don't understand “perhaps”" in await goal_talk.command("ana", "G-2 perhaps", "identity")
    assert "There is no goal G-9" in await goal_talk.command("ana", "G-9", "identity")
    assert "is in the past" in await goal_talk.command("ana", "G-2 by 1 Feb 2026", "identity")


async def test_key_result_is_changed_removed_and_undone(goal_talk: Talk) -> None:
    await goal_talk.command("ana", CHURN, "identity")
    card = await goal_talk.command("ana", "G-1 1 rename Lost customers", "identity")
    assert "Lost customers, by Tue 30 Jun" in card
    assert "4.2 → 3.6%" in await goal_talk.command("ana", "G-1 1 target 3.6", "identity")
    assert "by Tue 30 Jun" not in await goal_talk.command("ana", "G-1 1 by none", "identity")
    await goal_talk.command("ana", "G-1 1 weight 2", "identity")
    await goal_talk.command("ana", "G-1 1 = 4", "identity")
    await goal_talk.click("ana", "undo")
    assert "not measured yet" in await goal_talk.command("ana", "G-1", "identity")
    assert "No key result yet" in await goal_talk.command("ana", "G-1 1 remove", "identity")
    await goal_talk.click("ana", "undo")
    assert "Lost customers" in await goal_talk.command("ana", "G-1", "identity")


async def test_weights_of_a_project_sum_to_100(goal_talk: Talk) -> None:
    refusal = await goal_talk.command("ana", "PRJ-1 goals G-1 60% G-2 50%", "identity")
    assert "60% + 50% is 110%" in refusal
    assert "PRJ-1 goals G-1 55% G-2 45%" in refusal
    saved = await goal_talk.command("ana", "PRJ-1 goals G-1 60% G-2 40%", "identity")
    assert "60% Keep our customers (G-1)" in saved
    assert "40% Sell abroad (G-2)" in saved
    assert "100% Keep our customers" in await goal_talk.command("ana", "PRJ-2 goals G-1", "identity")
    card = await goal_talk.command("bo", "G-1", "news")
    assert "Served by Payments (PRJ-2) 100%, Identity (PRJ-1) 60%" in card
    assert "Identity 40%" in await goal_talk.command("bo", "goals PRG-1", "news")
    assert "There is no goal G-9" in await goal_talk.command("ana", "PRJ-1 goals G-9", "identity")
    assert "serves no goal" in await goal_talk.command("ana", "PRJ-1 goals none", "identity")
    await goal_talk.click("ana", "undo")
    assert "60% Keep our customers" in await goal_talk.command("bo", "PRJ-1 goals", "identity")
    assert "2 goals of Atlas" in await goal_talk.command("bo", "PRG-1 goals", "news")


async def test_forms_create_measure_and_weigh(goal_talk: Talk) -> None:
    talk = goal_talk
    await talk.command("ana", "new goal", "identity")
    assert set(await talk.submit("ana", {"name": " "}) or ()) == {"name"}
    assert set(await talk.submit("ana", {"name": "Grow", "date": "2026-01-05"}) or ()) == {"date"}
    assert await talk.submit("ana", {"name": "Grow", "date": "2026-12-31", "measure": "New shops"}) is None
    assert "Measured by: New shops" in await talk.command("bo", "G-3", "news")
    await talk.click("ana", "goal_result", value="G-3")
    values = {"name": "Shops", "baseline": "10", "target": "10", "unit": ""}
    assert set(await talk.submit("ana", values) or ()) == {"target"}
    assert set(await talk.submit("ana", values | {"target": "some"}) or ()) == {"target"}
    assert set(await talk.submit("ana", values | {"target": "20", "weight": "0"}) or ()) == {"weight"}
    assert await talk.submit("ana", values | {"target": "20", "weight": "1"}) is None
    await talk.click("ana", "goal_reading", value="G-3")
    assert set(await talk.submit("ana", {"result": "1", "figure": "many"}) or ()) == {"figure"}
    assert await talk.submit("ana", {"result": "1", "figure": "15"}) is None
    assert "Score 0.50 of 1" in await talk.command("bo", "G-3", "news")
    await talk.click("ana", "goal_edit", value="G-3")
    assert await talk.submit("ana", {"name": "Grow fast", "measure": ""}) is None
    card = await talk.command("bo", "G-3", "news")
    assert "Grow fast" in card
    assert "Measured by" not in card
    await talk.command("ana", "PRJ-2 goals", "identity")
    await talk.click("ana", "goal_weights", value="PRJ-2")
    assert set(await talk.submit("ana", {"weight_1": "60", "weight_2": "50"}) or ()) == {"weight_1"}
    assert await talk.submit("ana", {"weight_1": "60", "weight_2": "40"}) is None
    assert "40% Sell abroad (G-2)" in await talk.command("bo", "PRJ-2 goals", "identity")


async def test_each_role_may_do_what_the_table_says(talk: Talk) -> None:
    await set_up_every_role(talk)
    for number, name in enumerate(("mia", "spo", "ada"), 1):
        assert f"(G-{number})" in await talk.command(name, f'new goal "Goal of {name}" in PRG-1', "identity")
    for name in ("lee", "olga"):
        assert "I'm asking Mia" in await talk.command(name, f'new goal "Of {name}"', "identity")
        assert "I'm asking Mia" in await talk.command(name, "G-1 close", "identity")
    assert "I'm asking Mia" in await talk.command("olga", "PRJ-2 goals G-1", "identity")
    for name in ("otto", "con", "ben", "sta"):
        assert "You may not change the goals here" in await talk.command(name, f'new goal "Of {name}"', "identity")
        assert "You may not change the goals" in await talk.command(name, "PRJ-2 goals G-1", "identity")
        assert "You may not change the goals" in await talk.command(name, "G-1 close", "identity")
        assert "Goal of mia" in await talk.command(name, "goals PRG-1", "identity")
    for words in ("goals", "G-1", "PRJ-1 goals", 'new goal "Mine"'):
        assert "You don't have permission" in await talk.command("gil", words, "identity")


async def test_goal_owner_enters_figures_but_changes_nothing_else(goal_talk: Talk) -> None:
    await goal_talk.command("ana", CHURN, "identity")
    assert "Score 0.50 of 1" in await goal_talk.command("cleo", "G-1 1 = 4.0", "news")
    assert "You may not change the goals" in await goal_talk.command("cleo", "G-1 1 target 3.5", "news")
    assert "I'm asking Ana to accept G-1 1 = 3.8" in await goal_talk.command("bo", "G-1 1 = 3.8", "news")


async def test_goal_of_a_former_member_is_passed_on(goal_talk: Talk) -> None:
    acts.change_user(goal_talk.sandbox.person("cleo").platform, goal_talk.users["cleo"].id, deleted=True)
    await goal_talk.settle()
    assert "owns the goal: Keep our customers (G-1)" in await goal_talk.command("ana", "orphans", "identity")
    offer = goal_talk.newest_with("ana", "orphans_give", None)
    await goal_talk.sandbox.person("ana").choose(offer, "orphans_give", goal_talk.users["bo"].id)
    await goal_talk.settle()
    assert "owner Bo" in await goal_talk.command("ana", "G-1", "identity")


async def test_list_of_goals_has_pages(goal_talk: Talk) -> None:
    for number in range(3, 14):
        await goal_talk.command("ana", f'new goal "Goal number {number}"', "identity")
    listed = await goal_talk.command("bo", "goals", "identity")
    assert "13 goals of Atlas" in listed
    assert "Goal number 10" in listed
    assert "Goal number 11" not in listed
    assert "Goal number 11" in await goal_talk.click("bo", "again", value="goals page 2")


async def test_same_name_twice_is_refused_with_the_goal(goal_talk: Talk) -> None:
    await goal_talk.fast_forward(by=timedelta(minutes=1))
    refusal = await goal_talk.command("ana", 'new goal "keep our customers"', "identity")
    assert "Keep our customers (G-1) has that name already" in refusal


async def test_number_with_an_exponent_is_no_figure(goal_talk: Talk) -> None:
    await goal_talk.command("ana", CHURN, "identity")
    assert "I don't know what “= 1e999” does" in await goal_talk.command("cleo", "G-1 1 = 1e999", "news")
    assert "3.9%" in await goal_talk.command("cleo", "G-1 1 = 3.9 %", "news")
