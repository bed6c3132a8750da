"""Photographs of the forms of goals, benefits, decisions, changes and closing: `python -m tests.page.forms FOLDER`.

Each is taken as it opens and scrolled to its end, wide and narrow, with the sample's real records.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.demo.start import Demo
from tests.page.album import MODAL, NOW, SIZES, Act, AlbumView, photograph_views, press_button
from tests.page.browser import Browser

_SCROLL = """for (const part of document.querySelectorAll('.modal, .modal *'))
    if (part.scrollHeight > part.clientHeight + 4) part.scrollTop = part.scrollHeight;"""


def see_form(browser: Browser) -> None:
    browser.see("", within=MODAL)


def scroll_form(browser: Browser) -> None:
    browser.driver.execute_script(_SCROLL)


def typed(name: str, who: str, said: str, see: str) -> AlbumView:
    """Return the view of a form that a verb opens."""
    return AlbumView(name, who, "mobile-app", f"/program {said}", see, within=MODAL, then=(scroll_form,))


def pressed(name: str, who: str, said: str, see: str, button: str) -> AlbumView:
    """Return the view of a form that a button opens."""
    acts: tuple[Act, ...] = (press_button(button), see_form, scroll_form)
    return AlbumView(name, who, "mobile-app", f"/program {said}", see, then=acts)


def form_views(_ids: dict[str, str]) -> tuple[AlbumView, ...]:
    return (
        typed("new-goal", "priya", "new goal", "Goal"),
        pressed("key-result", "priya", "G-1", "G-1", "Add key result"),
        pressed("goal-reading", "priya", "G-1", "G-1", "New figure"),
        pressed("weights", "priya", "PRJ-1 goals", "G-1", "Change weights"),
        typed("new-benefit", "priya", "new benefit", "Benefit"),
        pressed("benefit-reading", "priya", "BEN-1", "BEN-1", "Enter reading"),
        typed("new-decision", "priya", "decide", "decide"),
        pressed("decide", "dana", "DEC-2", "DEC-2", "Frankfurt"),
        typed("change-request", "priya", "change", "hange"),
        typed("close", "priya", "close PRJ-2", "Close"),
        typed("edit-digest", "priya", "digest edit", "Your own sentences"),
        AlbumView(
            "edit-digest-lines",
            "priya",
            "mobile-app",
            "/program digest edit",
            "Your own sentences",
            within=MODAL,
            then=(press_button("Edit lines", ".modal button"), see_form, scroll_form),
        ),
        AlbumView("reopen", "priya", "mobile-app", "/program reopen PRJ-2", "PRJ-2"),
    )


async def main(folder: Path, wanted: frozenset[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        with tempfile.TemporaryDirectory() as data_folder:
            demo = await Demo.start(folder=Path(data_folder), port=0, now=NOW)
            await asyncio.to_thread(photograph_views, demo, folder, wanted, size, form_views)
            await demo.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), frozenset(sys.argv[2:])))
