"""Reported against computed: the lead sees a gap a week before anybody else, and can explain it (B-51, M-3)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

import storage.audit
from storage.tables.plan import MilestoneRow, ProjectRow
from tests.prepared import prepared
from tests.scenarios import set_up_every_role, set_up_two_projects
from tests.steps.home import home_text, open_home
from tests.steps.nudges import advance_to, count_reminders
from tests.talk import Talk

# Nine in the morning in São Paulo, where Bo lives.
BO_AT_WORK = 13
PAYMENTS_GAP = "Payments (PRJ-2): reported 🟢 on track, computed 🔺 red"


@prepared
async def set_up_gap(talk: Talk) -> None:
    """Bo reports Payments on track, then slips its only milestone by seven weeks; a night passes."""
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.command("bo", "PRJ-2 green", "payments")
    await advance_to(talk, day=3, hour=BO_AT_WORK)
    await talk.say("bo", "payments", "M-2 slip to 8 May because of tests")
    await advance_to(talk, day=4, hour=2)


async def digest_of(talk: Talk, voice: str = "") -> str:
    return await talk.command("ana", f"digest preview {voice}".strip(), "news")


async def test_m3_gap_belongs_to_its_lead_for_a_week(talk: Talk) -> None:
    await set_up_gap(talk)
    listed = await talk.command("bo", "gaps", "payments")
    assert "1 gap in Atlas (PRG-1)" in listed
    assert "only you see it until Wed 11 Mar" in listed
    assert "No gaps in Atlas" in await talk.command("ana", "gaps", "payments")
    assert "No gaps in Atlas" in await talk.command("cleo", "gaps", "payments")
    assert PAYMENTS_GAP not in await digest_of(talk)
    assert "no explanation" not in await talk.command("ana", "PRJ-2", "payments")
    assert "reported 🟢 on track · computed 🔺 red" in await talk.command("ana", "PRJ-2", "payments")


async def test_m3_others_see_a_gap_after_a_week(talk: Talk) -> None:
    await set_up_gap(talk)
    await advance_to(talk, day=4, hour=BO_AT_WORK)
    assert count_reminders(talk, "bo", "Until Wed 11 Mar only you see this gap.") == 1
    await advance_to(talk, day=11, hour=2)
    assert "1 gap in Atlas (PRG-1)" in await talk.command("ana", "gaps", "payments")
    assert "no explanation given, asked Wed 4 Mar" in await talk.command("cleo", "gaps PRG-1", "payments")
    assert f"{PAYMENTS_GAP}: no explanation given" in await digest_of(talk)
    assert "no explanation given" in await digest_of(talk, "executive")
    assert "no explanation given" in await talk.command("ana", "PRJ-2", "payments")


async def test_f5_nobody_asked_is_no_missing_answer(talk: Talk) -> None:
    """Bo is away, so that no question reaches him."""
    await set_up_gap(talk)
    await talk.command("bo", "away until 20 Mar", "payments")
    await advance_to(talk, day=12, hour=2)
    digest = await digest_of(talk)
    assert f"{PAYMENTS_GAP}: no explanation yet" in digest
    assert "not asked yet" in await talk.command("ana", "gaps", "payments")


async def test_explained_gap_is_for_everyone(talk: Talk) -> None:
    await set_up_gap(talk)
    await advance_to(talk, day=4, hour=BO_AT_WORK)
    await talk.click("bo", "explain_gap", value="PRJ-2")
    assert "reported 🟢 on track · computed 🔺 red" in talk.window("bo")
    assert await talk.submit("bo", {"why": "", "colour": "green"}), "one sentence is needed"
    await talk.submit("bo", {"why": "a second team starts on Monday", "colour": "green"})
    digest = await digest_of(talk)
    assert "Payments (PRJ-2): on track, “a second team starts on Monday” Bo\ncomputed 🔺 red" in digest
    assert "“a second team starts on Monday”" in await talk.command("cleo", "gaps", "payments")
    await talk.fast_forward(by=timedelta(minutes=1))
    assert not count_reminders(talk, "bo", "Explain why"), "the question is answered"
    assert "a second team starts on Monday" in await talk.command("cleo", "gap PRJ-2", "payments")


async def test_form_corrects_the_report(talk: Talk) -> None:
    await set_up_gap(talk)
    await talk.command("bo", "PRJ-2", "payments")
    await talk.click("bo", "explain_gap", value="PRJ-2")
    await talk.submit("bo", {"why": "the tests are worse than we knew", "colour": "red"})
    assert "No gaps in Atlas" in await talk.command("bo", "gaps", "payments")
    await advance_to(talk, day=12, hour=2)
    assert "Reported vs. computed" not in await digest_of(talk)
    assert await talk.click("bo", "undo")
    assert "reported 🟢 on track" in await talk.command("bo", "PRJ-2", "payments")


async def test_history_shows_both_colours_of_each_week(talk: Talk) -> None:
    await set_up_gap(talk)
    await talk.fast_forward(to=datetime(2026, 3, 10, 2, 0, tzinfo=UTC))
    for who, weeks in (("bo", ["2026-W11", "2026-W10"]), ("ana", [])):
        history = await talk.command(who, "gap PRJ-2", "payments")
        assert [week for week in ("2026-W11", "2026-W10") if week in history] == weeks
        assert "Payments (PRJ-2) · reported 🟢 on track · computed 🔺 red" in history
    await talk.fast_forward(to=datetime(2026, 3, 18, 2, 0, tzinfo=UTC))
    history = await talk.command("ana", "gap PRJ-2", "payments")
    assert [week for week in ("2026-W12", "2026-W11", "2026-W10") if week in history]
    assert "8 May" in history


@pytest.mark.parametrize(
    ("who", "may"), [("olga", True), ("mia", True), ("lee", False), ("con", False), ("sta", False)]
)
async def test_only_lead_and_manager_explain(talk: Talk, who: str, may: bool) -> None:
    await set_up_every_role(talk)
    await talk.command("olga", "PRJ-2 green", "identity")
    await talk.command("olga", "PRJ-2", "identity")
    answer = await talk.command(who, "status PRJ-2 amber because of tests", "identity")
    assert ("You may not" not in answer) is may


async def test_home_asks_the_lead_before_the_manager_sees_it(talk: Talk) -> None:
    await set_up_gap(talk)
    for day, manager_sees in ((4, False), (11, True)):
        await advance_to(talk, day=day, hour=3)
        assert "explain_gap" in home_text(await open_home(talk, "bo"))
        assert ("no explanation yet" in home_text(await open_home(talk, "ana"))) is manager_sees
        assert "no explanation yet" not in home_text(await open_home(talk, "cleo"))
    await talk.command("bo", "PRJ-2 green because a second team starts on Monday", "payments")
    assert "no explanation yet" not in home_text(await open_home(talk, "ana"))


async def test_gaps_of_500_projects_have_pages(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.bot.store.transact(add_gaps, team=talk.bot.deps.team, lead=talk.users["bo"].id)
    listed = await talk.command("bo", "gaps PRG-1", "payments")
    assert "500 gaps in Atlas (PRG-1)" in listed
    assert listed.count("on track") == 10
    assert "Project 499 (PRJ-599)" in await talk.command("bo", "gaps PRG-1 page 50", "payments")
    assert "Reported vs. computed" not in await digest_of(talk), "the first day is the lead's"


def add_gaps(session: Session, *, team: str, lead: str) -> None:
    """Add 500 projects that are reported on track, each with a milestone that is three months late."""
    at = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
    storage.audit.set_actor(session, team=team, actor="baton", now=at)
    for number in range(500):
        project = f"PRJ-{100 + number}"
        session.add(
            ProjectRow(
                team=team, id=project, program="PRG-1", name=f"Project {number}", lead=lead, created_at=at,
                reported="green", reported_by=lead, reported_at=at,
            )
        )  # fmt: skip
        session.flush()
        dates = {"baseline": date(2026, 3, 6), "committed": date(2026, 3, 6), "forecast": date(2026, 6, 5)}
        session.add(
            MilestoneRow(
                team=team, id=f"M-{1000 + number}", project=project, name="Late", created_at=at, touched_at=at, **dates
            )
        )
    session.flush()


async def test_guest_reads_no_gaps(talk: Talk) -> None:
    await set_up_every_role(talk)
    assert "permission" in await talk.command("gil", "gaps", "identity")
