"""The guide's pictures, drawn from the demo after four weeks with slips: `python -m tests.page.program_pictures`."""

import asyncio
import tempfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.demo.start import Demo
from handlers.pictures.facts import KINDS, gather_facts
from handlers.risks.queries import ViewRequest
from rules.people import Person
from templates import pictures
from tests.page.pictures import PICTURES

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DAYS = 28
# By day: who says what, and where; {schema} and the like are ids of the sample.
EVENTS = {
    1: [("kenji", "backend-upgrade", "{schema} slips to 4 Dec because the vendor is late")],
    5: [("lucia", "loyalty", "{mapping} slips to 2 Dec because the partner sent no keys")],
    6: [("maya", "mobile-app", "status PRJ-2 green because the beta scope is agreed")],
    8: [("lucia", "loyalty", "{mapping} done"), ("kenji", "backend-upgrade", "{schema} slips to 11 Dec")],
    10: [("sam", "launch-marketing", 'risk "Store review takes two rounds" 45% 8d on {review}')],
    12: [("lucia", "loyalty", 'risk "Partner changes the interface" 25% 12d on {earn}')],
    13: [
        ("lucia", "loyalty", "status PRJ-3 amber because the keys came late"),
        ("kenji", "backend-upgrade", 'risk "Load test finds a leak" 60% 5d on {load}'),
    ],
    17: [("kenji", "backend-upgrade", "{schema} done"), ("maya", "mobile-app", "{login} 70%")],
    19: [("sam", "launch-marketing", "{site} slips to 8 Jan")],
    22: [("kenji", "backend-upgrade", "{sessions} slips to 24 Dec")],
}
EXTRA = {"map-around": ("map", "{sessions} depth 2")}


async def run_weeks(demo: Demo) -> None:
    """Let the nights pass, and each day what is said on it."""
    for day in range(1, DAYS + 1):
        demo.sandbox.clock.set_time(NOW + timedelta(days=day))
        await demo.bot.tick()
        for who, channel, text in EVENTS.get(day, ()):
            words = text.format(**demo.ids)
            if words.startswith(("status", "risk")):
                await demo.sandbox.person(who).command("/program", words, channel)
            else:
                await demo.sandbox.person(who).say(channel, words)
            await demo._wait_until_idle()
        await demo._wait_until_idle()


async def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = await Demo.start(folder=Path(folder), port=0, now=NOW)
        await run_weeks(demo)
        deps = demo.bot.deps
        wanted = {name: (name, "PRG-1") for name in KINDS} | EXTRA
        for file, (name, subject) in wanted.items():
            asked = ViewRequest(Person(id="", team=deps.team), subject.format(**demo.ids), "", deps.now(), public=True)
            drawable = await deps.read(gather_facts, name=name, asked=asked)
            picture = await pictures.draw(drawable.layout, **drawable.facts)
            # With few colours, the file is a third as large.
            with Image.open(BytesIO(picture.png)) as image:
                image.convert("RGB").quantize(64).save(
                    PICTURES / f"picture-{file.replace(' ', '-')}.png", optimize=True
                )
            print(picture.alt)
        await demo.stop()


if __name__ == "__main__":
    asyncio.run(main())
