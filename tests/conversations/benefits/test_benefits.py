"""Benefits: created, completed, measured and ended by command, button and form, as people would."""

import pytest

from tests.scenarios import set_up_two_projects
from tests.steps.benefits import PROFILE, set_up_churn
from tests.talk import Talk


@pytest.fixture
async def benefit_talk(talk: Talk) -> Talk:
    await set_up_churn(talk)
    return talk


async def test_benefit_on_one_line_is_planned(benefit_talk: Talk) -> None:
    card = await benefit_talk.command("cleo", "BEN-1", "news")
    assert "Benefit Churn falls (BEN-1) of Atlas · planned" in card
    assert "4.2% (Sun 1 Mar, CRM report) → 3.8% by Thu 31 Dec · lower is better" in card
    assert "Share: Identity 60%, Payments 40%" in card
    assert "Owner Bo · read every month from CRM, sheet 2" in card
    notice = next(m for m in benefit_talk.visible("bo") if "made you the owner" in m.text)
    assert "Ana made you the owner of the benefit Churn falls (BEN-1)" in notice.text


async def test_name_alone_is_a_draft_that_says_what_it_lacks(talk: Talk) -> None:
    await set_up_two_projects(talk)
    card = await talk.command("ana", 'new benefit "Better onboarding"', "identity")
    assert "Better onboarding (BEN-1) of Atlas · draft" in card
    assert "It stays a draft until it has: description, observable outcome, measure (KPI), unit" in card
    assert 'For example BEN-1 describe "why it matters"' in card
    assert "names no result" in card
    refusal = await talk.command("ana", "BEN-1 3.9", "identity")
    assert "BEN-1 is a draft, so it has no readings yet. It lacks: description" in refusal
    card = await talk.command("ana", f'BEN-1 {PROFILE} rename "Churn falls to 3.8%"', "identity")
    assert "Churn falls to 3.8% (BEN-1) of Atlas · planned" in card
    assert "names no result" not in card


async def test_praise_is_no_measure_and_target_differs_from_baseline(benefit_talk: Talk) -> None:
    refusal = await benefit_talk.command("ana", 'BEN-1 kpi "better quality"', "identity")
    assert "“better quality” can't be measured. Two people must read the same number." in refusal
    refusal = await benefit_talk.command("ana", "BEN-1 target 4.2", "identity")
    assert "The target equals the baseline. Then nothing could be gained." in refusal
    assert "in the past" in await benefit_talk.command("ana", "BEN-1 target 3.8 by 1 Feb 2026", "identity")
    assert "no milestone M-9" in await benefit_talk.command("ana", "BEN-1 enabled by M-9", "identity")
    assert "no project PRJ-9" in await benefit_talk.command("ana", "BEN-1 share PRJ-9 20%", "identity")


async def test_readings_realise_a_benefit_once_its_milestones_are_done(benefit_talk: Talk) -> None:
    assert "Auth API (M-1) (Fri 13 Mar)" in await benefit_talk.command("ana", "BEN-1 enabled by M-1", "identity")
    await benefit_talk.command("ana", "M-1 done", "identity")
    assert "enabled, no reading yet" in await benefit_talk.command("cleo", "BEN-1", "news")
    card = await benefit_talk.command("bo", "BEN-1 3.9%", "news")
    assert "· realising" in card
    assert "Latest 3.9% on Mon 2 Mar: 75% realised" in card
    assert "in tickets" not in card
    assert "measured in %, not EUR" in await benefit_talk.command("bo", "BEN-1 €5", "news")
    assert "120% realised" not in card
    assert "125% realised" in await benefit_talk.command("bo", "BEN-1 correct to 3.7", "news")
    assert "· realised" in await benefit_talk.command("bo", "BEN-1", "news")
    assert "-25% realised" in await benefit_talk.command("ana", "BEN-1 4.3", "news")


async def test_reading_and_change_can_be_undone(benefit_talk: Talk) -> None:
    await benefit_talk.command("ana", "BEN-1 go live 3 Mar", "identity")
    await benefit_talk.command("bo", "BEN-1 3.9", "news")
    await benefit_talk.click("bo", "undo")
    assert "Latest" not in await benefit_talk.command("bo", "BEN-1", "news")
    await benefit_talk.command("ana", "BEN-1 target 3.5 by 30 Nov", "identity")
    await benefit_talk.click("ana", "undo")
    assert "3.8% by Thu 31 Dec" in await benefit_talk.command("bo", "BEN-1", "news")


async def test_only_owner_manager_and_sponsor_change_a_benefit(benefit_talk: Talk) -> None:
    assert "You may not change the benefit here" in await benefit_talk.command("cleo", "BEN-1 target 3.7", "news")
    assert "You may not enter a benefit reading here" in await benefit_talk.command("cleo", "BEN-1 3.9", "news")
    assert "You may not change the benefit" in await benefit_talk.command("cleo", 'new benefit "Mine"', "identity")
    assert "3.7% by" in await benefit_talk.command("bo", "BEN-1 target 3.7", "news")


async def test_benefit_is_accepted_stopped_and_reopened(benefit_talk: Talk) -> None:
    await benefit_talk.command("ana", "BEN-1 enabled by M-1", "identity")
    await benefit_talk.command("ana", "M-1 done", "identity")
    assert "BEN-1 has no reading yet" in await benefit_talk.command("bo", "BEN-1 accept", "news")
    await benefit_talk.command("bo", "BEN-1 3.9", "news")
    card = await benefit_talk.click("bo", "benefit_end", value="BEN-1 accept")
    assert "missed, accepted by Bo" in card
    assert "BEN-1 is missed" in await benefit_talk.command("bo", "BEN-1 3.8", "news")
    assert "· realising" in await benefit_talk.click("bo", "benefit_end", value="BEN-1 reopen")
    assert "· stopped" in await benefit_talk.command("ana", "BEN-1 stop because the market left", "identity")


async def test_list_has_the_furthest_behind_first_and_pages(benefit_talk: Talk) -> None:
    assert "1 benefit: 1 planned" in await benefit_talk.command("cleo", "benefits", "news")
    for number in range(2, 13):
        await benefit_talk.command("ana", f'new benefit "Small {number}"', "identity")
    listed = await benefit_talk.command("cleo", "benefits", "news")
    assert "12 benefits: 11 draft, 1 planned" in listed
    assert "Churn falls" not in listed
    assert "Churn falls (BEN-1)" in await benefit_talk.click("cleo", "again", value="benefits page 2")
    assert "Churn falls (BEN-1)" in await benefit_talk.command("cleo", "benefits PRJ-1", "news")
    assert "M-1 is no program" in await benefit_talk.command("cleo", "benefits M-1", "news")


async def test_forms_create_change_and_refuse_beside_the_field(benefit_talk: Talk) -> None:
    await benefit_talk.command("ana", "new benefit", "identity")
    values = {"name": "Costs fall", "kpi": "Cost of support in a month", "unit": "EUR", "baseline": "120k"}
    values |= dict.fromkeys(("shares", "milestones", "worth"), "")
    for field, value in (
        ("kpi", "improved quality"),
        ("baseline", "much"),
        ("shares", "PRJ-1 80% PRJ-2 30%"),
        ("milestones", "M-99"),
        ("worth", "many"),
        ("target", "120k"),
    ):
        errors = await benefit_talk.submit("ana", values | {field: value})
        assert errors is not None, field
        assert set(errors) == {field}
    values |= {"target": "80k", "target_on": "2026-12-31", "worth": "800 / 1,000 / 1,500 EUR", "shares": "PRJ-1 100%"}
    assert await benefit_talk.submit("ana", values) is None
    card = await benefit_talk.command("ana", "BEN-2", "identity")
    assert "120,000 EUR → 80,000 EUR by Thu 31 Dec" in card
    assert "Worth 800–1,500 EUR a week, likely 1,000 EUR" in card
    await benefit_talk.click("ana", "benefit_edit", value="BEN-2")
    assert await benefit_talk.submit("ana", {"milestones": "M-1", "measure": "Ledger"}) is None
    assert "Enabled by Auth API (M-1)" in await benefit_talk.command("ana", "BEN-2", "identity")
    await benefit_talk.command("bo", "BEN-1", "news")
    await benefit_talk.click("bo", "benefit_reading", value="BEN-1")
    assert set(await benefit_talk.submit("bo", {"figure": "many"}) or {}) == {"figure"}
    assert set(await benefit_talk.submit("bo", {"figure": "4", "day": "2026-03-09"}) or {}) == {"day"}
    assert await benefit_talk.submit("bo", {"figure": "4.1%", "day": "2026-03-02"}) is None
    assert "25% realised" in await benefit_talk.command("bo", "BEN-1", "news")


async def test_measure_claimed_twice_is_said_on_both_cards(benefit_talk: Talk) -> None:
    await benefit_talk.command("ana", 'new program "Orion"', "news")
    await benefit_talk.command("ana", 'new project "Retention" in PRG-2', "news")
    await benefit_talk.command("ana", 'new benefit "Loyalty" kpi "customers who cancel  in a month" in PRG-2', "news")
    assert "Counted twice" not in await benefit_talk.command("bo", "BEN-1", "news")
    card = await benefit_talk.command("ana", "BEN-2 share PRJ-3 30%", "news")
    assert "Counted twice: 130%" in card
    assert "also by Churn falls (BEN-1)" in card
    assert "also by Loyalty (BEN-2)" in await benefit_talk.command("bo", "BEN-1", "news")


async def test_sums_are_for_who_may_see_the_budget(benefit_talk: Talk) -> None:
    command = 'new benefit "Savings" kpi "Cost of support" baseline €120k target €80k worth 800, 1000, 1500 EUR'
    assert "120,000 EUR" in await benefit_talk.command("ana", command, "identity")
    card = await benefit_talk.command("cleo", "BEN-2", "news")
    assert "a sum" in card
    assert not any(figure in card for figure in ("120,000", "80,000", "1,000", "EUR"))
    assert "EUR" not in await benefit_talk.command("cleo", "benefits", "news")


async def test_marked_message_is_evidence_on_the_card(benefit_talk: Talk) -> None:
    message = await benefit_talk.say("cleo", "identity", "the June cohort stayed with us")
    await benefit_talk.sandbox.person("cleo").react("identity", message.ts, "dart")
    await benefit_talk.settle()
    await benefit_talk.click("cleo", "mark_open")
    assert await benefit_talk.submit("cleo", {"benefit": "BEN-1"}) is None
    card = await benefit_talk.command("bo", "BEN-1", "news")
    assert "the June cohort stayed with us · Cleo" in card
    assert "View message" in card


async def test_digest_says_what_is_realised(benefit_talk: Talk) -> None:
    await benefit_talk.command("ana", "link PRG-1", "news")
    assert "realised" not in await benefit_talk.command("ana", "digest preview PRG-1", "news")
    await benefit_talk.command("ana", "BEN-1 enabled by M-1", "news")
    await benefit_talk.command("ana", "M-1 done", "news")
    await benefit_talk.command("bo", "BEN-1 3.9", "news")
    preview = await benefit_talk.command("ana", "digest preview PRG-1", "news")
    assert "Churn falls (BEN-1): 4.2% → 3.9%" in preview
    assert "75% realised" in preview


async def test_private_benefit_stays_in_its_channel_until_it_is_published(benefit_talk: Talk) -> None:
    members = [benefit_talk.users["ana"].id, benefit_talk.users["bo"].id, benefit_talk.sandbox.workspace.bot_user_id]
    board = benefit_talk.sandbox.workspace.add_channel("board", private=True, members=members)
    card = await benefit_talk.command("ana", 'new benefit "Secret savings" in PRG-1', board)
    assert "Secret savings (BEN-2)" in card
    assert "There is no benefit BEN-2" in await benefit_talk.command("cleo", "BEN-2", "news")
    assert "Secret" not in await benefit_talk.command("cleo", "benefits", "news")
    assert "There is no benefit BEN-2" in await benefit_talk.command("cleo", "BEN-2 target 4", "news")
    await benefit_talk.command("ana", "BEN-2", board)
    await benefit_talk.click("ana", "publish", value="BEN-2")
    assert "Secret savings (BEN-2)" in await benefit_talk.command("cleo", "BEN-2", "news")
