"""The hand-over through the app: from each state each person's step, allowed or refused, and what then is true."""

from datetime import UTC, datetime

import pytest

import storage.dependencies
from rules.dependencies.handovers import SIDE_OF_STEP, HandoverSide, HandoverStep
from rules.plan import HandoverState
from tests.rules.dependencies.handover_steps import ALLOWED
from tests.talk import Talk

SAID = {
    HandoverStep.REQUEST: "by 20 Mar",
    HandoverStep.COMMIT: "commit",
    HandoverStep.COUNTER: "counter 19 Mar because of the audit",
    HandoverStep.DECLINE: "decline because of the audit",
    HandoverStep.ACCEPT: "accept",
    HandoverStep.REJECT: "reject",
    HandoverStep.WAIVE: "waive",
}
WAY: dict[HandoverState, tuple[str, ...]] = {
    HandoverState.PROPOSED: (),
    HandoverState.REQUESTED: (),
    HandoverState.COUNTERED: ("ana: {d} counter 18 Mar because of the vendor",),
    HandoverState.COMMITTED: ("ana: {d} commit",),
    HandoverState.DECLINED: ("ana: {d} decline because of the vendor",),
    HandoverState.AT_RISK: ("ana: {d} commit", "ana: {m} slip to 18 Mar"),
    HandoverState.DELIVERED: ("ana: {d} commit", "ana: {m} done"),
    HandoverState.BROKEN: ("ana: {d} commit",),
    HandoverState.WAIVED: ("bo: {d} waive",),
}
"""What is said of a link that was asked for by 16 March, so that it stands in a state."""


@pytest.mark.parametrize("state", HandoverState)
async def test_each_step_from_each_state_is_taken_or_refused(asked: Talk, state: HandoverState) -> None:
    allowed = [step for step in SAID if state in ALLOWED[step]]
    when = "" if state is HandoverState.PROPOSED else " 27 Mar"
    await asked.command("bo", f'new milestone "Sale"{when} in PRJ-2', "payments")
    links = [await brought(asked, state, number) for number in range(4, 5 + len(allowed))]
    if state is HandoverState.BROKEN:
        await asked.fast_forward(to=datetime(2026, 3, 17, 6, tzinfo=UTC))
    assert {await standing(asked, link) for link in links} == {state}
    still, *moved = links
    for step in SAID.keys() - allowed:
        answer = await said(asked, step, still)
        assert f"It is {state}" in answer or "A promise that its own date contradicts" in answer, step
        assert await standing(asked, still) is state, step
    for step, link in zip(allowed, moved, strict=True):
        await said(asked, step, link)
        assert await standing(asked, link) is ALLOWED[step][state], step


async def brought(talk: Talk, state: HandoverState, number: int) -> str:
    """A link of its own between Bo's Sale (M-3) and a new milestone of Ana's."""
    milestone, link = f"M-{number}", f"D-{number - 2}"
    await talk.command("ana", f'new milestone "Part {number}" 13 Mar', "identity")
    day = "" if state is HandoverState.PROPOSED else " by 16 Mar"
    await talk.command("bo", f"depend M-3 on {milestone}{day}", "payments")
    for line in WAY[state]:
        who, _, text = line.format(d=link, m=milestone).partition(": ")
        await (talk.say(who, "identity", text) if " slip " in text else talk.command(who, text, "identity"))
    return link


async def said(talk: Talk, step: HandoverStep, link: str) -> str:
    who = "ana" if SIDE_OF_STEP[step] is HandoverSide.PROVIDER else "bo"
    return await talk.command(who, f"{link} {SAID[step]}", "payments")


async def standing(talk: Talk, link: str) -> HandoverState:
    agreed = await talk.bot.store.read(storage.dependencies.get_agreement, team=talk.sandbox.workspace.team_id, id=link)
    return agreed.terms.state
