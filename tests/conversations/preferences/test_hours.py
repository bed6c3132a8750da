"""One's own working hours, days and country: said once, and everything goes by them from then on."""

from datetime import UTC, datetime, timedelta

import storage.audit
import storage.escalations
from tests.scenarios import check_ins_asked, minute_before_check_ins
from tests.steps.checkins import BERLIN_NINE, TUESDAY, prompts, reminders
from tests.steps.home import home, told
from tests.talk import Talk

HOUR = timedelta(hours=1)
ASCENSION = datetime(2026, 5, 14, 7, tzinfo=UTC)  # a Thursday, nine in Berlin


async def test_own_hours_are_shown_in_the_settings_and_on_the_home_until_they_are_taken_back(talk: Talk) -> None:
    answer = await talk.command("ana", "settings hours 7-15:30 mon-thu", "news")
    assert "Mon, Tue, Wed, Thu 07:00–15:30 (your own)" in answer
    assert "Mon, Tue, Wed, Thu 07:00–15:30, Europe/Berlin" in told(await home(talk, "ana"))
    assert "Mon, Tue, Wed 07:00–15:30" in await talk.command("ana", "settings days mon-wed", "news")
    assert "Mon, Tue, Wed 09:00–18:00" in await talk.command("ana", "settings hours default", "news")
    assert "Fri 09:00–18:00" in await talk.command("ana", "settings days default", "news")


async def test_nonsense_changes_nothing_and_says_how_to_write_it(talk: Talk) -> None:
    for text in ("17-9", "9:00-9:30", "9-25", "someday", ""):
        answer = await talk.command("ana", f"settings hours {text or 'x'}", "news")
        assert "settings hours 8:00-16:30" in answer, text
    assert "09:00–18:00" in await talk.command("ana", "settings", "news")


async def test_who_begins_at_eleven_is_asked_at_eleven_from_that_moment_on(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", "settings hours 11-19", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + 2 * HOUR)
    assert len(prompts(talk, "ana")) == 1


async def test_who_ends_before_nine_is_asked_when_they_begin(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", "settings hours 4:30-8:30", "identity")
    await talk.fast_forward(to=TUESDAY + timedelta(days=2, hours=3, minutes=30))
    assert len(prompts(talk, "ana")) == 1


async def test_a_day_one_does_not_work_is_not_asked(talk: Talk) -> None:
    await minute_before_check_ins(talk)
    await talk.command("ana", "settings days wed-fri", "identity")
    await talk.fast_forward(to=BERLIN_NINE)
    assert not prompts(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + timedelta(days=2))
    assert len(prompts(talk, "ana")) == 1


async def test_a_reminder_waits_until_one_works_again(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.command("ana", "settings hours 12-20", "identity")
    await talk.fast_forward(to=BERLIN_NINE + HOUR)
    assert not reminders(talk, "ana")
    await talk.fast_forward(to=BERLIN_NINE + 8 * HOUR)
    assert len(reminders(talk, "ana")) == 1


async def test_a_timer_that_waits_for_somebody_runs_in_their_new_hours(talk: Talk) -> None:
    await check_ins_asked(talk)
    await talk.command("ana", "escalate M-2 nobody answers", "payments")
    await talk.fast_forward(by=5 * HOUR)
    store, team = talk.bot.store, talk.bot.deps.team
    (one,) = await store.read(storage.escalations.open_escalations, team=team)
    assert one.case.target == talk.users["bo"].id
    await talk.command("bo", "settings hours 14-22", "payments")
    (after,) = await store.read(storage.escalations.open_escalations, team=team)
    left = TUESDAY + timedelta(days=1, hours=12)
    assert one.case.due is not None
    assert abs(one.case.due - left) < timedelta(minutes=1), "eight hours from ten in São Paulo: at nine tomorrow"
    assert after.case.due is not None
    assert abs(after.case.due - left + 11 * HOUR) < timedelta(minutes=1), "the same eight hours: at ten this evening"
    assert after.case.process > one.case.process, "the old timer does nothing any more"


async def test_a_country_gives_its_holidays_and_an_unknown_one_is_refused_with_its_like(talk: Talk) -> None:
    await minute_before_check_ins(talk)
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


async def test_the_form_says_what_is_wrong_beside_its_field_and_keeps_nothing_then(talk: Talk) -> None:
    await talk.command("ana", "settings", "news")
    await talk.click("ana", "settings_open")
    wrong = await talk.submit("ana", {"hours": "17-9", "days": "mon-thu", "country": "DE"})
    assert "not after" in (wrong or {})["hours"]
    assert "Fri 09:00–18:00" in await talk.command("ana", "settings", "news")
    assert await talk.submit("ana", {"hours": "8am-4pm", "days": "mon-thu", "country": "DE"}) is None
    shown = await talk.command("ana", "settings", "news")
    assert "Mon, Tue, Wed, Thu 08:00–16:00 (your own)" in shown
    assert "DE" in shown


async def test_what_somebody_chose_stands_in_the_log(talk: Talk) -> None:
    await talk.command("ana", "settings hours 8-16", "news")
    ana = talk.users["ana"].id
    found = await talk.bot.store.read(storage.audit.latest_entries, team=talk.bot.deps.team, subject=ana)
    assert [(one.kind, one.action, one.actor) for one in found if one.kind == "hours"] == [("hours", "created", ana)]
