"""Listeners run in order within a conversation, side by side across conversations, and never block a person."""

import asyncio
import time

from bot.incoming.running_listeners import ListenerPool


async def test_conversations_run_in_order_and_side_by_side() -> None:
    pool, log = ListenerPool(), []

    async def listener(conversation: str, number: int) -> None:
        async with pool.slot_for(conversation, waiting=False)():
            log.append((conversation, number, "in"))
            await asyncio.sleep(0.01)
            log.append((conversation, number, "out"))

    await asyncio.gather(*(listener(place, number) for number in range(3) for place in "ab"))
    for place in "ab":
        steps = [(number, step) for logged_place, number, step in log if logged_place == place]
        assert steps == [(turn, step) for turn in range(3) for step in ("in", "out")]
    assert [entry[0] for entry in log[:2]] == ["a", "b"]
    assert pool.under_way == 0


async def test_waiting_person_is_let_through_after_a_second() -> None:
    pool = ListenerPool()
    async with pool.slot_for("a", waiting=False)():
        began = time.monotonic()

        async def click() -> float:
            async with pool.slot_for("a", waiting=True)():
                return time.monotonic() - began

        assert 0.9 < await asyncio.create_task(click()) < 2


async def test_pool_keeps_its_limit_and_waits_for_the_last() -> None:
    pool, running, max_running = ListenerPool(limit=3), 0, 0

    async def listener(number: int) -> None:
        nonlocal running, max_running
        async with pool.slot_for(str(number), waiting=False)():
            running, max_running = running + 1, max(max_running, running + 1)
            await asyncio.sleep(0.01)
            running -= 1

    tasks = [asyncio.create_task(listener(number)) for number in range(10)]
    await asyncio.sleep(0)
    assert not await pool.wait_until_done(within=0.001)
    assert await pool.wait_until_done(within=5)
    await asyncio.gather(*tasks)
    assert max_running == 3
