"""Generated histories of finished work, and how often what came after was on time by the forecast's P80.

`PYTHONPATH=. python -m tests.rules.forecast.histories` prints the coverage of each kind of team and amount of history.
"""

from collections.abc import Callable, Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from rules.alerts.analysis import schedule_plan
from rules.forecast.target_dates import forecast_targets
from rules.plan import Dependency, Milestone, Plan, Program, Project

Ratios = NDArray[np.float64]
START = date(2026, 1, 5)
WORK_DAYS = 400
# Standard deviation of the logarithm of what delays a whole chain.
COMMON_CAUSE = 0.2

KINDS: Mapping[str, Callable[[np.random.Generator, int], Ratios]] = {
    "unbiased": lambda rng, count: rng.lognormal(0, 0.25, count),
    "punctual": lambda rng, count: rng.lognormal(0, 0.1, count),
    "overruns": lambda rng, count: rng.lognormal(np.log(1.4), 0.35, count),
    "twice the plan": lambda rng, count: rng.lognormal(np.log(2), 0.4, count),
    "four times the plan": lambda rng, count: rng.lognormal(np.log(4), 0.3, count),
    "early": lambda rng, count: rng.lognormal(np.log(0.8), 0.2, count),
    "heavy tails": lambda rng, count: 0.8 + 0.35 * rng.pareto(1.8, count),
    "rare disasters": lambda rng, count: np.where(
        rng.random(count) < 0.15, rng.uniform(2, 6, count), rng.lognormal(0, 0.15, count)
    ),
}


def plan_after(history: Ratios, *, chain: int = 1) -> Plan:
    """Return a plan whose owner finished work with these ratios and has a chain of equal items ahead."""
    past = tuple(
        Milestone(f"M-{number}", "PRJ-1", owner="U1", duration=10, actual=date(2025, 12, 1))
        for number in range(len(history))
    )
    ahead = tuple(
        Milestone(f"M-{1000 + number}", "PRJ-1", owner="U1", duration=WORK_DAYS // chain) for number in range(chain)
    )
    links = tuple(Dependency(f"D-{number}", f"M-{1000 + number}", f"M-{1001 + number}") for number in range(chain - 1))
    rows = tuple(
        {"milestone": f"M-{number}", "planned": 10, "actual": 10 * ratio} for number, ratio in enumerate(history)
    )
    return Plan(Program("PRG-1", "Atlas", START), (Project("PRJ-1", "One"),), past + ahead, links, history=rows)


def forecast_ratios(history: Ratios, *, chain: int = 1, samples: int = 400) -> tuple[float, float]:
    """Return P50 and P80 of the work ahead, as shares of its plan."""
    facts = schedule_plan(plan_after(history, chain=chain), today=START)
    last = f"M-{999 + chain}"
    (target,) = forecast_targets(facts.plan, facts.schedule, facts.axis, (last,), today=START, samples=samples).targets
    return facts.axis.finish(target.p50) / WORK_DAYS, facts.axis.finish(target.p80) / WORK_DAYS


def coverage(kind: str, items: int, *, chain: int = 1, teams: int = 60, held_out: int = 50) -> float:
    """Return the share of held-out work that ended by P80, over teams that differ only by chance.

    The items of a chain have a cause in common; those of a history, done at other times, each have their own.
    """
    rng = np.random.default_rng((items, chain, sum(map(ord, kind))))
    common = COMMON_CAUSE if chain > 1 else 0
    hits = []
    for _ in range(teams):
        _, p80 = forecast_ratios(KINDS[kind](rng, items) * rng.lognormal(0, common, items), chain=chain)
        actual = KINDS[kind](rng, held_out * chain).reshape(held_out, chain) * rng.lognormal(0, common, (held_out, 1))
        hits.append((actual.mean(axis=1) <= p80).mean())
    return float(np.mean(hits))


def main() -> None:
    amounts = (8, 20, 60)
    print("P80 coverage of held-out work in %, after 8, 20 and 60 finished items")
    print(f"{'':24}{'one item':>18}{'five in a row':>18}")
    for kind in KINDS:
        cells = [f"{100 * coverage(kind, items, chain=chain):6.0f}" for chain in (1, 5) for items in amounts]
        print(f"{kind:24}" + "".join(cells))


if __name__ == "__main__":
    main()
