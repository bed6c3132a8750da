"""Listeners take their turns: in order in a conversation, side by side across them, never blocking a person."""

import asyncio
import time

from bot.incoming.running_listeners import ListenerPool


async def test_one_conversation_goes_one_at_a_time_and_others_side_by_side() -> None:
    flights, log = ListenerPool(), []

    async def listener(conversation: str, number: int) -> None:
        async with flights.slot_for(conversation, waiting=False)():
            log.append((conversation, number, "in"))
            await asyncio.sleep(0.01)
            log.append((conversation, number, "out"))

    await asyncio.gather(*(listener(place, number) for number in range(3) for place in "ab"))
    for place in "ab":
        steps = [(number, step) for where, number, step in log if where == place]
        assert steps == [(n, step) for n in range(3) for step in ("in", "out")]
    assert [entry[0] for entry in log[:2]] == ["a", "b"]
    assert flights.under_way == 0


async def test_a_person_who_waits_is_let_through_after_a_second() -> None:
    flights = ListenerPool()
    async with flights.slot_for("a", waiting=False)():
        began = time.monotonic()

        async def click() -> float:
            async with flights.slot_for("a", waiting=True)():
                return time.monotonic() - began

        assert 0.9 < await asyncio.create_task(click()) < 2


async def test_no_more_than_the_limit_work_at_once_and_landing_is_awaited() -> None:
    flights, now, most = ListenerPool(limit=3), 0, 0

    async def listener(number: int) -> None:
        nonlocal now, most
        async with flights.slot_for(str(number), waiting=False)():
            now, most = now + 1, max(most, now + 1)
            await asyncio.sleep(0.01)
            now -= 1

    tasks = [asyncio.create_task(listener(number)) for number in range(10)]
    await asyncio.sleep(0)
    assert not await flights.wait_until_done(within=0.001)
    assert await flights.wait_until_done(within=5)
    await asyncio.gather(*tasks)
    assert most == 3
