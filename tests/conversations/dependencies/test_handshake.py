"""Every hand-over step from every state through the app: taken or refused, with the resulting state."""

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
# Messages that bring a link requested for 16 March into a state.
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


@pytest.mark.parametrize("state", HandoverState)
async def test_each_step_from_each_state_is_taken_or_refused(handover_talk: Talk, state: HandoverState) -> None:
    allowed = [step for step in SAID if state in ALLOWED[step]]
    day = "" if state is HandoverState.PROPOSED else " 27 Mar"
    await handover_talk.command("bo", f'new milestone "Sale"{day} in PRJ-2', "payments")
    links = [await create_link_in_state(handover_talk, state, number) for number in range(4, 5 + len(allowed))]
    if state is HandoverState.BROKEN:
        await handover_talk.fast_forward(to=datetime(2026, 3, 17, 6, tzinfo=UTC))
    assert {await link_state(handover_talk, link) for link in links} == {state}
    refusing_link, *allowing_links = links
    for step in SAID.keys() - allowed:
        answer = await take_step(handover_talk, step, refusing_link)
        reasons = (f"This hand-over is {state}", "Your own forecast is later", "already committed")
        assert any(reason in answer for reason in reasons), step
        assert await link_state(handover_talk, refusing_link) is state, step
    for step, link in zip(allowed, allowing_links, strict=True):
        await take_step(handover_talk, step, link)
        assert await link_state(handover_talk, link) is ALLOWED[step][state], step


async def create_link_in_state(talk: Talk, state: HandoverState, number: int) -> str:
    """Bring a new link between Bo's Sale (M-3) and a new milestone of Ana's into a state; return the link's id."""
    milestone, link = f"M-{number}", f"D-{number - 2}"
    await talk.command("ana", f'new milestone "Part {number}" 13 Mar', "identity")
    day = "" if state is HandoverState.PROPOSED else " by 16 Mar"
    await talk.command("bo", f"depend M-3 on {milestone}{day}", "payments")
    for line in WAY[state]:
        who, _, text = line.format(d=link, m=milestone).partition(": ")
        await (talk.say(who, "identity", text) if " slip " in text else talk.command(who, text, "identity"))
    return link


async def take_step(talk: Talk, step: HandoverStep, link: str) -> str:
    who = "ana" if SIDE_OF_STEP[step] is HandoverSide.PROVIDER else "bo"
    return await talk.command(who, f"{link} {SAID[step]}", "payments")


async def link_state(talk: Talk, link: str) -> HandoverState:
    agreement = await talk.bot.store.read(
        storage.dependencies.get_agreement, team=talk.sandbox.workspace.team_id, id=link
    )
    return agreement.terms.state
