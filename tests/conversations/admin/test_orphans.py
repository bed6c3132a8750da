"""Items of former members, roles and failed deliveries, as administrators and managers handle them."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from sandbox import acts
from storage.queues import outbox
from tests.scenarios import set_up_two_projects
from tests.talk import Talk


def direct_text(talk: Talk, who: str) -> str:
    return "\n".join(talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who])))


async def deactivate(talk: Talk, who: str) -> None:
    """Deactivate a person's Slack account."""
    acts.change_user(talk.sandbox.person(who).platform, talk.users[who].id, deleted=True)
    await talk.settle()


async def test_manager_reassigns_a_former_members_items_from_one_card(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    await deactivate(talk, "bo")
    card = direct_text(talk, "ana")
    assert "Bo left and still owns" in card
    for item in ("leads: Payments (PRJ-2)", "owns: Checkout (M-2)", "can unblock: no staging data (B-1)"):
        assert item in card
    await deactivate(talk, "bo")
    assert direct_text(talk, "ana").count("Bo left") == 1
    message = talk.newest_with("ana", "orphans_give", None)
    await talk.sandbox.person("ana").choose(message, "orphans_give", talk.users["cleo"].id)
    await talk.settle()
    assert "Checkout" in await talk.command("cleo", "me", "news")
    assert "No work is left" in await talk.command("ana", "orphans", "news")


@pytest.mark.parametrize(
    ("role", "line"),
    [
        ("sponsor", "sponsors: Atlas (PRG-1)"),
        ("benefit", "owns benefits of: Atlas (PRG-1)"),
        ("stakeholder", "is a stakeholder of: Atlas (PRG-1)"),
    ],
)
async def test_role_of_a_former_member_is_passed_on(talk: Talk, role: str, line: str) -> None:
    await set_up_two_projects(talk)
    await talk.command("ana", f"admin role @cleo {role} PRG-1", "identity")
    await deactivate(talk, "cleo")
    assert line in direct_text(talk, "ana")
    assert line in await talk.command("ana", "orphans", "news")
    await talk.sandbox.person("ana").choose(
        talk.newest_with("ana", "orphans_give", None), "orphans_give", talk.users["bo"].id
    )
    await talk.settle()
    assert "No work is left" in await talk.command("ana", "orphans", "news")
    assert "Bo" in await talk.command("ana", "admin roles", "news")


async def test_orphans_lists_only_items_the_asker_may_reassign(talk: Talk) -> None:
    await set_up_two_projects(talk)
    await deactivate(talk, "bo")
    assert "No work is left" in await talk.command("cleo", "orphans", "payments")
    assert "Bo left" in await talk.command("ana", "orphans", "payments")


async def test_only_administrators_and_the_program_manager_change_roles(talk: Talk) -> None:
    await set_up_two_projects(talk)
    assert "You don't have permission" in await talk.command("bo", "admin role @bo manager PRG-1", "news")
    assert "lead of PRJ-2" in await talk.command("ana", "admin role @cleo lead PRJ-2", "news")
    assert "60%" in await talk.command("cleo", "M-2 60%", "payments")
    roles = await talk.command("ana", "admin roles", "news")
    assert "Cleo" in roles
    assert "no longer" in await talk.command("ana", "admin role remove @cleo lead PRJ-2", "news")
    assert "60%" not in await talk.command("cleo", "M-2 61%", "payments")
    assert "A program has one" in await talk.command("ana", "admin role @cleo manager PRJ-2", "news")
    assert "You may not change settings" in await talk.command("ana", "admin", "news")


async def test_failed_delivery_is_shown_without_contents_retried_or_discarded(talk: Talk) -> None:
    await set_up_two_projects(talk)
    talk.users["cleo"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    await talk.bot.store.transact(_enqueue_undeliverable, talk=talk, key="one")
    await talk.settle()
    card = await talk.command("cleo", "admin", "news")
    assert "1 failed delivery" in card
    assert "channel_not_found" in card
    assert "the secret words" not in card
    await talk.click("cleo", "parked_retry")
    assert "1 failed delivery" in await talk.command("cleo", "admin", "news")
    await talk.click("cleo", "parked_drop")
    assert "0 failed deliveries" in await talk.command("cleo", "admin", "news")


def _enqueue_undeliverable(session: Session, *, talk: Talk, key: str) -> None:
    team, now = talk.bot.deps.team, talk.sandbox.clock.now()
    payload = {"text": "the secret words"}
    outbox.enqueue(
        session, key=key, team=team, method="chat.postMessage", channel="C0NOWHERE", payload=payload, now=now
    )
