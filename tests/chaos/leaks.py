"""R20: random workspaces in which everything is shown to everybody, checked at once and after memberships change."""

import random
from pathlib import Path

from storage.engine import upgrade
from storage.engine.database import open_store
from tests import leaks
from tests.chaos.campaigns import Outcome
from tests.leaks import CLOSED, DESTINATIONS, PLACES, USERS, LeakWorld, Said

# A case is one item and one place or person that may or may not read it, at one moment.
CASES = 100_000


async def r20(folder: Path, seed: int) -> Outcome:
    """Check at least 100,000 cases: no leaks, and nothing withheld from people who may read it."""
    url, chance = f"sqlite:///{folder / 'baton.db'}", random.Random(seed)
    upgrade.upgrade_database(url)
    store = open_store(url)
    cases, leaked, kept_back, misjudged = 0, 0, 0, 0
    while cases < CASES:
        world = _world(chance)
        result = leaks.told(store, world)
        leaked, kept_back = leaked + len(result.leaked), kept_back + len(result.kept_back)
        misjudged += len(leaks.judged_wrong(store, leaks.moved(world, _world(chance)), result))
        cases += 2 * len(world.things) * len(DESTINATIONS)
    store.close()
    words = (
        f"{cases:,} cases: {leaked} leaked, {kept_back} kept back from whom may read it, {misjudged} judged wrong later"
    )
    return Outcome(not (leaked or kept_back or misjudged), words)


def _world(chance: random.Random) -> LeakWorld:
    def some() -> frozenset[str]:
        return frozenset(user for user in USERS if chance.random() < 0.4)

    def said(places: tuple[str, ...], many: int) -> tuple[Said, ...]:
        return tuple((chance.choice(places), chance.choice(USERS)) for _ in range(many))

    seats = {channel: some() for channel in CLOSED}
    return LeakWorld(some(), seats, said(PLACES, 6), said(PLACES, 3), said(PLACES, 3), said(CLOSED, 3))
