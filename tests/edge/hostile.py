"""Bodies that Slack would never send, made from real ones; the same seed gives the same bodies."""

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
    """Yield `count` pairs of raw body and content type; one to three values of a real body are replaced or removed."""
    chance = random.Random(seed)
    for number in range(count):
        if number % 5 == 0:
            yield chance.choice(RAW), chance.choice(("application/json", "application/x-www-form-urlencoded"))
            continue
        body = json.loads(json.dumps(chance.choice(templates)))
        for _ in range(chance.randint(1, 3)):
            _spoil(body, chance)
        yield _encoded(body, chance)


def _spoil(body: dict[str, Any], chance: random.Random) -> None:
    container: Any = body
    while True:
        keys = list(container) if isinstance(container, dict) else list(range(len(container)))
        if not keys:
            return
        key = chance.choice(keys)
        value = container[key]
        if isinstance(value, dict | list) and value and chance.random() < 0.6:
            container = value
            continue
        if chance.random() < 0.25 and isinstance(container, dict):
            del container[key]
        else:
            container[key] = copy.deepcopy(chance.choice(JUNK))
        return


def _encoded(body: dict[str, Any], chance: random.Random) -> tuple[bytes, str]:
    if "command" in body:
        fields = {key: value if isinstance(value, str) else json.dumps(value) for key, value in body.items()}
        return urlencode(fields, errors="surrogatepass").encode(), "application/x-www-form-urlencoded"
    raw = json.dumps(body)
    if body.get("type") == "event_callback" or chance.random() < 0.2:
        return raw.encode(), "application/json"
    return f"payload={quote_plus(raw)}".encode(), "application/x-www-form-urlencoded"
