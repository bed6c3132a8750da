"""The tick asks every step, whatever the one before it did."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.clock import TickScheduler, TickTimings
from handlers.common.deps import Deps
from tests.edge.far_side import Scene


async def test_a_step_that_raises_is_counted_and_the_others_still_run(scene: Scene) -> None:
    ran = []

    async def every_morning(deps: Deps) -> None:
        raise RuntimeError("no")

    async def every_evening(deps: Deps) -> None:
        ran.append(deps.team)

    deps, metrics = scene.baton.deps, scene.baton.metrics
    await TickScheduler(deps=deps, steps=(every_morning, every_evening), metrics=metrics).run_tick()
    assert ran == [deps.team]
    assert b'tick_failures_total{step="every_morning"} 1.0' in metrics.prometheus_text()


async def test_the_first_tick_comes_at_once_and_a_stop_waits_for_it(scene: Scene) -> None:
    began, ended = asyncio.Event(), []

    async def step(deps: Deps) -> None:
        began.set()
        await asyncio.sleep(0.05)
        ended.append(deps.team)

    clock = TickScheduler(deps=scene.baton.deps, steps=(step,), metrics=scene.baton.metrics)
    clock.start()
    await asyncio.wait_for(began.wait(), 5)
    await clock.stop()
    assert ended == [scene.baton.deps.team]


async def test_a_step_that_hangs_keeps_nobody_waiting_and_does_not_overlap_itself(scene: Scene) -> None:
    """The tick goes on without it, the next ticks leave it alone; given up at last, it begins anew."""
    began, ran = [], []

    async def every_hour(deps: Deps) -> None:
        began.append(deps.team)
        await asyncio.Event().wait()

    async def every_minute(deps: Deps) -> None:
        ran.append(deps.team)

    metrics = scene.baton.metrics
    pace = TickTimings(step_wait=0.01, step_timeout=0.5)
    clock = TickScheduler(deps=scene.baton.deps, steps=(every_hour, every_minute), metrics=metrics, timings=pace)
    for _ in range(3):
        await clock.run_tick()
    assert (len(began), len(ran)) == (1, 3)
    await until(lambda: b'tick_failures_total{step="every_hour"} 1.0' in metrics.prometheus_text())
    await clock.run_tick()
    assert (len(began), len(ran)) == (2, 4)
    await until(lambda: b'tick_failures_total{step="every_hour"} 2.0' in metrics.prometheus_text())


async def test_a_tick_that_takes_longer_than_its_minute_is_followed_by_one_not_by_many(scene: Scene) -> None:
    """However many ticks were asked for meanwhile, no step runs twice at once, and what came last is still done."""
    at_once, most, seen, asked = 0, 0, [], [0]

    async def step(deps: Deps) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        seen.append(asked[0])
        await asyncio.sleep(0.02)
        at_once -= 1

    clock = TickScheduler(deps=scene.baton.deps, steps=(step,), metrics=scene.baton.metrics)
    first = asyncio.create_task(clock.run_tick())
    await asyncio.sleep(0)
    asked[0] = 1
    await asyncio.gather(first, clock.run_tick())
    assert most == 1
    assert seen[-1] == 1


async def test_a_wall_clock_that_is_put_back_does_not_stop_the_ticks(scene: Scene) -> None:
    """APScheduler sleeps until the hour has come again; the watch, on a clock that nobody sets, wakes it."""
    ran = []

    async def step(deps: Deps) -> None:
        ran.append(deps.team)

    clock = TickScheduler(
        deps=scene.baton.deps, steps=(step,), metrics=scene.baton.metrics, timings=TickTimings(max_silence=0.1)
    )
    clock.start()
    await until(lambda: len(ran) == 1)
    (job,) = clock._jobs
    job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))  # what a clock put back looks like
    await until(lambda: len(ran) == 2)
    await clock.stop()


async def test_a_brisk_step_does_not_wait_behind_a_long_tick_and_never_runs_twice_at_once(scene: Scene) -> None:
    held, ran, at_once = asyncio.Event(), [], 0

    async def every_minute(deps: Deps) -> None:
        await held.wait()

    async def every_timer(deps: Deps) -> None:
        nonlocal at_once
        at_once += 1
        ran.append(at_once)
        await asyncio.sleep(0.01)
        at_once -= 1

    clock = TickScheduler(
        deps=scene.baton.deps,
        steps=(every_minute, every_timer),
        brisk_steps=(every_timer,),
        metrics=scene.baton.metrics,
        timings=TickTimings(brisk_interval=1),
    )
    clock.start()
    await until(lambda: len(ran) == 2)
    held.set()
    await asyncio.gather(clock.run_brisk_steps(), clock.run_brisk_steps(), clock.run_tick())
    await clock.stop()
    assert set(ran) == {1}


async def until(so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if so():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to be so")
