from collections.abc import AsyncIterator, Iterator

import pytest

from bot import gc_tuning
from sandbox.model import Channel
from tests.scenarios import program_with_a_closed_channel
from tests.talk import Talk, conversation


@pytest.fixture(autouse=True, scope="module")
def memory_is_settled_once() -> Iterator[None]:
    """A process that starts hundreds of bots need not look through all its memory at each start."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc_tuning, "tune_garbage_collector", lambda: None)
        yield


@pytest.fixture
async def talk() -> AsyncIterator[Talk]:
    async with conversation() as started:
        yield started


@pytest.fixture
async def board(talk: Talk) -> Channel:
    """A program, and the closed channel of Ana and Bo."""
    await program_with_a_closed_channel(talk)
    return talk.sandbox.workspace.channel_named("board")
