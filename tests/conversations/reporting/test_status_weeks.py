"""The status of programs and projects is kept week by week, as reported and as computed."""

from datetime import UTC, date, datetime, timedelta

import storage.reporting.status_weeks
from rules.reporting.status_weeks import StatusWeek
from rules.truth.colours import Colour
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

# 02:05 in Berlin, on a Tuesday.
NIGHT = datetime(2026, 3, 3, 1, 5, tzinfo=UTC)


async def weeks_of(talk: Talk, subject: str) -> tuple[StatusWeek, ...]:
    return await talk.bot.deps.read(
        storage.reporting.status_weeks.subject_weeks, team=talk.bot.deps.team, subject=subject, limit=10
    )


async def test_each_night_keeps_the_week(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "PRJ-1 green")
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    await talk.fast_forward(to=NIGHT)
    (program,) = await weeks_of(talk, "PRG-1")
    assert (program.computed, program.committed) == (Colour.RED, date(2026, 3, 20))
    assert program.p50 is not None
    assert program.p80 is not None
    assert program.p50 <= program.p80
    assert program.on_time is not None
    (first,) = await weeks_of(talk, "PRJ-1")
    assert (first.reported, first.computed, first.gap) == (Colour.GREEN, Colour.RED, 2)
    assert (first.expected, first.committed) == (date(2026, 4, 10), date(2026, 3, 13))
    assert "Auth API (M-1)" in first.reason
    assert first.explain_since == date(2026, 3, 3)


async def test_next_week_is_kept_beside_the_last(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(to=NIGHT)
    await talk.fast_forward(to=NIGHT + timedelta(days=7))
    assert [week.week for week in await weeks_of(talk, "PRJ-2")] == ["2026-W11", "2026-W10"]
    assert {week.reported for week in await weeks_of(talk, "PRJ-2")} == {None}


async def test_report_changes_its_week_at_once(talk: Talk) -> None:
    """A report on a Sunday belongs to the week that ends with it."""
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    await talk.fast_forward(to=NIGHT + timedelta(days=5, hours=10))
    await talk.command("ana", "PRJ-1 amber because the vendor promised a second team")
    (week,) = await weeks_of(talk, "PRJ-1")
    assert (week.reported, week.explanation) == (Colour.AMBER, "the vendor promised a second team")


async def test_undone_report_leaves_its_week(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "PRJ-1 green")
    await talk.command("ana", "PRJ-1 red because the vendor left")
    await talk.command("ana", "undo")
    (week,) = await weeks_of(talk, "PRJ-1")
    assert week.reported is Colour.GREEN
