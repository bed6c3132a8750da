"""Alerts to other projects after a change, the views of risk, and who may read them."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import set_up_chain_of_three, set_up_two_projects
from tests.talk import Talk

# 02:01 in Berlin.
TWO_AT_NIGHT = datetime(2026, 3, 3, 1, 1, tzinfo=UTC)
NINE = datetime(2026, 3, 3, 8, 1, tzinfo=UTC)


def alerts_in(talk: Talk, channel: str) -> list[str]:
    return [line for line in talk.seen("cleo", channel) if " needs " in line or "✅ Resolved" in line]


def slips_in(talk: Talk, channel: str) -> list[str]:
    return [line for line in talk.seen("cleo", channel) if " moved " in line]


async def test_slip_posts_one_message_a_channel(talk: Talk) -> None:
    await set_up_chain_of_three(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr because the vendor is late")
    risks = await talk.command("bo", "risks M-1", "payments")
    assert "Checkout (M-2) needs Auth API (M-1)" in risks, risks
    assert "cannot keep Fri 20 Mar" not in risks, "the late start implies it"
    assert not any(alerts_in(talk, place) for place in ("identity", "payments", "news")), "the notice tells it"
    assert len(slips_in(talk, "payments")) == 1


async def test_alert_is_edited_in_place_until_it_is_solved(talk: Talk) -> None:
    """An overdue provider moves by itself, so that its alert has no notice of a slip to belong to."""
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Schema" 2 Mar @ana in PRJ-1', "identity")
    await talk.command("ana", 'new milestone "Import" 3 Mar @bo in PRJ-2', "payments")
    await talk.command("ana", "depend M-4 on M-3", "payments")
    await talk.fast_forward(to=NINE + timedelta(days=1))
    (alert,) = alerts_in(talk, "payments")
    assert "1 day late" in alert
    await talk.say("ana", "identity", "M-3 slip to 10 Mar")
    (alert,) = alerts_in(talk, "payments")
    assert "5 days late" in alert
    await talk.say("ana", "identity", "M-3 done")
    (alert,) = alerts_in(talk, "payments")
    assert "✅ Resolved" in alert


async def test_undo_closes_the_alert_and_resets_the_colour(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    assert "computed 🔺 red" in await talk.command("bo", "status PRJ-2", "payments")
    await talk.click("ana", "undo")
    assert "nothing is red or amber" in await talk.command("bo", "risks", "payments")
    assert "computed 🟢 green" in await talk.command("bo", "status PRJ-2", "payments")


async def test_nightly_refresh_posts_alerts_at_nine(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Schema" 2 Mar @ana in PRJ-1', "identity")
    await talk.command("ana", 'new milestone "Import" 3 Mar @bo in PRJ-2', "payments")
    await talk.command("ana", "depend M-4 on M-3", "payments")
    assert not alerts_in(talk, "payments")
    await talk.fast_forward(to=TWO_AT_NIGHT + timedelta(days=1))
    assert "M-3) of Identity by Tue 3 Mar, but it is expected Wed 4 Mar" in await talk.command(
        "bo", "risks M-3", "payments"
    )
    assert not alerts_in(talk, "payments")
    await talk.fast_forward(to=NINE + timedelta(days=1))
    assert len(alerts_in(talk, "payments")) == 1
    await talk.fast_forward(by=timedelta(minutes=1))
    assert len(alerts_in(talk, "payments")) == 1


async def test_shared_view_names_the_person_sharing_it(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.command("bo", "risks", "payments")
    await talk.click("bo", "share")
    posted = talk.seen("cleo", "payments")[-1]
    assert "5 days late" in posted
    assert "Shared by Bo" in posted


async def test_private_channel_items_appear_only_there(talk: Talk) -> None:
    await set_up_two_projects(talk)
    workspace = talk.sandbox.workspace
    closed = workspace.add_channel("closed", members=[talk.users["ana"].id, workspace.bot_user_id], private=True)
    await talk.command("ana", "link PRJ-1", closed)
    await talk.command("ana", 'new milestone "Layoff plan" 12 Mar @ana in PRJ-1', closed)
    await talk.command("ana", "depend M-2 on M-3", closed)
    await talk.command("ana", "M-3 slip to 27 Mar", closed)
    await talk.click("ana", "slip_quiet")
    assert "Layoff" in await talk.command("ana", "risks", closed)
    assert "withheld" in await talk.command("bo", "risks", "payments")
    for channel in ("identity", "payments"):
        assert not [line for line in talk.seen("bo", channel) if "Layoff" in line or "M-3" in line]
    for verb in ("critical", "forecast", "health", "timeline", "whatif M-1 +5d"):
        assert "Layoff" not in await talk.command("bo", verb, "payments"), verb


async def test_critical_chain_names_its_drivers(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    answer = await talk.command("bo", "critical", "payments")
    assert "finish on Fri 27 Mar with Checkout (M-2). Critical path: Auth API → Checkout" in answer


async def test_plan_health_uses_counts_for_small_plans(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("bo", "health", "payments")
    assert "plan health" in answer
    assert "Adapted" in answer
    assert "Missing links | 0 of 2 | ✅ passes" in answer


async def test_report_far_better_than_computed_asks_for_a_sentence(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    assert "One sentence" in await talk.command("bo", "status PRJ-2 green", "payments")
    answer = await talk.command("bo", "status PRJ-2 green because the old API will do", "payments")
    assert "One sentence" not in answer
    card = await talk.command("cleo", "status PRJ-2", "payments")
    assert "reported 🟢 on track · computed 🔺 red" in card
    assert "“the old API will do” Bo" in card
    assert "You may not" in await talk.command("cleo", "status PRJ-2 red", "payments")


async def test_digest_shows_odds_health_and_unexplained_reports(talk: Talk) -> None:
    await set_up_chain_of_three(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.say("ana", "identity", "M-1 slip to 10 Apr because the vendor is late")
    await talk.command("bo", "status PRJ-2 green", "payments")
    await talk.fast_forward(to=datetime(2026, 3, 9, 2, 0, tzinfo=UTC))
    await talk.fast_forward(to=datetime(2026, 3, 9, 8, 1, tzinfo=UTC))
    (digest,) = [line for line in talk.seen("cleo", "news") if "Atlas, week" in line]
    assert "(P50) · safe" in digest
    assert "(P80)" in digest
    assert "plan health" in digest
    assert "reported 🟢 on track, computed 🔺 red: no explanation yet" in digest


async def test_slip_reaches_dependent_programs(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new program "Borealis"', "news")
    await talk.command("ana", 'new project "Far" @cleo in PRG-2', "news")
    await talk.command("ana", 'new milestone "Far away" 20 Mar @cleo in PRJ-3', "news")
    await talk.command("ana", "link PRJ-3", "news")
    await talk.command("ana", "depend M-3 on M-1", "news")
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    assert "Far away (M-3) needs Auth API (M-1) of Identity" in await talk.command("ana", "risks PRG-2", "news")
    assert "Far away" not in await talk.command("ana", "risks PRG-1", "news")
    assert len(slips_in(talk, "news")) == 1
    assert "computed 🔺 red" in await talk.command("ana", "status PRJ-3", "news")


async def test_calendar_change_updates_every_kind_of_risk(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Schema" 13 Mar 10d @ana in PRJ-1', "identity")
    for number in range(4, 8):
        await talk.command("ana", f'new milestone "Part {number}" 10 Apr 5d @ana in PRJ-1', "identity")
        await talk.command("ana", f"depend M-{number} on M-3", "identity")
    await talk.fast_forward(to=TWO_AT_NIGHT)
    assert "milestones in 1 project depend on Schema (M-3)" in await talk.command("ana", "risks M-3", "identity")
    await talk.command("ana", "calendar PRG-1 off 9 Mar - 20 Mar", "identity")
    assert "depend on Schema (M-3), expected Mon 30 Mar" in await talk.command("ana", "risks M-3", "identity")
    changed = await talk.command("ana", "risks", "identity")
    assert changed == await talk.command("ana", "risks refresh", "identity")
