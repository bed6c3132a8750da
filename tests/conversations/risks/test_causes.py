"""`risks` by cause: one row per cause, its consequences when it is opened, and its pages."""

from datetime import UTC, date, datetime

from tests.scenarios import set_up_chain_of_three, set_up_two_projects
from tests.steps.growth import add_consumers, add_milestones
from tests.talk import Talk

NIGHT = datetime(2026, 3, 17, 1, 1, tzinfo=UTC)


async def test_one_slip_is_one_row_of_risks(talk: Talk) -> None:
    await set_up_chain_of_three(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr because the vendor is late")
    answer = await talk.command("bo", "risks", "payments")
    assert "Atlas: 1 cause of risk: 1 red" in answer
    assert "Auth API (M-1): 20 days late (committed Fri 13 Mar)" in answer
    assert "1 milestone in 1 project, 15 days late" in answer
    assert answer.count("M-1") == 1
    assert "chance of the committed Fri 27 Mar" in answer


async def test_opened_cause_lists_what_it_makes_late(talk: Talk) -> None:
    await set_up_chain_of_three(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr because the vendor is late")
    await talk.command("bo", "risks", "payments")
    await talk.sandbox.person("bo").choose(talk.private("bo")[-1], "again", "risks PRG-1 M-1")
    await talk.settle()
    opened = talk.private("bo")[-1].text
    assert "Makes late: 1 milestone in 1 project, 15 days late" in opened
    assert "Checkout (M-2) | Bo | Fri 10 Apr | 15 days" in opened
    assert "Checkout (M-2) needs Auth API (M-1) of Identity by Fri 20 Mar" in opened
    assert "Auth API (M-1): 20 days late" in await talk.command("bo", "risks m1", "payments")
    assert "Launch (M-3) causes no risk in Atlas." in await talk.command("bo", "risks M-3", "payments")


async def test_cause_with_fifty_consequences_is_one_row(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_consumers(talk, 50, provider="M-1", project="PRJ-2", day=date(2026, 3, 24))
    await talk.say("ana", "identity", "M-1 slip to 10 Apr because the vendor is late")
    answer = await talk.command("bo", "risks", "payments")
    assert "1 cause of risk" in answer
    assert "51 milestones in 1 project" in answer


async def test_long_list_of_causes_has_previous_and_next(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await add_milestones(talk, 12, project="PRJ-2", owner="bo", day=date(2026, 3, 16))
    await talk.fast_forward(to=NIGHT)
    first = await talk.command("bo", "risks", "payments")
    assert "page 1 of 2" in first
    assert len([line for line in first.splitlines() if " amber | " in line or " info | " in line]) == 10
    shown = await talk.click("bo", "risks_page")
    assert "page 2 of 2" in "\n".join(m.text for m in talk.private("bo")) + shown
