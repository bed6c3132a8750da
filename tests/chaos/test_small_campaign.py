"""R1, small: events, repeats, kill -9 and faulty posts; nothing is lost and nothing happens twice."""

from pathlib import Path

from tests.chaos.rig import a_rig, under_fire


async def test_two_kills_repeats_and_faulty_posts_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    async with a_rig(tmp_path, seed=1, channels=50) as rig:
        figures = await under_fire(rig, events=2000, kills=2, apart=2)
    assert figures.clean, figures
    assert figures.more["settled"]
    assert figures.parked <= 1, figures
