"""Benefits on the Home of their owner, and what waits for an answer there."""

from datetime import UTC, datetime

from tests.steps.benefits import set_up_churn, set_up_enabled_churn
from tests.steps.growth import add_benefits
from tests.steps.home import home_text, open_home
from tests.talk import Talk


async def test_owner_sees_reading_plan_forecast_and_next_day(talk: Talk) -> None:
    await set_up_enabled_churn(talk)
    first = home_text(await open_home(talk, "bo"))
    assert "Your benefits" in first
    assert "*Churn falls* (BEN-1) · planned · next reading Fri 3 Apr" in first
    await talk.fast_forward(to=datetime(2026, 4, 3, 12, 1, tzinfo=UTC))
    await talk.command("bo", "BEN-1 3.9", "news")
    shown = home_text(await open_home(talk, "bo"))
    assert "*Churn falls* (BEN-1) · 3.9% on Fri 3 Apr (plan 3.8%) · no forecast before four readings" in shown
    assert "next reading Sun 3 May" in shown
    assert "Your benefits" not in home_text(await open_home(talk, "ana"))


async def test_reading_is_entered_from_home(talk: Talk) -> None:
    await set_up_enabled_churn(talk)
    await talk.fast_forward(to=datetime(2026, 4, 4, 13, 0, tzinfo=UTC))
    await talk.click("bo", "benefit_reading", value="BEN-1", on=await open_home(talk, "bo"))
    assert await talk.submit("bo", {"figure": "4.1"}) is None
    assert "4.1% on Sat 4 Apr" in home_text(await open_home(talk, "bo"))


async def test_five_hundred_benefits_are_paged(talk: Talk) -> None:
    await set_up_churn(talk)
    await add_benefits(talk, 499, program="PRG-1", owner="bo")
    home = await open_home(talk, "bo")
    assert "and 495 more" in home_text(home)
    opened = await talk.click("bo", "again", value="benefits mine", on=home)
    assert "500 benefits of yours" in opened
    last = await talk.command("bo", "benefits mine page 50", "news")
    assert last.count("Benefit number") + last.count("Churn falls") == 10
    assert "You own no open benefit." in await talk.command("cleo", "benefits mine", "news")


async def test_proposed_decision_is_agreed_to_on_home(talk: Talk) -> None:
    await set_up_churn(talk)
    await talk.command("ana", 'decide "Which region?" options EU|US who @ana agree @bo in PRJ-1', "identity")
    await talk.command("ana", "DEC-1 propose EU because it is near", "identity")
    home = await open_home(talk, "bo")
    assert "Agree or object: EU is proposed for Which region? (DEC-1)" in home_text(home)
    await talk.click("bo", "decision_agree", value="DEC-1", on=home)
    assert "Which region?" not in home_text(await open_home(talk, "bo"))


async def test_change_request_is_rejected_on_home(talk: Talk) -> None:
    await set_up_churn(talk)
    await talk.command("bo", 'change "Vendor is late" M-1 to 18 Mar because the vendor is late', "identity")
    home = await open_home(talk, "ana")
    assert "Vendor is late (CR-1)" in home_text(home)
    await talk.click("ana", "change_reject", value="CR-1", on=home)
    assert await talk.submit("ana", {"text": "not now"}) is None
    assert "Vendor is late" not in home_text(await open_home(talk, "ana"))
