"""Two people press a button at the same moment: it takes effect once, and both see the result."""

import asyncio

import pytest
from sqlmodel import Session

import storage.audit
import storage.register
from sandbox.model import Channel
from tests.talk import Talk


async def press_together(talk: Talk, action: str, value: str, *who: str) -> list[str]:
    """Let several people press a button at once; return what each then reads in private."""
    before = {person: {(message.ts, message.text) for message in talk.private(person)} for person in who}
    messages = {person: talk.newest_with(person, action, value) for person in who}
    await asyncio.gather(
        *(
            talk.sandbox.person(person).click(
                messages[person], talk.exact(messages[person], action, value), value=value
            )
            for person in who
        )
    )
    await talk.settle()
    return ["\n".join(m.text for m in talk.private(person) if (m.ts, m.text) not in before[person]) for person in who]


def count_entries(session: Session, *, team: str, subject: str) -> int:
    return len(storage.audit.latest_entries(session, team=team, subject=subject))


async def count_changes(talk: Talk, subject: str) -> int:
    return await talk.bot.store.read(count_entries, team=talk.bot.deps.team, subject=subject)


async def test_blocker_is_resolved_once(talk: Talk, board: Channel) -> None:
    await talk.command("bo", 'block M-1 "no staging data" needs @bo by fri', "identity")
    before = await count_changes(talk, "B-1")
    answers = await press_together(talk, "resolve", "B-1", "ana", "bo")
    assert all("B-1 resolved" in words for words in answers), answers
    assert await count_changes(talk, "B-1") == before + 1
    assert sum("Resolved for" in line for line in talk.seen("cleo", "identity")) == 1


async def test_escalation_has_one_holder(talk: Talk, board: Channel) -> None:
    await talk.command("ana", "M-1 owner @bo", "identity")
    await talk.command("bo", "escalate M-1 because nobody answers", "payments")
    for person in ("ana", "bo"):
        await talk.command(person, "escalate E-1", "payments")
    answers = await press_together(talk, "escalation_ack", "E-1", "ana", "bo")
    card = await talk.command("cleo", "escalate E-1", "news")
    assert card.count("is on it") == 1, (card, answers)


def count_open_issues(session: Session, *, team: str) -> int:
    return sum(entry.kind.value == "issue" for entry in storage.register.open_entries(session, team=team))


@pytest.mark.parametrize("ends", ["happened", "closed"])
async def test_risk_ends_once(talk: Talk, board: Channel, ends: str) -> None:
    await talk.command("bo", 'risk "the vendor is late" 40% 10d', "identity")
    for person in ("ana", "bo"):
        await talk.command(person, "R-1", "news")
    answers = await press_together(talk, "entry_end", f"R-1/{ends}", "ana", "bo")
    assert sorted("is closed:" in words for words in answers) == [False, True]
    assert await talk.bot.store.read(count_open_issues, team=talk.bot.deps.team) == (ends == "happened")


async def test_draft_is_saved_once(talk: Talk, board: Channel) -> None:
    message = await talk.say("cleo", "identity", "the schema is not there yet")
    for person in ("ana", "bo"):
        await talk.sandbox.person(person).react("identity", message.ts, "octagonal_sign")
        await talk.settle()
        await talk.click(person, "mark_open")
    forms = {person: talk.form(person) for person in ("ana", "bo")}
    values = {"milestone": "M-1", "text": "the schema is not there yet"}
    errors_of_each = await asyncio.gather(
        *(talk.sandbox.person(person).submit(form, values) for person, form in forms.items())
    )
    await talk.settle()
    assert sorted(bool(errors) for errors in errors_of_each) == [False, True]
    assert (await talk.command("cleo", "blockers", "news")).count("the schema is not there yet") == 1
