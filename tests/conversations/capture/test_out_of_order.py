"""Slack may deliver a message, its edits and its deletion in any order: what counts is what stands there now (B-25)."""

import itertools
import re
from typing import Any

import pytest

import storage.plan
from sandbox import acts
from tests.scenarios import set_up_two_projects
from tests.talk import Talk

Event = dict[str, Any]


async def hold_back(talk: Talk, monkeypatch: pytest.MonkeyPatch, *texts: str) -> list[Event]:
    """Say the first text, edit it to each of the others, or delete it where one is empty; return the events."""
    events: list[Event] = []
    with monkeypatch.context() as patch:
        patch.setattr(talk.sandbox.delivery, "emit", events.append)
        message = await talk.sandbox.person("ana").say("identity", texts[0])
        for text in texts[1:]:
            if text:
                await talk.sandbox.person("ana").edit("identity", message.ts, text)
            else:
                acts.delete(talk.sandbox, message)
    return events


async def deliver(talk: Talk, *events: Event) -> None:
    """Deliver each event when the one before has been handled."""
    for event in events:
        talk.sandbox.delivery.emit(event)
        await talk.settle()


async def percents(talk: Talk) -> dict[str, int]:
    """Return how far each milestone is."""
    milestones = await talk.bot.store.read(storage.plan.milestones, team=talk.bot.deps.team)
    return {milestone.id: milestone.percent for milestone in milestones if milestone.percent}


@pytest.mark.parametrize(
    ("texts", "last"),
    [
        (("M-1 41%", "M-1 42%"), "M-1 42%"),
        (("M-1 43%\nM-2 41%", "M-1 43%\nM-2 42%"), "M-1 43%\nM-2 42%"),
        (("M-1 41%", "never mind"), ""),
        (("M-1 41%", ""), ""),
        (("M-1 41%", "M-1 42%", "M-1 43%"), "M-1 43%"),
        (("M-1 41%", "hello there", "M-1 43%"), "M-1 43%"),
    ],
)
async def test_last_words_count_in_any_order(
    talk: Talk, monkeypatch: pytest.MonkeyPatch, texts: tuple[str, ...], last: str
) -> None:
    await set_up_two_projects(talk)
    expected = {"M-1": 5, "M-2": 5} | {id: int(percent) for id, percent in re.findall(r"(M-\d) (\d+)%", last)}
    for order in itertools.permutations(range(len(texts))):
        if order == (0, 1) and not texts[-1]:
            continue  # a message that was handled before its deletion keeps its records
        await talk.say("ana", "identity", "M-1 5%\nM-2 5%")
        events = await hold_back(talk, monkeypatch, *texts)
        await deliver(talk, *(events[number] for number in order))
        assert await percents(talk) == expected, order
