"""Processor time of one command, one captured line and one line of plain talk, from delivery to answer.

Slack is another process that takes everything, so that only the bot's own work is measured; all of its threads count.

    python -m tests.benchmarks.edge.answers [number of each] [--profile NAME]
"""

import asyncio
import cProfile
import json
import multiprocessing
import pstats
import sys
import time
from multiprocessing.connection import Connection
from typing import Any

from aiohttp import web

from tests import yardstick
from tests.scenarios import set_up_two_projects
from tests.talk import Talk, conversation

WARM_UP = 20
BATCH = 10
COMMANDS_A_SECOND = 50
TALK = "the tests were slow again this morning, does anybody know why that is?"


def take_everything(port: Connection) -> None:
    """Serve a Slack that says yes to everything, in a process of its own."""

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return web.json_response({"ok": True, "ts": f"{time.time():.6f}", "channel": "C0"})

    async def serve() -> None:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port.send(runner.addresses[0][1])
        await asyncio.sleep(3600)

    asyncio.run(serve())


class Deliveries:
    """Deliveries as Slack sends them, each with its own keys."""

    def __init__(self, talk: Talk, slack: str) -> None:
        self._talk, self._slack, self._made = talk, slack, 0
        self._channel = talk.sandbox.workspace.channel_named("identity")
        self._ids = {"team_id": talk.bot.deps.team, "api_app_id": talk.sandbox.workspace.app_id}

    def command(self, text: str) -> dict[str, Any]:
        self._made += 1
        user = self._talk.users["ana"]
        return self._ids | {
            "command": "/program",
            "text": text,
            "user_id": user.id,
            "user_name": user.name,
            "channel_id": self._channel.id,
            "channel_name": "identity",
            "team_domain": "acme",
            "trigger_id": f"9.{self._made}.x",
            "response_url": f"{self._slack}/commands/{self._made}",
        }

    def message(self, text: str) -> dict[str, Any]:
        self._made += 1
        ts = self._talk.sandbox.clock.next_ts()
        event = {"type": "message", "channel": self._channel.id, "user": self._talk.users["ana"].id, "text": text}
        event |= {"ts": ts, "event_ts": ts, "channel_type": "channel"}
        authorization = {"team_id": self._talk.bot.deps.team, "user_id": self._talk.bot.deps.bot_user, "is_bot": True}
        return self._ids | {
            "type": "event_callback",
            "event_id": f"EvBench{self._made}",
            "event_time": 1,
            "authorizations": [authorization],
            "event": event,
        }


async def measure(talk: Talk, bodies: list[dict[str, Any]]) -> float:
    """Return the processor time of one delivery in milliseconds at the yardstick's pace."""
    pace = yardstick.pace()
    began = time.process_time()
    for start in range(0, len(bodies), BATCH):
        batch = bodies[start : start + BATCH]
        await asyncio.gather(*(talk.bot.dispatcher.receive_delivery(json.loads(json.dumps(body))) for body in batch))
        assert await talk.bot._flights.wait_until_done(within=30)
    spent = time.process_time() - began
    return 1_000 * spent / len(bodies) / ((pace + yardstick.pace()) / 2)


async def measure_acknowledgements(talk: Talk, bodies: list[dict[str, Any]]) -> list[float]:
    """Return how long each acknowledgement took, in milliseconds, sorted, at so many commands a second."""
    waits: list[float] = []

    async def deliver(body: dict[str, Any]) -> None:
        began = time.perf_counter()
        await talk.bot.dispatcher.receive_delivery(body)
        waits.append(1_000 * (time.perf_counter() - began))

    tasks, began = [], time.perf_counter()
    for number, body in enumerate(bodies):
        await asyncio.sleep(max(began + number / COMMANDS_A_SECOND - time.perf_counter(), 0))
        tasks.append(asyncio.create_task(deliver(body)))
    await asyncio.gather(*tasks)
    assert await talk.bot._flights.wait_until_done(within=60)
    return sorted(waits)


async def run(count: int, profiled: str) -> None:
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    slack = multiprocessing.get_context("spawn").Process(target=take_everything, args=(theirs,), daemon=True)
    slack.start()
    address = f"http://127.0.0.1:{await asyncio.to_thread(ours.recv)}"
    async with conversation() as talk:
        await set_up_two_projects(talk)
        for client in (talk.bot._slack.writes, talk.bot._slack.reads):
            client.base_url = f"{address}/api/"
        deliveries = Deliveries(talk, address)
        work = {
            "status": lambda number: deliveries.command("status"),
            "card": lambda number: deliveries.command("M-1"),
            "register": lambda number: deliveries.command("register"),
            "capture": lambda number: deliveries.message(f"M-1 {number % 90}%"),
            "talk": lambda number: deliveries.message(f"{TALK} {number}"),
        }
        for name, make in work.items():
            await measure(talk, [make(number) for number in range(WARM_UP)])
            profile = cProfile.Profile() if name == profiled else None
            if profile:
                profile.enable()
            cost = await measure(talk, [make(number) for number in range(count)])
            if profile:
                profile.disable()
                pstats.Stats(profile).sort_stats("cumulative").print_stats(90)
            print(f"{name:10} {cost:6.1f} ms", flush=True)
        bodies = [deliveries.command("register") for _ in range(6 * COMMANDS_A_SECOND)]
        waits = await measure_acknowledgements(talk, bodies)
        shown = ", ".join(f"p{share} {waits[len(waits) * share // 100]:.0f} ms" for share in (50, 95, 99))
        print(f"{COMMANDS_A_SECOND} commands a second in one channel, acknowledged: {shown}")
    slack.terminate()


if __name__ == "__main__":
    numbers = [word for word in sys.argv[1:] if word.isdigit()]
    asyncio.run(run(int(numbers[0]) if numbers else 200, sys.argv[-1] if "--profile" in sys.argv else ""))
