from collections.abc import AsyncIterator, Iterator

import pytest

from bot import gc_tuning
from sandbox.model import Channel
from tests.scenarios import set_up_private_channel
from tests.talk import Talk, conversation


@pytest.fixture(autouse=True, scope="module")
def skip_garbage_collector_tuning() -> Iterator[None]:
    """Skip garbage collector tuning, which would collect the whole heap at each of hundreds of bot starts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc_tuning, "tune_garbage_collector", lambda: None)
        yield


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with conversation() as started:
        yield started


@pytest.fixture
async def board(talk: Talk) -> Channel:
    """Set up a program and return the private channel of Ana and Bo."""
    await set_up_private_channel(talk)
    return talk.sandbox.workspace.channel_named("board")
