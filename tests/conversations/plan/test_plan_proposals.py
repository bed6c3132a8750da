"""Items and committed dates that a person may only propose (product page, section 6; B-123)."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from storage.tables.audit import AuditRow
from storage.tables.base import BaseRow
from storage.tables.plan import MilestoneRow
from tests.scenarios import set_up_every_role
from tests.steps.capture import direct_messages, press_button
from tests.steps.doors import press_forged_button
from tests.talk import Talk

MILESTONE = 'new milestone "Load test" 20 Mar in PRJ-1'
# Who proposes what to whom, the start of the item's id, and what the card then shows.
ACTS = (
    ("con", MILESTONE, "lee", "Load test", "M-3"),
    ("otto", 'new project "Payouts" in PRG-1', "mia", "Payouts", "PRJ-3"),
    ("lee", 'new program "Zeus"', "mia", "Zeus", "PRG-2"),
)


def row_of(session: Session, id: str) -> Any:
    """Return the row of a program, project or milestone."""
    table = {"M": "milestone", "PRJ": "project", "PRG": "program"}[id.partition("-")[0]]
    columns = BaseRow.metadata.tables[table]
    return session.connection().execute(select(columns).where(columns.c.id == id)).first()


def milestone_rows(session: Session) -> list[str]:
    return list(session.scalars(select(col(MilestoneRow.name)).order_by(col(MilestoneRow.id))))


def actors_of(session: Session, subject: str) -> list[str]:
    return list(session.scalars(select(col(AuditRow.actor)).where(col(AuditRow.subject) == subject)))


def proposal_number(talk: Talk) -> str:
    """Return the value of the newest *Accept* that Lee sees."""
    blocks = talk.newest_with("lee", "proposal_yes", None).blocks
    return next(str(e["value"]) for block in blocks for e in block.get("elements", []) if "value" in e)


async def take_back(talk: Talk, who: str) -> None:
    """Undo the person's last change, also where the effect on others is shown first."""
    if "Undone" not in await talk.command(who, "undo", "identity"):
        await press_button(talk, who, "Undo")


@pytest.mark.parametrize(("author", "words", "decider", "name", "id"), ACTS)
async def test_proposal_is_accepted(talk: Talk, author: str, words: str, decider: str, name: str, id: str) -> None:
    await set_up_every_role(talk)
    answer = await talk.command(author, words, "identity")
    assert f"I'm asking {decider.title()}" in answer
    assert name in answer
    assert await talk.bot.store.read(row_of, id) is None
    question = direct_messages(talk, decider)[-1]
    assert f"{author.title()} proposes" in question
    assert name in question
    assert f"Created {name}" in await press_button(talk, decider, "Accept")
    row = await talk.bot.store.read(row_of, id)
    assert talk.users[author].id in (
        getattr(row, "owner", None),
        getattr(row, "lead", None),
        row._mapping.get("manager"),
    )
    told = [line for line in direct_messages(talk, author) if f"{decider.title()} accepted your proposal" in line]
    assert len(told) == 1
    assert id in told[0]
    assert set(await talk.bot.store.read(actors_of, id)) == {talk.users[decider].id}


@pytest.mark.parametrize(("author", "words", "decider", "name", "id"), ACTS)
async def test_proposal_is_declined(talk: Talk, author: str, words: str, decider: str, name: str, id: str) -> None:
    await set_up_every_role(talk)
    await talk.command(author, words, "identity")
    await press_button(talk, decider, "Decline")
    assert await talk.bot.store.read(row_of, id) is None
    assert f"{decider.title()} declined your proposal" in direct_messages(talk, author)[-1]
    assert any("Declined by" in line and name in line for line in direct_messages(talk, decider))


async def test_form_proposes_as_the_command_does(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", "new milestone", "identity")
    errors = await talk.submit("con", {"name": "Load test", "inside": "PRJ-1", "date": "2026-03-20"})
    assert not errors
    assert (
        "Con proposes the milestone Load test in Identity (PRJ-1), due Fri 20 Mar" in direct_messages(talk, "lee")[-1]
    )


async def test_proposal_expires_after_three_working_days(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    await talk.fast_forward(by=timedelta(days=3, minutes=-5))
    assert any("Expires Thu 5 Mar" in line for line in direct_messages(talk, "lee"))
    await talk.fast_forward(by=timedelta(minutes=10))
    assert "wasn't answered in time" in direct_messages(talk, "con")[-1]
    assert any("Expired without an answer" in line for line in direct_messages(talk, "lee"))
    assert "Load test" not in await talk.bot.store.read(milestone_rows)


async def test_second_click_is_refused(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    question = talk.newest_with("lee", "proposal_yes", None)
    blocks = question.blocks
    await press_button(talk, "lee", "Accept")
    question.blocks = blocks  # as on a phone that still shows the old message
    assert "already answered" in await talk.click("lee", "proposal_no", on=question)
    assert (await talk.bot.store.read(milestone_rows)).count("Load test") == 1


async def test_two_deciders_create_it_once(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    id = proposal_number(talk)
    await asyncio.gather(
        press_button(talk, "lee", "Accept"), press_forged_button(talk, "mia", "proposal_yes", id, "identity")
    )
    refused = [m.text for who in ("lee", "mia") for m in talk.private(who) if "already answered" in m.text]
    assert len(refused) == 1
    assert (await talk.bot.store.read(milestone_rows)).count("Load test") == 1
    assert sum("accepted your proposal" in line for line in direct_messages(talk, "con")) == 1


@pytest.mark.parametrize("who", ["con", "otto", "spo", "ben", "sta", "olga", "gil"])
async def test_others_answer_no_proposal(talk: Talk, who: str) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    id = proposal_number(talk)
    for action in ("proposal_yes", "proposal_no"):
        await press_forged_button(talk, who, action, id, "identity")
    assert "Load test" not in await talk.bot.store.read(milestone_rows)
    assert "Created Load test" in await press_button(talk, "lee", "Accept")


async def test_same_is_proposed_once(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    assert "You have proposed that already. Lee hasn't answered yet." in await talk.command(
        "con", MILESTONE, "identity"
    )
    other = await talk.command("otto", 'new milestone "load TEST" 27 Mar in PRJ-1', "identity")
    assert "Con has proposed that already" in other
    assert sum("proposes" in line for line in direct_messages(talk, "lee")) == 1


async def test_author_takes_it_back(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    id = proposal_number(talk)
    await take_back(talk, "con")
    assert not any("proposes" in line for line in direct_messages(talk, "lee"))
    assert "already answered" in await press_forged_button(talk, "lee", "proposal_yes", id, "identity")
    assert "I'm asking Lee" in await talk.command("con", MILESTONE, "identity")


async def test_undo_of_the_acceptance_asks_again(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    await press_button(talk, "lee", "Accept")
    await take_back(talk, "lee")
    assert "Load test" not in await talk.bot.store.read(milestone_rows)
    assert "undid" in " ".join(direct_messages(talk, "con")[-2:])
    assert "Created Load test" in await press_button(talk, "lee", "Accept")
    assert any("Accepted by Lee" in line for line in direct_messages(talk, "lee"))
    assert "Lee accepted your proposal" in direct_messages(talk, "con")[-1]


async def test_day_that_passed_is_not_accepted(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", 'new milestone "Load test" 3 Mar in PRJ-1', "identity")
    await talk.fast_forward(by=timedelta(days=2, hours=12))
    assert "Decline this; Con can propose another day." in await press_button(talk, "lee", "Accept")
    assert "Load test" not in await talk.bot.store.read(milestone_rows)


async def test_private_words_go_to_the_lead_and_stay_restricted(talk: Talk) -> None:
    await set_up_every_role(talk)
    workspace = talk.sandbox.workspace
    members = [talk.users["con"].id, workspace.bot_user_id]
    channel = workspace.add_channel("board", private=True, members=members)
    await talk.command("con", MILESTONE, channel)
    assert "Load test" in direct_messages(talk, "lee")[-1]
    await press_button(talk, "lee", "Accept")
    assert "There is no milestone M-3" in await talk.command("otto", "M-3", "identity")
    assert "Load test" in await talk.command("con", "M-3", channel)


async def test_private_proposal_is_not_given_away_by_a_refusal(talk: Talk) -> None:
    await set_up_every_role(talk)
    members = [talk.users["con"].id, talk.sandbox.workspace.bot_user_id]
    channel = talk.sandbox.workspace.add_channel("board", private=True, members=members)
    await talk.command("con", MILESTONE, channel)
    assert "I'm asking Lee" in await talk.command("otto", MILESTONE, "identity")


async def test_outcome_is_withheld_from_who_left_the_channel(talk: Talk) -> None:
    await set_up_every_role(talk)
    workspace = talk.sandbox.workspace
    channel = workspace.add_channel("board", private=True, members=[talk.users["con"].id, workspace.bot_user_id])
    await talk.command("con", 'new milestone "Sale of the firm" 20 Mar @lee in PRJ-1', channel)
    await talk.sandbox.person("con").leave(channel)
    await talk.settle()
    before = len(direct_messages(talk, "con"))
    assert "Created Sale of the firm" in await press_button(talk, "lee", "Accept")
    assert not any("M-3" in line or "Sale" in line for line in direct_messages(talk, "con")[before:])


async def test_home_shows_the_proposal_to_who_decides(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    await talk.sandbox.person("lee").open_home()
    await talk.settle()
    assert "New milestone Load test in Identity (PRJ-1)" in str(talk.window("lee") or "") + str(
        [view.body for view in talk.sandbox.views.values() if view.user == talk.users["lee"].id]
    )


async def test_yes_in_the_direct_message_accepts(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("con", MILESTONE, "identity")
    await talk.say("lee", talk.sandbox.workspace.dm_channel(talk.users["lee"]), "yes")
    assert "Load test" in await talk.bot.store.read(milestone_rows)


async def test_contributor_asks_for_a_committed_date(talk: Talk) -> None:
    await set_up_every_role(talk)
    offer = await talk.command("otto", "commit M-1 to 18 Mar", "identity")
    assert "Only the project lead or the program manager can change a committed date." in offer
    await press_button(talk, "otto", "Ask Lee")
    question = direct_messages(talk, "lee")[-1]
    assert "Otto proposes Wed 18 Mar as the committed date of Auth API (M-1) (now Fri 13 Mar)" in question
    await press_button(talk, "lee", "Accept")
    row = await talk.bot.store.read(row_of, "M-1")
    assert f"{row.committed:%d %b}" == "18 Mar"
    assert sum("18 Mar" in line for line in direct_messages(talk, "otto")) == 1


async def test_wider_move_is_for_the_manager(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("otto", "commit M-1 to 30 Mar", "identity")
    await press_button(talk, "otto", "Ask Mia")
    assert "Otto proposes" in direct_messages(talk, "mia")[-1]
    too_far = await talk.command("otto", "commit M-1 to 30 Jun", "identity")
    assert "propose_commit" not in str(talk.private("otto")[-1].blocks)
    assert "committed date" in too_far


async def test_committed_date_changed_meanwhile_is_not_overwritten(talk: Talk) -> None:
    await set_up_every_role(talk)
    await talk.command("otto", "commit M-1 to 18 Mar", "identity")
    await press_button(talk, "otto", "Ask Lee")
    await talk.command("mia", "commit M-1 to 16 Mar", "identity")
    await press_button(talk, "mia", "Commit")
    assert "has another committed date by now" in await press_button(talk, "lee", "Accept")
