"""Photographs of one clash, from its alert to the way out taken: `python -m tests.page.clash FOLDER`.

A contributor reads their own load, two leads agree to a way, and the manager sees what came of it.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.demo.start import Demo
from tests.page.album import NOW, SIZES, AlbumView, photograph_views, press_button

TAKE = press_button("Take this way")


def clash_views(_ids: dict[str, str]) -> tuple[AlbumView, ...]:
    place = "mobile-app"
    return (
        AlbumView("1-manager-list", "priya", place, "/program clashes", "Load-test rig"),
        AlbumView("2-own-load", "sam", place, "/program people", "Sam Okafor"),
        AlbumView("3-first-lead", "kenji", "backend-upgrade", "/program CL-1", "Take this way"),
        AlbumView("4-first-lead-takes", "kenji", "backend-upgrade", "/program CL-1", "Take this way", then=(TAKE,)),
        AlbumView("5-second-lead", "maya", place, "/program CL-1", "Kenji Arai ✓"),
        AlbumView("6-second-lead-takes", "maya", place, "/program CL-1", "Kenji Arai ✓", then=(TAKE,)),
        AlbumView("7-settled", "priya", place, "/program CL-1", "Settled"),
        AlbumView("8-load-after", "priya", place, "/program people", "Maya Lindt"),
    )


async def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        with tempfile.TemporaryDirectory() as data_folder:
            demo = await Demo.start(folder=Path(data_folder), port=0, now=NOW)
            await asyncio.to_thread(photograph_views, demo, folder, frozenset(), size, clash_views)
            await demo.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
