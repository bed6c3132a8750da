from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.edge.far_side import EdgeScene, start_scene


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[EdgeScene]:
    async with start_scene(tmp_path) as started_scene:
        yield started_scene


@pytest.fixture(params=["socket", "http"])
async def either_scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[EdgeScene]:
    """Run the test over Socket Mode and over signed requests."""
    async with start_scene(tmp_path, http=request.param == "http") as started_scene:
        yield started_scene
