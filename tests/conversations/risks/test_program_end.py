"""One end of the program on every screen: a date that stands beside the plan does not move it."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

AFTER_THE_NIGHT = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)


async def test_date_beside_the_plan_leaves_the_forecast_alone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    before = (await talk.command("bo", "forecast", "payments")).splitlines()
    await talk.command("ana", 'new milestone "API ready" 14 Jul @ana in PRJ-1', "identity")
    after = (await talk.command("bo", "forecast", "payments")).splitlines()
    assert after[0] == before[0]
    assert [line for line in after if "critical in" in line] == [line for line in before if "critical in" in line]
    assert not [line for line in after if "API ready" in line]
    assert "Left out: 1 milestone with only a date" in after[-1]
    for verb in ("critical", "whatif M-1 +5d"):
        assert "Jul" not in await talk.command("bo", verb, "payments"), verb


async def test_dates_alone_are_forecast_where_nothing_is_linked(talk: Talk) -> None:
    await talk.command("ana", 'new program "Atlas"', "identity")
    await talk.command("ana", 'new project "Identity" @ana', "identity")
    await talk.command("ana", 'new milestone "Launch" 14 Jul @ana in PRJ-1', "identity")
    answer = await talk.command("ana", "forecast", "identity")
    assert "Atlas finishes with Launch (M-1): P50 " in answer
    assert "chance of the committed Tue 14 Jul" in answer


async def test_forecast_and_digest_name_one_committed_finish(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "API ready" 14 Jul @ana in PRJ-1', "identity")
    await talk.command("ana", "link PRG-1", "news")
    forecast = await talk.command("ana", "forecast", "identity")
    digest = await talk.command("ana", "digest preview", "identity")
    assert "chance of the committed Fri 20 Mar" in forecast
    assert "Jul" not in digest.split("Finish: ")[1].split("\n")[0]
    for line in (forecast, digest):
        assert _p50(line) == _p50(forecast)


def _p50(text: str) -> str:
    """Return the P50 that `forecast` or a digest names."""
    return " ".join((text.partition("Finish: likely ")[2] or text.partition("P50 ")[2]).split()[:3])


async def test_digest_shows_no_odds_from_before_the_slip(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(to=AFTER_THE_NIGHT)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr because the vendor is late")
    forecast = await talk.command("ana", "forecast", "identity")
    digest = await talk.command("ana", "digest preview", "identity")
    assert _p50(digest) == _p50(forecast)
    assert "Apr" in _p50(digest)


async def test_undated_milestones_turn_no_project_red(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for number in range(3):
        await talk.command("ana", f'new milestone "Idea {number}" @ana in PRJ-1', "identity")
    for days in (1, 2):
        await talk.fast_forward(to=AFTER_THE_NIGHT + timedelta(days=days))
    answer = await talk.command("ana", "status PRG-1", "identity")
    assert "computed 🔺 red" not in answer, answer
    assert "No range given for 2 of 2 durations" in await talk.command("ana", "forecast", "identity")


async def test_critical_path_says_what_the_end_depends_on(talk: Talk) -> None:
    await set_up_two_projects(talk)
    answer = await talk.command("ana", "critical", "identity")
    assert "finish on Fri 20 Mar with Checkout (M-2), Bo" in answer
    assert "Its own date decides" in answer
    assert "Auth API (M-1): 5 days of slack" in answer
    await talk.command("ana", "M-1 done", "identity")
    assert "It depends on nothing" in await talk.command("ana", "critical", "identity")


async def test_health_names_the_milestones_that_fail(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for number in range(3, 8):
        await talk.command("ana", f'new milestone "Part {number}" 16 Mar @ana in PRJ-1', "identity")
    answer = await talk.command("ana", "health", "identity")
    assert (
        "Missing links: Part 3 (M-3), no links · Part 4 (M-4), no links · Part 5 (M-5), no links, and 2 more" in answer
    )
    await talk.click("ana", "again")
    assert "Part 7 (M-7), no links" in talk.private("ana")[-1].text


async def test_timeline_text_begins_with_what_is_ahead(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "M-1 done", "identity")
    answer = await talk.command("bo", "timeline", "payments")
    assert "Auth API" not in answer
    assert "Fri 20 Mar: Checkout (M-2), Payments" in answer
    assert "1 finished milestone in the chart only" in answer


async def test_what_if_lists_only_targets_that_move(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Docs" 20 Mar @ana in PRJ-1', "identity")
    answer = await talk.command("ana", "whatif M-3 +2d", "identity")
    assert "P80" not in answer
    assert "no other milestone moves" in answer
