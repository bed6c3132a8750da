"""The audit log, `since` and `asof`."""

from datetime import datetime, timedelta

from sqlmodel import Session

import storage.audit
from storage.tables.plan import MilestoneRow
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


async def test_log_names_the_person_and_the_old_and_new_values(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    log = await talk.command("ana", "audit M-1", "identity")
    assert "Auth API (M-1): expected" in log
    assert "Fri 13 Mar → Fri 27 Mar" in log
    assert "View message" in log
    assert "Ana created Auth API (M-1)" in log


async def test_contributor_reads_only_the_log_of_their_own_items(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "You may not read the audit log" in await talk.command("cleo", "audit M-1", "identity")
    assert "You may not read the audit log" in await talk.command("cleo", "audit PRG-1", "identity")
    assert "M-2" in await talk.command("bo", "audit M-2", "identity")
    own = await talk.command("bo", "audit", "identity")
    assert "M-2" in own
    assert "M-1" not in own.replace("D-1 (M-1 → M-2)", "")
    assert "No changes here" in await talk.command("cleo", "audit", "identity")


def add_many_entries(session: Session, *, team: str, user: str, now: datetime) -> None:
    """Add more log entries about other items than are read at once."""
    storage.audit.set_actor(session, team=team, actor=user, now=now)
    fields = {"team": team, "project": "PRJ-1", "owner": user, "touched_at": now, "created_at": now}
    session.add_all(MilestoneRow(id=f"M-{number}", name=f"Step {number}", **fields) for number in range(10, 2110))


async def test_log_of_an_item_survives_thousands_of_newer_entries(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    arguments = {"team": talk.bot.deps.team, "user": talk.users["ana"].id, "now": talk.sandbox.clock.now()}
    await talk.bot.store.transact(add_many_entries, **arguments)  # type: ignore[arg-type]
    log = await talk.command("ana", "audit M-1", "identity")
    assert "Ana created Auth API (M-1)" in log
    assert "Ana raised B-1" in log
    assert "Ana raised B-1" in await talk.command("ana", "audit B-1", "identity")
    log = await talk.command("bo", "audit PRJ-2", "identity")
    assert "Ana created Checkout (M-2)" in log
    assert "created hand-over D-1" in log


async def test_log_has_pages(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for percent in range(1, 25):
        await talk.command("ana", f"M-1 {percent}%", "identity")
    first = await talk.command("ana", "audit M-1", "identity")
    assert "24" in first
    assert "created" not in first
    page, pages = first, [first]
    for _ in range(6):
        if "created" in page:
            break
        page = await talk.click("ana", "audit_more") or page
        pages.append(talk.private("ana")[-1].text)
        page = pages[-1]
    assert "created Auth API (M-1)" in page


async def test_since_shows_net_changes(talk: Talk) -> None:
    """Two slips show as one move; a milestone that is new and already done counts as done."""
    await set_up_two_projects(talk)
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 20 Mar")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.say("bo", "payments", "M-2 done")
    await talk.say("ana", "identity", "block M-1: no staging data needs @bo by fri")
    changes = await talk.command("cleo", "since 3 Mar", "news")
    assert "Auth API (M-1): Fri 13 Mar → Fri 27 Mar" in changes
    assert "20 Mar" not in changes
    assert "Done (1)" in changes
    assert "no staging data" in changes
    assert "New (" not in changes
    before = await talk.command("cleo", "since 2 Mar", "news")
    assert "New (1)" in before  # a milestone that is both new and done is listed under Done
    assert "Done (1)" in before
    assert "is in the future" in await talk.command("cleo", "since 2026-04-01", "news")


async def test_asof_shows_the_plan_as_known_on_that_day(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.command("bo", "M-2 40%", "payments")
    before_slip = await talk.command("cleo", "asof 2026-03-02 PRG-1", "news")
    assert "Fri 13 Mar" in before_slip
    assert "40%" not in before_slip
    after_slip = await talk.command("cleo", "asof 2026-03-03 PRG-1", "news")
    assert "Fri 27 Mar" in after_slip
    assert "Fri 20 Mar" in before_slip
    assert "Fri 20 Mar" not in after_slip, "Auth API pushes Checkout"
    assert "40%" in after_slip
    assert "There was no M-1" in await talk.command("cleo", "asof 2026-03-01 M-1", "news")


async def test_private_channel_items_stay_out_of_other_peoples_history(talk: Talk) -> None:
    await set_up_two_projects(talk)
    members = [talk.users["ana"].id, talk.sandbox.workspace.bot_user_id]
    board = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("ana", 'new milestone "Sale of the firm" 1 Apr @ana in PRJ-1', board)
    assert "Sale of the firm" in await talk.command("ana", "since 2 Mar", "news")
    for words in (
        "since 2 Mar",
        "asof 2026-03-02",
        "asof 2026-03-02 PRJ-1",
        "audit",
        "M-3",
        "audit M-3",
        "asof 2026-03-02 M-3",
    ):
        answer = await talk.command("bo", words, "news")
        assert "Sale of the firm" not in answer, words
        assert answer
