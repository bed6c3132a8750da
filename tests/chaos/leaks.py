"""R20: random workspaces, everything shouted to everybody: as it is said, and when others sit in the channels."""

import random
from pathlib import Path

from storage.engine import upgrade
from storage.engine.database import open_store
from tests import leaks
from tests.chaos.campaigns import Outcome
from tests.leaks import CLOSED, DESTINATIONS, PLACES, USERS, LeakWorld, Said

CASES = 100_000
"""A case is one thing and one place or person that may or may not read it, at one moment."""


async def r20(folder: Path, seed: int) -> Outcome:
    """Leaks: 0 of at least 100,000; kept back from whom may read it: 0."""
    url, chance = f"sqlite:///{folder / 'baton.db'}", random.Random(seed)
    upgrade.upgrade_database(url)
    store = open_store(url)
    cases, leaked, kept_back, wrong = 0, 0, 0, 0
    while cases < CASES:
        world = _world(chance)
        told = leaks.told(store, world)
        leaked, kept_back = leaked + len(told.leaked), kept_back + len(told.kept_back)
        wrong += len(leaks.judged_wrong(store, leaks.moved(world, _world(chance)), told))
        cases += 2 * len(world.things) * len(DESTINATIONS)
    store.close()
    words = f"{cases:,} cases: {leaked} leaked, {kept_back} kept back from whom may read it, {wrong} judged wrong later"
    return Outcome(not (leaked or kept_back or wrong), words)


def _world(chance: random.Random) -> LeakWorld:
    def some() -> frozenset[str]:
        return frozenset(user for user in USERS if chance.random() < 0.4)

    def said(places: tuple[str, ...], many: int) -> tuple[Said, ...]:
        return tuple((chance.choice(places), chance.choice(USERS)) for _ in range(many))

    seats = {channel: some() for channel in CLOSED}
    return LeakWorld(some(), seats, said(PLACES, 6), said(PLACES, 3), said(PLACES, 3), said(CLOSED, 3))
