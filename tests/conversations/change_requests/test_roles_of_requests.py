"""Decisions, objections and comments on a change request by each role and each way in."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session

import storage.change_requests
from tests.scenarios import INSIDERS, OUTSIDERS, set_up_roles_with_consumer
from tests.steps.doors import by_command, by_direct_message, by_mention, press_forged_button
from tests.talk import Talk

Way = Callable[[Talk, str, str], Awaitable[None]]
# Olga asks, so she decides on none.
ASKED = {
    "lead": ('change "T" add "T" in PRJ-1', {"mia", "lee", "spo"}),
    "manager": ('change "T" add "T" in PRJ-1, add "U" in PRJ-2', {"mia", "spo"}),
    "sponsor": ("change M-1 to 30 Jun because we wait", {"spo"}),
}


async def by_button(talk: Talk, who: str, words: str) -> None:
    """Press *Approve* with the id of `CR-1 approve`, as if the person had been shown it."""
    if words.endswith("approve"):
        await press_forged_button(talk, who, "change_approve", words.partition(" ")[0], place="identity")


def state_of(session: Session, *, team: str, id: str) -> str:
    return storage.change_requests.get_request(session, team=team, id=id).state


@pytest.mark.parametrize("way", [by_command, by_mention, by_direct_message, by_button], ids=lambda way: way.__name__)
@pytest.mark.parametrize("level", ASKED)
async def test_level_decides_who_may_approve(talk: Talk, level: str, way: Way) -> None:
    await set_up_roles_with_consumer(talk)
    team, number, approved = talk.bot.deps.team, 0, set()
    words, expected = ASKED[level]
    # Those who may come last: until then one request is tried by all.
    others = [who for who in INSIDERS + OUTSIDERS if who not in expected]
    for who in (*others, *sorted(expected)):
        if number == 0 or await talk.bot.store.read(state_of, team=team, id=f"CR-{number}") != "open":
            number += 1
            await talk.command("olga", words, "payments")
        await way(talk, who, f"CR-{number} approve")
        if await talk.bot.store.read(state_of, team=team, id=f"CR-{number}") == "approved":
            approved.add(who)
            if level == "sponsor":
                break
    assert approved == expected


async def test_guests_and_strangers_see_nothing_of_a_request(talk: Talk) -> None:
    await set_up_roles_with_consumer(talk)
    await talk.command("olga", ASKED["lead"][0], "payments")
    for who in OUTSIDERS:
        await by_mention(talk, who, "CR-1")
        await by_mention(talk, who, "CR-1 comment hello")
        await by_mention(talk, who, "changes")
        assert "add “T”" not in "\n".join(message.text for message in talk.private(who)), who
        assert "add “T”" not in await press_forged_button(talk, who, "change_card", "CR-1", place="identity"), who
    card = await talk.command("mia", "CR-1", "identity")
    assert "hello" not in card


async def test_everyone_inside_comments_and_stakeholders_do_not_object(talk: Talk) -> None:
    await set_up_roles_with_consumer(talk)
    await talk.command("olga", ASKED["lead"][0], "payments")
    objectors = {
        who for who in INSIDERS if "Saved your objection" in await talk.command(who, "CR-1 object no", "identity")
    }
    assert objectors == set(INSIDERS) - {"sta"}
    for who in INSIDERS:
        assert "Saved your comment" in await talk.command(who, "CR-1 comment fine", "identity"), who


async def test_stakeholder_of_a_changed_project_does_not_object(talk: Talk) -> None:
    await set_up_roles_with_consumer(talk)
    await talk.command("mia", "admin role @con stakeholder PRJ-1", "identity")
    await talk.command("olga", ASKED["lead"][0], "payments")
    assert "Object…" not in await talk.command("con", "CR-1", "identity")
    assert "Saved your objection" not in await talk.command("con", "CR-1 object no", "identity")
    await talk.command("olga", 'change "U" add "U" in PRJ-2', "payments")
    assert "Saved your objection" in await talk.command("con", "CR-2 object no", "identity")
