"""Alerts that depend on history: missing updates, repeated small slips, a date that never moves."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

# 02:05 in Berlin.
NIGHT = datetime(2026, 3, 3, 1, 5, tzinfo=UTC)


async def advance_nights(talk: Talk, nights: int) -> None:
    await talk.fast_forward(to=NIGHT + timedelta(days=nights))


async def test_near_date_without_updates_is_stale_until_updated(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await advance_nights(talk, 2)
    assert "last updated" not in await talk.command("bo", "risks", "payments"), (
        "the last update is three days old, the date nine days away"
    )
    await advance_nights(talk, 8)
    risks = await talk.command("bo", "risks", "payments")
    assert "Auth API (M-1) is expected Fri 13 Mar, in 2 days, and was last updated 9 days ago" in risks
    await talk.say("ana", "identity", "M-1 60%")
    assert "Auth API (M-1) is due" not in await talk.command("bo", "risks", "payments")
    await advance_nights(talk, 9)
    assert "Auth API (M-1) is due" not in await talk.command("bo", "risks", "payments")


async def test_owner_of_a_stale_milestone_is_asked_once(talk: Talk) -> None:
    """The date is near as well, so that there are two reasons to ask."""
    await set_up_two_projects(talk)
    await talk.command("ana", "checkin pause", "identity")
    await advance_nights(talk, 8)
    await talk.fast_forward(by=timedelta(hours=8))
    messages = talk.seen("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]))
    assert sum("Auth API (M-1) is due Fri 13 Mar. Still on track?" in line for line in messages) == 1


async def test_no_change_ends_staleness(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await advance_nights(talk, 7)
    assert "Auth API (M-1) is expected" in await talk.command("bo", "risks", "payments")
    await talk.fast_forward(by=timedelta(hours=7))
    await talk.say("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"]), "no change")
    assert "Auth API (M-1) is due" not in await talk.command("bo", "risks", "payments")
    await advance_nights(talk, 8)
    assert "Auth API (M-1) is due" not in await talk.command("bo", "risks", "payments")


async def test_three_small_slips_are_an_optimistic_forecast(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Cutover" 26 Jun @ana in PRJ-1', "identity")
    for night, day in enumerate(("29 Jun", "1 Jul", "3 Jul"), start=1):
        await talk.say("ana", "identity", f"M-3 slip to {day}")
        await advance_nights(talk, night)
        risks = await talk.command("bo", "risks M-3", "payments")
        assert ("has moved later" in risks) is (night == 3)
    assert "Cutover (M-3) has moved later 3 times, 2 days each: plan with" in risks


async def test_undone_slip_does_not_count(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Cutover" 26 Jun @ana in PRJ-1', "identity")
    for day in ("29 Jun", "1 Jul", "3 Jul"):
        await talk.say("ana", "identity", f"M-3 slip to {day}")
    await talk.click("ana", "undo")
    await advance_nights(talk, 1)
    assert "has moved later" not in await talk.command("bo", "risks", "payments")


async def test_date_kept_while_its_input_slips_is_frozen(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Schema" 29 May @ana in PRJ-1', "identity")
    await talk.command("ana", 'new milestone "Import" 26 Jun @bo in PRJ-2', "payments")
    await talk.command("ana", "depend M-4 on M-3", "payments")
    await advance_nights(talk, 7)
    await talk.say("ana", "identity", "M-3 slip to 5 Jun")
    await advance_nights(talk, 22)
    risks = await talk.command("bo", "risks", "payments")
    assert "Import (M-4) has kept Fri 26 Jun for 3 weeks although Schema (M-3) slipped 5 days" in risks
    await talk.say("bo", "payments", "M-4 slip to 3 Jul")
    assert "has kept" not in await talk.command("bo", "risks", "payments")
    await advance_nights(talk, 23)
    assert "has kept" not in await talk.command("bo", "risks", "payments")


async def test_forecast_learns_from_eight_finished_milestones(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for number in range(3, 11):
        await talk.command("ana", f'new milestone "Part {number}" 16 Mar @ana in PRJ-1', "identity")
    assert "for 2 of 2 durations" in await talk.command("bo", "forecast", "payments")
    await talk.fast_forward(to=datetime(2026, 3, 23, 9, 0, tzinfo=UTC))
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    for number in range(3, 11):
        await talk.say("ana", "identity", f"M-{number} done")
    assert "for 1 of 2 durations" in await talk.command("bo", "forecast", "payments"), (
        "only Bo's milestone has an assumed range"
    )
