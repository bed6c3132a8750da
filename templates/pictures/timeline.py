"""The timeline: projects and their milestones on a scale of days, with baseline, slip, dependencies and today."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from templates import filters
from templates.pictures.layout import Scale, Sheet, around, label, one_line, short

WIDTH, LABELS, RIGHT, TOP, ROW = 1200, 290, 210, 100, 28
ROWS = 60  # more cannot be read in a chat; the rest is counted in words
_FOOT, _MORE = 56, 28
_FAR = 90  # days: a `today` farther away than this would squeeze the plan, so its line is left out


@dataclass(frozen=True, slots=True)
class Mark:
    """One milestone. `expected` is its forecast, or the day it was done; `slip` is working days after the baseline."""

    id: str
    name: str
    project: str
    expected: date
    baseline: date | None = None
    slip: int = 0
    done: bool = False
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Bond:
    """A dependency between two milestone ids; `broken` when the consumer comes before its provider."""

    provider: str
    consumer: str
    critical: bool = False
    broken: bool = False


def lay_out(*, title: str, marks: Sequence[Mark], today: date, bonds: Sequence[Bond] = ()) -> Sheet:
    """This will place projects in the order in which their first milestone is given, milestones as given."""
    shown = list(marks[:ROWS])
    days = [day for mark in shown for day in (mark.expected, mark.baseline) if day] or [today]
    near = min(abs((day - today).days) for day in days) <= _FAR
    scale = around([*days, today] if near else days, LABELS, WIDTH - RIGHT)
    rows, bottom = _rows(shown, scale, today)
    height = bottom + _FOOT + (_MORE if len(marks) > ROWS else 0)
    parts = {
        "title": label(title, WIDTH - 48, 20),
        "months": list(scale.months()),
        "mondays": scale.mondays(),
        "today": (scale.at(today), f"today {short(today, today)}") if near else None,
        "rows": rows,
        "arrows": _arrows(bonds, {row["id"]: row for row in rows if row["id"]}),
        "top": TOP,
        "bottom": bottom,
        "more": f"+{len(marks) - ROWS} more milestones not drawn" if len(marks) > ROWS else "",
        "left": LABELS,
        "right": WIDTH - RIGHT,
    }
    return Sheet(WIDTH, height, _alt(title, marks, bonds, today), parts)


def _rows(marks: list[Mark], scale: Scale, today: date) -> tuple[list[dict[str, Any]], int]:
    rows: list[dict[str, Any]] = []
    y = TOP + ROW // 2
    for project in dict.fromkeys(mark.project for mark in marks):
        rows.append({"id": "", "y": y, "name": label(project, LABELS - 40, 13)})
        y += ROW
        for mark in (mark for mark in marks if mark.project == project):
            rows.append(_row(mark, scale, today, y))
            y += ROW
    return rows, y - ROW // 2 + 6


def _row(mark: Mark, scale: Scale, today: date, y: int) -> dict[str, Any]:
    x = scale.at(mark.expected)
    base = scale.at(mark.baseline) if mark.baseline else None
    on = short(mark.expected, today)
    note = [f"done {on}" if mark.done else on]
    note += [filters.wd(mark.slip)] if mark.slip else []
    note += ["critical"] if mark.critical and not mark.done else []
    return {
        "id": mark.id,
        "y": y,
        "x": x,
        "name": label(f"{mark.id} {mark.name}", LABELS - 52),
        "base": base if base != x else None,
        "slipped": base is not None and abs(x - base) > 12,
        "beside": max(x, base or x) + 14,
        "later": base is not None and x > base,
        "done": mark.done,
        "critical": mark.critical and not mark.done,
        "note": " · ".join(note),
    }


def _arrows(bonds: Sequence[Bond], rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    arrows = []
    leaving = Counter[str]()
    for bond in bonds:
        if bond.provider in rows and bond.consumer in rows:
            aside = (0, -4, 4)[leaving[bond.provider] % 3]  # so that arrows from one mark do not hide each other
            leaving[bond.provider] += 1
            path, into = _elbow(rows[bond.provider], rows[bond.consumer], aside)
            arrows.append({"path": path, "head": into, "critical": bond.critical, "broken": bond.broken})
    return sorted(arrows, key=lambda arrow: (arrow["broken"], arrow["critical"]))


def _elbow(start: dict[str, Any], end: dict[str, Any], aside: int) -> tuple[str, tuple[float, float]]:
    """This will lead from below (or above) one mark into the left of the other, by a detour when that is earlier."""
    x, into = start["x"] + aside, (end["x"] - 9, end["y"])
    down = 1 if end["y"] > start["y"] else -1
    leave = start["y"] + down * (8 - abs(aside))
    if into[0] >= x + 4:
        return f"M{x} {leave}V{into[1]}H{into[0]}", into
    lane, back = end["y"] - down * ROW // 2, into[0] - 12
    return f"M{x} {leave}V{lane}H{back}V{into[1]}H{into[0]}", into


def _alt(title: str, marks: Sequence[Mark], bonds: Sequence[Bond], today: date) -> str:
    if not marks:
        return f"{one_line(title)}: no milestones with a date."
    days = [mark.expected for mark in marks]
    late = [f"{mark.id} {one_line(mark.name)} {filters.wd(mark.slip)}" for mark in marks if mark.slip > 0]
    critical = [mark.id for mark in marks if mark.critical and not mark.done]
    broken = [f"{bond.consumer} before {bond.provider}" for bond in bonds if bond.broken]
    shown_projects = {mark.project for mark in marks}
    facts = [
        f"{filters.plural(len(marks), 'milestone')} of {filters.plural(len(shown_projects), 'project')}",
        f"{filters.day_long(min(days))} to {filters.day_long(max(days))}",
        f"today is {filters.day_long(today)}",
        f"{sum(mark.done for mark in marks)} done",
        f"later than baseline: {', '.join(late)}" if late else "none later than its baseline",
    ]
    facts += [f"critical path: {', '.join(critical)}"] if critical else []
    facts += [f"broken dependencies: {', '.join(broken)}"] if broken else []
    return f"Timeline {one_line(title)}: {'; '.join(facts)}."
