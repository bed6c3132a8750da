"""Sharing a whole among its causes, whatever their order: the Shapley value (Shapley 1953)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb, sqrt
from random import Random

# Up to this many causes all 4,096 combinations are evaluated; above, orders are drawn at random.
MAX_EXACT = 12
SAMPLED_ORDERS = 300
_SEED = 1953

Worth = Callable[[frozenset[str]], float]


@dataclass(frozen=True, slots=True)
class Share:
    """A cause's part of the whole; `error` is the standard error of a sampled one, 0 for an exact one."""

    value: float
    error: float = 0.0


def shapley(players: Sequence[str], worth: Worth) -> Mapping[str, Share]:
    """Return each player's mean contribution over all orders in which they may come.

    The shares sum to what all are worth less what none is (efficiency), players that always contribute the same get the
    same (symmetry), and one that never contributes gets nothing (null player). Sampled shares keep the sum exactly.
    """
    if len(players) <= MAX_EXACT:
        return _exact(players, worth)
    return _sampled(players, worth)


def _exact(players: Sequence[str], worth: Worth) -> Mapping[str, Share]:
    count = len(players)
    values = [
        worth(frozenset(name for place, name in enumerate(players) if members >> place & 1))
        for members in range(1 << count)
    ]
    shares = dict[str, Share]()
    for place, name in enumerate(players):
        parts = (
            (values[members | 1 << place] - values[members]) / (count * comb(count - 1, members.bit_count()))
            for members in range(1 << count)
            if not members >> place & 1
        )
        shares[name] = Share(sum(parts))
    return shares


def _sampled(players: Sequence[str], worth: Worth) -> Mapping[str, Share]:
    """Average the contributions over random orders, each with its reverse; the same players give the same orders."""
    random, nobody = Random(_SEED), worth(frozenset())
    sums, squares = dict.fromkeys(players, 0.0), dict.fromkeys(players, 0.0)
    pairs = SAMPLED_ORDERS // 2
    for _ in range(pairs):
        order = random.sample(list(players), len(players))
        forward, backward = _contributions(order, worth, nobody), _contributions(order[::-1], worth, nobody)
        for name in players:
            mean = (forward[name] + backward[name]) / 2
            sums[name] += mean
            squares[name] += mean * mean
    return {
        name: Share(sums[name] / pairs, sqrt(max(squares[name] / pairs - (sums[name] / pairs) ** 2, 0.0) / (pairs - 1)))
        for name in players
    }


def _contributions(order: Sequence[str], worth: Worth, nobody: float) -> Mapping[str, float]:
    gained, before, members = dict[str, float](), nobody, set[str]()
    for name in order:
        members.add(name)
        after = worth(frozenset(members))
        gained[name] = after - before
        before = after
    return gained


def round_shares(values: Mapping[str, float], *, digits: int = 1) -> Mapping[str, float]:
    """Round so that the rounded values still sum to the rounded whole: the largest remainders are rounded up."""
    scale = 10**digits
    whole = round(sum(values.values()) * scale)
    floors = {name: int(value * scale // 1) for name, value in values.items()}
    missing = whole - sum(floors.values())
    by_remainder = sorted(values, key=lambda name: (floors[name] - values[name] * scale, name))
    return {name: (floors[name] + (name in by_remainder[:missing])) / scale for name in values}
