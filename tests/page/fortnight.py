"""Two weeks of the demo's program, counted and photographed: `python -m tests.page.fortnight [FOLDER]`.

Every hour passes. Kenji, Maya, Lucía and Sam report, ask and answer; Priya and Dana read. Counts what Baton sent:
messages a day and person (direct and private ones), words a message, sentences of more than twenty words. With a
folder, photographs what each of five people has in front of them, wide and narrow.
"""

import asyncio
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, median

from bot.demo.start import Demo
from sandbox.model import Message
from tests.page.album import HOME, SIZES, press_button, save_picture
from tests.page.browser import Browser
from tests.page.conftest import start_chromium

START = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)
DAYS = 14
PEOPLE = ("kenji", "maya", "lucia", "priya", "dana")
LONG_SENTENCE_WORDS = 20
# (day, hour in UTC, person, channel, words); a button is named by its action, words that begin with / are a command.
DEEDS = (
    (0, 10, "kenji", "backend-upgrade", "{schema} slips a week because the vendor is late"),
    (0, 13, "priya", "program-updates", "/risks PRG-1"),
    (1, 9, "maya", "mobile-app", "block {login}: no staging data, needs @kenji by Friday"),
    (1, 13, "lucia", "loyalty", "{mapping} 90%"),
    (2, 9, "maya", "mobile-app", "{login} 55%"),
    (2, 13, "lucia", "loyalty", "Status: amber\nDone: points table agreed\nBlockers: waiting for partner keys"),
    (3, 3, "kenji", "backend-upgrade", "unblock B-2"),
    (3, 13, "lucia", "loyalty", "{mapping} done"),
    (4, 15, "sam", "launch-marketing", "{site} slip to {+40} because the copy is late"),
    (7, 2, "kenji", "backend-upgrade", "{schema} 80%"),
    (7, 9, "maya", "mobile-app", "decided: we go with biometric login only"),
    (8, 9, "maya", "mobile-app", "{login} slip to {+30} because single sign-on waits for sessions"),
    (9, 2, "kenji", "backend-upgrade", "{schema} done"),
    (9, 14, "sam", "launch-marketing", "{site} 70%"),
    (10, 13, "lucia", "loyalty", "{balances} 45%"),
    (11, 2, "kenji", "backend-upgrade", "{sessions} 60%"),
)


async def live_through(demo: Demo) -> None:
    days = {f"+{n}": f"{demo.calendar.add(START.date(), n):%d %b %Y}" for n in (30, 40)}
    for hour in range(DAYS * 24):
        moment = START.replace(minute=0) + timedelta(hours=hour)
        demo.sandbox.clock.set_time(max(moment, demo.sandbox.clock.now()))
        await demo.bot.tick()
        await demo.bot.wait_until_idle(within=60)
        for day, at, who, channel, words in DEEDS:
            if moment.date() == (START + timedelta(days=day)).date() and moment.hour == at:
                await act(demo, who, channel, words.format(**demo.ids, **days))


async def act(demo: Demo, who: str, channel: str, words: str) -> None:
    person = demo.sandbox.person(who)
    if words.startswith("/"):
        await person.command("/program", words[1:], channel)
    else:
        await person.say(channel, words)
    await demo.bot.wait_until_idle(within=60)


def sent_messages(demo: Demo) -> Iterator[tuple[str, Message]]:
    """Yield what Baton sent since the start, with the only person who reads it, or with nobody's name."""
    world = demo.sandbox.workspace
    names = {user.id: user.name for user in world.users.values()}
    for place in world.channels.values():
        readers = [names[id] for id in place.members if id != world.bot_user_id and id in names]
        for message in place.messages.values():
            if message.user == world.bot_user_id and float(message.ts) >= START.timestamp():
                alone = names.get(message.ephemeral_to) or (readers[0] if place.kind == "im" and readers else "")
                yield alone, message


def transcript(who: str, message: Message) -> str:
    return f"{datetime.fromtimestamp(float(message.ts), UTC):%a %d %H:%M} {who or 'channel'}\n{message.text}"


def report(demo: Demo) -> str:
    sent = list(sent_messages(demo))
    words = [len(message.text.split()) for _, message in sent]
    sentences = [part for _, message in sent for part in re.split(r"(?<=[.!?])\s|\n", message.text) if part.strip()]
    long = [part for part in sentences if len(part.split()) > LONG_SENTENCE_WORDS]
    people = Counter(who for who, _ in sent)
    lines = [f"{who or 'channels':9} {count:4}  {count / DAYS:5.2f} a day" for who, count in sorted(people.items())]
    lines.append(f"words a message: mean {mean(words):.1f}, median {median(words):.0f}")
    lines.append(f"sentences over {LONG_SENTENCE_WORDS} words: {len(long)} of {len(sentences)}")
    return "\n".join(lines)


def photograph(demo: Demo, folder: Path) -> None:
    for size, (width, height) in SIZES.items():
        driver = start_chromium(Path(tempfile.mkdtemp()))
        try:
            browser = Browser(driver, demo.sandbox)
            browser.size(width, height)
            for who in PEOPLE:
                user = demo.sandbox.workspace.user_named(who)
                places = {"dm": demo.sandbox.workspace.dm_channel(user).id}
                places |= {
                    c.name: c.id for c in demo.sandbox.workspace.channels.values() if user.id in c.members and c.name
                }
                for name, id in places.items():
                    driver.get("about:blank")
                    driver.get(f"{demo.sandbox.url}/?user={user.id}#{id}")
                    save_picture(browser, folder, f"{who}-{name}-{size}")
                driver.get("about:blank")
                driver.get(f"{demo.sandbox.url}/?user={user.id}#{places['dm']}")
                press_button("Home", ".tab")(browser)
                browser.find(HOME)
                save_picture(browser, folder, f"{who}-home-{size}")
        finally:
            driver.quit()


async def main(folder: Path | None) -> None:
    with tempfile.TemporaryDirectory() as data:
        demo = await Demo.start(folder=Path(data), port=0, now=START)
        await live_through(demo)
        print(report(demo))
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "messages.txt").write_text(
                "\n\n".join(
                    f"{datetime.fromtimestamp(float(m.ts), UTC):%a %d %H:%M} {who or 'channel'}\n{m.text}"
                    for who, m in sorted(sent_messages(demo), key=lambda pair: pair[1].ts)
                )
            )
            await asyncio.to_thread(photograph, demo, folder)
        await demo.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
