"""Home by role: what a lead, a program manager and an executive see, and what they open there and then."""

from datetime import UTC, datetime, timedelta

from tests.scenarios import set_up_every_role, set_up_private_channel, set_up_request, set_up_two_projects
from tests.steps.home import home_text, open_home
from tests.talk import Talk


async def test_open_on_home_shows_the_card_in_a_window(talk: Talk) -> None:
    await set_up_two_projects(talk)
    view = await open_home(talk, "bo")
    dm = talk.sandbox.workspace.dm_channel(talk.users["bo"])
    before = talk.seen("bo", dm)
    card = await talk.click("bo", "card", value="M-2", on=view)
    assert "M-2 Checkout" in card or "Checkout (M-2)" in card
    status = await talk.click("bo", "again", value="status PRJ-2", on=view)
    assert "Checkout" in status
    assert "20 Mar" in status
    assert talk.seen("bo", dm) == before


async def test_window_is_answered_in_the_window(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.click("bo", "card", value="M-2", on=await open_home(talk, "bo"))
    await talk.click("bo", "card_progress", on=talk.form("bo"))
    assert await talk.submit("bo", {"percent": "40"}) is None
    assert "40%" in talk.window("bo")
    assert "40% done" in home_text(await open_home(talk, "bo"))
    await talk.click("bo", "undo", on=talk.form("bo"))
    assert "0% done" in home_text(await open_home(talk, "bo"))


async def test_refusal_of_a_click_on_home_is_a_window(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    view = await open_home(talk, "bo")
    await talk.command("ana", "unblock B-1", "identity")
    await talk.click("bo", "resolve", on=view)
    assert "B-1" in talk.window("bo")


async def test_executive_follows_a_program_with_a_button(talk: Talk) -> None:
    await set_up_two_projects(talk)
    view = await open_home(talk, "cleo")
    assert "Atlas" in home_text(view)
    assert "follow PRG-1" not in home_text(view)
    await talk.click("cleo", "follow", value="PRG-1", on=view)
    followed = home_text(await open_home(talk, "cleo"))
    assert "*Atlas* (PRG-1) · finish Fri 20 Mar" in followed
    assert "*Payments* (PRJ-2) · not reported" in followed
    assert "you can follow" not in followed


async def test_sponsor_sees_the_program_without_following(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "admin role @cleo sponsor PRG-1", "identity")
    assert "*Atlas* (PRG-1)" in home_text(await open_home(talk, "cleo"))


async def test_lead_sees_trouble_by_cause(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Report" 25 Mar @bo in PRJ-2', "payments")
    await talk.command("ana", "depend M-3 on M-1", "payments")
    await talk.say("ana", "identity", "M-1 slip to 10 Apr")
    home = home_text(await open_home(talk, "bo"))
    assert "red · Auth API (M-1): 20 days late (committed Fri 13 Mar) → also Checkout (M-2), Report (M-3)" in home
    assert "caught up" not in home


async def test_manager_sees_requests_without_answer(talk: Talk) -> None:
    await set_up_request(talk)
    assert "No answer from Ana" not in home_text(await open_home(talk, "cleo"))
    await talk.fast_forward(by=timedelta(days=8))
    home = home_text(await open_home(talk, "cleo"))
    assert "No answer from Ana: Checkout (M-2) depends on Auth API (M-1), hand-over D-1" in home
    assert "No answer from Ana" not in home_text(await open_home(talk, "bo"))
    card = await talk.click("cleo", "handover", value="D-1", on=await open_home(talk, "cleo"))
    assert "D-1" in card


async def test_manager_sees_overdue_blockers_of_others(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("bo", 'block M-2 "no staging data" needs @cleo by 4 Mar', "payments")
    assert "still blocked" not in home_text(await open_home(talk, "ana"))
    await talk.fast_forward(by=timedelta(days=4))
    home = home_text(await open_home(talk, "ana"))
    assert "Checkout (M-2) is still blocked: no staging data (B-1), Cleo can unblock it, due *Wed 4 Mar*" in home


async def test_manager_reviews_the_draft_from_home(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "link PRG-1", "news")
    await talk.fast_forward(to=datetime(2026, 3, 6, 13, 1, tzinfo=UTC))
    view = await open_home(talk, "ana")
    assert "Review the draft of Monday's digest: Atlas (PRG-1)" in home_text(view)
    assert "Atlas" in await talk.click("ana", "again", value="digest preview PRG-1", on=view)
    await talk.click("ana", "digest_reviewed", on=await open_home(talk, "ana"))
    assert "Review the draft" not in home_text(await open_home(talk, "ana"))


async def test_finish_is_compared_with_a_week_ago(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(to=datetime(2026, 3, 3, 3, 0, tzinfo=UTC))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    home = home_text(await open_home(talk, "ana"))
    assert "*Payments* (PRJ-2) · not reported · finish Fri 27 Mar ↑ 5 days" in home
    await talk.fast_forward(to=datetime(2026, 3, 12, 3, 0, tzinfo=UTC))
    assert "→ unchanged since" in home_text(await open_home(talk, "ana"))


async def test_manager_sees_what_changed_in_the_program(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Report" 25 Mar @bo in PRJ-2', "payments")
    await open_home(talk, "ana")
    await talk.fast_forward(by=timedelta(hours=2))
    await talk.say("bo", "payments", "M-3 slip to 27 Mar")
    assert "Report (M-3) moved: Wed 25 Mar → Fri 27 Mar" in home_text(await open_home(talk, "ana"))


async def test_windows_hide_what_was_said_in_private(talk: Talk) -> None:
    await set_up_private_channel(talk)
    await talk.command("cleo", "follow PRG-1", "news")
    view = await open_home(talk, "cleo")
    status = await talk.click("cleo", "again", value="status PRJ-1", on=view)
    assert "Auth API" in status
    assert "Sale of the firm" not in status + home_text(view)


async def test_executive_sees_odds_and_money_of_a_program(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("mia", "settings PRG-1 currency EUR", "identity")
    await talk.command("mia", "budget PRJ-1 people 1000 planned Mar", "identity")
    await talk.command("mia", "budget PRJ-1 people 1040 forecast Mar", "identity")
    await talk.fast_forward(to=datetime(2026, 3, 3, 3, 0, tzinfo=UTC))
    sponsor = home_text(await open_home(talk, "spo"))
    assert "Likely Mon 16 Mar, safe Wed 18 Mar; 43% chance of Fri 13 Mar" in sponsor
    assert "Money: forecast 104% of budget" in sponsor
    await talk.command("sta", "follow PRG-1", "identity")
    follower = home_text(await open_home(talk, "sta"))
    assert "Likely " in follower
    assert "Money" not in follower
    await talk.command("mia", "settings PRG-1 money on", "identity")
    # The total of one project would be that project's own.
    assert "Money" not in home_text(await open_home(talk, "sta"))
    await talk.command("mia", "budget PRJ-2 people 1000 planned Mar", "identity")
    await talk.command("mia", "budget PRJ-2 people 1060 forecast Mar", "identity")
    assert "Money: forecast 105% of budget" in home_text(await open_home(talk, "sta"))


async def test_closed_project_is_called_closed(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "admin role @cleo sponsor PRG-1", "identity")
    await talk.say("ana", "identity", "M-1 done")
    await talk.command("ana", "close PRJ-1", "identity")
    await talk.submit("ana", {})
    assert "*Identity* (PRJ-1) · closed" in home_text(await open_home(talk, "cleo"))
