"""A request is no commitment, a decline no solution; two milestones of one notice are told apart (D-14, D-20)."""

from datetime import timedelta

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


async def test_open_request_turns_nothing_red(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Feeds" 10 Mar @bo in PRJ-2', "payments")
    await talk.command("bo", "depend M-3 on M-1 by 5 Mar", "payments")
    await talk.fast_forward(by=timedelta(minutes=5))
    assert "6 days late, not agreed yet" in await talk.command("ana", "deps", "identity")
    assert "red" not in await talk.command("ana", "status PRG-1", "identity")
    for place in ("identity", "payments"):
        assert not [line for line in talk.seen("ana", place) if "🔺" in line]


async def test_decline_is_shown_as_no_solution(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Feeds" 10 Mar @bo in PRJ-2', "payments")
    await talk.command("bo", "depend M-3 on M-1 by 5 Mar", "payments")
    answer = await talk.command("ana", "D-2 decline because we have no people", "identity")
    await talk.fast_forward(by=timedelta(minutes=5))
    assert "🔶 amber — declined by its provider" in answer
    seen = "\n".join(talk.seen("ana", "identity") + talk.seen("ana", "payments"))
    assert "Solved" not in seen
    assert "declined: we have no people" in seen
    assert "amber" in await talk.command("bo", "D-2", "payments"), "amber until it is waived"


async def test_buttons_name_the_milestones_of_a_notice(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    notice = next(
        m for m in talk.sandbox.workspace.channel_named("payments").messages.values() if "moved Auth API" in m.text
    )
    await talk.say("bo", "payments", "slip to 30 Mar", thread_ts=notice.ts)
    question = talk.private("bo")[-1]
    labels = [
        e["text"]["text"] for block in question.blocks for e in block.get("elements", []) if e["type"] == "button"
    ]
    assert labels == ["Auth API (M-1)", "Checkout (M-2)"]


async def test_critical_names_what_a_milestone_depends_on(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", "critical", "identity")
    assert "depends on nothing" not in answer
    assert "Auth API (M-1): 5 days of slack" in answer
