"""Durable capture through Bolt into SQLite against a bare Bolt listener that does nothing, in one run.

`python -m tests.benchmarks.edge.ingest [seconds]`: the ratio of the two rates (target 0.5), then how long
acknowledgements take while 50 messages a second arrive over Socket Mode for a minute (target: p99 under 100 ms).
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
from tests.edge.far_side import Scene, a_scene, message_body

AT_ONCE, ROUNDS, CHANNELS = 64, 5, 50
RATE = 50


async def nothing() -> None:
    """The listener of both: it does nothing."""


async def on_message(deps: Deps) -> None:
    """The same under the guard, which marks the delivery as done."""


def bare_app(scene: Scene) -> AsyncApp:
    """Bolt as its own documentation starts it, with one listener."""
    app = AsyncApp(client=scene.baton._slack.writes, signing_secret="")
    app.event("message")(nothing)
    return app


def listen(scene: Scene, listener: Callable[..., Awaitable[None]]) -> None:
    scene.baton.app._async_listeners.clear()
    scene.baton.app.event("message")(listener)


def bodies(scene: Scene) -> Iterator[dict[str, Any]]:
    """Messages without end, in fifty channels."""
    for number in itertools.count():
        made = message_body(scene, "words", event_id=f"Ev{number}")
        made["event"] |= {"ts": f"17{number}.000001", "channel": f"C{number % CHANNELS}"}
        yield made


async def rate(work: Callable[[int], Awaitable[object]], *, count: int, done: Callable[[], Awaitable[object]]) -> float:
    """Calls a second with 64 under way at all times."""
    numbers = iter(range(count))

    async def one_after_another() -> None:
        for number in numbers:
            await work(number)

    began = time.perf_counter()
    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    await done()
    return count / (time.perf_counter() - began)


async def compare(folder: Path, *, count: int = 2000) -> list[tuple[float, float, float]]:
    """Rates of (stored and acknowledged, stored and done, bare Bolt), in turns, so that all meet the same machine."""
    async with a_scene(folder) as scene:
        app, made = bare_app(scene), bodies(scene)
        # What the listener without the guard leaves claimed is not to be taken up meanwhile.
        await scene.baton.worker.stop()

        async def durable(_: int) -> None:
            assert (await scene.baton.dispatcher.receive_delivery(next(made))).status == 200

        async def without(_: int) -> None:
            answer = await app.async_dispatch(AsyncBoltRequest(body=next(made), mode="socket_mode"))
            assert answer.status == 200

        async def one_round() -> tuple[float, float, float]:
            listen(scene, nothing)
            stored = await rate(durable, count=count, done=scene.baton._flights.wait_until_done)
            listen(scene, error_boundary.wrap_event(on_message))
            done = await rate(durable, count=count, done=scene.baton._flights.wait_until_done)
            return stored, done, await rate(without, count=count, done=nothing)

        await one_round()
        return [await one_round() for _ in range(ROUNDS)]


async def acknowledgements(folder: Path, *, seconds: float, rate: int = RATE) -> list[float]:
    """Seconds from a message's sending to our acknowledgement, at `rate` messages a second, shortest first."""
    taken: list[float] = []
    async with a_scene(folder) as scene:
        listen(scene, error_boundary.wrap_event(on_message))
        made = bodies(scene)

        async def one() -> None:
            body = next(made)
            began = time.perf_counter()
            await scene.sandbox.socket_mode.send("events_api", body, attempt=0, reason="", patience=3)
            taken.append(time.perf_counter() - began)

        tasks, began = [], time.perf_counter()
        for number in range(int(seconds * rate)):
            tasks.append(asyncio.create_task(one()))
            await asyncio.sleep(max(0.0, began + (number + 1) / rate - time.perf_counter()))
        await asyncio.gather(*tasks)
    return sorted(taken)


def main(seconds: float) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rounds = asyncio.run(compare(Path(folder)))
    stored, done, without = (statistics.median(one) for one in zip(*rounds, strict=True))
    ratio, whole = (statistics.median(one[at] / one[2] for one in rounds) for at in (0, 1))
    print(
        f"bare Bolt listener {without:.0f}/s; stored and acknowledged {stored:.0f}/s, ratio {ratio:.2f} (target 0.50)"
    )
    print(f"stored, acknowledged and done {done:.0f}/s, ratio {whole:.2f}; medians of {ROUNDS} rounds")
    with tempfile.TemporaryDirectory() as folder:
        taken = asyncio.run(acknowledgements(Path(folder), seconds=seconds))
    p50, p99 = taken[len(taken) // 2], taken[int(len(taken) * 0.99)]
    print(
        f"acknowledged {len(taken)} messages at {RATE}/s: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms "
        f"(target 100), max {taken[-1] * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 60)
