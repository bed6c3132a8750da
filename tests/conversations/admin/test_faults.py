"""One broken thing never stops the rest (B-115): the others have their turn, an administrator sees what was left."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import storage.faults
from handlers.checkins import participants
from handlers.checkins import summaries as checkins_summaries
from handlers.digests import flows as digests_flows
from handlers.escalations import flows as escalations_flows
from storage.faults import JobFault
from tests.scenarios import escalation_to_the_owner, minute_before_check_ins, program_with_two_projects
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, prompts, reminders, summaries
from tests.steps.escalations import to, told
from tests.talk import Talk


async def left(talk: Talk) -> tuple[JobFault, ...]:
    return await talk.bot.deps.read(storage.faults.all_faults, team=talk.bot.deps.team)


def broken(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, **spoils: object) -> dict[str, int]:
    """From now on this raises when it is asked about that one; how often it was, and no more once `mended` is set."""
    whole, seen = getattr(where, name), {"raised": 0, "mended": 0}

    def call(*given: Any, **about: Any) -> Any:
        if not seen["mended"] and all(about.get(key) == value for key, value in spoils.items()):
            seen["raised"] += 1
            raise RuntimeError("the row is broken")
        return whole(*given, **about)

    monkeypatch.setattr(where, name, call)
    return seen


async def test_one_broken_escalation_stands_still_and_the_others_climb(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk.users["bo"].is_admin = True
    await escalation_to_the_owner(talk)
    await talk.command("bo", "escalate M-2 because the vendor is silent", "payments")
    seen = broken(monkeypatch, escalations_flows, "run_timer", id="E-1")
    await to(talk, 10, 8)
    await to(talk, 11, 13)
    assert "E-2" in "".join(told(talk, "ana", "E-2"))
    assert not told(talk, "cleo"), "E-1 could not climb"
    [fault] = await left(talk)
    assert (fault.job, fault.item, fault.error, fault.count) == ("escalations climbing", "E-1", "RuntimeError", 2)
    desk = await talk.command("bo", "admin", "identity")
    assert "escalations climbing, E-1: RuntimeError, 2 attempts" in desk
    assert "vendor" not in desk
    seen["mended"] = 1
    await talk.click("bo", "parked_retry", value="clock:")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert not await left(talk)
    await to(talk, 12, 1)
    assert told(talk, "cleo"), "it is morning in Tokyo"
    assert "could not do" not in await talk.command("bo", "admin", "identity")


async def test_what_fails_is_tried_again_ever_more_rarely(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await escalation_to_the_owner(talk)
    seen = broken(monkeypatch, escalations_flows, "run_timer", id="E-1")
    await to(talk, 10, 1)
    for _ in range(64):
        await talk.bot.tick()
        talk.sandbox.clock.advance(timedelta(minutes=1))
    assert seen["raised"] == 7, "after 1, 2, 4 … minutes"
    metrics = talk.bot.metrics
    await talk.bot.update_gauges()
    assert b'clock_undone{job="escalations climbing"} 1.0' in metrics.prometheus_text()
    assert b"tick_failures_total{" not in metrics.prometheus_text(), "the step itself went well"


async def test_one_broken_program_has_no_digest_and_the_other_has_its_own(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'new program "Borealis"', "payments")
    await talk.command("ana", "link PRG-1", "news")
    await talk.command("ana", "link PRG-2", "payments")
    broken(monkeypatch, digests_flows, "post_edition", program="PRG-1")
    await talk.fast_forward(to=datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert any("Borealis" in one for one in talk.seen("ana", "payments"))
    assert [(one.job, one.item) for one in await left(talk)] == [("digests", "PRG-1")]


async def test_whose_facts_are_broken_is_not_asked_and_everybody_else_is(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The facts of a batch are gathered together; where one of them spoils that, each has facts of their own."""
    await minute_before_check_ins(talk)
    whole, ana = participants.load_context, talk.users["ana"].id

    def around(session: Any, *, people: Any, **about: Any) -> Any:
        if any(one.user == ana for one in people):
            raise ValueError("a zone of nowhere")
        return whole(session, people=people, **about)

    monkeypatch.setattr(participants, "load_context", around)
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert len(prompts(talk, "bo")) == 1
    assert not prompts(talk, "ana")
    [fault] = await left(talk)
    assert (fault.job, fault.item, fault.error) == ("check-ins", ana, "ValueError")


async def test_one_broken_reminder_and_one_broken_summary_keep_nobody_waiting(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await minute_before_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE)
    broken(monkeypatch, checkins_summaries, "_send_reminder", user=talk.users["ana"].id)
    broken(monkeypatch, checkins_summaries, "update_summary", project="PRJ-1")
    await talk.fast_forward(to=SAO_PAULO_NINE)
    await talk.fast_forward(to=SAO_PAULO_NINE + timedelta(hours=7))
    await talk.fast_forward(to=SAO_PAULO_NINE + timedelta(hours=25))
    assert reminders(talk, "bo")
    assert not reminders(talk, "ana")
    assert summaries(talk, "payments")
    assert not summaries(talk, "identity")
    assert {one.job for one in await left(talk)} == {"check-in reminders", "check-in summaries"}
