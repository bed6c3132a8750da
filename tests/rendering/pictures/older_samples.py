"""Random facts for the pictures that have a template of their own."""

from datetime import timedelta
from random import Random
from typing import Any

from templates.pictures import CauseBar, HeatLine, ScenarioDates, TimelineDependency, TimelineMilestone
from tests.rendering.pictures.samples import COLOURS, MONDAY, day_of, name_of

WEEKS = 13


def load(random: Random, count: int) -> dict[str, Any]:
    def week() -> tuple[float | None, str]:
        return random.choice((0.0, 40.0, 140.0, None)), random.choice(COLOURS)

    rows = [HeatLine(name_of(random), tuple(week() for _ in range(WEEKS))) for _ in range(count)]
    mondays = [MONDAY + timedelta(weeks=number) for number in range(WEEKS)]
    return {"title": name_of(random), "mondays": mondays, "rows": rows, "today": MONDAY}


def benefit(random: Random, count: int) -> dict[str, Any]:
    def points(most: int) -> list[tuple[Any, float]]:
        return [(MONDAY + timedelta(days=30 * number), random.uniform(-50, 1e6)) for number in range(most)]

    return {
        "title": name_of(random),
        "unit": random.choice(("%", "EUR", "Partners with points")),
        "target": random.uniform(0, 1e6),
        "planned": points(max(2, min(count, 40))),
        "readings": points(min(count, 40)),
        "forecast": random.choice((None, (MONDAY + timedelta(days=900), 5e5))),
        "today": MONDAY,
    }


def scenario(random: Random, count: int) -> dict[str, Any]:
    rows = [
        ScenarioDates(
            f"{name_of(random)} (M-{number})",
            day_of(random),
            day_of(random),
            random.choice((0, 5, -40)),
            random.choice((None, day_of(random))),
        )
        for number in range(count)
    ]
    return {"title": name_of(random), "rows": rows, "today": MONDAY}


def timeline(random: Random, count: int) -> dict[str, Any]:
    marks = [
        TimelineMilestone(
            f"M-{number}",
            name_of(random),
            f"{name_of(random)} {number % 5}",
            day_of(random),
            random.choice((None, day_of(random))),
            random.choice((0, 12, -3)),
            random.random() < 0.3,
            random.random() < 0.3,
        )
        for number in range(count)
    ]
    bonds = [
        TimelineDependency(
            f"M-{random.randrange(count)}", f"M-{random.randrange(count)}", random.random() < 0.3, random.random() < 0.2
        )
        for _ in range(count)
    ]
    return {"title": name_of(random), "marks": marks, "today": MONDAY, "bonds": bonds}


def causes(random: Random, count: int) -> dict[str, Any]:
    bars = [CauseBar(name_of(random), random.choice((3, -2, 40))) for _ in range(count)]
    return {"title": name_of(random), "causes": bars}


OLDER_SAMPLES = {"benefit": benefit, "causes": causes, "load": load, "scenario": scenario, "timeline": timeline}
