"""The web edge lets in what Slack signed, and answers everything else without a fault of its own."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from storage.queues import inbox
from tests.edge import hostile
from tests.edge.far_side import Scene, a_scene, message_body
from tests.edge.signed import JSON, SIGNATURE, STAMP, headers, post, samples


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(tmp_path, http=True) as made:
        yield made


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_forged_old_early_and_malformed_signatures_are_refused_before_anything_is_read(
    scene: Scene, web: aiohttp.ClientSession
) -> None:
    raw, now = b"[" * 3000, time.time()
    good = headers(scene, raw)
    wrong = [
        {},
        {STAMP: good[STAMP]},
        {SIGNATURE: good[SIGNATURE]},
        good | {SIGNATURE: "v0=" + "0" * 64},
        good | {SIGNATURE: "v0=ü"},
        good | {SIGNATURE: ""},
        good | {STAMP: "1" * 400},
        good | {STAMP: "-1700000000"},
        good | {STAMP: "１２３４５６７８９０"},
        good | {STAMP: "12.5e9"},
        headers(scene, raw, at=now - 301),
        headers(scene, raw, at=now + 90),
        headers(scene, raw + b" ") | {"Content-Type": JSON},
    ]
    answers = [await post(scene, web, raw, given) for given in wrong]
    assert {status for status, _ in answers} == {401}
    assert (await scene.baton.store.read(inbox.counts)).parked == 0


async def test_a_body_over_one_mebibyte_is_refused(scene: Scene, web: aiohttp.ClientSession) -> None:
    raw = b'{"a":"' + b"x" * 1024 * 1024 + b'"}'
    assert (await post(scene, web, raw, headers(scene, raw)))[0] == 413


async def test_the_challenge_is_answered_only_when_signed(scene: Scene, web: aiohttp.ClientSession) -> None:
    raw = b'{"type":"url_verification","challenge":"c-1"}'
    assert await post(scene, web, raw, headers(scene, raw)) == (200, '{"challenge": "c-1"}')
    assert (await post(scene, web, raw, {"Content-Type": JSON}))[0] == 401


async def test_one_signed_request_sent_twice_is_worked_on_once(scene: Scene, web: aiohttp.ClientSession) -> None:
    raw = json.dumps(message_body(scene, "hello")).encode()
    given = headers(scene, raw)
    assert [(await post(scene, web, raw, given))[0] for _ in range(5)] == [200] * 5
    await scene.settle()
    assert scene.listeners.seen == ["hello"]


async def test_malformed_bodies_are_never_a_fault_of_ours_and_the_unreadable_are_parked(
    scene: Scene, web: aiohttp.ClientSession
) -> None:
    made = list(hostile.bodies(samples(scene), count=300, seed=1))
    answers = [await post(scene, web, raw, headers(scene, raw, kind=kind)) for raw, kind in made]
    assert all(200 <= status < 500 for status, _ in answers)
    refused = {raw for (raw, _), (status, _) in zip(made, answers, strict=True) if status == 400}
    assert (await scene.baton.store.read(inbox.counts)).parked >= len(refused) > 3
    unsigned = [await post(scene, web, raw, {"Content-Type": kind}) for raw, kind in made[:100]]
    assert {status for status, _ in unsigned} == {401}
    assert (await post(scene, web, b"", {"Content-Type": JSON}))[0] == 401


async def test_every_real_kind_is_accepted(scene: Scene, web: aiohttp.ClientSession) -> None:
    for body in samples(scene):
        raw = json.dumps(body).encode()
        assert (await post(scene, web, raw, headers(scene, raw)))[0] == 200
    assert (await scene.baton.store.read(inbox.counts)).parked == 0


async def test_probes_answer_and_details_need_the_secret(scene: Scene, web: aiohttp.ClientSession) -> None:
    base = f"http://127.0.0.1:{scene.baton.port}"
    assert (await web.get(f"{base}/livez")).status == 200
    ready = await web.get(f"{base}/readyz")
    assert (ready.status, await ready.json()) == (200, {"ready": True})
    assert (await web.get(f"{base}/metrics")).status == 403
