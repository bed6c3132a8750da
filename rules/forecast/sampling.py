"""Sampled durations: beta-PERT (lambda 4) times a factor shared by the program and one for each team.

All draws come from one pool; each milestone reads it from a place given by its own id. The same program therefore gives
the same answer, a what-if uses the same draws as the plan it is compared with, and a new milestone leaves the draws of
all others unchanged.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from zlib import crc32

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from rules.forecast.experience import QUANTILE_STEPS, RatioSpread
from rules.schedule.network import Days

POOL_SIZE = 1 << 24
# Number of positions of the most likely value between the two ends.
SHAPE_COUNT = 256

# Standard deviation of ln(actual / planned): shared by the program, and by a team (docs/formulas.md).
PROGRAM_SPREAD = 0.20
TEAM_SPREAD = 0.10
COMMON_SPREAD = (PROGRAM_SPREAD**2 + TEAM_SPREAD**2) ** 0.5

MAX_SAMPLES = 20_000
Floats = NDArray[np.float32]
NO_EXPERIENCE: Mapping[int, RatioSpread] = MappingProxyType({})


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
    """The three points of each milestone's work, in working days, and the team that does it.

    worked: the part of the work that is behind, which no longer varies (0 if not given).
    learned: by position, the experience that foretells the rest, in place of the three points.
    """

    low: Days
    mode: Days
    high: Days
    team: Sequence[str]
    worked: Days | None = None
    learned: Mapping[int, RatioSpread] = field(default_factory=lambda: NO_EXPERIENCE)

    @property
    def fixed(self) -> NDArray[np.bool_]:
        return np.asarray(self.high <= self.low)

    @property
    def mean(self) -> Days:
        mean: Days = (self.low + 4 * self.mode + self.high) / 6
        return mean


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """The draws of all milestones; `sample_block` always returns the same ones for the same arguments.

    A draw is `offset` + `width` × a quantile of the table, and beyond `worked` it is multiplied by the shared factors.
    """

    spread: DurationRange
    seed: int
    start: Days
    base: Days
    table: Floats
    offset: Floats
    width: Floats
    worked: Floats
    factor: Floats
    team: Days

    @classmethod
    def of(cls, ids: Sequence[str], spread: DurationRange, samples: int, seed: int, *, common: bool = True) -> "Draws":
        """Prepare `samples` draws of each milestone; `common` adds the factors shared by program and team."""
        worked = np.zeros(len(ids)) if spread.worked is None else spread.worked
        offset, width = spread.low.astype(float), (spread.high - spread.low).astype(float)
        base, tables = _shape_tables(spread, width)
        shared = np.full(len(ids), COMMON_SPREAD)
        for position, experience in spread.learned.items():
            shared[position] = experience.shared_deviation(COMMON_SPREAD)
            offset[position], width[position] = worked[position], spread.mode[position] - worked[position]
        base, tables = _with_experience_tables(spread, base, tables, shared if common else np.zeros(len(ids)))
        groups = sorted(set(zip(spread.team, shared.tolist(), strict=True)))
        number = {group: row for row, group in enumerate(groups)}
        factor = _shared_factors(groups, samples, seed) if common else np.ones((len(groups), samples), dtype=np.float32)
        return cls(
            spread=spread,
            seed=seed,
            start=np.array([crc32(milestone_id.encode()) % POOL_SIZE for milestone_id in ids], dtype=np.int64),
            base=(base * QUANTILE_STEPS).astype(np.int32),
            table=np.concatenate(tables),
            offset=offset.astype(np.float32),
            width=width.astype(np.float32),
            worked=worked.astype(np.float32),
            factor=factor,
            team=np.array([number[group] for group in zip(spread.team, shared.tolist(), strict=True)], dtype=np.int64),
        )

    def sample_block(self, rows: Days, first: int, past: int) -> Floats:
        """Return samples `first` up to `past` (exclusive) of the milestones in `rows`, in working days."""
        windows = sliding_window_view(_random_pool(self.seed), past - first)
        index = windows[self.start[rows] + first].astype(np.int32)
        index += self.base[rows, None]
        durations: Floats = self.table.take(index)
        durations *= self.width[rows, None]
        durations += self.offset[rows, None]
        varying = ~self.spread.fixed[rows]
        if not varying.all():
            durations[varying] = self._with_factors(rows[varying], durations[varying], first, past)
            return durations
        return self._with_factors(rows, durations, first, past)

    def _with_factors(self, rows: Days, durations: Floats, first: int, past: int) -> Floats:
        """Multiply what is still to be done by the shared factors, in place."""
        worked = self.worked[rows, None]
        is_started = bool(worked.any())
        if is_started:
            durations -= worked
        durations *= self.factor[self.team[rows], first:past]
        if is_started:
            durations += worked
        return durations


def _shape_tables(spread: DurationRange, width: Days) -> tuple[Days, list[Floats]]:
    """Return the number of each milestone's table of beta-PERT quantiles, and the tables."""
    shape = np.rint(SHAPE_COUNT * (spread.mode - spread.low) / np.maximum(width, 1e-9)).clip(0, SHAPE_COUNT)
    used_shapes, shape_index = np.unique(shape.astype(np.int64), return_inverse=True)
    tables = [quantiles(used_shape) for used_shape in used_shapes.tolist()]
    return shape_index, tables or [np.zeros(QUANTILE_STEPS, np.float32)]


def _with_experience_tables(
    spread: DurationRange, base: Days, tables: list[Floats], shared: Days
) -> tuple[Days, list[Floats]]:
    """Add one table for each history that is used, without the part that the shared factors bring."""
    base, tables, row_of_history = base.copy(), list(tables), dict[int, int]()
    for position, experience in spread.learned.items():
        if id(experience) not in row_of_history:
            row_of_history[id(experience)] = len(tables)
            tables.append(experience.without_shared(float(shared[position])).astype(np.float32))
        base[position] = row_of_history[id(experience)]
    return base, tables


def _shared_factors(groups: Sequence[tuple[str, float]], samples: int, seed: int) -> Floats:
    """Return a row of factors for each team and shared deviation; one program and one team noise behind all of them."""
    program_noise = np.random.default_rng(seed).standard_normal(samples)
    if not groups:
        return np.ones((0, samples), dtype=np.float32)
    noise = {
        team: PROGRAM_SPREAD * program_noise
        + TEAM_SPREAD * np.random.default_rng((seed, crc32(team.encode()))).standard_normal(samples)
        for team in {team for team, _ in groups}
    }
    rows = [np.exp(noise[team] * (shared / COMMON_SPREAD)) for team, shared in groups]
    factors: Floats = np.stack(rows).astype(np.float32)
    return factors
