"""Durations drawn: beta-PERT (lambda 4) times a factor shared by the program and one by each team.

All draws come from one pool; each milestone reads it from a place given by its own id. So the same program gives the
same answer, a what-if meets the same luck as the plan it is compared with, and a new milestone changes nobody else's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rules.schedule.network import Days

POOL_SIZE = 1 << 24
SHAPE_COUNT = 256
"""Places of the most likely value between the ends that are told apart."""

QUANTILE_STEPS = 4096
PROGRAM_SPREAD = 0.20
TEAM_SPREAD = 0.10
"""Standard deviation of ln(actual / planned): shared by all, by a team (engine.md 4)."""

MAX_SAMPLES = 20_000
Floats = NDArray[np.float32]


def seed_of(program: str, snapshot: str = "") -> int:
    """The same number for the same program and snapshot, on every machine (B-43)."""
    return int.from_bytes(blake2b(f"{program}\0{snapshot}".encode(), digest_size=8).digest(), "big")


@lru_cache(maxsize=1)
def _random_pool(seed: int) -> NDArray[np.uint16]:
    raw = np.frombuffer(np.random.Generator(np.random.SFC64(seed)).bytes(2 * POOL_SIZE), dtype=np.uint16)
    return (np.concatenate((raw, raw[:MAX_SAMPLES])) >> 4).astype(np.uint16)


@lru_cache(maxsize=SHAPE_COUNT + 1)
def quantiles(shape: int) -> Floats:
    """Quantiles of the beta-PERT on 0 to 1 with its mode at shape / SHAPES, at the middle of each of STEPS steps."""
    mode = shape / SHAPE_COUNT
    x = (np.arange(8 * QUANTILE_STEPS) + 0.5) / (8 * QUANTILE_STEPS)
    density = x ** (4 * mode) * (1 - x) ** (4 * (1 - mode))
    below = np.cumsum(density) - density / 2
    found = np.interp((np.arange(QUANTILE_STEPS) + 0.5) / QUANTILE_STEPS * density.sum(), below, x)
    centred: Floats = (found + (1 + 4 * mode) / 6 - found.mean()).clip(0, 1).astype(np.float32)
    return centred


@dataclass(frozen=True, slots=True, eq=False)
class DurationRange:
    """The three points of each milestone's work, in working days, and the team that does it."""

    low: Days
    mode: Days
    high: Days
    team: Sequence[str]

    @property
    def fixed(self) -> NDArray[np.bool_]:
        return np.asarray(self.high <= self.low)

    @property
    def mean(self) -> Days:
        mean: Days = (self.low + 4 * self.mode + self.high) / 6
        return mean


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """`block(rows, first, past)` gives samples first to past of some milestones, always the same ones."""

    spread: DurationRange
    seed: int
    start: Days
    base: Days
    table: Floats
    width: Floats
    factor: Floats
    team: Days

    @classmethod
    def of(cls, ids: Sequence[str], spread: DurationRange, samples: int, seed: int, *, common: bool = True) -> "Draws":
        """This will prepare `samples` draws of each milestone; without `common` there are no shared factors."""
        teams = sorted(set(spread.team))
        number = {team: row for row, team in enumerate(teams)}
        width = (spread.high - spread.low).astype(np.float32)
        shape = (
            np.rint(SHAPE_COUNT * (spread.mode - spread.low) / np.maximum(width, 1e-9))
            .astype(np.int64)
            .clip(0, SHAPE_COUNT)
        )
        used, place = np.unique(shape, return_inverse=True)
        table = (
            np.stack([quantiles(one) for one in used.tolist()])
            if len(used)
            else np.zeros((1, QUANTILE_STEPS), np.float32)
        )
        factor = _shared_factors(teams, samples, seed) if common else np.ones((len(teams), samples), dtype=np.float32)
        return cls(
            spread=spread,
            seed=seed,
            start=np.array([crc32(name.encode()) % POOL_SIZE for name in ids], dtype=np.int64),
            base=(place * QUANTILE_STEPS).astype(np.int32),
            table=table.ravel(),
            width=width,
            factor=factor,
            team=np.array([number[team] for team in spread.team], dtype=np.int64),
        )

    def sample_block(self, rows: Days, first: int, past: int) -> Floats:
        windows = sliding_window_view(_random_pool(self.seed), past - first)
        index = windows[self.start[rows] + first].astype(np.int32)
        index += self.base[rows, None]
        drawn: Floats = self.table.take(index)
        drawn *= self.width[rows, None]
        drawn += self.spread.low[rows, None].astype(np.float32)
        loose = ~self.spread.fixed[rows]
        if loose.all():
            drawn *= self.factor[self.team[rows], first:past]
        else:
            drawn[loose] *= self.factor[self.team[rows[loose]], first:past]
        return drawn


def _shared_factors(teams: Sequence[str], samples: int, seed: int) -> Floats:
    shared = np.random.default_rng(seed).standard_normal(samples)
    own = [np.random.default_rng((seed, crc32(team.encode()))).standard_normal(samples) for team in teams]
    if not own:
        return np.ones((0, samples), dtype=np.float32)
    factors: Floats = np.exp(PROGRAM_SPREAD * shared + TEAM_SPREAD * np.stack(own)).astype(np.float32)
    return factors
