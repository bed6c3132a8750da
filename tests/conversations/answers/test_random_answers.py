"""Random answers at once and one by one: what was given and not taken back stands under its line."""

import asyncio
import random

import pytest

from tests.steps.digests.answers import BLOCKED, LATE, answer, digests, press, set_up_posted_digest, under
from tests.talk import Talk


@pytest.mark.parametrize("seed", range(4))
async def test_no_answer_is_lost(talk: Talk, seed: int) -> None:
    chance = random.Random(seed)
    await set_up_posted_digest(talk)
    given: set[tuple[str, str]] = set()
    for _ in range(4):
        clicks = {(chance.choice(("ana", "bo", "cleo")), chance.choice((BLOCKED, LATE))) for _ in range(3)}
        message = digests(talk)[-1]
        await asyncio.gather(*(press(talk, who, "help", key, message) for who, key in clicks))
        await talk.settle()
        given |= clicks
        if chance.random() < 0.5:
            await answer(talk, "cleo", "on_it", BLOCKED)
            given.add(("cleo on it", BLOCKED))
    for who, key in given:
        lines = under(talk, key).split("\n")
        if who == "cleo on it":
            assert "↳ Cleo: I'm on it" in lines
        else:
            (helpers,) = [line for line in lines if line.endswith("can help")]
            assert who.title() in helpers
