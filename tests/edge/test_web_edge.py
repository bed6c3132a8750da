"""The web edge accepts what Slack signed, and rejects everything else without an internal error."""

import json
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from storage.queues import inbox
from tests.edge import hostile
from tests.edge.far_side import EdgeScene, message_body, start_scene
from tests.edge.signed import JSON, SIGNATURE, STAMP, sample_bodies, send_body, sign_headers


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[EdgeScene]:
    async with start_scene(tmp_path, http=True) as started_scene:
        yield started_scene


@pytest.fixture
async def web() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_invalid_signatures_are_refused_before_the_body_is_read(
    scene: EdgeScene, web: aiohttp.ClientSession
) -> None:
    raw, now = b"[" * 3000, time.time()
    valid = sign_headers(scene, raw)
    invalid = [
        {},
        {STAMP: valid[STAMP]},
        {SIGNATURE: valid[SIGNATURE]},
        valid | {SIGNATURE: "v0=" + "0" * 64},
        valid | {SIGNATURE: "v0=ü"},
        valid | {SIGNATURE: ""},
        valid | {STAMP: "1" * 400},
        valid | {STAMP: "-1700000000"},
        valid | {STAMP: "１２３４５６７８９０"},
        valid | {STAMP: "12.5e9"},
        sign_headers(scene, raw, at=now - 301),
        sign_headers(scene, raw, at=now + 90),
        sign_headers(scene, raw + b" ") | {"Content-Type": JSON},
    ]
    answers = [await send_body(scene, web, raw, request_headers) for request_headers in invalid]
    assert {status for status, _ in answers} == {401}
    assert (await scene.baton.store.read(inbox.counts)).parked == 0


async def test_a_body_over_one_mebibyte_is_refused(scene: EdgeScene, web: aiohttp.ClientSession) -> None:
    raw = b'{"a":"' + b"x" * 1024 * 1024 + b'"}'
    assert (await send_body(scene, web, raw, sign_headers(scene, raw)))[0] == 413


async def test_the_challenge_is_answered_only_when_signed(scene: EdgeScene, web: aiohttp.ClientSession) -> None:
    raw = b'{"type":"url_verification","challenge":"c-1"}'
    assert await send_body(scene, web, raw, sign_headers(scene, raw)) == (200, '{"challenge": "c-1"}')
    assert (await send_body(scene, web, raw, {"Content-Type": JSON}))[0] == 401


async def test_repeated_signed_request_is_handled_once(scene: EdgeScene, web: aiohttp.ClientSession) -> None:
    raw = json.dumps(message_body(scene, "hello")).encode()
    request_headers = sign_headers(scene, raw)
    assert [(await send_body(scene, web, raw, request_headers))[0] for _ in range(5)] == [200] * 5
    await scene.settle()
    assert scene.listeners.seen == ["hello"]


async def test_malformed_bodies_cause_no_errors_and_are_parked(scene: EdgeScene, web: aiohttp.ClientSession) -> None:
    malformed = list(hostile.bodies(sample_bodies(scene), count=300, seed=1))
    answers = [
        await send_body(scene, web, raw, sign_headers(scene, raw, kind=content_type)) for raw, content_type in malformed
    ]
    assert all(200 <= status < 500 for status, _ in answers)
    refused = {raw for (raw, _), (status, _) in zip(malformed, answers, strict=True) if status == 400}
    assert (await scene.baton.store.read(inbox.counts)).parked >= len(refused) > 3
    unsigned = [
        await send_body(scene, web, raw, {"Content-Type": content_type}) for raw, content_type in malformed[:100]
    ]
    assert {status for status, _ in unsigned} == {401}
    assert (await send_body(scene, web, b"", {"Content-Type": JSON}))[0] == 401


async def test_every_real_kind_is_accepted(scene: EdgeScene, web: aiohttp.ClientSession) -> None:
    for body in sample_bodies(scene):
        raw = json.dumps(body).encode()
        assert (await send_body(scene, web, raw, sign_headers(scene, raw)))[0] == 200
    assert (await scene.baton.store.read(inbox.counts)).parked == 0


async def test_probes_answer_and_details_need_the_secret(scene: EdgeScene, web: aiohttp.ClientSession) -> None:
    base = f"http://127.0.0.1:{scene.baton.port}"
    assert (await web.get(f"{base}/livez")).status == 200
    ready = await web.get(f"{base}/readyz")
    assert (ready.status, await ready.json()) == (200, {"ready": True})
    assert (await web.get(f"{base}/metrics")).status == 403
