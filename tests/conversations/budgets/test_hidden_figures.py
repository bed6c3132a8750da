"""Money and load that a viewer may not see change nothing that they get: two worlds that differ in them look alike."""

import random

import pytest

from tests.forms import WHOLE, form
from tests.prepared import ScenarioSnapshot, take_snapshot
from tests.steps.hidden import (
    SecretFigures,
    draw_figures,
    get_everything,
    hide_load,
    hide_money,
    send_packs,
    set_up_secretive_program,
    take_world,
)
from tests.talk import Talk

COMMANDS = (
    *("budget", "budget PRG-1", "budget PRJ-1", "budget PRJ-2", "budget PRJ-3", "budget PRJ-2 lines", "BUD-1"),
    *("BUD-3", "BUD-5", "rates", "earned", "earned PRJ-1", "earned PRJ-2", "earned PRJ-3", "M-3", "M-4", "M-5"),
    *("PRG-1", "PRJ-1", "PRJ-2", "PRJ-3", "me", "status", "status PRJ-3", "brief PRG-1", "risks PRG-1"),
    *("critical PRG-1", "order PRG-1", "health PRG-1", "forecast PRG-1", "timeline PRG-1", "goals coverage PRG-1"),
    *("people", "people picture", "people RES-1", "people RES-1 picture", "people PRJ-2", "people PRJ-3 picture"),
    *("people if PRJ-1 stopped", "people if PRJ-3 stopped", "tools", "RES-1", "RES-2", "RES-3", "RES-5", "RES-7"),
    *("AL-1", "AL-3", "AL-4", "AL-6", "clashes", "CL-1", "level PRG-1", "level PRJ-1", "level PRJ-2"),
    *("buy 1 day M-5", "buy 2 days PRG-1", "whatif M-3 +5d", "scorecard PRG-1", "scorecard PRJ-3", "lessons"),
    *('scenario "Cheaper" shorten M-3 by 1 day', 'scenario "Less" budget PRJ-3 -50', "changes PRG-1", "CR-1"),
    *("digest preview PRG-1", "digest preview PRG-1 executive", "export PRG-1", "since 1 Mar", "undo"),
    *("digest preview PRG-1 monthly", "digest preview PRG-1 executive monthly", "digest preview PRG-1 quarterly"),
    *(
        "digest preview PRG-1 executive quarterly",
        "digest preview PRG-1 annual",
        "digest preview PRG-1 executive annual",
    ),
    *("audit PRG-1", "audit M-3", "audit BUD-1", "audit AL-4", "audit RES-5", "asof 2026-03-02 PRG-1"),
    *("asof 2026-03-02 budget PRG-1", "asof 2026-03-02 earned PRG-1", "asof 2026-03-02 M-3", "notes PRG-1"),
)
EVERYWHERE = (("Dora", "Emil"),)
BOTH_PAIRS = (("Dora", "Emil"), ("Con", "Ben"))
# The projects whose money each may see (None: all), and the pairs whose load none of them may.
VIEWERS: dict[str, tuple[tuple[str, ...] | None, tuple[tuple[str, str], ...]]] = {
    "spo": (None, BOTH_PAIRS),
    "lee": (("PRJ-1",), BOTH_PAIRS),
    "olga": (("PRJ-2",), EVERYWHERE),
    "con": ((), EVERYWHERE),
    "ben": ((), EVERYWHERE),
    "otto": ((), BOTH_PAIRS),
    "sta": ((), BOTH_PAIRS),
    "fol": ((), BOTH_PAIRS),
    "gil": ((), BOTH_PAIRS),
    "fay": ((), BOTH_PAIRS),
}
SHORT_COMMANDS = 6


def other_world(world: SecretFigures, draw: random.Random, who: str, *, shows_totals: bool) -> SecretFigures:
    """Return a world that differs only in what this viewer may not see."""
    known, pairs = VIEWERS[who]
    changed = world if known is None else hide_money(world, draw, known=known, shift=shows_totals)
    return hide_load(changed, draw, pairs)


async def require_secrets(
    talk: Talk, first: ScenarioSnapshot, base: ScenarioSnapshot, world: SecretFigures, draw: random.Random
) -> None:
    """Fail unless the manager, who may see everything, sees two worlds differ."""
    other = await take_world(talk, base, other_world(world, draw, "sta", shows_totals=True))
    shown = ("budget PRG-1", "people", "CL-1", "M-3", "buy 1 day M-5")
    one, two = [await get_everything(talk, kept, who="mia", commands=shown, clicks=False) for kept in (first, other)]
    same = [command for command in shown if one.parts[command] == two.parts[command]]
    assert same in ([], ["M-3"])


@pytest.mark.whole
@pytest.mark.parametrize("shows_totals", [False, True])
@pytest.mark.parametrize("seed", range(form(short=1, whole=3)))
async def test_hidden_figures_change_nothing_shown(talk: Talk, seed: int, shows_totals: bool) -> None:
    draw = random.Random(seed)
    await set_up_secretive_program(talk, shows_totals=shows_totals)
    base, world = await take_snapshot(talk), draw_figures(draw)
    first = await take_world(talk, base, world)
    if WHOLE:
        await require_secrets(talk, first, base, world, draw)
    viewers = form(short=draw.sample(sorted(VIEWERS), 2), whole=list(VIEWERS))
    found = []
    for who in viewers:
        other = await take_world(talk, base, other_world(world, draw, who, shows_totals=shows_totals))
        commands = form(short=draw.sample(COMMANDS, SHORT_COMMANDS), whole=COMMANDS)
        one, two = [
            await get_everything(talk, kept, who=who, commands=commands, clicks=form(short=False, whole=True))
            for kept in (first, other)
        ]
        found += [f"{who}: {difference}" for difference in one.differences(two)]
    assert not found, "\n".join(found)


@pytest.mark.whole
@pytest.mark.parametrize("shows_totals", form(short=[True], whole=[False, True]))
async def test_posted_packs_show_nothing_hidden(talk: Talk, shows_totals: bool) -> None:
    draw = random.Random(3)
    await set_up_secretive_program(talk, shows_totals=shows_totals)
    base, world = await take_snapshot(talk), draw_figures(draw)
    first = await send_packs(talk, await take_world(talk, base, world))
    found = []
    for who in form(short=draw.sample(sorted(VIEWERS), 1), whole=list(VIEWERS)):
        other = await take_world(talk, base, other_world(world, draw, who, shows_totals=shows_totals))
        second = await send_packs(talk, other)
        one, two = [await get_everything(talk, kept, who=who, commands=(), clicks=False) for kept in (first, second)]
        found += [f"{who}: {difference}" for difference in one.differences(two)]
    assert not found, "\n".join(found)
