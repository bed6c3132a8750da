"""Bodies that Slack would never send, made from ones that it does, the same for the same seed."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus, urlencode

JUNK: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**400,
    1e308,
    "",
    "\x00",
    "\ud800",
    "x" * 5000,
    [],
    [[]],
    {},
    {"id": []},
    {"id": {"id": None}},
    [None],
    ["a", 1],
)
RAW = (
    b"",
    b"[" * 3000,
    b'{"a":' * 3000,
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"1e999",
    b"NaN",
    b'{"type": NaN}',
    b"\xff\xfe",
    b"payload=",
    b"payload=%ff",
    b"payload={",
    b"payload=" + b"%5B" * 3000,
    b"a&b&c",
    b"=",
    b"&" * 500,
    b"command=%2Fprogram",
    b"ssl_check=1x",
    b"{}" * 10,
    b'{"type":"event_callback"}',
    b'{"type":"event_callback","event":{}}',
    b'{"type":"event_callback","event":{"type":"message"}}',
    b'{"type":"block_actions"}',
    b'{"type":"view_submission","view":{}}',
    b'{"type":' + b'"x"' * 2 + b"}",
)


def bodies(templates: list[dict[str, Any]], *, count: int, seed: int) -> Iterator[tuple[bytes, str]]:
    """`count` pairs of a raw body and a content type; one to three places of a real body hold something else."""
    chance = random.Random(seed)
    for number in range(count):
        if number % 5 == 0:
            yield chance.choice(RAW), chance.choice(("application/json", "application/x-www-form-urlencoded"))
            continue
        made = json.loads(json.dumps(chance.choice(templates)))
        for _ in range(chance.randint(1, 3)):
            _spoil(made, chance)
        yield _encoded(made, chance)


def _spoil(body: dict[str, Any], chance: random.Random) -> None:
    at: Any = body
    while True:
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = chance.choice(keys)
        inner = at[key]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.6:
            at = inner
            continue
        if chance.random() < 0.25 and isinstance(at, dict):
            del at[key]
        else:
            at[key] = copy.deepcopy(chance.choice(JUNK))
        return


def _encoded(body: dict[str, Any], chance: random.Random) -> tuple[bytes, str]:
    if "command" in body:
        fields = {key: value if isinstance(value, str) else json.dumps(value) for key, value in body.items()}
        return urlencode(fields, errors="surrogatepass").encode(), "application/x-www-form-urlencoded"
    raw = json.dumps(body)
    if body.get("type") == "event_callback" or chance.random() < 0.2:
        return raw.encode(), "application/json"
    return f"payload={quote_plus(raw)}".encode(), "application/x-www-form-urlencoded"
