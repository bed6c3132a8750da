"""Two people press at the same moment: it happens once, and both read how it stands."""

import asyncio

import pytest
from sqlmodel import Session

import storage.audit
import storage.register
from sandbox.model import Channel
from tests.talk import Talk


async def together(talk: Talk, action: str, value: str, *who: str) -> list[str]:
    """What each of them reads in private after all pressed this button at once."""
    before = {one: {(message.ts, message.text) for message in talk.private(one)} for one in who}
    shown = {one: talk.newest_with(one, action, value) for one in who}
    await asyncio.gather(
        *(talk.sandbox.person(one).click(shown[one], talk.exact(shown[one], action, value), value=value) for one in who)
    )
    await talk.settle()
    return ["\n".join(m.text for m in talk.private(one) if (m.ts, m.text) not in before[one]) for one in who]


def changes(session: Session, *, team: str, subject: str) -> int:
    return len(storage.audit.latest_entries(session, team=team, subject=subject))


async def changed(talk: Talk, subject: str) -> int:
    return await talk.bot.store.read(changes, team=talk.bot.deps.team, subject=subject)


async def test_a_blocker_is_resolved_once(talk: Talk, board: Channel) -> None:
    await talk.command("bo", 'block M-1 "no staging data" needs @bo by fri', "identity")
    before = await changed(talk, "B-1")
    told = await together(talk, "resolve", "B-1", "ana", "bo")
    assert all("B-1 is resolved" in words for words in told), told
    assert await changed(talk, "B-1") == before + 1
    assert sum("is free again" in line for line in talk.seen("cleo", "identity")) == 1


async def test_an_escalation_has_one_holder(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "M-1 owner @bo", "identity")
    await talk.command("bo", "escalate M-1 because nobody answers", "payments")
    for one in ("ana", "bo"):
        await talk.command(one, "escalate E-1", "payments")
    told = await together(talk, "escalation_ack", "E-1", "ana", "bo")
    card = await talk.command("cleo", "escalate E-1", "news")
    assert card.count("has it") == 1, (card, told)


def issues(session: Session, *, team: str) -> int:
    return sum(one.kind.value == "issue" for one in storage.register.open_entries(session, team=team))


@pytest.mark.parametrize("ends", ["happened", "closed"])
async def test_a_risk_ends_once(talk: Talk, board: Channel, ends: str) -> None:
    await talk.command("bo", 'risk "the vendor is late" 40% 10d', "identity")
    for one in ("ana", "bo"):
        await talk.command(one, "R-1", "news")
    told = await together(talk, "entry_end", f"R-1/{ends}", "ana", "bo")
    assert sorted("is over" in words for words in told) == [False, True]
    assert await talk.bot.store.read(issues, team=talk.bot.deps.team) == (ends == "happened")


async def test_a_draft_is_saved_once_by_who_presses_first(talk: Talk, board: Channel) -> None:
    said = await talk.say("cleo", "identity", "the schema is not there yet")
    for one in ("ana", "bo"):
        await talk.sandbox.person(one).react("identity", said.ts, "octagonal_sign")
        await talk.settle()
        await talk.click(one, "mark_open")
    forms = {one: talk.form(one) for one in ("ana", "bo")}
    values = {"milestone": "M-1", "text": "the schema is not there yet"}
    wrong = await asyncio.gather(*(talk.sandbox.person(one).submit(form, values) for one, form in forms.items()))
    await talk.settle()
    assert sorted(bool(errors) for errors in wrong) == [False, True]
    assert (await talk.command("cleo", "blockers", "news")).count("the schema is not there yet") == 1
