"""R1 in small: with events, repeats, kill -9 and faulty posts, nothing is lost and nothing happens twice."""

from pathlib import Path

import pytest

from tests.chaos.rig import run_under_fire, start_rig
from tests.forms import form


@pytest.mark.whole
async def test_small_campaign_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with start_rig(tmp_path, seed=1, channels=form(short=20, whole=50)) as rig:
        figures = await run_under_fire(rig, events=form(short=400, whole=2000), kills=2, apart=2)
    assert figures.clean, figures
    assert figures.more["settled"]
    assert figures.parked <= 1, figures
