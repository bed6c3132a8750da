"""Undo takes back a whole change: every row and every visible message is as it was (B-122)."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from storage.tables.base import BaseRow
from tests.scenarios import set_up_two_projects
from tests.steps.capture import direct_messages, press_button
from tests.talk import Talk

# The log, the queues, and what only ever counts up.
UNCOMPARED_TABLES = {
    "audit",
    "member_name",
    "change",
    "changed_row",
    "outbox",
    "inbox",
    "gate",
    "claim",
    "counter",
    "ping",
    "member",
}
UNCOMPARED_TABLES |= {
    "channel",
    "channel_member",
    "home",
    "asked",
    "workspace",
    "form_draft",
    "nudge",
    "hours",
    "analysis",
    "status_week",
}
# They keep a row that says what became of them: its number is in buttons and keys.
KEPT_STATES = {"update": ("state", "undone"), "proposal": ("state", "withdrawn"), "alert": ("closed_at", None)}
BOOKKEEPING = {"version", "touched_at", "state_at", "state_by", "used_at", "changed_at", "notice"}

Step = Callable[[Talk], Awaitable[Any]]


def commands(*lines: tuple[str, str], where: str = "identity") -> Step:
    async def run(talk: Talk) -> None:
        for who, line in lines:
            await talk.command(who, line, where)

    return run


def message(who: str, where: str, text: str) -> Step:
    async def run(talk: Talk) -> None:
        await talk.say(who, where, text)

    return run


async def save_slip_loudly(talk: Talk) -> None:
    await talk.command("ana", "M-1 slip to 27 Mar because the vendor is late", "identity")
    await press_button(talk, "ana", "Save and")


async def accept_proposal(talk: Talk) -> None:
    await press_button(talk, "ana", "Accept")


def confirmed(who: str, line: str) -> Step:
    """Make a correction, and confirm it where its effect is shown first."""

    async def run(talk: Talk) -> None:
        if "?" in await talk.command(who, line, "identity"):
            await talk.click(who, "correct")

    return run


NOTHING = commands()
KINDS: dict[str, tuple[str, Step, Step]] = {
    "slip": ("ana", NOTHING, save_slip_loudly),
    "slip by message": ("ana", NOTHING, message("ana", "identity", "M-1 slip to 27 Mar")),
    "done": ("ana", commands(("bo", 'block M-2 "keys of M-1" needs @ana')), commands(("ana", "M-1 done"))),
    "percent": ("ana", NOTHING, message("ana", "identity", "M-1 60%")),
    "owner": ("ana", NOTHING, commands(("ana", "M-1 owner @bo"))),
    "block": ("bo", NOTHING, commands(("bo", 'block M-2 "no keys" needs @ana by 12 Mar'), where="payments")),
    "block by message": ("bo", NOTHING, message("bo", "payments", "block M-2: no keys needs @ana by 12 Mar")),
    "unblock": ("ana", commands(("bo", 'block M-2 "no keys" needs @ana')), commands(("ana", "unblock B-1"))),
    "risk": ("ana", NOTHING, message("ana", "identity", "risk: tokens leak")),
    "link": (
        "ana",
        commands(("ana", 'new milestone "Beta" 27 Mar @bo in PRJ-1')),
        commands(("ana", "depend M-3 on M-2 by 25 Mar")),
    ),
    "unlink of a channel": ("ana", NOTHING, commands(("ana", "unlink PRJ-1"))),
    "calendar": ("ana", NOTHING, commands(("ana", "calendar PRG-1 days mon-thu"))),
    "day off": ("ana", NOTHING, commands(("ana", 'calendar PRG-1 off 16 Mar - 17 Mar "move"'))),
    "channel": ("ana", NOTHING, commands(("ana", "link PRG-1"))),
    "rename": ("ana", NOTHING, commands(("ana", 'rename M-1 "Login API"'))),
    "rename of a project": ("ana", NOTHING, commands(("ana", "PRJ-1 rename Login"))),
    "cancel": ("ana", NOTHING, confirmed("ana", "cancel M-1")),
    "cancel of a project": ("ana", NOTHING, confirmed("ana", "cancel PRJ-2")),
    "cancel of a program": ("ana", NOTHING, confirmed("ana", "cancel PRG-1")),
    "reopen": ("ana", confirmed("ana", "cancel M-1"), confirmed("ana", "reopen M-1")),
    "reopen of what is done": ("ana", commands(("ana", "M-1 done")), confirmed("ana", "reopen M-1")),
    "move": ("ana", NOTHING, confirmed("ana", "move M-2 to PRJ-1")),
    "commit": ("ana", NOTHING, confirmed("ana", "commit M-1 to 18 Mar")),
    "delete": (
        "ana",
        commands(("ana", 'new milestone "Beta" 27 Mar @ana in PRJ-1')),
        commands(("ana", "delete M-3")),
    ),
    "issue": ("ana", NOTHING, commands(("ana", 'issue "the test data are wrong" 5d'))),
    "entry": (
        "ana",
        commands(("ana", 'risk "the vendor is late" 40% 10d')),
        commands(("ana", "R-1 20% 3d owner @bo")),
    ),
    "entry that happened": (
        "ana",
        commands(("ana", 'risk "the vendor is late" 40% 10d')),
        commands(("ana", "R-1 happened")),
    ),
    "new program": ("ana", NOTHING, commands(("ana", 'new program "Apollo"'))),
    "new milestone": ("ana", NOTHING, commands(("ana", 'new milestone "Beta" 27 Mar @bo in PRJ-1'))),
    "new project": ("ana", NOTHING, commands(("ana", 'new project "Search" @bo'))),
    "accepted proposal": ("ana", commands(("cleo", "M-1 50%")), accept_proposal),
    "report": ("ana", NOTHING, commands(("ana", "status PRJ-1 amber because the vendor is late"))),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_undo_leaves_everything_as_it_was(talk: Talk, kind: str) -> None:
    who, prepare, change = KINDS[kind]
    await set_up_two_projects(talk)
    await prepare(talk)
    rows, texts = await talk.bot.store.read(all_rows), visible_texts(talk)
    await change(talk)
    assert await talk.bot.store.read(all_rows) != rows, "nothing was changed"
    answer = await undo(talk, who)
    assert answer.startswith("Undone"), answer
    changed = differences(rows, await talk.bot.store.read(all_rows))
    assert not changed, "\n".join(changed)
    left = [
        (texts.get(ts, ""), text)
        for ts, text in visible_texts(talk).items()
        if texts.get(ts, "") != text and not is_taken_back(text)
    ]
    assert not left, "\n".join(map(str, left))


async def test_one_of_several_lines_is_undone_alone(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 60%\nblock M-1: no keys needs @bo")
    receipt = talk.private("ana")[-1]
    values = [
        e["value"] for b in receipt.blocks for e in [*b.get("elements", []), b.get("accessory") or {}] if "value" in e
    ]
    assert "Undone" in await talk.click("ana", "undo_line", value=values[0], on=receipt)
    assert not receipt.deleted, "the other buttons are still there"
    assert await talk.click("ana", "resolve", value="B-1")
    assert "60%" not in await talk.command("ana", "M-1", "identity")


async def test_deleted_message_offers_its_undo(talk: Talk) -> None:
    await set_up_two_projects(talk)
    said = await talk.sandbox.person("ana").say("identity", "M-1 60%")
    await talk.settle()
    await talk.sandbox.person("ana").delete("identity", said.ts)
    await talk.settle()
    assert "Undone: Auth API (M-1): 60% done" in await talk.click("ana", "undo_record")


async def test_undo_asks_before_it_strikes_messages(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 slip to 27 Mar")
    assert "Undo Auth API (M-1)" in await talk.command("ana", "undo", "identity")
    assert "Nothing was changed" in await talk.click("ana", "undo_keep")
    assert "27 Mar" in await talk.command("ana", "M-1", "identity")


async def test_undo_is_refused_when_it_would_lose_later_words(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.say("ana", "identity", "M-1 60%")
    receipt = talk.private("ana")[-1]
    await talk.command("ana", "M-1 70%", "identity")
    answer = await talk.click("ana", "undo", on=receipt)
    assert "M-1 was changed again since by you" in answer
    assert "70%" in await talk.command("ana", "M-1", "identity")


async def test_undone_news_can_be_posted_again(talk: Talk) -> None:
    await set_up_two_projects(talk)
    for _ in range(2):
        await talk.command("ana", "M-1 done", "identity")
        assert any("unblocked" in text for text in direct_messages(talk, "bo"))
        await undo(talk, "ana")
        assert not any("unblocked" in text for text in direct_messages(talk, "bo"))


async def test_new_item_in_use_is_not_taken_away(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'new milestone "Beta" 27 Mar @ana in PRJ-1', "identity")
    await talk.command("bo", "depend M-2 on M-3", "payments")
    answer = await talk.command("ana", "undo", "identity")
    assert "M-3 is in use by now: D-2" in answer


RECEIPTS = {
    'new program "Apollo"': NOTHING,
    'new project "Search" @bo': NOTHING,
    'new milestone "Beta" 27 Mar @bo in PRJ-1': NOTHING,
    "link PRG-1": NOTHING,
    "unlink PRJ-1": NOTHING,
    "calendar PRG-1 days mon-thu": NOTHING,
    'block M-1 "no keys" needs @bo': NOTHING,
    "unblock B-1": commands(("ana", 'block M-1 "no keys" needs @bo')),
    'risk "tokens leak" 40% 10d': NOTHING,
    "R-1 happened": commands(("ana", 'risk "tokens leak" 40% 10d')),
    "depend M-3 on M-2": commands(("ana", 'new milestone "Beta" 27 Mar in PRJ-1')),
}


@pytest.mark.parametrize("line", RECEIPTS)
async def test_receipt_of_a_change_has_an_undo(talk: Talk, line: str) -> None:
    await set_up_two_projects(talk)
    await RECEIPTS[line](talk)
    await talk.command("ana", line, "identity")
    receipt = talk.private("ana")[-1]
    assert (await talk.click("ana", "undo", on=receipt)).startswith("Undone")


async def test_reading_a_card_offers_no_undo(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", "calendar PRG-1", "identity")
    assert "undo" not in str(talk.private("ana")[-1].blocks)


async def undo(talk: Talk, who: str) -> str:
    answer = await talk.command(who, "undo", "identity")
    return answer if answer.startswith("Undone") else await press_button(talk, who, "Undo")


def all_rows(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of every table, without those that were taken back and without what only counts."""
    tables = {}
    for table in BaseRow.metadata.sorted_tables:
        if table.name in UNCOMPARED_TABLES:
            continue
        rows = [dict(row._mapping) for row in session.execute(select(table).order_by(*table.primary_key))]
        if table.name in KEPT_STATES:
            column, gone = KEPT_STATES[table.name]
            rows = [row for row in rows if (row[column] is None if gone is None else row[column] != gone)]
        tables[table.name] = [{k: v for k, v in row.items() if k not in BOOKKEEPING} for row in rows]
    return tables


def differences(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    return [
        f"{name}: {row} {'is gone' if row in before[name] else 'is new'}"
        for name in before
        for row in (*before[name], *after[name])
        if (row in before[name]) != (row in after[name])
    ]


def visible_texts(talk: Talk) -> dict[str, str]:
    """Return what Baton shows to others, by place and time; of what people write, Baton's marks alone."""
    places, bot = talk.sandbox.workspace.channels.values(), talk.bot.deps.bot_user
    return {
        f"{place.id} {m.ts}": plain(talk, m.text if m.user == bot else "") + "".join(sorted(m.reactions))
        for place in places
        for m in place.messages.values()
        if not m.ephemeral_to and not m.deleted
    }


def plain(talk: Talk, text: str) -> str:
    """Return the text with names for mentions: whoever acts is not mentioned in an edit."""
    for user in talk.users.values():
        text = text.replace(f"<@{user.id}>", user.name).replace(f"@{user.name}", user.name)
    return text.casefold()


def is_taken_back(text: str) -> bool:
    return any(part in text for part in ("undone by", "undid a change", "✅ solved", "✅ resolved"))
