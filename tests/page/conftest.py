"""A real browser and a sandbox full of content, both on this machine."""

import asyncio
import shutil
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from sandbox.server import Sandbox
from tests.page import tiny_bot
from tests.page.browser import Browser
from tests.page.gallery import start_gallery

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
FLAGS = "headless=new no-sandbox disable-gpu no-first-run disable-sync"
QUIET_FLAGS = "disable-background-networking disable-component-update"


class Stage:
    """An event loop in its own thread for the sandbox and its app, so that tests can be plain functions."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture(scope="session")
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.close()


@pytest.fixture
def sandbox(stage: Stage) -> Iterator[Sandbox]:
    sandbox = stage.run(start_gallery())
    handler = stage.run(tiny_bot.connect(sandbox))
    yield sandbox
    stage.run(handler.close_async())
    stage.run(sandbox.close())


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    if CHROMIUM is None or DRIVER is None:
        pytest.skip(
            "chromium and chromedriver are not installed: the page was NOT tested (apt-get install chromium-driver)"
        )
    driver = start_chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


def start_chromium(folder: Path) -> webdriver.Chrome:
    """Start a headless Chromium with its own profile."""
    options = Options()
    options.binary_location = str(CHROMIUM)
    for flag in [*FLAGS.split(), *QUIET_FLAGS.split(), f"user-data-dir={folder}"]:
        options.add_argument(f"--{flag}")
    return webdriver.Chrome(options=options, service=Service(DRIVER))


@pytest.fixture
def page(chromium: webdriver.Chrome, sandbox: Sandbox) -> Iterator[Browser]:
    """Open the page as Ana sees it, in the channel #mobile-platform."""
    page = Browser(chromium, sandbox)
    page.size(1280, 900)
    page.open("ana", "mobile-platform")
    yield page
    chromium.get("about:blank")
    chromium.get_log("browser")
