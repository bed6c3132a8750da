"""Sampled durations: beta-PERT (lambda 4) times a factor shared by the program and one for each team.

All draws come from one pool; each milestone reads it from a place given by its own id. The same program therefore gives
the same answer, a what-if uses the same draws as the plan it is compared with, and a new milestone leaves the draws of
all others unchanged.
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
# Number of positions of the most likely value between the two ends.
SHAPE_COUNT = 256

QUANTILE_STEPS = 4096
# Standard deviation of ln(actual / planned): shared by the program, and by a team (docs/formulas.md).
PROGRAM_SPREAD = 0.20
TEAM_SPREAD = 0.10

MAX_SAMPLES = 20_000
Floats = NDArray[np.float32]


def seed_of(program: str, snapshot: str = "") -> int:
    """Return a seed that is the same for the same program and snapshot on every machine (B-43)."""
    return int.from_bytes(blake2b(f"{program}\0{snapshot}".encode(), digest_size=8).digest(), "big")


@lru_cache(maxsize=1)
def _random_pool(seed: int) -> NDArray[np.uint16]:
    raw = np.frombuffer(np.random.Generator(np.random.SFC64(seed)).bytes(2 * POOL_SIZE), dtype=np.uint16)
    return (np.concatenate((raw, raw[:MAX_SAMPLES])) >> 4).astype(np.uint16)


@lru_cache(maxsize=SHAPE_COUNT + 1)
def quantiles(shape: int) -> Floats:
    """Return the QUANTILE_STEPS quantiles of the beta-PERT on 0 to 1 with its mode at shape / SHAPE_COUNT.

    Each quantile is at the middle of its step.
    """
    mode = shape / SHAPE_COUNT
    points = (np.arange(8 * QUANTILE_STEPS) + 0.5) / (8 * QUANTILE_STEPS)
    density = points ** (4 * mode) * (1 - points) ** (4 * (1 - mode))
    below = np.cumsum(density) - density / 2
    raw_quantiles = np.interp((np.arange(QUANTILE_STEPS) + 0.5) / QUANTILE_STEPS * density.sum(), below, points)
    centred: Floats = (raw_quantiles + (1 + 4 * mode) / 6 - raw_quantiles.mean()).clip(0, 1).astype(np.float32)
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
    """The draws of all milestones; `sample_block` always returns the same ones for the same arguments."""

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
        """Prepare `samples` draws of each milestone; `common` adds the factors shared by program and team."""
        teams = sorted(set(spread.team))
        number = {team: row for row, team in enumerate(teams)}
        width = (spread.high - spread.low).astype(np.float32)
        shape = (
            np.rint(SHAPE_COUNT * (spread.mode - spread.low) / np.maximum(width, 1e-9))
            .astype(np.int64)
            .clip(0, SHAPE_COUNT)
        )
        used_shapes, shape_index = np.unique(shape, return_inverse=True)
        table = (
            np.stack([quantiles(used_shape) for used_shape in used_shapes.tolist()])
            if len(used_shapes)
            else np.zeros((1, QUANTILE_STEPS), np.float32)
        )
        factor = _shared_factors(teams, samples, seed) if common else np.ones((len(teams), samples), dtype=np.float32)
        return cls(
            spread=spread,
            seed=seed,
            start=np.array([crc32(milestone_id.encode()) % POOL_SIZE for milestone_id in ids], dtype=np.int64),
            base=(shape_index * QUANTILE_STEPS).astype(np.int32),
            table=table.ravel(),
            width=width,
            factor=factor,
            team=np.array([number[team] for team in spread.team], dtype=np.int64),
        )

    def sample_block(self, rows: Days, first: int, past: int) -> Floats:
        """Return samples `first` up to `past` (exclusive) of the milestones in `rows`, in working days."""
        windows = sliding_window_view(_random_pool(self.seed), past - first)
        index = windows[self.start[rows] + first].astype(np.int32)
        index += self.base[rows, None]
        durations: Floats = self.table.take(index)
        durations *= self.width[rows, None]
        durations += self.spread.low[rows, None].astype(np.float32)
        varying = ~self.spread.fixed[rows]
        if varying.all():
            durations *= self.factor[self.team[rows], first:past]
        else:
            durations[varying] *= self.factor[self.team[rows[varying]], first:past]
        return durations


def _shared_factors(teams: Sequence[str], samples: int, seed: int) -> Floats:
    program_noise = np.random.default_rng(seed).standard_normal(samples)
    team_noise = [np.random.default_rng((seed, crc32(team.encode()))).standard_normal(samples) for team in teams]
    if not team_noise:
        return np.ones((0, samples), dtype=np.float32)
    factors: Floats = np.exp(PROGRAM_SPREAD * program_noise + TEAM_SPREAD * np.stack(team_noise)).astype(np.float32)
    return factors
