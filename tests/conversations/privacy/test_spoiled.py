"""Payloads of a real conversation with one field spoiled: put aside at the door, or handled; none fails deep (G15)."""

import copy
import logging
import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.scenarios import set_up_two_projects
from tests.talk import Talk

Body = dict[str, Any]
SPOILED_VALUES: tuple[Any, ...] = ([], ["U1"], True, None, {}, {"id": "U1"}, 17, "")
TRIES = 250


async def test_no_spoiled_payload_fails_deep(talk: Talk, caplog: pytest.LogCaptureFixture) -> None:
    bodies = await record_conversation(talk)
    places = [(body, path) for body in bodies for path in paths_of(body)]
    random.Random(17).shuffle(places)
    caplog.clear()
    caplog.set_level(logging.ERROR)
    for number, (body, path) in enumerate(places[:TRIES]):
        value = SPOILED_VALUES[number % len(SPOILED_VALUES)]
        answer = await talk.bot.dispatcher.receive_delivery(spoil(renewed(body, number, talk), path, value))
        assert answer.status == 200
        await talk.bot._flights.wait_until_done(within=5)
        failed = [record for record in caplog.records if record.exc_info]
        assert not failed, f"{body.get('type')} {path} = {value!r}"


async def record_conversation(talk: Talk) -> list[Body]:
    """Let people do one of everything, and return what Slack delivered."""
    await set_up_two_projects(talk)
    said = await talk.say("ana", "identity", "M-1 20%")
    await talk.say("bo", "identity", "I agree", thread_ts=said.ts)
    ana = talk.sandbox.person(talk.users["ana"].id)
    await ana.edit("identity", said.ts, "M-1 30%")
    await talk.settle()
    for name in ("game_die", "memo"):
        await ana.react("identity", said.ts, name)
        await ana.unreact("identity", said.ts, name)
    await ana.delete("identity", said.ts)
    await talk.say("ana", talk.sandbox.workspace.dm_channel(talk.users["ana"].id), "status")
    await ana.open_home()
    await talk.command("ana", "M-1", "identity")
    await talk.click("ana", "card_progress")
    await talk.submit("ana", {"percent": "40"})
    await talk.fast_forward(by=timedelta(seconds=3))
    await talk.click("ana", "card_progress")
    await ana.close_view(talk.form("ana"))
    await talk.command("ana", "M-1 slip to 27 Mar", "identity")
    await talk.click("ana", "slip_tell")
    await ana.leave("identity")
    await ana.global_shortcut("my_week")
    await talk.settle()
    return [copy.deepcopy(envelope["payload"]) for envelope in talk.sandbox.socket_mode.envelopes]


def paths_of(value: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to every field of a payload."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in pairs:
        yield (*at, name)
        yield from paths_of(inner, (*at, name))


def spoil(body: Body, path: tuple[str | int, ...], value: Any) -> Body:
    """Return the payload with another value at the end of the path."""
    inner: Any = body
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = value
    return body


def renewed(body: Body, number: int, talk: Talk) -> Body:
    """Return a copy with keys of its own, so that it does not count as a repetition."""
    body = copy.deepcopy(body)
    if "event" not in body:
        return body | {"trigger_id": f"77.{number}.x"}
    body["event_id"] = f"EvSpoiled{number}"
    event, stamp = body["event"], talk.sandbox.clock.next_ts()
    if event.get("subtype") in ("message_changed", "message_deleted"):
        event["ts"] = stamp
        if isinstance(event.get("message"), dict):
            event["message"]["edited"] = {"user": event["message"].get("user"), "ts": stamp}
    elif event["type"] in ("message", "app_mention"):
        event["ts"] = stamp
    event["event_ts"] = stamp
    return body
