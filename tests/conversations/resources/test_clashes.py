"""A clash from its alert to the way out taken, between a lead, another lead, the manager and the booked person."""

from datetime import date, timedelta

from sqlmodel import Session

import storage.audit
import storage.resources.allocations
from storage.tables.plan import MilestoneRow
from tests.steps.checkins import direct_messages
from tests.steps.clashes import TOKYO_MORNING, TWO_ZONES_AT_WORK, alerts, set_up_clash, way
from tests.steps.home import open_home
from tests.steps.value import add_benefit
from tests.talk import Talk, view_texts


async def test_leads_and_manager_are_told_once_by_day(talk: Talk) -> None:
    await set_up_clash(talk)
    (alert,) = alerts(talk, "ana")
    assert "Dina is booked 140%, Mon 9 Mar – Fri 13 Mar (CL-1)" in alert
    assert "Move Wallet (M-2) of Payments 5 working days later, to Fri 20 Mar" in alert
    assert "Give Wallet (M-2) of Payments to Finn from Mon 9 Mar (60%)" in alert
    assert "Cut 2 days of work" in alert
    assert "Needs Bo, Cleo" in alert
    assert not alerts(talk, "bo")
    await talk.fast_forward(to=TWO_ZONES_AT_WORK)
    assert len(alerts(talk, "bo")) == 1
    assert not alerts(talk, "cleo")
    await talk.fast_forward(to=TOKYO_MORNING)
    await talk.fast_forward(by=timedelta(minutes=1))
    assert [len(alerts(talk, who)) for who in ("ana", "bo", "cleo", "dina", "finn")] == [1, 1, 1, 0, 0]


async def test_both_leads_click_and_the_way_is_taken(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.fast_forward(to=TWO_ZONES_AT_WORK)
    card = talk.newest_with("bo", "clash_take", None)
    assert "It is applied when Cleo agrees too" in await talk.click("bo", "clash_take", value=way(card, 0), on=card)
    assert "13 Mar" in await talk.command("bo", "M-2", "identity")
    await talk.fast_forward(to=TOKYO_MORNING)
    asked = talk.newest_with("cleo", "clash_take", None)
    assert "Needs Bo ✓, you" in asked.text or "Bo ✓" in direct_messages(talk, "cleo")[-1]
    answer = await talk.click("cleo", "clash_take", value=way(asked, 0), on=asked)
    assert "Done. Move Wallet" in answer
    assert "20 Mar" in await talk.command("cleo", "M-2", "payments")
    assert all("Settled: Move Wallet" in text for who in ("ana", "bo", "cleo") for text in alerts(talk, who))
    assert "No clashes" in await talk.command("ana", "clashes", "identity")


async def test_double_booking_is_a_risk_for_who_may_see_it(talk: Talk) -> None:
    await set_up_clash(talk)
    shown = await talk.command("ana", "risks PRG-1", "identity")
    assert "Dina is booked 140% from Mon 9 Mar to Fri 13 Mar by Identity (PRJ-1), Payments (PRJ-2) (CL-1)." in shown
    assert "140%" in await talk.command("bo", "risks PRG-1", "identity")
    assert "140%" not in await talk.command("finn", "risks PRG-1", "identity")


async def test_critical_path_names_who_carries_it_alone(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.command("ana", "M-2 slip to 30 Mar because the vendor is late", "payments")
    await talk.click("ana", "slip_tell")
    assert "alone is booked" not in await talk.command("ana", "critical PRG-1", "identity")
    await talk.command("ana", "assign @dina 10% M-3 from 16 Mar to 27 Mar", "payments")
    shown = await talk.command("ana", "critical PRG-1", "identity")
    assert "Dina alone is booked for 2 of these: Wallet (M-2), Launch (M-3)" in shown
    assert "alone is booked" not in await talk.command("finn", "critical PRG-1", "identity")


async def test_way_out_says_what_the_delay_costs(talk: Talk) -> None:
    await set_up_clash(talk)
    values = {"milestones": ["M-2"], "shares": {"PRJ-2": 100.0}, "currency": "EUR", "ends": date(2027, 3, 1)}
    await add_benefit(talk, "Fewer calls", low=7_000.0, likely=14_000.0, high=21_000.0, **values)
    assert "Cost of delay 7–21 k EUR: Fewer calls (BEN-1) goes live 5 days later" in await talk.command(
        "ana", "CL-1", "identity"
    )
    bo = await talk.command("bo", "CL-1", "identity")
    assert "Fewer calls (BEN-1) goes live 5 days later" in bo
    assert "EUR" not in bo


async def both_take(talk: Talk, number: int) -> str:
    """Let Bo and then Cleo take a way; return what Cleo reads."""
    await talk.fast_forward(to=TWO_ZONES_AT_WORK)
    card = talk.newest_with("bo", "clash_take", None)
    await talk.click("bo", "clash_take", value=way(card, number), on=card)
    await talk.fast_forward(to=TOKYO_MORNING)
    asked = talk.newest_with("cleo", "clash_take", None)
    return await talk.click("cleo", "clash_take", value=way(asked, number), on=asked)


async def test_booking_is_given_away_and_undo_takes_it_back(talk: Talk) -> None:
    await set_up_clash(talk)
    assert "Done. Give Wallet (M-2) of Payments to Finn" in await both_take(talk, 1)
    assert "Finn" in await talk.command("ana", "AL-2", "identity")
    assert "No clashes" in await talk.command("ana", "clashes", "identity")
    await talk.click("cleo", "undo")
    assert "Dina" in await talk.command("ana", "AL-2", "identity")
    assert "1 open clash" in await talk.command("ana", "clashes", "identity")


async def test_cut_leaves_what_fits(talk: Talk) -> None:
    await set_up_clash(talk)
    assert "Done. Cut 2 days of work from Wallet" in await both_take(talk, 2)
    assert "20%" in await talk.command("ana", "AL-2", "identity")


async def test_changed_plan_is_shown_anew_instead_of_applied(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.fast_forward(to=TWO_ZONES_AT_WORK)
    card = talk.newest_with("bo", "clash_take", None)
    value = way(card, 0)
    await talk.bot.store.transact(halve_wallet, talk=talk)
    assert "The plan has changed since you looked" in await talk.click("bo", "clash_take", value=value, on=card)
    assert "Dina is booked 130%" in alerts(talk, "bo")[0]
    await talk.command("ana", "AL-2 20%", "payments")
    assert "✅" in alerts(talk, "bo")[0]
    assert "Over: the bookings fit again" in alerts(talk, "ana")[0]


async def test_missed_commitment_becomes_a_change_request(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.bot.store.transact(commit_wallet, talk=talk)
    await talk.command("ana", "changes limits PRG-1 lead 2d 5%", "identity")
    await talk.command("ana", "AL-2 50%", "payments")
    assert "⚠️ Misses Auth API (M-1) Fri 13 Mar → Fri 20 Mar (committed Fri 13 Mar)" in alerts(talk, "ana")[0]
    answer = await both_take(talk, 0)
    assert "the new committed date is asked for as CR-1" in answer
    assert "Expected: Fri 13 Mar" in await talk.command("ana", "M-1", "payments")
    assert "Agreed, and asked for as CR-1" in alerts(talk, "ana")[0]


async def test_missed_dates_downstream_have_dates_and_are_counted(talk: Talk) -> None:
    await set_up_clash(talk)
    for number in range(4, 10):
        await talk.command("ana", f'new milestone "Step {number}" 13 Mar @cleo in PRJ-2', "payments")
        await talk.command("ana", f"depend M-{number} on M-2", "payments")
    await talk.bot.store.transact(commit_steps, talk=talk)
    await talk.command("ana", "unassign @dina M-1", "identity")
    await talk.command("ana", "assign @dina 80% PRJ-1 from 9 Mar to 13 Mar", "identity")
    card = await talk.command("ana", "CL-2", "identity")
    assert "⚠️ Misses Step 4 (M-4) Fri 13 Mar → Fri 20 Mar (committed Fri 13 Mar), Step 5 (M-5)" in card
    assert "Step 8 (M-8) Fri 13 Mar → Fri 20 Mar (committed Fri 13 Mar) and 1 more" in card


async def test_several_bookings_are_cut_and_the_clash_ends(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.command("ana", "AL-2 90%", "identity")
    await talk.command("ana", "assign @dina 35% PRJ-1 from 9 Mar to 11 Mar", "identity")
    card = await talk.command("ana", "CL-1", "identity")
    assert "Cut 5.2 days of work in all: 4 days from Auth API (M-1) of Identity, Mon 9 Mar – Fri 13 Mar;" in card
    assert "1.2 days from Wallet (M-2) of Payments, Mon 9 Mar – Fri 13 Mar (65% is left)" in card
    assert "Done. Cut 5.2 days" in await both_take(talk, 0)
    assert "No clashes" in await talk.command("ana", "clashes", "identity")
    assert "65%" in await talk.command("ana", "AL-2", "identity")


async def test_leave_makes_a_clash_and_back_ends_it(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.command("ana", "unassign @dina M-2", "payments")
    assert "No clashes" in await talk.command("ana", "clashes", "identity")
    await talk.command("dina", "away 9 Mar until 13 Mar", "identity")
    assert "Dina is booked 80% while away" in await talk.command("ana", "CL-2", "identity")


async def test_home_offers_the_ways_out(talk: Talk) -> None:
    await set_up_clash(talk)
    home = " ".join(view_texts(await open_home(talk, "ana")))
    assert "Dina is booked 140% (CL-1): Identity (PRJ-1), Payments (PRJ-2)" in home


def halve_wallet(session: Session, talk: Talk) -> None:
    """Change a booking as if a moment ago, before the messages were edited."""
    team, now = talk.bot.deps.team, talk.sandbox.clock.now()
    storage.audit.set_actor(session, team=team, actor=talk.users["ana"].id, now=now)
    storage.resources.allocations.update_allocation(session, team=team, id="AL-2", values={"percent": 50.0})


def commit_wallet(session: Session, talk: Talk) -> None:
    """Commit Wallet to the day on which it is expected, so that no item can move without missing a date."""
    team, now = talk.bot.deps.team, talk.sandbox.clock.now()
    storage.audit.set_actor(session, team=team, actor=talk.users["ana"].id, now=now)
    session.get_one(MilestoneRow, (team, "M-2")).committed = date(2026, 3, 13)


def commit_steps(session: Session, talk: Talk) -> None:
    """Commit six milestones that depend on Wallet to the day on which they are expected."""
    team, now = talk.bot.deps.team, talk.sandbox.clock.now()
    storage.audit.set_actor(session, team=team, actor=talk.users["ana"].id, now=now)
    for number in range(4, 10):
        session.get_one(MilestoneRow, (team, f"M-{number}")).committed = date(2026, 3, 13)


async def test_one_click_or_a_refusal_changes_nothing(talk: Talk) -> None:
    await set_up_clash(talk)
    await talk.fast_forward(to=TWO_ZONES_AT_WORK)
    card = talk.newest_with("bo", "clash_take", None)
    assert "Saved: not for your project" in await talk.click("bo", "clash_decline", value=way(card, 1), on=card)
    assert "Bo ✗, Cleo" in alerts(talk, "ana")[0]
    manager = talk.newest_with("ana", "clash_snooze", "CL-1")
    assert "Snoozed for a week" in await talk.click("ana", "clash_snooze", value="CL-1", on=manager)
    assert "Dina is booked 140%" in await talk.click("ana", "clash", value="CL-1", on=manager)
    assert "1 open clash" in await talk.command("ana", "clashes PRG-1", "identity")
    card = await talk.command("ana", "CL-1", "identity")
    assert "Dina has 7 working days of work left in all projects, so it can't all be done before Tue 10 Mar" in card


async def test_no_clashes_claims_no_more_than_is_seen(talk: Talk) -> None:
    await set_up_clash(talk)
    answer = await talk.command("finn", "clashes", "identity")
    assert "No clashes in the projects you lead or in your own work." in answer


async def test_the_booked_person_sees_their_own_others_do_not(talk: Talk) -> None:
    await set_up_clash(talk)
    assert "Dina is booked 140%" in await talk.command("dina", "CL-1", "identity")
    assert "Ask" in await talk.command("finn", "CL-1", "identity")


async def test_digest_counts_people_and_names_no_one(talk: Talk) -> None:
    await set_up_clash(talk)
    # Of two, each who knows their own part could tell the other's.
    assert "booked above" not in await talk.command("ana", "digest preview PRG-1", "identity")
    await talk.command("ana", "new person @bo", "identity")
    digest = await talk.command("ana", "digest preview PRG-1", "identity")
    assert "1 person is booked above what they can do" in digest
    assert "140%" not in digest


async def test_list_of_people_marks_who_clashes(talk: Talk) -> None:
    await set_up_clash(talk)
    assert "Dina (RES-1) ⚠️ clash CL-1" in await talk.command("ana", "people", "identity")
    await talk.command("ana", "AL-2 20%", "payments")
    assert "clash CL-1" not in await talk.command("ana", "people", "identity")
