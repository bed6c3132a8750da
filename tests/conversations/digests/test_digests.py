"""The weekly digest stands in the stakeholders' channel on Monday at nine, once."""

from datetime import UTC, datetime, timedelta

from tests.prepared import prepared
from tests.scenarios import program_with_two_projects
from tests.talk import Talk

BEFORE_NINE = datetime(2026, 3, 9, 7, 59, tzinfo=UTC)  # 08:59 in Berlin


@prepared
async def a_week_with_a_slip(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    await talk.say("bo", "payments", "block M-2: no test cards, needs @cleo by Friday")


async def test_it_stands_there_on_monday_at_nine_and_not_before(talk: Talk) -> None:
    await a_week_with_a_slip(talk)
    await talk.fast_forward(to=BEFORE_NINE)
    assert not [line for line in talk.seen("cleo", "news") if "Atlas" in line]
    await talk.fast_forward(by=timedelta(minutes=1))
    (digest,) = [line for line in talk.seen("cleo", "news") if "Atlas" in line]
    assert "week 2" in digest
    assert "the vendor is late" in digest
    assert "no test cards" in digest
    assert "Fri 27 Mar" in digest


async def test_a_second_tick_and_a_restart_post_nothing_new(talk: Talk) -> None:
    await a_week_with_a_slip(talk)
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    posted = talk.seen("cleo", "news")
    await talk.fast_forward(by=timedelta(minutes=1))
    await talk.fast_forward(by=timedelta(hours=5))
    assert talk.seen("cleo", "news") == posted


async def test_a_day_late_it_says_so_and_two_days_late_it_is_skipped(talk: Talk) -> None:
    await a_week_with_a_slip(talk)
    await talk.fast_forward(to=BEFORE_NINE + timedelta(hours=20))
    assert "late" in talk.seen("cleo", "news")[-1]
    await talk.fast_forward(to=BEFORE_NINE + timedelta(days=9))
    assert len([line for line in talk.seen("cleo", "news") if "week" in line]) == 1


async def test_send_again_needs_force_and_is_marked(talk: Talk) -> None:
    await a_week_with_a_slip(talk)
    assert "on its way" in await talk.command("ana", "digest send", "news")
    assert "already out" in await talk.command("ana", "digest send", "news")
    await talk.command("ana", "digest send --force", "news")
    assert "Corrected" in talk.seen("cleo", "news")[-1]


async def test_only_who_may_sends_it(talk: Talk) -> None:
    await a_week_with_a_slip(talk)
    assert "You may not" in await talk.command("cleo", "digest send", "news")
    assert "Atlas" in await talk.command("cleo", "digest preview", "news")


async def test_paused_it_is_silent(talk: Talk) -> None:
    await a_week_with_a_slip(talk)
    await talk.command("ana", "digest pause", "news")
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    assert not [line for line in talk.seen("cleo", "news") if "Atlas" in line]


async def test_the_draft_comes_on_friday_and_once_reviewed_the_edition_says_nothing_of_it(talk: Talk) -> None:
    await a_week_with_a_slip(talk)
    await talk.fast_forward(to=datetime(2026, 3, 6, 13, 1, tzinfo=UTC))
    assert "Thank you" in await talk.click("ana", "digest_reviewed")
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    assert "Not reviewed" not in talk.seen("cleo", "news")[-1]


async def test_an_unreviewed_draft_says_so(talk: Talk) -> None:
    await a_week_with_a_slip(talk)
    await talk.fast_forward(to=datetime(2026, 3, 6, 13, 1, tzinfo=UTC))
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    assert "Not reviewed" in talk.seen("cleo", "news")[-1]
