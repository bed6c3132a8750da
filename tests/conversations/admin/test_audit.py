"""Who changed what; what changed since; how it stood then."""

from datetime import datetime, timedelta

from sqlmodel import Session

import storage.audit
from storage.tables.plan import MilestoneRow
from tests.scenarios import program_with_two_projects
from tests.talk import Talk


async def test_the_log_says_who_changed_what_from_what_to_what(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar because the vendor is late")
    log = await talk.command("ana", "audit M-1", "identity")
    assert "Ana changed milestone M-1" in log
    assert "Fri 13 Mar → Fri 27 Mar" in log
    assert "said here" in log
    assert "Ana created milestone M-1" in log


async def test_a_contributor_reads_the_log_of_their_own_things_only(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "You may not read the audit log" in await talk.command("cleo", "audit M-1", "identity")
    assert "You may not read the audit log" in await talk.command("cleo", "audit PRG-1", "identity")
    assert "M-2" in await talk.command("bo", "audit M-2", "identity")
    own = await talk.command("bo", "audit", "identity")
    assert "M-2" in own
    assert "M-1" not in own.replace("dependency D-1", "")
    assert "Nothing was changed there" in await talk.command("cleo", "audit", "identity")


def much(session: Session, *, team: str, user: str, now: datetime) -> None:
    """More lines about other things than are looked through at once."""
    storage.audit.set_actor(session, team=team, actor=user, now=now)
    about = {"team": team, "project": "PRJ-1", "owner": user, "touched_at": now, "created_at": now}
    session.add_all(MilestoneRow(id=f"M-{number}", name=f"Step {number}", **about) for number in range(10, 2110))


async def test_the_log_of_a_thing_reaches_back_however_much_else_happened_since(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    where = {"team": talk.bot.deps.team, "user": talk.users["ana"].id, "now": talk.sandbox.clock.now()}
    await talk.bot.store.transact(much, **where)  # type: ignore[arg-type]
    log = await talk.command("ana", "audit M-1", "identity")
    assert "Ana created milestone M-1" in log
    assert "created blocker B-1" in log
    assert "created blocker B-1" in await talk.command("ana", "audit B-1", "identity")
    log = await talk.command("bo", "audit PRJ-2", "identity")
    assert "created milestone M-2" in log
    assert "created dependency D-1" in log


async def test_earlier_lines_come_a_page_at_a_time(talk: Talk) -> None:
    await program_with_two_projects(talk)
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
    assert "created milestone M-1" in page


async def test_since_nets_what_moved_is_done_is_new_and_is_blocked(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 20 Mar")
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.say("bo", "payments", "M-2 done")
    await talk.say("ana", "identity", "block M-1: no staging data needs @bo by fri")
    told = await talk.command("cleo", "since 3 Mar", "news")
    assert "M-1 Auth API: Fri 13 Mar → Fri 27 Mar" in told
    assert "20 Mar" not in told
    assert "Done (1)" in told
    assert "no staging data" in told
    assert "New (" not in told
    before = await talk.command("cleo", "since 2 Mar", "news")
    assert "New (1)" in before  # what is new and done already is told as done
    assert "Done (1)" in before
    assert "has not come yet" in await talk.command("cleo", "since 2026-04-01", "news")


async def test_asof_is_what_was_known_then(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.fast_forward(by=timedelta(days=1))
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    await talk.command("bo", "M-2 40%", "payments")
    then = await talk.command("cleo", "asof 2026-03-02 PRG-1", "news")
    assert "Fri 13 Mar" in then
    assert "40%" not in then
    now = await talk.command("cleo", "asof 2026-03-03 PRG-1", "news")
    assert "Fri 27 Mar" in now
    assert "40%" in now
    assert "There was no M-1" in await talk.command("cleo", "asof 2026-03-01 M-1", "news")


async def test_what_was_said_behind_a_door_is_in_nobody_elses_log(talk: Talk) -> None:
    await program_with_two_projects(talk)
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
        told = await talk.command("bo", words, "news")
        assert "Sale of the firm" not in told, words
        assert told
