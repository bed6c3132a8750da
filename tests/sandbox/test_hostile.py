"""No input breaks the sandbox: it answers, and refuses where it must."""

import copy
import random
from typing import Any

import aiohttp
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.blocks import check_blocks
from sandbox.methods import METHODS
from sandbox.view_check import check_view
from tests.sandbox.block_samples import MODAL, TAKEN
from tests.sandbox.conftest import SandboxWorld

JUNK: list[Any] = [
    None,
    True,
    -1,
    0.5,
    "",
    "x",
    "x" * 5000,
    [],
    [None],
    {},
    {"type": "section"},
    {"type": []},
    [[]],
    "💥",
]


def json_places(value: Any) -> list[tuple[Any, Any]]:
    """Return every place in a JSON value, as its container and key."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for key in keys for place in ((value, key), *json_places(value[key]))]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(TAKEN), st.data())
def test_broken_blocks_never_crash_the_validator(block: dict[str, Any], data: st.DataObject) -> None:
    broken = copy.deepcopy(block)
    container, key = data.draw(st.sampled_from(json_places(broken)))
    container[key] = data.draw(st.sampled_from(JUNK))
    for surface in ("message", "modal", "home"):
        assert isinstance(check_blocks([broken], surface), list)
    assert isinstance(check_view({**MODAL, "blocks": [broken]}, "modal", ()), list)


async def test_every_method_answers_any_arguments(world: SandboxWorld) -> None:
    dice = random.Random(0)
    message = await world.ana.say(world.mobile, "hello")
    useful = [
        world.mobile.id,
        message.ts,
        world.ana.id,
        MODAL,
        [{"type": "divider"}],
        world.sandbox.workspace.bot_user_id,
    ]
    texts = [value for value in JUNK + useful * 2 if isinstance(value, str)]
    odd_values = [
        [{"id": []}],
        [{"id": "F0"}],
        {"blocks": [{}]},
        {"event_type": "a", "event_payload": {}},
        {"type": "home"},
    ]

    def fitting(arg_type: str) -> list[Any]:
        return texts if arg_type == "str" and dice.random() < 0.9 else JUNK + useful * 2 + odd_values

    tokens = {"app": world.sandbox.app_token}
    async with aiohttp.ClientSession() as web:
        for name, row in METHODS.items():
            for _ in range(12):
                args = {
                    key: dice.choice(fitting(arg_type)) for key, arg_type in row.args.items() if dice.random() < 0.8
                }
                headers = {"Authorization": f"Bearer {tokens.get(row.auth_kind, world.sandbox.bot_token)}"}
                async with web.post(world.sandbox.api_url + name, json=args, headers=headers) as answer:
                    assert answer.status == 200, (name, args, await answer.text())
                    assert isinstance((await answer.json())["ok"], bool)


async def test_a_body_that_cannot_be_read_is_refused(world: SandboxWorld) -> None:
    headers = {"Authorization": f"Bearer {world.sandbox.bot_token}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as web:
        for body in ("{", "[]", "[" * 5000, "\x00", '"x"'):
            async with web.post(world.sandbox.api_url + "chat.postMessage", data=body) as answer:
                assert (await answer.json())["error"] == "invalid_json"
            url = world.sandbox.new_response_url("actions", world.ana.id, world.quiet.id)
            async with web.post(url, data=body) as answer:
                assert answer.status in (200, 400)
        for key in ("text", "blocks", "thread_ts", "metadata", "attachments", "response_type", "replace_original"):
            for junk in JUNK:
                url = world.sandbox.new_response_url("actions", world.ana.id, world.quiet.id)
                async with web.post(url, json={"text": "x", key: junk}) as answer:
                    assert answer.status in (200, 400), (key, junk)
