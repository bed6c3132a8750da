"""P24: over random programs, every screen says the same date, lateness and colour of a milestone."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest

from tests.forms import form
from tests.steps.claims import ScreenClaim, claims_of, contradictions
from tests.talk import MONDAY, Talk, view_texts

PEOPLE = ("ana", "bo", "cleo")
PROJECTS = {"PRJ-1": "identity", "PRJ-2": "payments", "PRJ-3": "news"}
MILESTONES = tuple(f"M-{number}" for number in range(1, 10))
# Lists whose rows begin with a date, by the beginning of their heading.
DATED_LISTS = {
    "brief PRG-1": "Next four weeks",
    "digest preview": "Next 2 weeks",
    "digest preview executive": "Coming up",
    "timeline": "",
}
SCREENS = (
    "PRG-1",
    *PROJECTS,
    *MILESTONES,
    *(f"D-{number}" for number in range(1, 5)),
    *DATED_LISTS,
    "deps",
    "risks",
    "critical",
    "forecast",
    "blockers",
    "escalate",
    "E-1",
    "whatif M-1 +0d",
)


@pytest.mark.whole
@pytest.mark.parametrize("seed", range(form(short=1, whole=3)))
async def test_p24_all_screens_agree(talk: Talk, seed: int) -> None:
    await _make_a_program(talk, Random(seed))
    screens = {f"ana: {words}": await _read(talk, "ana", words) for words in SCREENS}
    screens |= {f"{who}: {words}": await _read(talk, who, words) for who in PEOPLE for words in ("me", "home")}
    claims = [(screen, claim) for screen, lines in screens.items() for claim in _claims(screen, lines)]
    assert contradictions(claims) == []
    counted = Counter((claim.subject, claim.kind) for _, claim in claims)
    # Everyone sees an open milestone on its card and in its project, and the owner on Home too.
    open_ones = [
        name for name in MILESTONES if not any("done" in line.lower() for line in screens[f"ana: {name}"][1:3])
    ]
    unread = [name for name in open_ones if counted[name, "expected"] < 3 or counted[name, "colour"] < 3]
    assert len(open_ones) > 3
    assert counted["program", "finish"]
    assert unread == [], "the claims about these were not read; do tests/steps/claims.py and the screens still match?"


def _claims(screen: str, lines: list[str]) -> Iterator[ScreenClaim]:
    words = screen.partition(": ")[2]
    return claims_of(words, lines, dated_list=DATED_LISTS.get(words))


async def _read(talk: Talk, who: str, words: str) -> list[str]:
    if words != "home":
        return (await talk.command(who, words, "identity")).splitlines()
    await talk.sandbox.person(who).open_home()
    await talk.settle()
    homes = [view for view in talk.sandbox.views.values() if view.is_home and view.user == talk.users[who].id]
    return [line for text in view_texts(homes[-1]) for line in text.replace("*", "").splitlines()]


async def _make_a_program(talk: Talk, random: Random) -> None:
    """Make three projects and nine milestones that depend on each other, let some slip, and let nine days pass."""
    await talk.command("ana", 'new program "Atlas"', "identity")
    for (project, channel), lead in zip(PROJECTS.items(), PEOPLE, strict=True):
        await talk.command("ana", f'new project "{channel.title()}" @{lead}', channel)
        await talk.command("ana", f"link {project}", channel)
    for number, name in enumerate(MILESTONES, 1):
        owner, project = random.choice(PEOPLE), random.choice(list(PROJECTS))
        takes = random.choice(("", f" takes {random.randrange(1, 15)}d"))
        made = f'new milestone "Work {number}" {_day(random, 3, 60)} @{owner} in {project}{takes}'
        await talk.command("ana", made, "identity")
        for provider in random.sample(MILESTONES[: number - 1], min(number - 1, random.randrange(3))):
            await talk.command("ana", f"depend {name} on {provider}", "identity")
    for name in random.sample(MILESTONES, 5):
        change = random.choice(("slip to {day}", "60%", "done", "slip to {day}")).format(day=_day(random, 10, 90))
        await talk.say("ana", "identity", f"{name} {change}")
    await talk.say("ana", "identity", f"block {random.choice(MILESTONES)}: no keys needs @bo by Friday")
    await talk.fast_forward(by=timedelta(days=9))


def _day(random: Random, first: int, last: int) -> str:
    return (MONDAY + timedelta(days=random.randrange(first, last))).date().isoformat()
