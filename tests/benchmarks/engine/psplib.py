"""Reading PSPLIB's resource-constrained projects, and the best results known for them."""

import csv
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rules.resources.work_networks import Demand, Supply, WorkNetwork

_NUMBER = re.compile(r"\d+")
_RESULT = re.compile(r"rcpsp_(j\d+)_(\w+)")


def read_project(text: str) -> WorkNetwork:
    """Return the network of a `.sm` file; jobs are numbered from 0, links are finish to start."""
    jobs = _rows_after(text, "REQUESTS/DURATIONS", heads=3)
    supplies = _rows_after(text, "RESOURCEAVAILABILITIES", heads=2)[0]
    links = [
        (row[0] - 1, target - 1) for row in _rows_after(text, "PRECEDENCE RELATIONS", heads=2) for target in row[3:]
    ]
    return network_of([job[2] for job in jobs], links, [job[3:] for job in jobs], supplies)


def _rows_after(text: str, title: str, *, heads: int) -> list[list[int]]:
    """Return the numbers of each line below a title, without its head lines."""
    part = text.partition(title)[2].partition("*" * 20)[0]
    return [_numbers(line) for line in part.splitlines()[heads:] if _numbers(line)]


def network_of(
    durations: Iterable[int],
    links: Iterable[tuple[int, int]],
    demands: Iterable[Iterable[int]],
    supplies: Iterable[int],
) -> WorkNetwork:
    """Return a network of finish-to-start links with one demand per job and resource, over the whole job."""
    days = tuple(durations)
    return WorkNetwork(
        days,
        (0,) * len(days),
        tuple((source, target, days[source]) for source, target in links),
        tuple(
            tuple(Demand(number, amount, 0, days[job]) for number, amount in enumerate(row) if amount and days[job])
            for job, row in enumerate(demands)
        ),
        tuple(Supply(amount) for amount in supplies),
    )


def read_results(paths: Iterable[Path]) -> dict[str, tuple[int, int]]:
    """Return (best length, lower bound) by instance, from result tables and from files of [best, bound] pairs."""
    best: dict[str, tuple[int, int]] = {}
    for path in paths:
        for name, length, bound in _rows(path):
            old = best.get(name, (length, bound))
            best[name] = (min(length, old[0]), max(bound, old[1]))
    return best


def _rows(path: Path) -> Iterable[tuple[str, int, int]]:
    if path.suffix == ".json":
        sets: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for instances in (value for value in sets.values() if isinstance(value, dict)):
            yield from ((name, *pair) for name, pair in instances.items())
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            match = _RESULT.fullmatch(row["Model name"])
            if match and row["Objective"] and row["Lower bound"]:
                yield match[2], int(float(row["Objective"])), int(float(row["Lower bound"]))


def _numbers(line: str) -> list[int]:
    return [int(number) for number in _NUMBER.findall(line)]
