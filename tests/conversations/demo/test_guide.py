"""Each example in docs/guide is typed into the demo and gets the answer shown in the guide."""

import asyncio
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.demo.start import Demo

GUIDE = Path(__file__).resolve().parents[3] / "docs/guide"
PAGES = ("contributor", "lead", "program-manager", "executive")
NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
BLOCK = re.compile(r"^```text\n(> .*?)^```", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"> (?P<who>\w+)(?: in #(?P<where>[\w-]+))?: (?P<text>.+)")


@dataclass
class Example:
    """The text a person types, and the lines they then see."""

    who: str
    where: str | None
    text: str
    answer: list[str]


def examples(page: str) -> list[Example]:
    result: list[Example] = []
    for block in BLOCK.findall((GUIDE / f"{page}.md").read_text(encoding="utf-8")):
        for line in block.splitlines():
            if typed := TYPED.fullmatch(line):
                result.append(Example(typed["who"], typed["where"], typed["text"], []))
            else:
                result[-1].answer.append(line)
    return result


def visible_texts(demo: Demo, who: str) -> dict[str, str]:
    """Return the texts that a person sees now, with names in place of ids."""
    person = demo.sandbox.person(who)
    places = [place for place in demo.sandbox.workspace.channels.values() if person.id in place.members]
    names = {user.id: user.name for user in demo.sandbox.workspace.users.values()}
    return {
        f"{place.id}:{message.ts}": re.sub(r"<@(\w+)>", lambda match: f"@{names[match[1]]}", message.text)
        for place in places
        for message in person.visible_messages(place)
    }


async def settle(demo: Demo) -> None:
    """Wait until the bot has answered. Slack's rate limits cost demo time, not real time."""
    for _ in range(600):
        await demo.sandbox.delivery.wait_until_delivered()
        if await demo.bot.is_idle():
            return
        if not demo.bot.is_busy:
            demo.bot.sender.wake()
            demo.sandbox.clock.advance(timedelta(milliseconds=150))
        await asyncio.sleep(0.005)
    raise AssertionError("the bot did not come to rest")


async def type_example(demo: Demo, example: Example) -> str:
    """Type an example and return what the person sees that they did not see before."""
    before = visible_texts(demo, example.who)
    person = demo.sandbox.person(example.who)
    if example.text.startswith("/program"):
        await person.command("/program", example.text.removeprefix("/program").strip(), example.where)
    else:
        assert example.where, f"Say where this is typed: {example.text}"
        await person.say(example.where, example.text)
    await settle(demo)
    return "\n".join(text for key, text in visible_texts(demo, example.who).items() if before.get(key) != text)


async def test_examples_of_the_guide_are_true(tmp_path: Path) -> None:
    demo = await Demo.start(folder=tmp_path, port=0, now=NOW)
    wrong = []
    try:
        for example in (example for page in PAGES for example in examples(page)):
            seen = await type_example(demo, example)
            absent = [line for line in example.answer if line not in seen]
            if absent:
                wrong.append(f"> {example.who}: {example.text}\nnot seen: {absent}\nseen:\n{seen}")
    finally:
        await demo.stop()
    assert not wrong, "Correct these examples in docs/guide:\n\n" + "\n\n".join(wrong)
