"""The README's pictures, taken from the real page while the real bot runs: `python -m tests.page.pictures`."""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.start import Demo
from sandbox.server import Sandbox
from tests.page.browser import Browser
from tests.page.conftest import start_chromium
from tests.steps import kubernetes
from tests.steps.files import given
from tests.talk import conversation

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


async def photograph(sandbox: Sandbox, *, who: str, channel: str, name: str, see: str, height: int = 860) -> None:
    """Open the page as this person, wait for the text and save a picture."""

    def work() -> None:
        driver = start_chromium(Path(tempfile.mkdtemp()))
        try:
            browser = Browser(driver, sandbox)
            browser.size(1280, height)
            browser.open(who, channel)
            browser.see(see)
            driver.save_screenshot(str(PICTURES / name))
        finally:
            driver.quit()

    await asyncio.to_thread(work)


async def photograph_slip(folder: Path) -> None:
    demo = await Demo.start(folder=folder, port=0, now=NOW)
    await photograph(demo.sandbox, who="maya", channel="mobile-app", name="slip.png", see="lost two indexes")
    await demo.stop()


async def photograph_digest(folder: Path) -> None:
    """Photograph the Kubernetes 1.33 timeline a week after its Code Freeze was reported to slip."""
    async with conversation(folder, at=kubernetes.TENTH_OF_MARCH) as talk:
        await given(talk, "ana", "kubernetes-1.33.csv", kubernetes.TIMELINE.read_bytes())
        await talk.click("ana", "import_past")
        await talk.command("ana", "link PRJ-1", "identity")
        await talk.command("ana", "link PRG-1", "news")
        for waits in (kubernetes.BURNDOWN, kubernetes.DOCS_FREEZE, kubernetes.FIRST_CANDIDATE):
            await talk.command("ana", f"depend {waits} on {kubernetes.CODE_FREEZE}", "identity")
        await talk.fast_forward(by=timedelta(days=1))
        await talk.say("ana", "identity", f"{kubernetes.CODE_FREEZE} slips a week because tests flake")
        await talk.fast_forward(to=kubernetes.JUST_BEFORE + timedelta(minutes=1))
        await photograph(
            talk.sandbox, who="cleo", channel="news", name="kubernetes-digest.png", see="tests flake", height=1000
        )


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for take in (photograph_slip, photograph_digest):
        with tempfile.TemporaryDirectory() as folder:
            await take(Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
