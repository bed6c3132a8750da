from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.talk import Talk, conversation


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[Talk]:
    async with conversation(tmp_path) as started:
        yield started
