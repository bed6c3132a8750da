"""Ways out of a private channel: slip reasons, forms, menus, and cards shown there earlier."""

import pytest

from sandbox.model import Channel
from tests.scenarios import CANARY, set_up_every_role
from tests.steps.doors import everything_sent
from tests.talk import Talk, message_text

REASON = "the buyer wants the keys first"


@pytest.mark.parametrize("save", ["slip_tell", "slip_quiet"])
async def test_slip_reason_typed_in_a_private_channel_stays_private(talk: Talk, board: Channel, save: str) -> None:
    await talk.command("ana", f"M-1 slip to 3 Apr because {REASON}", board)
    assert "Saved" in await talk.click("ana", save)
    for words in ("M-1", "since", "PRJ-1", "audit M-1", "digest", "brief PRG-1", "M-2"):
        assert REASON not in await talk.command("cleo", words, "news"), words
    assert REASON not in everything_sent(talk, to="cleo")


async def test_forms_and_menus_leave_out_private_channel_items(talk: Talk, board: Channel) -> None:
    message = await talk.say("cleo", "identity", "we are held up by something")
    for shortcut in ("log_blocker", "log_update", "log_dependency"):
        await talk.sandbox.person("cleo").message_shortcut(shortcut, "identity", message.ts)
        await talk.settle()
    await talk.sandbox.person("cleo").global_shortcut("raise_something")
    await talk.settle()
    assert CANARY not in everything_sent(talk, to="cleo")
    await talk.sandbox.person("bo").message_shortcut("log_update", "identity", message.ts)
    await talk.settle()
    assert CANARY in everything_sent(talk, to="bo")


async def test_impact_preview_leaves_out_private_channel_items(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "M-1 owner @cleo", "identity")
    await talk.command("ana", "depend M-3 on M-1", board)
    await talk.command("cleo", "M-1", "identity")
    await talk.click("cleo", "card_more", value="card_date M-1")
    await talk.submit("cleo", {"date": "2026-05-20", "reason": "late"})
    assert "Checkout" in str(talk.form("cleo").body)
    assert CANARY not in everything_sent(talk, to="cleo")


async def test_old_private_card_opens_no_form_after_leaving(talk: Talk, board: Channel) -> None:
    await talk.sandbox.person("ana").invite(board, talk.users["cleo"].id)
    await talk.settle()
    assert CANARY in await talk.command("cleo", "M-3", board)
    card = talk.private("cleo")[-1]
    await talk.sandbox.person("cleo").leave(board)
    await talk.settle()
    views_before = set(talk.sandbox.views)
    for action in ("card_block", "card_depend"):
        assert "no milestone M-3" in await talk.click("cleo", "card_more", value=f"{action} M-3", on=card)
    assert set(talk.sandbox.views) == views_before


async def test_guest_who_names_a_foreign_milestone_is_refused(talk: Talk) -> None:
    """A guest is told that there is none, not that something is withheld from them (G13 i)."""
    await set_up_every_role(talk)
    for who in ("gil", "fay"):
        await talk.say(who, "identity", "M-1 44%")
        assert "There is no milestone M-1." in message_text(talk.private(who)[-1]), who
        assert "withheld" not in message_text(talk.private(who)[-1])
