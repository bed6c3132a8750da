"""The tick asks every step, whatever the one before it did."""

import asyncio

from bot.clock import Clock
from handlers.deps import Deps
from tests.edge.far_side import Scene


async def test_a_step_that_raises_is_counted_and_the_others_still_run(scene: Scene) -> None:
    ran = []

    async def every_morning(deps: Deps) -> None:
        raise RuntimeError("no")

    async def every_evening(deps: Deps) -> None:
        ran.append(deps.team)

    deps, metrics = scene.baton.deps, scene.baton.metrics
    await Clock(deps=deps, steps=(every_morning, every_evening), metrics=metrics).tick_now()
    assert ran == [deps.team]
    assert b'tick_failures_total{step="every_morning"} 1.0' in metrics.text()


async def test_the_first_tick_comes_at_once_and_a_stop_waits_for_it(scene: Scene) -> None:
    began, ended = asyncio.Event(), []

    async def step(deps: Deps) -> None:
        began.set()
        await asyncio.sleep(0.05)
        ended.append(deps.team)

    clock = Clock(deps=scene.baton.deps, steps=(step,), metrics=scene.baton.metrics)
    clock.start()
    await asyncio.wait_for(began.wait(), 5)
    await clock.stop()
    assert ended == [scene.baton.deps.team]
