"""Durable capture through Bolt into SQLite, compared with a bare Bolt listener that does nothing, in one run.

`python -m tests.benchmarks.edge.ingest [seconds]` prints the ratio of the two rates (target 0.5), then the time to
acknowledgement while 50 messages a second arrive over Socket Mode for a minute (target: p99 under 100 ms).
"""

import asyncio
import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from handlers.common.deps import Deps
from handlers.slack import error_boundary
from tests.edge.far_side import EdgeScene, message_body, start_scene

AT_ONCE, ROUNDS, CHANNELS = 64, 5, 50
RATE = 50


async def do_nothing() -> None:
    """Do nothing; the listener of both sides of the comparison."""


async def on_message(deps: Deps) -> None:
    """Do nothing under the error boundary, which marks the delivery as done."""


def build_bare_app(scene: EdgeScene) -> AsyncApp:
    """Build a Bolt app as in its own documentation, with one listener."""
    app = AsyncApp(client=scene.baton._slack.writes, signing_secret="")
    app.event("message")(do_nothing)
    return app


def set_listener(scene: EdgeScene, listener: Callable[..., Awaitable[None]]) -> None:
    scene.baton.app._async_listeners.clear()
    scene.baton.app.event("message")(listener)


def message_bodies(scene: EdgeScene) -> Iterator[dict[str, Any]]:
    """Yield endless messages in fifty channels."""
    for number in itertools.count():
        body = message_body(scene, "words", event_id=f"Ev{number}")
        body["event"] |= {"ts": f"17{number}.000001", "channel": f"C{number % CHANNELS}"}
        yield body


async def calls_per_second(
    work: Callable[[int], Awaitable[object]], *, count: int, done: Callable[[], Awaitable[object]]
) -> float:
    """Return the calls per second with 64 in progress at all times."""
    numbers = iter(range(count))

    async def one_after_another() -> None:
        for number in numbers:
            await work(number)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    await done()
    return count / (time.perf_counter() - began)


async def compare_rates(folder: Path, *, count: int = 2000) -> list[tuple[float, float, float]]:
    """Return the rates of (stored and acknowledged, stored and done, bare Bolt) per round.

    The three take turns, so that all run on the same machine under the same load.
    """
    async with start_scene(folder) as scene:
        app, deliveries = build_bare_app(scene), message_bodies(scene)
        # The bare listener leaves deliveries claimed; the worker must not pick them up meanwhile.
        await scene.baton.worker.stop()

        async def durable(_: int) -> None:
            assert (await scene.baton.dispatcher.receive_delivery(next(deliveries))).status == 200

        async def bare(_: int) -> None:
            response = await app.async_dispatch(AsyncBoltRequest(body=next(deliveries), mode="socket_mode"))
            assert response.status == 200

        async def one_round() -> tuple[float, float, float]:
            set_listener(scene, do_nothing)
            stored = await calls_per_second(durable, count=count, done=scene.baton._flights.wait_until_done)
            set_listener(scene, error_boundary.wrap_event(on_message))
            done = await calls_per_second(durable, count=count, done=scene.baton._flights.wait_until_done)
            return stored, done, await calls_per_second(bare, count=count, done=do_nothing)

        await one_round()
        return [await one_round() for _ in range(ROUNDS)]


async def measure_acknowledgements(folder: Path, *, seconds: float, rate: int = RATE) -> list[float]:
    """Return the seconds from sending to acknowledgement at `rate` messages a second, shortest first."""
    durations: list[float] = []
    async with start_scene(folder) as scene:
        set_listener(scene, error_boundary.wrap_event(on_message))
        deliveries = message_bodies(scene)

        async def send_one() -> None:
            body = next(deliveries)
            began = time.perf_counter()
            await scene.sandbox.socket_mode.send("events_api", body, attempt=0, reason="", patience=3)
            durations.append(time.perf_counter() - began)

        tasks, began = [], time.perf_counter()
        for number in range(int(seconds * rate)):
            tasks.append(asyncio.create_task(send_one()))
            await asyncio.sleep(max(0.0, began + (number + 1) / rate - time.perf_counter()))
        await asyncio.gather(*tasks)
    return sorted(durations)


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rounds = asyncio.run(compare_rates(Path(folder)))
    stored, done, bare = (statistics.median(figures) for figures in zip(*rounds, strict=True))
    ratio, done_ratio = (statistics.median(figures[column] / figures[2] for figures in rounds) for column in (0, 1))
    print(f"bare Bolt listener {bare:.0f}/s; stored and acknowledged {stored:.0f}/s, ratio {ratio:.2f} (target 0.50)")
    print(f"stored, acknowledged and done {done:.0f}/s, ratio {done_ratio:.2f}; medians of {ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as folder:
        durations = asyncio.run(measure_acknowledgements(Path(folder), seconds=seconds))
    p50, p99 = durations[len(durations) // 2], durations[int(len(durations) * 0.99)]
    print(
        f"acknowledged {len(durations)} messages at {RATE}/s: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms "
        f"(target 100), max {durations[-1] * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
