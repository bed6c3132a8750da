"""Forecast, what-if, timeline, and the odds in the preview of a slip."""

from tests.scenarios import set_up_two_projects
from tests.talk import Talk


async def test_forecast_gives_odds_and_names_its_assumptions(talk: Talk) -> None:
    await set_up_two_projects(talk)
    forecast = await talk.command("bo", "forecast", "payments")
    assert "Atlas finishes with Checkout (M-2): P50 " in forecast
    assert "chance of the committed Fri 20 Mar" in forecast
    assert "Auth API (M-1) | " in forecast
    assert "No range given for 2 of 2 durations" in forecast
    assert forecast == await talk.command("ana", "forecast", "payments"), "the same plan gives the same forecast"


async def test_what_if_shows_the_impact_and_saves_nothing(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("bo", "whatif M-1 +2w", "payments")
    assert "Atlas finishes on Fri 27 Mar instead of Fri 20 Mar" in answer
    assert "2 committed dates are missed" in answer
    assert "Auth API (M-1): Fri 27 Mar, misses its committed date Fri 13 Mar" in answer
    assert "Checkout (M-2), Bo: Fri 20 Mar → Fri 27 Mar, 5 days later, misses its committed date Fri 20 Mar" in answer
    assert "Checkout (M-2): P80 " in answer
    assert "Fri 13 Mar" in await talk.command("bo", "M-1", "payments")


async def test_what_if_combines_several_slips(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("bo", "whatif M-1 +10d, M-2 +12d", "payments")
    assert "Auth API (M-1) is 10 days later and Checkout (M-2) is 12 days later" in answer


async def test_incomplete_what_if_is_refused_with_an_example(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for text in ("whatif", "whatif M-1", "whatif M-1 +5d please and thank you"):
        assert "whatif M-17 +5d" in await talk.command("bo", text, "payments")
    assert "no milestone M-99" in await talk.command("bo", "whatif M-99 +5d", "payments")


async def test_what_if_can_be_shared(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", "whatif M-1 +2w", "payments")
    await talk.click("bo", "share")
    assert "Nothing is saved" in talk.seen("cleo", "payments")[-1]


def pictures(talk: Talk, channel_id: str) -> list[str]:
    files = talk.sandbox.workspace.files.values()
    return [f.name for f in files if channel_id in f.channels and (f.content or b"").startswith(b"\x89PNG")]


async def test_timeline_picture_reaches_the_channel_only_when_shared(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("bo", "timeline", "payments")
    assert "Fri 13 Mar: Auth API (M-1), Identity" in answer
    (file,) = talk.sandbox.workspace.files.values()
    assert file.alt_txt.startswith("Timeline Atlas: 2 milestones")
    payments = next(c for c in talk.sandbox.workspace.channels.values() if c.name == "payments")
    assert not pictures(talk, payments.id)
    await talk.click("bo", "share")
    assert pictures(talk, payments.id) == ["timeline-PRG-1.png"]


async def test_program_without_dates_gets_an_explanation(talk: Talk) -> None:
    await talk.command("ana", 'new program "Atlas"', "identity")
    assert "no milestone with a date" in await talk.command("ana", "timeline", "identity")
    assert "nothing open" in await talk.command("ana", "forecast", "identity")
    assert "no open milestones" in await talk.command("ana", "critical", "identity")


async def test_slip_preview_shows_the_effect_on_odds(talk: Talk) -> None:
    await set_up_two_projects(talk)
    preview = await talk.command("ana", "M-1 slip to 10 Apr", "identity")
    assert "Moves 1 milestone in 1 project. First committed date missed: Checkout (M-2)" in preview
    assert "chance of Fri 20 Mar 43% → " in preview
    assert "Checkout (M-2): P80 " in preview
