"""Levelling against PSPLIB: `python -m tests.benchmarks.engine.levelling FOLDER`.

FOLDER holds the library's `.sm` files (j30, j60, j120) and tables of the best known results, as benchmarks/rcpsp of
github.com/ScheduleOpt/optalcp-benchmarks has them. They are not copied here: they come without a licence.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rules.resources.bounds import lower_bound
from rules.resources.levelling import build_serial, level
from rules.resources.work_networks import WorkNetwork, is_schedule
from tests import yardstick
from tests.benchmarks.engine.psplib import read_project, read_results

LIMITS = {"j30": 3.0, "j60": 3.5, "j120": 8.0}


@dataclass(frozen=True, slots=True)
class LevellingFigures:
    """Levelling of one instance; `distance` is in percent above the best known length."""

    distance: float
    is_feasible: bool
    bound_holds: bool
    bound_gap: float
    is_no_worse: bool
    milliseconds: float


def instances(folder: Path) -> Iterator[tuple[str, WorkNetwork, tuple[int, int]]]:
    """Yield (name, network, (best length, lower bound)) of every `.sm` file for which a result is known."""
    results = read_results([*sorted(folder.rglob("*.csv")), *sorted(folder.rglob("*.json"))])
    for path in sorted(folder.rglob("*.sm")):
        if path.stem in results:
            yield path.stem, read_project(path.read_text(encoding="utf-8")), results[path.stem]


def measure(work: WorkNetwork, best: tuple[int, int], *, tries: int = 1) -> LevellingFigures:
    """Level one instance and compare it with the best known length and, where that is proven, with the bound."""
    starts = level(work)
    length, bound = work.length_of(starts), lower_bound(work).length
    return LevellingFigures(
        distance=100 * (length - best[0]) / best[0],
        is_feasible=is_schedule(work, starts),
        bound_holds=bound <= best[0],
        bound_gap=100 * (best[0] - bound) / best[0],
        is_no_worse=length <= work.length_of(build_serial(work, work.early_starts)),
        milliseconds=yardstick.milliseconds(lambda: level(work), tries=tries),
    )


def name_of_set(name: str) -> str:
    """Return the set of an instance by the number of its name: j3010_1 is one of j30."""
    return next(known for known in sorted(LIMITS, key=len, reverse=True) if name.startswith(known))


def report(figures: Mapping[str, list[LevellingFigures]]) -> None:
    for name, rows in sorted(figures.items(), key=lambda item: (len(item[0]), item[0])):
        print(
            f"{name:>5} {len(rows):>4} instances   distance {fmean(row.distance for row in rows):5.2f} % "
            f"(limit {LIMITS[name]:.1f} %)   feasible {sum(row.is_feasible for row in rows)}   "
            f"bound holds {sum(row.bound_holds for row in rows)}, {fmean(row.bound_gap for row in rows):.1f} % below   "
            f"no worse than today's order {sum(row.is_no_worse for row in rows)}   "
            f"mean {fmean(row.milliseconds for row in rows):.1f} ms, "
            f"at most {max(row.milliseconds for row in rows):.1f} ms"
        )


def main(folder: Path) -> None:
    figures: dict[str, list[LevellingFigures]] = {}
    for name, work, best in instances(folder):
        figures.setdefault(name_of_set(name), []).append(measure(work, best))
    report(figures)


if __name__ == "__main__":
    if len(sys.argv) == 2:
        main(Path(sys.argv[1]))
    else:
        print("Needs the folder with PSPLIB's .sm files and the tables of results (see the head of this file).")
