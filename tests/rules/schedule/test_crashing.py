"""Buying days: the textbook's answers, and the cheapest of every set of shortenings on small networks."""

import json
import random
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest

from rules.plan import LinkType
from rules.schedule.crashing import BoughtDays, Shortening, buy_days
from rules.schedule.network import Network, lay_out
from rules.schedule.passes import forward
from tests.datasets import DATA

Link = tuple[int, int, LinkType, int]


def textbook() -> dict[str, Any]:
    """Return the General Foundry's activities with their crash costs, and the costs of two lengths."""
    sets = json.loads((DATA / "schedules/textbook.json").read_text(encoding="utf-8"))
    cases = [case for rows in sets.values() if isinstance(rows, list) for case in rows]
    found: dict[str, Any] = next(case for case in cases if case.get("id") == "crash-general-foundry-001")
    return found


def general_foundry(days: int) -> tuple[BoughtDays, Network]:
    activities = textbook()["inputs"]["activities"]
    row = {one["id"]: number for number, one in enumerate(activities)}
    links = [(row[id], row[one["id"]], LinkType.FS, 0) for one in activities for id in one["predecessors"]]
    network = lay_out(list(row), [one["duration"] for one in activities], links)
    shortenings = {
        network.position[one["id"]]: Shortening(one["duration"] - one["crash_duration"], one["crash_cost"])
        for one in activities
    }
    floor = np.zeros(len(row), dtype=np.int64)
    return buy_days(network, floor, shortenings, [network.position["H"]], days), network


def test_general_foundry_costs_what_the_textbook_says() -> None:
    expected = textbook()["expected"]
    assert general_foundry(1)[0].cost == expected["cost_to_14"] == 1000
    assert general_foundry(2)[0].cost == expected["cost_to_13"] == 3000


@pytest.mark.parametrize(("days", "cost"), [(0, 0), (3, 5000), (4, 7000), (5, 9000), (6, 12_000), (7, 15_000)])
def test_more_days_cost_more(days: int, cost: int) -> None:
    bought, _ = general_foundry(days)
    assert (bought.days, bought.cost, bought.pinned_by) == (days, cost, None)


def test_floor_is_named() -> None:
    bought, network = general_foundry(9)
    assert (bought.days, bought.cost) == (8, 18_000)
    assert bought.pinned_by is not None
    assert network.ids[bought.pinned_by] == "B"


@pytest.mark.parametrize("block", range(5))
def test_cost_is_the_least_of_all_sets(block: int) -> None:
    for seed in range(100 * block, 100 * block + 100):
        compare_with_all_sets(random.Random(seed))


def compare_with_all_sets(chance: random.Random) -> None:
    """Compare every number of days on a random network with the cheapest of all sets of shortenings."""
    count = chance.randint(1, 6)
    days = [chance.randint(0, 6) for _ in range(count)]
    links = [
        (first, last, chance.choice(list(LinkType)), chance.randint(-2, 3))
        for last in range(count)
        for first in range(last)
        if chance.random() < 0.5
    ]
    floor = [chance.choice([0, 0, 0, chance.randint(0, 5)]) for _ in range(count)]
    most = [chance.choice([0, chance.randint(0, min(2, length))]) for length in days]
    costs = [chance.randint(0, 9) for _ in range(count)]
    targets = [count - 1] if chance.random() < 0.5 else list(range(count))
    normal = end_of(days, links, floor, targets)
    cheapest: dict[int, int] = {}
    for bought in product(*(range(one + 1) for one in most)):
        rest = [length - one for length, one in zip(days, bought, strict=True)]
        gained = normal - end_of(rest, links, floor, targets)
        cost = sum(one * price for one, price in zip(bought, costs, strict=True))
        cheapest[gained] = min(cost, cheapest.get(gained, cost))
    network = laid_out(days, links)
    at = network.position
    shortenings = {at[str(row)]: Shortening(most[row], costs[row]) for row in range(count)}
    earliest = np.array([floor[int(id)] for id in network.ids], dtype=np.int64)
    ends = [at[str(target)] for target in targets]
    for wanted in range(max(cheapest) + 2):
        found = buy_days(network, earliest, shortenings, ends, wanted)
        possible = min(wanted, max(cheapest))
        rest = [length - found.shortened.get(at[str(row)], 0) for row, length in enumerate(days)]
        assert found.days == possible
        assert found.cost == min(cost for gained, cost in cheapest.items() if gained >= possible)
        assert normal - end_of(rest, links, floor, targets) >= possible
        assert (found.pinned_by is None) == (wanted == possible)


def laid_out(days: Sequence[int], links: Sequence[Link]) -> Network:
    return lay_out([str(row) for row in range(len(days))], days, links)


def end_of(days: Sequence[int], links: Sequence[Link], floor: Sequence[int], targets: Sequence[int]) -> int:
    network = laid_out(days, links)
    starts = forward(network, np.array([floor[int(id)] for id in network.ids], dtype=np.int64))
    return max(int(starts[at] + network.duration[at]) for at in (network.position[str(row)] for row in targets))
