"""The people an escalation asks: one person once, and the delegate of whoever is away (D-19, section 4)."""

from datetime import UTC, datetime

from tests.scenarios import NOON, set_up_friday_slip, set_up_request, set_up_two_projects
from tests.steps.capture import direct_messages
from tests.steps.escalations import advance_to, escalation_messages
from tests.talk import Talk


async def test_delegate_is_asked_during_the_targets_leave(talk: Talk) -> None:
    await set_up_friday_slip(talk)
    talk.users["dora"] = talk.sandbox.workspace.add_user("dora", real_name="Dora")
    await talk.fast_forward(to=NOON)
    assert escalation_messages(talk, "bo")
    answer = await talk.command("bo", "away 9 Mar until 20 Mar @dora", "identity")
    assert "is your delegate" in answer
    for day in (9, 10, 11):
        for hour in (0, 3, 8, 9, 12, 13, 15, 18):
            await advance_to(talk, day=day, hour=hour)
    assert escalation_messages(talk, "dora"), "the delegate is asked during the leave"
    assert "Who's taking this?" in escalation_messages(talk, "dora")[-1]


async def test_unanswered_request_offers_its_own_answers(talk: Talk) -> None:
    await set_up_request(talk)
    for day in (3, 4, 5, 6, 9, 10):
        for hour in (9, 13):
            await advance_to(talk, day=day, hour=hour)
    card = next(m for m in reversed(talk.visible("ana")) if "no answer yet" in m.text and "Can you commit?" in m.text)
    actions = [element.get("action_id") for block in card.blocks for element in block.get("elements", [])]
    assert {"handover_commit", "handover_counter", "handover_decline"} <= set(actions)
    await talk.click("ana", "handover_commit", on=card)
    await talk.fast_forward(to=datetime(2026, 3, 10, 14, tzinfo=UTC))
    assert "No open escalations" in await talk.command("ana", "escalate", "identity")


async def test_owner_lead_and_manager_in_one_is_asked_once(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    for day in (3, 4, 5, 6):
        for hour in (8, 12, 15):
            await advance_to(talk, day=day, hour=hour)
    asked = [line for line in direct_messages(talk, "ana") if "will miss Fri 13 Mar" in line]
    assert len(asked) == 1


async def test_worst_cause_leads_and_no_sentence_repeats(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await advance_to(talk, day=3, hour=8)
    await advance_to(talk, day=3, hour=12)
    card = next(line for line in direct_messages(talk, "ana") if "will miss Fri 13 Mar" in line)
    first, *others = [line.removeprefix("Also: ") for line in card.splitlines()]
    assert "will miss Fri 13 Mar by 10 days" in first
    assert any("5 days late" in line for line in others), "the late hand-over is named too"
    assert len({first, *others}) == 1 + len(others)
