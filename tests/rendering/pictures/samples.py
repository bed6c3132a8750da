"""Random facts for every picture, with the names that people type: long, right to left, without a font, with emoji."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from templates.pictures.plans.date_lines import DateLine
from templates.pictures.plans.eight_weeks import ProjectWeeks, WeekMilestone
from templates.pictures.plans.fever import FeverLines, FeverPoint
from templates.pictures.plans.gantt import GanttBar, GanttLink
from templates.pictures.plans.links_map import MapArc, MapStation
from templates.pictures.plans.odds import OddsBar
from templates.pictures.plans.risk_matrix import MatrixRisk
from templates.pictures.plans.status_weeks import StatusDots

MONDAY = date(2026, 11, 30)
COLOURS = ("red", "amber", "green", "grey")
NAMES = (
    "Schema migration",
    "Login API",
    "Wallet screens",
    "W",
    "",
    "Public beta for all of the customers in every region",
    "Ein sehr langer Name " * 10,
    "WWWWWWWWMMMMMMMM" * 13,
    "שלום עולם מסך תשלום",
    "واجهة برمجة التطبيقات",
    "里程碑 支付页面 上线",
    "🚀 Launch 🎉 day",
    "<b>& “quoted”</b>",
)


def name_of(random: Random) -> str:
    return random.choice(NAMES)


def day_of(random: Random, span: int = 200) -> date:
    return MONDAY + timedelta(days=random.randrange(-span // 4, span))


def eight_weeks(random: Random, count: int) -> dict[str, Any]:
    projects: list[list[WeekMilestone]] = [[] for _ in range(max(1, count // 6))]
    for number in range(count):
        projects[random.randrange(len(projects))].append(
            WeekMilestone(
                name=name_of(random),
                day=MONDAY + timedelta(days=random.randrange(-9, 56)),
                state=random.choice((*COLOURS, "done")),
                id=f"M-{number}" if random.random() < 0.9 else "",
                days_late=random.choice((0, 0, 1, 11, 120)),
                overdue=random.random() < 0.1,
            )
        )
    rows = [ProjectWeeks(name_of(random), random.choice(COLOURS), tuple(marks)) for marks in projects]
    return {"title": f"The next eight weeks of {name_of(random)}", "projects": rows, "monday": MONDAY} | TODAY


def gantt(random: Random, count: int) -> dict[str, Any]:
    span = random.choice((5, 60, 200, 1500))
    bars = []
    for number in range(count):
        finish = day_of(random, span)
        start = finish - timedelta(days=random.choice((0, 0, 3, 20, span)))
        bars.append(
            GanttBar(
                id=f"M-{number}",
                name=name_of(random),
                project=f"{name_of(random)} {number % 7}",
                start=start,
                finish=finish,
                percent=random.choice((0, 0, 30, 90)),
                done=random.random() < 0.3,
                critical=random.random() < 0.3,
                committed=random.choice((None, day_of(random, span))),
                days_late=random.choice((0, 0, 4, 200)),
            )
        )
    links = [
        GanttLink(f"M-{random.randrange(count)}", f"M-{random.randrange(count)}", random.random() < 0.3)
        for _ in range(count)
    ]
    return {"title": name_of(random), "bars": bars, "links": links} | TODAY


def links_map(random: Random, count: int) -> dict[str, Any]:
    rows = [
        MapStation(
            id=f"{'M' if count > 20 else 'PRJ'}-{number}",
            name=name_of(random),
            state=random.choice(COLOURS),
            gives=random.randrange(9),
            project=name_of(random),
            day=random.choice((None, day_of(random, 900))),
            steps=(number - count // 2) // 4 if count > 20 else 0,
            focus=number == count // 2,
        )
        for number in range(count)
    ]
    arcs = [
        MapArc(*(random.choice(rows).id for _ in range(2)), random.choice((1, 1, 7)), random.choice(COLOURS))
        for _ in range(2 * count)
    ]
    return {
        "title": name_of(random),
        "rows": rows,
        "arcs": [arc for arc in arcs if arc.provider != arc.consumer],
    } | TODAY


def trend(random: Random, count: int) -> dict[str, Any]:
    return {"title": name_of(random), "lines": _lines(random, count)} | TODAY


def finish(random: Random, count: int) -> dict[str, Any]:
    [line] = _lines(random, 1)
    p50 = line.points[-count:]
    p80 = tuple((day, told + timedelta(days=random.randrange(90))) for day, told in p50)
    committed = tuple((day, line.points[0][1]) for day, _ in p50)
    chance = random.choice((None, 0.0, 0.4))
    facts = {"p50": p50, "p80": p80, "committed": random.choice(((), committed)), "on_time": chance}
    return {"title": name_of(random)} | facts | TODAY


def _lines(random: Random, count: int) -> list[DateLine]:
    lines = []
    for number in range(count):
        day, told = MONDAY - timedelta(days=random.randrange(1, 400)), day_of(random)
        points = []
        while day <= MONDAY and len(points) < 30:
            points.append((day, told))
            day += timedelta(days=random.randrange(1, 40))
            told += timedelta(days=random.choice((0, 0, 7, -3, 30)))
        lines.append(DateLine(name_of(random), tuple(points), id=random.choice(("", f"M-{number}"))))
    return lines


def fever(random: Random, count: int) -> dict[str, Any]:
    days = [MONDAY - timedelta(days=number) for number in range(count, 0, -1)]
    points = [FeverPoint(day, random.uniform(0, 100), random.choice((0, 40, random.uniform(0, 400)))) for day in days]
    lines = FeverLines(random.choice((0, 15, 60)), random.choice((60, 100)), random.choice((0, 70, 100)))
    facts = {"title": name_of(random), "points": points, "lines": lines, "burn_rate": random.choice((None, 0.0, 12.5))}
    return facts | {"colour": random.choice(COLOURS)} | TODAY


def odds(random: Random, count: int) -> dict[str, Any]:
    step = random.choice((1, 7, 30))
    days = [day_of(random) + timedelta(days=step * number) for number in range(count)]
    first = days[0]
    bars = [
        OddsBar(first + timedelta(days=step * n), first + timedelta(days=step * (n + 1)), random.random(), n > 3)
        for n in range(count)
    ]
    committed = random.choice((None, day_of(random, 800)))
    facts = {"title": name_of(random), "bars": bars, "p50": day_of(random), "p80": day_of(random, 600)}
    return facts | {"committed": committed, "on_time": random.choice((None, 0.0, 0.4, 1.0))} | TODAY


def history(random: Random, count: int) -> dict[str, Any]:
    weeks = random.choice((1, 3, 13, 40))
    rows = [
        StatusDots(
            name_of(random),
            tuple((random.choice((*COLOURS, "")), random.choice((*COLOURS, ""))) for _ in range(weeks)),
        )
        for _ in range(count)
    ]
    mondays = [MONDAY - timedelta(weeks=number) for number in range(weeks, 0, -1)]
    return {"title": name_of(random), "mondays": mondays, "rows": rows} | TODAY


def matrix(random: Random, count: int) -> dict[str, Any]:
    risks = [
        MatrixRisk(f"R-{number}", name_of(random), random.randrange(101), random.choice((0, 1, 9, 15, 400)), number / 3)
        for number in range(count)
    ]
    return {"title": name_of(random), "risks": risks, "unrated": random.choice((0, 4))}


TODAY = {"today": MONDAY + timedelta(days=2)}
SAMPLES: Mapping[str, Callable[[Random, int], dict[str, Any]]] = {
    "eight_weeks": eight_weeks,
    "fever": fever,
    "finish": finish,
    "gantt": gantt,
    "history": history,
    "map": links_map,
    "matrix": matrix,
    "odds": odds,
    "trend": trend,
}
