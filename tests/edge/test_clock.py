"""The tick runs every step, whatever the previous one did."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.clock import TickScheduler, TickTimings
from handlers.common.deps import Deps
from tests.edge.far_side import EdgeScene


async def test_failed_step_is_counted_and_the_others_still_run(scene: EdgeScene) -> None:
    ran = []

    async def every_morning(deps: Deps) -> None:
        raise RuntimeError("no")

    async def every_evening(deps: Deps) -> None:
        ran.append(deps.team)

    deps, metrics = scene.baton.deps, scene.baton.metrics
    await TickScheduler(deps=deps, steps=(every_morning, every_evening), metrics=metrics).run_tick()
    assert ran == [deps.team]
    assert b'tick_failures_total{step="every_morning"} 1.0' in metrics.prometheus_text()


async def test_first_tick_runs_at_once_and_stop_awaits_it(scene: EdgeScene) -> None:
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


async def test_hanging_step_delays_no_other_and_never_overlaps_itself(scene: EdgeScene) -> None:
    """The tick goes on without it and later ticks skip it; after its time limit it starts again."""
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
    await wait_until(lambda: b'tick_failures_total{step="every_hour"} 1.0' in metrics.prometheus_text())
    await clock.run_tick()
    assert (len(began), len(ran)) == (2, 4)
    await wait_until(lambda: b'tick_failures_total{step="every_hour"} 2.0' in metrics.prometheus_text())


async def test_slow_tick_is_followed_by_one_tick(scene: EdgeScene) -> None:
    """However many ticks are requested meanwhile, no step overlaps itself, and the last request is still served."""
    running, max_running, served, requested = 0, 0, [], [0]

    async def step(deps: Deps) -> None:
        nonlocal running, max_running
        running += 1
        max_running = max(max_running, running)
        served.append(requested[0])
        await asyncio.sleep(0.02)
        running -= 1

    clock = TickScheduler(deps=scene.baton.deps, steps=(step,), metrics=scene.baton.metrics)
    first = asyncio.create_task(clock.run_tick())
    await asyncio.sleep(0)
    requested[0] = 1
    await asyncio.gather(first, clock.run_tick())
    assert max_running == 1
    assert served[-1] == 1


async def test_ticks_go_on_after_the_clock_is_set_back(scene: EdgeScene) -> None:
    """APScheduler sleeps until that hour comes again; the watch, on a monotonic clock, wakes it."""
    ran = []

    async def step(deps: Deps) -> None:
        ran.append(deps.team)

    clock = TickScheduler(
        deps=scene.baton.deps, steps=(step,), metrics=scene.baton.metrics, timings=TickTimings(max_silence=0.1)
    )
    clock.start()
    await wait_until(lambda: len(ran) == 1)
    (job,) = clock._jobs
    # This is the state after the clock was set back.
    job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
    await wait_until(lambda: len(ran) == 2)
    await clock.stop()


async def test_brisk_step_runs_during_a_long_tick_without_overlap(scene: EdgeScene) -> None:
    released, ran, running = asyncio.Event(), [], 0

    async def every_minute(deps: Deps) -> None:
        await released.wait()

    async def every_timer(deps: Deps) -> None:
        nonlocal running
        running += 1
        ran.append(running)
        await asyncio.sleep(0.01)
        running -= 1

    clock = TickScheduler(
        deps=scene.baton.deps,
        steps=(every_minute, every_timer),
        brisk_steps=(every_timer,),
        metrics=scene.baton.metrics,
        timings=TickTimings(brisk_interval=1),
    )
    clock.start()
    await wait_until(lambda: len(ran) == 2)
    released.set()
    await asyncio.gather(clock.run_brisk_steps(), clock.run_brisk_steps(), clock.run_tick())
    await clock.stop()
    assert set(ran) == {1}


async def wait_until(so: Callable[[], bool]) -> None:
    for _ in range(1000):
        if so():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("the condition never became true")
