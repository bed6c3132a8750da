"""Forecast dates of targets: P50, P80 and their drivers (docs/formulas.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

import numpy as np

from rules.forecast.experience import experience_of
from rules.forecast.sampling import Draws, DurationRange, seed_of
from rules.forecast.simulation import Simulation, SimulationResult, order_statistic, standard_error
from rules.plan import Milestone, Plan
from rules.schedule.computed_dates import Schedule
from rules.schedule.network import Days
from rules.schedule.workday_axis import WorkdayAxis, bare_date_spans

DEFAULT_SAMPLES = 2_000
# Ends of a duration without an estimate, as shares of it (B-44).
ASSUMED_RANGE = (0.8, 1.5)

# The ends of what experience foretells, as shares of all cases.
EXPERIENCE_ENDS = (0.05, 0.95)

# Possible error of a single-precision sum, in days.
ROUNDING_DAYS = 1e-3

# Further slip beyond "rest as planned", in % of planned duration, by share earned: P10, P50, P80, P90 (DSLIB).
STAGE_BANDS = (
    (0.2, (-18, 9.5, 29, 39)),
    (0.4, (-10, 4.9, 20, 30)),
    (0.6, (-14, 3.7, 13, 21)),
    (0.8, (-12, 2.5, 11, 21)),
    (1.01, (-9, 2.6, 9.5, 20)),
)

# Overrun of planned duration of 157 finished projects, mostly Belgian construction, in %: P10, P50, P80, P90 (DSLIB).
REFERENCE_BAND = (-6, 6, 26, 42)


@dataclass(frozen=True, slots=True)
class TargetForecast:
    """The forecast of one target.

    `on_time` is the share of runs that meet its committed date; None without one, and for a date that stands alone.
    """

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

    criticality: the share of runs in which it decides the end.
    ssi: criticality × sd(own) / sd(end).
    correlation: the rank correlation of its duration with the program's end.
    contribution: the mean days above plan that it adds.
    earlier, later: the days it alone can move the end (exact, not simulated).
    """

    id: str
    criticality: float
    ssi: float
    correlation: float
    contribution: float
    earlier: float
    later: float


@dataclass(frozen=True, slots=True)
class DurationSources:
    """Counts of the open milestones with work to come (`varying`): those with a default range, and learned ones."""

    assumed: int
    learned: int
    varying: int

    @property
    def mostly_assumed(self) -> bool:
        return 2 * self.assumed > self.varying


@dataclass(frozen=True, slots=True, eq=False)
class ProgramForecast:
    """The forecast of a program, and where its durations come from."""

    targets: tuple[TargetForecast, ...]
    drivers: tuple[ForecastDriver, ...]
    sources: DurationSources
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
    """Simulate the program with a seed that depends only on the program and on `snapshot`."""
    milestones_by_id = {milestone.id: milestone for milestone in plan.milestones}
    ordered_milestones = [milestones_by_id[milestone_id] for milestone_id in schedule.network.ids]
    span = bare_date_spans(schedule, ordered_milestones, max(0, axis.start(today)))
    spread, sources = three_points(plan, ordered_milestones, schedule.network.duration + span)
    draws = Draws.of(schedule.network.ids, spread, samples, seed_of(plan.program.id, snapshot))
    target_positions = [schedule.network.position[milestone_id] for milestone_id in targets]
    runs = Simulation(schedule.network, schedule.floor, span, schedule.counted).run(draws, samples, target_positions)
    target_forecasts = tuple(
        _target_forecast(milestones_by_id[milestone_id], schedule, axis, runs, row)
        for row, milestone_id in enumerate(targets)
    )
    return ProgramForecast(target_forecasts, rank_drivers(schedule, draws, runs), sources, runs)


def three_points(plan: Plan, ordered: Sequence[Milestone], work: Days) -> tuple[DurationRange, DurationSources]:
    """Return the range of each milestone's work, and where the ranges come from.

    Sources in this order: finished items of the same owner, of the project, of the program; the owner's own three
    points; -20/+50 %. Finished work no longer varies (B-44).
    """
    experience = experience_of(plan)
    worked = np.array([work[row] * milestone.percent / 100 for row, milestone in enumerate(ordered)], dtype=float)
    low, high, learned, assumed, varying = work.astype(float), work.astype(float), {}, 0, 0
    for position, milestone in enumerate(ordered):
        remaining = work[position] - worked[position]
        if milestone.done or remaining <= 0:
            continue
        varying += 1
        history, estimates = experience.of(milestone), _owner_estimates(milestone)
        if history is not None:
            learned[position] = history
            ends = history.at(EXPERIENCE_ENDS[0]), history.at(EXPERIENCE_ENDS[1])
        else:
            assumed += estimates is None
            low_ratio, high_ratio = estimates or ASSUMED_RANGE
            ends = min(low_ratio, 1), max(high_ratio, 1)
        low[position], high[position] = (worked[position] + remaining * ratio for ratio in ends)
    teams = [milestone.project for milestone in ordered]
    spread = DurationRange(low, work.astype(float), high, teams, worked, learned)
    return spread, DurationSources(assumed, len(learned), varying)


def _owner_estimates(milestone: Milestone) -> tuple[float, float] | None:
    """Return the owner's optimistic and pessimistic duration as shares of the planned one."""
    if milestone.optimistic is None and milestone.pessimistic is None:
        return None
    days = max(milestone.duration, 1)
    low = milestone.duration if milestone.optimistic is None else milestone.optimistic
    high = milestone.duration if milestone.pessimistic is None else milestone.pessimistic
    return low / days, high / days


def _target_forecast(
    milestone: Milestone, schedule: Schedule, axis: WorkdayAxis, runs: SimulationResult, row: int
) -> TargetForecast:
    finishes = np.sort(runs.finishes[row])
    position = schedule.network.position[milestone.id]
    quantile_days = [
        axis.day(ceil(order_statistic(finishes, share) - ROUNDING_DAYS), milestone.own_date) for share in (0.5, 0.8)
    ]
    committed = milestone.committed
    on_time = None
    if committed is not None and not schedule.alone[position]:
        on_time = float((finishes <= axis.finish(committed) + ROUNDING_DAYS).mean())
    return TargetForecast(
        id=milestone.id,
        p50=milestone.actual or quantile_days[0],
        p80=milestone.actual or quantile_days[1],
        on_time=on_time,
        stderr_days=round(standard_error(finishes, 0.8), 2),
        computed=milestone.actual or axis.day(int(schedule.early_finish[position]), milestone.own_date),
        committed=committed,
    )


def rank_drivers(
    schedule: Schedule, draws: Draws, runs: SimulationResult, max_count: int = 10
) -> tuple[ForecastDriver, ...]:
    """Return the milestones that decide the program's end, most important first, ties by id (B-45)."""
    ids, spread = schedule.network.ids, draws.spread
    end = float(runs.ends.std())
    noise = 3 / max(runs.traced, 1) ** 0.5
    significant = np.flatnonzero((runs.criticality > noise) & ~spread.fixed)
    ssi = runs.criticality * runs.deviation / end if end else np.zeros(len(ids))
    chosen = sorted(significant.tolist(), key=lambda position: (-ssi[position], len(ids[position]), ids[position]))[
        :max_count
    ]
    durations = draws.sample_block(np.array(chosen, dtype=np.int64), 0, len(runs.ends))
    return tuple(
        ForecastDriver(
            id=ids[position],
            criticality=float(runs.criticality[position]),
            ssi=float(ssi[position]),
            correlation=_rank_correlation(durations[row], runs.ends),
            contribution=float(runs.contribution[position]),
            earlier=float(min(max(0, spread.mode[position] - spread.low[position]), schedule.drag[position])),
            later=float(max(0, spread.high[position] - spread.mode[position] - schedule.total_float[position])),
        )
        for row, position in enumerate(chosen)
    )


def _rank_correlation(first: Days, second: Days) -> float:
    ranks = [np.argsort(np.argsort(values, kind="stable"), kind="stable") for values in (first, second)]
    correlation: Days = np.asarray(np.corrcoef(ranks))
    return float(correlation[0, 1])


def stage_band(planned: float, earned: float) -> tuple[float, float, float, float]:
    """Return the days at P10, P50, P80, P90 to add to a program of `planned` days, by share `earned` (0 to 1).

    Below a fifth earned, it is the reference class on the planned duration; from there on, the further slip beyond
    "rest as planned" of finished projects at the same stage (docs/formulas.md).
    """
    band = REFERENCE_BAND if earned < STAGE_BANDS[0][0] else next(band for limit, band in STAGE_BANDS if earned < limit)
    low, even, likely, high = (planned * share / 100 for share in band)
    return low, even, likely, high
