"""Rules for every test: nothing beyond this machine is reachable."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bot import gc_tuning

HOME = ("127.", "::1", "localhost")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep the collected modules out of garbage collection, because they stay until the end."""
    gc_tuning.tune_garbage_collector()


@pytest.fixture(autouse=True, scope="session")
def only_this_machine() -> Iterator[None]:
    """Fail a test that connects to another machine, and name the address."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not str(address[0]).startswith(HOME):
            raise AssertionError(f"A test wanted to reach {address[0]}; only this machine is there for tests.")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield
