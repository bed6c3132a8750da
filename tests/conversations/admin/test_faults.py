"""One failing item never stops a job: the others are handled, and administrators see the failure (B-115)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import storage.faults
from handlers.checkins import participants
from handlers.checkins import summaries as checkins_summaries
from handlers.digests import flows as digests_flows
from handlers.escalations import flows as escalations_flows
from sandbox import payloads
from storage.faults import JobFault
from tests.scenarios import set_up_minute_before_check_ins, set_up_owner_escalation, set_up_two_projects
from tests.steps.checkins import BERLIN_NINE, SAO_PAULO_NINE, prompts, reminders, summaries
from tests.steps.escalations import advance_to, escalation_messages
from tests.talk import Talk


async def job_faults(talk: Talk) -> tuple[JobFault, ...]:
    return await talk.bot.deps.read(storage.faults.all_faults, team=talk.bot.deps.team)


def break_function(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, **spoils: object) -> dict[str, int]:
    """Make `where.name` raise when called with the arguments `spoils`.

    Returns counters: `raised` counts the failures, and a true `mended` ends them.
    """
    original, counters = getattr(where, name), {"raised": 0, "mended": 0}

    def call(*given: Any, **about: Any) -> Any:
        if not counters["mended"] and all(about.get(key) == value for key, value in spoils.items()):
            counters["raised"] += 1
            raise RuntimeError("the row is broken")
        return original(*given, **about)

    monkeypatch.setattr(where, name, call)
    return counters


async def test_failing_escalation_does_not_stop_the_others(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    talk.users["bo"].is_admin = True
    await set_up_owner_escalation(talk)
    await talk.command("bo", "escalate M-2 because the vendor is silent", "payments")
    failures = break_function(monkeypatch, escalations_flows, "run_timer", id="E-1")
    await advance_to(talk, day=10, hour=8)
    await advance_to(talk, day=11, hour=13)
    assert "E-2" in "".join(escalation_messages(talk, "ana", "E-2"))
    assert not escalation_messages(talk, "cleo"), "E-1 must not escalate while its timer fails"
    [fault] = await job_faults(talk)
    assert (fault.job, fault.item, fault.error, fault.count) == ("escalations climbing", "E-1", "RuntimeError", 2)
    admin_card = await talk.command("bo", "admin", "identity")
    assert "escalations climbing, E-1: RuntimeError, 2 attempts" in admin_card
    assert "vendor" not in admin_card
    failures["mended"] = 1
    await talk.click("bo", "parked_retry", value="clock:")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert not await job_faults(talk)
    await advance_to(talk, day=12, hour=1)
    assert escalation_messages(talk, "cleo"), "it is morning in Tokyo"
    assert "could not do" not in await talk.command("bo", "admin", "identity")


async def test_failing_item_is_retried_with_growing_delays(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up_owner_escalation(talk)
    failures = break_function(monkeypatch, escalations_flows, "run_timer", id="E-1")
    await advance_to(talk, day=10, hour=1)
    for _ in range(64):
        await talk.bot.tick()
        talk.sandbox.clock.advance(timedelta(minutes=1))
    assert failures["raised"] == 7, "after 1, 2, 4 … minutes"
    metrics = talk.bot.metrics
    await talk.bot.update_gauges()
    assert b'clock_undone{job="escalations climbing"} 1.0' in metrics.prometheus_text()
    assert b"tick_failures_total{" not in metrics.prometheus_text(), "the step itself went well"


async def test_failing_digest_does_not_stop_other_programs_digests(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new program "Borealis"', "payments")
    await talk.command("ana", "link PRG-1", "news")
    await talk.command("ana", "link PRG-2", "payments")
    break_function(monkeypatch, digests_flows, "post_edition", program="PRG-1")
    await talk.fast_forward(to=datetime(2026, 3, 9, 9, tzinfo=UTC))
    assert any("Borealis" in item for item in talk.seen("ana", "payments"))
    assert [(item.job, item.item) for item in await job_faults(talk)] == [("digests", "PRG-1")]


async def test_failing_person_does_not_stop_other_peoples_check_ins(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Context is loaded for a batch of people at once; when one person breaks that, it is loaded one by one."""
    await set_up_minute_before_check_ins(talk)
    original, ana = participants.load_context, talk.users["ana"].id

    def around(session: Any, *, people: Any, **about: Any) -> Any:
        if any(person.user == ana for person in people):
            raise ValueError("a zone of nowhere")
        return original(session, people=people, **about)

    monkeypatch.setattr(participants, "load_context", around)
    await talk.fast_forward(to=SAO_PAULO_NINE)
    assert len(prompts(talk, "bo")) == 1
    assert not prompts(talk, "ana")
    [fault] = await job_faults(talk)
    assert (fault.job, fault.item, fault.error) == ("check-ins", ana, "ValueError")


async def test_failing_reminder_and_summary_do_not_stop_others(talk: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.fast_forward(to=BERLIN_NINE)
    break_function(monkeypatch, checkins_summaries, "_send_reminder", user=talk.users["ana"].id)
    break_function(monkeypatch, checkins_summaries, "update_summary", project="PRJ-1")
    await talk.fast_forward(to=SAO_PAULO_NINE)
    await talk.fast_forward(to=SAO_PAULO_NINE + timedelta(hours=7))
    await talk.fast_forward(to=SAO_PAULO_NINE + timedelta(hours=25))
    assert reminders(talk, "bo")
    assert not reminders(talk, "ana")
    assert summaries(talk, "payments")
    assert not summaries(talk, "identity")
    assert {fault.job for fault in await job_faults(talk)} == {"check-in reminders", "check-in summaries"}


@pytest.mark.parametrize("menu", ["of_an_earlier_version", "find_milestone"])
async def test_searched_menu_always_gets_a_list(talk: Talk, menu: str) -> None:
    """Slack shows an error for a body without options, also to a menu that only an earlier version had."""
    await talk.say("ana", "identity", "@baton help")
    message = talk.private("ana")[-1]
    query = payloads.block_suggestion(talk.sandbox, talk.users["ana"].id, message, "b", menu, "nothing like it")
    assert await talk.sandbox.delivery.ask("interactive", query) == {"options": []}
