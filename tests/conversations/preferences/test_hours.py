"""Personal working hours, days and country, and everything that follows them."""

from datetime import UTC, datetime, timedelta

import storage.audit
import storage.escalations
from tests.scenarios import set_up_minute_before_check_ins, set_up_sent_check_ins
from tests.steps.checkins import BERLIN_NINE, TUESDAY, prompts, reminders
from tests.steps.home import home_text, open_home
from tests.talk import Talk

HOUR = timedelta(hours=1)
# A Thursday, nine in Berlin.
ASCENSION = datetime(2026, 5, 14, 7, tzinfo=UTC)
MONDAY_TO_THURSDAY = ("mon", "tue", "wed", "thu")


async def test_own_hours_appear_in_settings_and_home_until_reset(talk: Talk) -> None:
    answer = await talk.command("ana", "settings hours 7-15:30 mon-thu", "news")
    assert "Mon–Thu 07:00–15:30 (your own)" in answer
    assert "Mon–Thu 07:00–15:30, Berlin time" in home_text(await open_home(talk, "ana"))
    assert "Mon–Wed 07:00–15:30" in await talk.command("ana", "settings days mon-wed", "news")
    assert "Mon–Wed 09:00–18:00" in await talk.command("ana", "settings hours default", "news")
    assert "Mon–Fri 09:00–18:00" in await talk.command("ana", "settings days default", "news")


async def test_invalid_hours_are_refused_with_an_example(talk: Talk) -> None:
    for text in ("17-9", "9:00-9:30", "9-25", "someday", ""):
        answer = await talk.command("ana", f"settings hours {text or 'x'}", "news")
        assert "settings hours 8:00-16:30" in answer, text
    assert "09:00–18:00" in await talk.command("ana", "settings", "news")


async def test_check_in_waits_until_ones_own_hours_begin(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "settings hours 11-19", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + 2 * HOUR)
    assert len(prompts(talk, "ana")) == 1


async def test_early_worker_is_asked_when_they_begin(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "settings hours 4:30-8:30", "identity")
    await talk.fast_forward(to=TUESDAY + timedelta(days=2, hours=3, minutes=30))
    assert len(prompts(talk, "ana")) == 1


async def test_no_check_in_on_own_days_off(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    await talk.command("ana", "settings days wed-fri", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=2))
    assert len(prompts(talk, "ana")) == 1


async def test_reminder_waits_for_working_hours(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.command("ana", "settings hours 12-20", "identity")
    await talk.fast_forward(to=BERLIN_NINE + HOUR)
    assert not reminders(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + 8 * HOUR)
    assert len(reminders(talk, "ana")) == 1


async def test_escalation_timer_follows_changed_hours(talk: Talk) -> None:
    await set_up_sent_check_ins(talk)
    await talk.command("ana", "escalate M-2 nobody answers", "payments")
    await talk.fast_forward(by=5 * HOUR)
    store, team = talk.bot.store, talk.bot.deps.team
    (before,) = await store.read(storage.escalations.open_escalations, team=team)
    assert before.case.target == talk.users["bo"].id
    await talk.command("bo", "settings hours 14-22", "payments")
    (after,) = await store.read(storage.escalations.open_escalations, team=team)
    due = TUESDAY + timedelta(days=1, hours=12)
    assert before.case.due is not None
    assert abs(before.case.due - due) < timedelta(minutes=1), "eight hours from ten in São Paulo end at nine tomorrow"
    assert after.case.due is not None
    assert abs(after.case.due - due + 11 * HOUR) < timedelta(minutes=1), "in the new hours they end at ten this evening"
    assert after.case.process > before.case.process, "the old timer is void"


async def test_country_sets_holidays_and_unknown_ones_get_suggestions(talk: Talk) -> None:
    await set_up_minute_before_check_ins(talk)
    assert "none" in await talk.command("ana", "settings", "identity")
    assert "Try DE." in await talk.command("ana", "settings country Germany", "identity")
    assert "Try DE or DJ or DK." in await talk.command("ana", "settings country DQ", "identity")
    assert "DE-BY" in await talk.command("ana", "settings country de-bx", "identity")
    assert "DE-BY" in await talk.command("ana", "settings country de-by", "identity")
    await talk.fast_forward(to=ASCENSION - 12 * HOUR)
    await talk.fast_forward(by=HOUR)
    before = len(prompts(talk, "ana"))
    await talk.fast_forward(to=ASCENSION)
    assert len(prompts(talk, "ana")) == before
    assert "none" in await talk.command("ana", "settings country default", "identity")
    await talk.fast_forward(to=ASCENSION + timedelta(days=5))
    assert len(prompts(talk, "ana")) == before + 1


async def test_settings_form_with_errors_saves_nothing(talk: Talk) -> None:
    await talk.command("ana", "settings", "news")
    await talk.click("ana", "settings_open")
    errors = await talk.submit(
        "ana", {"start": "17:00", "end": "09:00", "days": MONDAY_TO_THURSDAY, "find_country": "DE"}
    )
    assert "not after" in (errors or {})["end"]
    assert "Mon–Fri 09:00–18:00" in await talk.command("ana", "settings", "news")
    chosen = {"start": "08:00", "end": "16:00", "days": MONDAY_TO_THURSDAY, "find_country": "DE"}
    assert await talk.submit("ana", chosen) is None
    settings = await talk.command("ana", "settings", "news")
    assert "Mon–Thu 08:00–16:00 (your own)" in settings
    assert "DE" in settings


async def test_changed_hours_are_in_the_audit_log(talk: Talk) -> None:
    await talk.command("ana", "settings hours 8-16", "news")
    ana = talk.users["ana"].id
    entries = await talk.bot.store.read(storage.audit.latest_entries, team=talk.bot.deps.team, subject=ana)
    assert [(entry.kind, entry.action, entry.actor) for entry in entries if entry.kind == "hours"] == [
        ("hours", "created", ana)
    ]
