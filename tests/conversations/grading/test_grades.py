"""Forecasts that grade themselves; a person's own dates are for them and their project's lead (M-4)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

import storage.audit
import storage.risks
from storage.tables.people import MemberRow
from storage.tables.plan import ForecastRow, MilestoneRow
from tests.prepared import prepared
from tests.scenarios import set_up_every_role
from tests.talk import Talk

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
# Working days by which each of six milestones of PRJ-1 ended later than Otto said four weeks before.
LATE = (9, 9, 9, 9, 9, 9)


def add_finished(session: Session, *, team: str, users: list[str], count: int = len(LATE)) -> None:
    """Add milestones that were done nine working days (13 days) after the date their owner gave eight weeks before."""
    storage.audit.set_actor(session, team=team, actor="baton", now=NOW)
    for number in range(count):
        id, user, end = f"M-{100 + number}", users[number % len(users)], TODAY - timedelta(days=7 * (number % 6))
        given_at = datetime.combine(end - timedelta(weeks=9), NOW.time(), UTC)
        fields: dict[str, Any] = {"baseline": end, "committed": end, "forecast": end, "actual": end}
        session.add(
            MilestoneRow(
                team=team, id=id, project="PRJ-1", name=f"Step {number}", owner=user, created_at=given_at,
                touched_at=given_at, **fields,
            )
        )  # fmt: skip
        session.flush()
        session.add(
            ForecastRow(team=team, milestone=id, day=end - timedelta(days=13), kind="forecast", by=user, at=given_at)
        )
    session.flush()


def add_nights(session: Session, *, team: str, count: int = len(LATE)) -> None:
    """Store what the nights said of these milestones: P80 ten working days (two weeks) too early."""
    for number in range(min(count, 6)):
        end = TODAY - timedelta(days=7 * number)
        day = end - timedelta(weeks=8)
        p50, p80 = (end - timedelta(days=days) for days in (21, 14))
        target = {"id": f"M-{100 + number}", "p50": p50.isoformat(), "p80": p80.isoformat(), "on_time": 0.4}
        target |= {"computed": p50.isoformat(), "committed": end.isoformat()}
        found = storage.risks.recent_analyses(session, team=team, program="PRG-1", limit=100)
        if all(analysis.day != day for analysis in found):
            storage.risks.save_analysis(
                session, team=team, program="PRG-1", day=day, facts={"targets": [target]}, now=NOW
            )


@prepared
async def set_up_record(talk: Talk) -> None:
    """Otto gave the dates of six finished milestones in Lee's project."""
    await set_up_every_role(talk)
    ids = [talk.users["otto"].id]
    await talk.bot.store.transact(add_finished, team=talk.bot.deps.team, users=ids)
    await talk.bot.store.transact(add_nights, team=talk.bot.deps.team)


async def grades_for(talk: Talk, who: str, subject: str) -> str:
    return await talk.command(who, f"forecast grades {subject}", "identity")


async def test_m4_own_dates_are_told_to_their_owner(talk: Talk) -> None:
    await set_up_record(talk)
    own = await grades_for(talk, "otto", "me")
    assert "Your four-week-out dates land 9 days late at P50." in own
    assert "4 weeks ahead: held 0 of 6 (0%), usually 9 days late" in own
    assert "None of the dates" in await grades_for(talk, "olga", "me")


@pytest.mark.parametrize("who", ["lee", "mia", "olga", "spo", "sta", "con", "otto", "ada"])
async def test_m4_only_the_lead_reads_figures_of_a_person(talk: Talk, who: str) -> None:
    await set_up_record(talk)
    shown = await grades_for(talk, who, "PRJ-1")
    assert ("Otto: " in shown) is (who == "lee")
    assert "Dates that people gave" not in shown, "one person is no team"
    assert "fewer than three people" in shown
    assert "Otto" not in await grades_for(talk, who, "PRG-1")


async def test_guest_reads_no_grades(talk: Talk) -> None:
    await set_up_record(talk)
    for subject in ("PRJ-1", "PRG-1", "me"):
        assert "permission" in await grades_for(talk, "gil", subject)


async def test_three_people_are_a_team(talk: Talk) -> None:
    await set_up_every_role(talk)
    users = [talk.users[name].id for name in ("otto", "con", "lee")]
    await talk.bot.store.transact(add_finished, team=talk.bot.deps.team, users=users)
    shown = await grades_for(talk, "olga", "PRJ-1")
    assert "4 weeks ahead: held 0 of 6 (0%), usually 9 days late" in shown
    assert "Otto" not in shown


def name_alike(session: Session, *, team: str, users: list[str]) -> None:
    for user in users:
        session.get_one(MemberRow, (team, user)).name = "Alex Kim"


async def test_people_of_one_name_have_a_row_each(talk: Talk) -> None:
    await set_up_every_role(talk)
    for who in ("otto", "con"):
        await grades_for(talk, who, "me")
    users = [talk.users[name].id for name in ("otto", "con")]
    await talk.bot.store.transact(add_finished, team=talk.bot.deps.team, users=users, count=7)
    await talk.bot.store.transact(name_alike, team=talk.bot.deps.team, users=users)
    shown = await grades_for(talk, "lee", "PRJ-1")
    assert shown.count("Alex Kim: ") == 2
    assert "held 0 of 4" in shown
    assert "held 0 of 3" in shown


async def test_m4_forecasts_are_graded_and_safe_date_corrected(talk: Talk) -> None:
    """Ten working days too early each time: the record adds ten to a safe date."""
    await set_up_record(talk)
    shown = await grades_for(talk, "sta", "PRG-1")
    assert "Safe date (P80): 80% should hold\n• 1 week ahead: held 0 of 6 (0%), usually 10 days late" in shown
    assert "From your own record, add 10 days to a safe date (6 finished targets, forecast four weeks ahead)" in shown


async def test_short_record_says_that_nothing_is_corrected(talk: Talk) -> None:
    await set_up_every_role(talk)
    shown = await grades_for(talk, "mia", "PRG-1")
    assert "nothing that was dated a week or more ahead is done yet" in shown
    assert "No correction of the safe date" in shown


async def test_500_finished_milestones_fit(talk: Talk) -> None:
    await set_up_every_role(talk)
    users = [talk.users[name].id for name in ("otto", "con", "lee", "olga")]
    await talk.bot.store.transact(add_finished, team=talk.bot.deps.team, users=users, count=500)
    assert "held 0 of 500 (0%)" in await grades_for(talk, "lee", "PRJ-1")


async def test_checkin_says_once_a_month_how_own_dates_land(talk: Talk) -> None:
    await set_up_record(talk)
    for number, day in enumerate((6, 10), 1):
        await talk.command("mia", f'new milestone "Next {number}" {day} Mar @otto in PRJ-1', "identity")
    told = "Your four-week-out dates land 9 days late. Only you see this"
    counts = []
    for day in (3, 4, 5, 6, 9):
        await talk.fast_forward(to=datetime(2026, 3, day, 9, 5, tzinfo=UTC))
        counts.append(sum(told in message.text for message in talk.visible("otto")))
    assert counts[-1] == 1
    for others in ("lee", "olga", "mia"):
        assert not any("four-week-out" in message.text for message in talk.visible(others))
