"""When the targets will really be met: even odds, four in five, and who decides it (engine.md 2.3 and 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from math import ceil

import numpy as np

from rules.forecast.sampling import Draws, DurationRange, seed_of
from rules.forecast.simulation import Simulation, SimulationResult, order_statistic, standard_error
from rules.plan import Milestone, Plan
from rules.schedule.computed_dates import Schedule
from rules.schedule.network import Days
from rules.schedule.workday_axis import WorkdayAxis, bare_date_spans

DEFAULT_SAMPLES = 2_000
ASSUMED_RANGE = (0.8, 1.5)
"""Ends of a duration nobody estimated, as shares of it (B-44)."""

MIN_OWNER_ITEMS = 8
MIN_PROJECT_ITEMS = 8
MIN_PROGRAM_ITEMS = 20
"""Finished items from which a history is believed, by whose it is (B-44)."""

ROUNDING_DAYS = 1e-3
"""Days a single-precision sum may be off."""

STAGE_BANDS = (
    (0.2, (-18, 9.5, 29, 39)),
    (0.4, (-10, 4.9, 20, 30)),
    (0.6, (-14, 3.7, 13, 21)),
    (0.8, (-12, 2.5, 11, 21)),
    (1.01, (-9, 2.6, 9.5, 20)),
)
"""Further slip beyond "rest as planned", % of planned duration, by share earned: P10, P50, P80, P90 (DSLIB)."""

REFERENCE_BAND = (-6, 6, 26, 42)
"""Overrun of planned duration of 157 finished projects, %: P10, P50, P80, P90; mostly Belgian construction (DSLIB)."""


@dataclass(frozen=True, slots=True)
class TargetForecast:
    """The forecast of one target; `on_time` is the share of runs that keep its promise, None without a promise."""

    id: str
    p50: date
    p80: date
    on_time: float | None
    stderr_days: float
    computed: date
    committed: date | None


@dataclass(frozen=True, slots=True)
class ForecastDriver:
    """One milestone's part in the program's end (B-45).

    `criticality` is the share of runs it decides, `ssi` that times sd(own)/sd(end), `contribution` the mean days above
    plan it adds, `earlier` and `later` the days it alone can move the end (exact, no simulation).
    """

    id: str
    criticality: float
    ssi: float
    correlation: float
    contribution: float
    earlier: float
    later: float


@dataclass(frozen=True, slots=True, eq=False)
class ProgramForecast:
    """What the runs say; `assumed` counts the open milestones whose spread nobody gave."""

    targets: tuple[TargetForecast, ...]
    drivers: tuple[ForecastDriver, ...]
    assumed: int
    runs: SimulationResult


def forecast_targets(
    plan: Plan,
    schedule: Schedule,
    axis: WorkdayAxis,
    targets: Sequence[str],
    *,
    today: date,
    samples: int = DEFAULT_SAMPLES,
    snapshot: str = "",
) -> ProgramForecast:
    """This will simulate the program with a seed that depends on it and on `snapshot` only."""
    rows = {milestone.id: milestone for milestone in plan.milestones}
    ordered = [rows[name] for name in schedule.network.ids]
    span = bare_date_spans(schedule, ordered, max(0, axis.start(today)))
    spread, assumed = three_points(plan, ordered, schedule.network.duration + span)
    draws = Draws.of(schedule.network.ids, spread, samples, seed_of(plan.program.id, snapshot))
    at = [schedule.network.position[name] for name in targets]
    runs = Simulation(schedule.network, schedule.floor, span).run(draws, samples, at)
    found = tuple(_target_forecast(rows[name], schedule, axis, runs, k) for k, name in enumerate(targets))
    return ProgramForecast(found, rank_drivers(schedule, draws, runs), assumed, runs)


def three_points(plan: Plan, ordered: Sequence[Milestone], work: Days) -> tuple[DurationRange, int]:
    """The spread of each milestone's work and the number of spreads that are assumed.

    In this order (B-44): ratios actual/planned of the same owner, of the project, of the program; the owner's own three
    points; -20/+50 %. Work that is done no longer varies.
    """
    history = _ratio_histories(plan)
    low, high, assumed = work.astype(float), work.astype(float), 0
    for at, each in enumerate(ordered):
        if each.done or not work[at]:
            continue
        given = history.get(f"by {each.owner}") or history.get(f"in {each.project}") or history.get("all")
        if each.optimistic is not None or each.pessimistic is not None:
            given = given or _owner_estimates(each)
        assumed += given is None
        least, most = given or ASSUMED_RANGE
        left = work[at] * (1 - each.percent / 100)
        low[at] = work[at] - left * (1 - min(least, 1))
        high[at] = work[at] + left * (max(most, 1) - 1)
    return DurationRange(low, work.astype(float), high, [each.project for each in ordered]), assumed


def _owner_estimates(milestone: Milestone) -> tuple[float, float]:
    days = max(milestone.duration, 1)
    low = milestone.duration if milestone.optimistic is None else milestone.optimistic
    high = milestone.duration if milestone.pessimistic is None else milestone.pessimistic
    return low / days, high / days


def _ratio_histories(plan: Plan) -> Mapping[str, tuple[float, float]]:
    """P5 and P95 of actual/planned, by owner, by project and for all, where enough items are finished."""
    rows = {milestone.id: milestone for milestone in plan.milestones}
    ratios: dict[str, list[float]] = {}
    for entry in plan.history:
        planned, actual = entry.get("planned"), entry.get("actual")
        if isinstance(planned, int | float) and isinstance(actual, int | float) and planned > 0 and actual >= 0:
            milestone = rows.get(str(entry.get("milestone")))
            keys = (f"by {milestone.owner}", f"in {milestone.project}") if milestone else ()
            for key in chain(keys, ("all",)):
                ratios.setdefault(key, []).append(actual / planned)
    enough = {"by": MIN_OWNER_ITEMS, "in": MIN_PROJECT_ITEMS, "al": MIN_PROGRAM_ITEMS}
    return {
        key: (float(np.quantile(found, 0.05)), float(np.quantile(found, 0.95)))
        for key, found in ratios.items()
        if len(found) >= enough[key[:2]] and key != "by None"
    }


def _target_forecast(
    milestone: Milestone, schedule: Schedule, axis: WorkdayAxis, runs: SimulationResult, row: int
) -> TargetForecast:
    finishes = np.sort(runs.finishes[row])
    at = schedule.network.position[milestone.id]
    day = [axis.day(ceil(order_statistic(finishes, share) - ROUNDING_DAYS), milestone.expected) for share in (0.5, 0.8)]
    promise = milestone.committed
    kept = None if promise is None else float((finishes <= axis.finish(promise) + ROUNDING_DAYS).mean())
    return TargetForecast(
        id=milestone.id,
        p50=milestone.actual or day[0],
        p80=milestone.actual or day[1],
        on_time=kept,
        stderr_days=round(standard_error(finishes, 0.8), 2),
        computed=milestone.actual or axis.day(int(schedule.early_finish[at]), milestone.expected),
        committed=promise,
    )


def rank_drivers(
    schedule: Schedule, draws: Draws, runs: SimulationResult, max_count: int = 10
) -> tuple[ForecastDriver, ...]:
    """The milestones that decide the program's end, most telling first, ties by id (B-45)."""
    ids, spread = schedule.network.ids, draws.spread
    end = float(runs.ends.std())
    noise = 3 / max(runs.traced, 1) ** 0.5
    telling = np.flatnonzero((runs.criticality > noise) & ~spread.fixed)
    ssi = runs.criticality * runs.deviation / end if end else np.zeros(len(ids))
    chosen = sorted(telling.tolist(), key=lambda at: (-ssi[at], len(ids[at]), ids[at]))[:max_count]
    drawn = draws.sample_block(np.array(chosen, dtype=np.int64), 0, len(runs.ends))
    return tuple(
        ForecastDriver(
            id=ids[at],
            criticality=float(runs.criticality[at]),
            ssi=float(ssi[at]),
            correlation=_rank_correlation(drawn[row], runs.ends),
            contribution=float(runs.contribution[at]),
            earlier=float(min(spread.mode[at] - spread.low[at], schedule.drag[at])),
            later=float(max(0, spread.high[at] - spread.mode[at] - schedule.total_float[at])),
        )
        for row, at in enumerate(chosen)
    )


def _rank_correlation(first: Days, second: Days) -> float:
    ranks = [np.argsort(np.argsort(each, kind="stable"), kind="stable") for each in (first, second)]
    correlation: Days = np.asarray(np.corrcoef(ranks))
    return float(correlation[0, 1])


def stage_band(planned: float, earned: float) -> tuple[float, float, float, float]:
    """Days at P10, P50, P80, P90 to add to a program of `planned` days of which a share `earned` (0 to 1) is earned.

    Below a fifth earned it is the reference class on the planned duration, from there the further slip beyond "rest
    as planned" of finished projects at the same stage (engine.md 4).
    """
    band = REFERENCE_BAND if earned < STAGE_BANDS[0][0] else next(band for past, band in STAGE_BANDS if earned < past)
    low, even, likely, high = (planned * share / 100 for share in band)
    return low, even, likely, high
