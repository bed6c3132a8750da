"""Photographs of the most used views, wide and narrow, with the real bot: `python -m tests.page.album FOLDER [VIEW …]`.

They are made to be looked at: look at every picture as the person who gets it would.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from selenium.common.exceptions import TimeoutException
from selenium.webdriver.common.keys import Keys

from bot.demo.start import Demo
from tests.page.browser import FIELD, Browser
from tests.page.conftest import start_chromium

# A Tuesday, a minute after people in São Paulo were asked.
NOW = datetime(2026, 11, 24, 12, 1, tzinfo=UTC)
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
PLACE, MODAL, HOME = "#channel .messages", ".modal", ".home-page"
Act = Callable[[Browser], None]


@dataclass(frozen=True, slots=True)
class AlbumView:
    """A view: `who` types `said` in `where` (a channel; empty is Baton's own), sees `see`, and then does `then`."""

    name: str
    who: str
    where: str
    said: str
    see: str
    within: str = PLACE
    then: tuple[Act, ...] = ()


def press_button(text: str, css: str = ".message button") -> Act:
    """Return an act that presses the last button with this text."""
    return lambda browser: browser.click(css, text)


def album_views(ids: dict[str, str]) -> tuple[AlbumView, ...]:
    schema, mapping, backend, send = (
        ids["schema"],
        ids["mapping"],
        "backend-upgrade",
        press_button("", ".modal [type=submit]"),
    )
    date, blocked = press_button("New date"), press_button("Blocked")
    return (
        AlbumView("me", "kenji", backend, "/program", "Schema migration"),
        AlbumView("milestone", "kenji", backend, f"/program {schema}", "Schema migration"),
        AlbumView("slip", "kenji", backend, f"/program {schema} slip to 18 Dec", "Save"),
        AlbumView(
            "slip-form", "kenji", backend, f"/program {schema}", "Schema", then=(date, fill_date("12182026"), send)
        ),
        AlbumView("status", "priya", backend, "/program status PRG-1", "reported"),
        AlbumView("risks", "priya", backend, "/program risks", "Schema"),
        AlbumView("register", "priya", backend, "/program register", "printer"),
        AlbumView("risk", "sam", "launch-marketing", "/program R-1", "printer"),
        AlbumView("new-risk", "sam", "launch-marketing", "/program risk", "may happen", within=MODAL),
        AlbumView("deps", "maya", "mobile-app", "/program deps", "hand-overs"),
        AlbumView("hand-over", "maya", "mobile-app", "/program D-6", "D-6"),
        AlbumView("blockers", "maya", "mobile-app", "/program blockers", "B-"),
        AlbumView("new-milestone", "priya", "mobile-app", "/program new milestone", "Name", within=MODAL),
        AlbumView("help", "maya", "mobile-app", "/program help", "block"),
        AlbumView("forecast", "priya", backend, "/program forecast", "Unified"),
        AlbumView("timeline", "priya", backend, "/program timeline", "Unified"),
        AlbumView("block", "lucia", "loyalty", f"/program {mapping}", "Points", then=(press_button("Block"),)),
        AlbumView("check-in", "lucia", "", "", "How is it going?", then=(press_button("No change"), blocked)),
        AlbumView("question", "maya", "", "", "you need it by"),
        AlbumView("digest", "dana", "program-updates", "", "week"),
        AlbumView("escalation", "sam", "launch-marketing", f"/program escalate {ids['site']} because no copy", "E-"),
        AlbumView("check-in-set-up", "priya", backend, "/program checkin", "PRJ-1"),
        AlbumView("settings", "maya", "mobile-app", "/program settings", "zone"),
        AlbumView("budget", "priya", backend, "/program budget", "of budget"),
        AlbumView("budget-project", "priya", backend, "/program budget PRJ-1", "Planned"),
        AlbumView("new-budget-line", "priya", backend, "/program new budget line", "Currency", within=MODAL),
        AlbumView("home", "priya", "", "", "", then=(press_button("Home", ".tab"),)),
    )


def fill_date(text: str) -> Act:
    """Return an act that types into the date field of the top form."""
    return lambda browser: browser.type(text, f"{MODAL} input[type=date]")


def open_view(browser: Browser, view: AlbumView) -> None:
    world = browser.sandbox.workspace
    if view.where:
        browser.open(view.who, view.where)
    else:
        user = world.user_named(view.who)
        browser.driver.get("about:blank")
        browser.driver.get(f"{browser.sandbox.url}/?user={user.id}#{world.dm_channel(user).id}")
        browser.see("Baton", within=".channel-name")


def photograph_view(browser: Browser, view: AlbumView, folder: Path, size: str) -> None:
    """Type, wait, press, and save a picture per step; print which text did not appear."""
    open_view(browser, view)
    if view.said:
        browser.say(view.said, FIELD)
    save_picture(browser, folder, f"{view.name}-{size}")
    try:
        browser.see(view.see, within=view.within)
        save_picture(browser, folder, f"{view.name}-{size}")
        for number, act in enumerate(view.then, 1):
            act(browser)
            save_picture(browser, folder, f"{view.name}-{size}-{number}")
    except TimeoutException as error:
        print(f"{view.name} ({size}): {error.msg}")
    while browser.all(MODAL):
        browser.press(Keys.ESCAPE)
        time.sleep(0.2)


def save_picture(browser: Browser, folder: Path, name: str) -> None:
    time.sleep(0.4)
    browser.driver.save_screenshot(str(folder / f"{name}.png"))


def photograph_views(
    demo: Demo,
    folder: Path,
    wanted: frozenset[str],
    size: str,
    views: Callable[[dict[str, str]], tuple[AlbumView, ...]] = album_views,
) -> None:
    driver = start_chromium(Path(tempfile.mkdtemp()))
    try:
        browser = Browser(driver, demo.sandbox)
        browser.size(*SIZES[size])
        for view in views(demo.ids):
            if not wanted or view.name in wanted:
                photograph_view(browser, view, folder, size)
    finally:
        driver.quit()


async def main(folder: Path, wanted: frozenset[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        with tempfile.TemporaryDirectory() as data_folder:
            demo = await Demo.start(folder=Path(data_folder), port=0, now=NOW)
            await asyncio.to_thread(photograph_views, demo, folder, wanted, size)
            await demo.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), frozenset(sys.argv[2:])))
