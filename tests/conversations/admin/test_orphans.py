"""Work of people who left, roles, parked work: what administrators and managers look after."""

from datetime import timedelta

from sqlmodel import Session

from sandbox import acts
from storage.queues import outbox
from tests.scenarios import program_with_two_projects
from tests.talk import Talk


def dm(talk: Talk, who: str) -> str:
    return "\n".join(talk.seen(who, talk.sandbox.workspace.dm_channel(talk.users[who])))


async def leaves(talk: Talk, who: str) -> None:
    """Their account is closed in Slack."""
    acts.change_user(talk.sandbox.person(who).platform, talk.users[who].id, deleted=True)
    await talk.settle()


async def test_who_leaves_leaves_one_card_to_the_manager_and_its_menu_gives_everything_on(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await talk.command("ana", 'block M-1 "no staging data" needs @bo by fri', "identity")
    await leaves(talk, "bo")
    card = dm(talk, "ana")
    assert "Bo left and still holds" in card
    for thing in ("leads PRJ-2", "owns M-2", "can unblock B-1"):
        assert thing in card
    await leaves(talk, "bo")
    assert dm(talk, "ana").count("Bo left") == 1
    message = talk.newest_with("ana", "orphans_give", None)
    await talk.sandbox.person("ana").choose(message, "orphans_give", talk.users["cleo"].id)
    await talk.settle()
    assert "Checkout" in await talk.command("cleo", "me", "news")
    assert "Nobody who left" in await talk.command("ana", "orphans", "news")


async def test_somebody_elses_re_assign_card_is_judged_by_who_clicks(talk: Talk) -> None:
    await program_with_two_projects(talk)
    await leaves(talk, "bo")
    assert "Nobody who left" in await talk.command("cleo", "orphans", "payments")
    assert "Bo left" in await talk.command("ana", "orphans", "payments")


async def test_roles_are_given_and_taken_by_administrators_and_the_programs_manager_alone(talk: Talk) -> None:
    await program_with_two_projects(talk)
    assert "not for you" in await talk.command("bo", "admin role @bo manager PRG-1", "news")
    assert "lead of PRJ-2" in await talk.command("ana", "admin role @cleo lead PRJ-2", "news")
    assert "60%" in await talk.command("cleo", "M-2 60%", "payments")
    roles = await talk.command("ana", "admin roles", "news")
    assert "Cleo" in roles
    assert "No longer" in await talk.command("ana", "admin role remove @cleo lead PRJ-2", "news")
    assert "60%" not in await talk.command("cleo", "M-2 61%", "payments")
    assert "A program has one" in await talk.command("ana", "admin role @cleo manager PRJ-2", "news")
    assert "You may not change settings" in await talk.command("ana", "admin", "news")


async def test_parked_work_is_shown_without_contents_and_tried_again_or_discarded(talk: Talk) -> None:
    await program_with_two_projects(talk)
    talk.users["cleo"].is_admin = True
    await talk.fast_forward(by=timedelta(minutes=11))
    await talk.bot.store.transact(_hopeless, talk=talk, key="one")
    await talk.settle()
    shown = await talk.command("cleo", "admin", "news")
    assert "1 piece of work parked" in shown
    assert "channel_not_found" in shown
    assert "the secret words" not in shown
    await talk.click("cleo", "parked_retry")
    assert "1 piece of work parked" in await talk.command("cleo", "admin", "news")
    await talk.click("cleo", "parked_drop")
    assert "0 pieces of work parked" in await talk.command("cleo", "admin", "news")


def _hopeless(session: Session, *, talk: Talk, key: str) -> None:
    team, now = talk.bot.deps.team, talk.sandbox.clock.now()
    payload = {"text": "the secret words"}
    outbox.enqueue(
        session, key=key, team=team, method="chat.postMessage", channel="C0NOWHERE", payload=payload, now=now
    )
