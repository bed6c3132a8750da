"""The weekly digest: posted once to the stakeholders' channel, on Monday at nine."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

import storage.audit
import storage.risks
from storage.risks import StoredAlert
from tests.conversations.digests.editing import BEFORE_NINE, set_up_week_with_slip
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


async def test_digest_is_posted_on_monday_at_nine(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    await talk.fast_forward(to=BEFORE_NINE)
    assert not [line for line in talk.seen("cleo", "news") if "Atlas" in line]
    await talk.fast_forward(by=timedelta(minutes=1))
    (digest,) = [line for line in talk.seen("cleo", "news") if "Atlas" in line]
    assert "week 2" in digest
    assert "the vendor is late" in digest
    assert "no test cards" in digest
    assert "Fri 27 Mar" in digest


async def test_later_ticks_post_no_second_digest(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    posted = talk.seen("cleo", "news")
    await talk.fast_forward(by=timedelta(minutes=1))
    await talk.fast_forward(by=timedelta(hours=5))
    assert talk.seen("cleo", "news") == posted


async def test_digest_says_a_day_late_and_is_skipped_after_two(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    await talk.fast_forward(to=BEFORE_NINE + timedelta(hours=20))
    assert "late" in talk.seen("cleo", "news")[-1]
    await talk.fast_forward(to=BEFORE_NINE + timedelta(days=9))
    assert len([line for line in talk.seen("cleo", "news") if "week" in line]) == 1


async def test_sending_again_needs_force_and_is_marked(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    assert "on its way" in await talk.command("ana", "digest send", "news")
    assert "already been sent" in await talk.command("ana", "digest send", "news")
    await talk.command("ana", "digest send --force", "news")
    assert "Corrected" in talk.seen("cleo", "news")[-1]


async def test_sending_a_digest_needs_permission(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    assert "You may not" in await talk.command("cleo", "digest send", "news")
    refused = await talk.command("cleo", "digest preview", "news")
    assert "You may not preview the digest of Atlas (PRG-1)." in refused
    assert "Only the sponsor, the program manager or the project lead can do that.\nAsk Ana." in refused
    assert "Atlas" in await talk.command("bo", "digest preview", "news")


async def test_paused_digest_is_not_posted(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    await talk.command("ana", "digest pause", "news")
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    assert not [line for line in talk.seen("cleo", "news") if "Atlas" in line]


async def test_reviewed_draft_leaves_no_notice_in_the_digest(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    await talk.fast_forward(to=datetime(2026, 3, 6, 13, 1, tzinfo=UTC))
    assert "Thank you" in await talk.click("ana", "digest_reviewed")
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    assert "Not reviewed" not in talk.seen("cleo", "news")[-1]


async def test_unreviewed_digest_says_so(talk: Talk) -> None:
    await set_up_week_with_slip(talk)
    await talk.fast_forward(to=datetime(2026, 3, 6, 13, 1, tzinfo=UTC))
    await talk.fast_forward(to=BEFORE_NINE + timedelta(minutes=2))
    assert "Not reviewed" in talk.seen("cleo", "news")[-1]
    await talk.command("ana", "digest send --force", "news")
    assert "Not reviewed" not in talk.seen("cleo", "news")[-1]


def open_overload(session: Session, *, team: str, now: datetime) -> None:
    storage.audit.set_actor(session, team=team, actor="baton", now=now)
    sentence = "Ana is booked 150% (of 100%) from Mon 9 Mar 2026 to Fri 20 Mar 2026 by PRJ-1."
    alert = StoredAlert("over-allocation:R1", "over-allocation", "red", "R1", sentence, days=12, chain=("M-1",))
    storage.risks.sync_alerts(session, team=team, program="PRG-1", current_alerts=[alert], now=now)


async def test_red_alert_about_a_person_is_in_the_digest(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.bot.store.transact(open_overload, team=talk.bot.deps.team, now=talk.bot.deps.now())
    assert "Ana is booked 150%" in await talk.command("ana", "digest preview", "identity")
