from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.edge.far_side import Scene, a_scene


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with a_scene(tmp_path) as started_scene:
        yield started_scene


@pytest.fixture(params=["socket", "http"])
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    """Run the test over Socket Mode and over signed requests."""
    async with a_scene(tmp_path, http=request.param == "http") as started_scene:
        yield started_scene
