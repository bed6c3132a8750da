"""The timeline: projects and their milestones on a scale of days, with baseline, slip, dependencies and today."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from templates import filters
from templates.pictures.layout import DayScale, Sheet, fit_label, one_line, scale_around, short_day

SHEET_WIDTH = 1200
LABEL_WIDTH = 290
RIGHT_MARGIN = 210
TOP_MARGIN = 100
ROW_HEIGHT = 28
MAX_ROWS = 60  # more cannot be read in a chat; the rest is counted in words
_FOOTER_HEIGHT = 56
_MORE_LINE_HEIGHT = 28
_MAX_TODAY_DISTANCE_DAYS = 90  # days: a `today` farther away than this would squeeze the plan, so its line is left out


@dataclass(frozen=True, slots=True)
class TimelineMilestone:
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
class TimelineDependency:
    """A dependency between two milestone ids; `broken` when the consumer comes before its provider."""

    provider: str
    consumer: str
    critical: bool = False
    broken: bool = False


def lay_out(
    *, title: str, marks: Sequence[TimelineMilestone], today: date, bonds: Sequence[TimelineDependency] = ()
) -> Sheet:
    """This will place projects in the order in which their first milestone is given, milestones as given."""
    shown = list(marks[:MAX_ROWS])
    days = [day for mark in shown for day in (mark.expected, mark.baseline) if day] or [today]
    near = min(abs((day - today).days) for day in days) <= _MAX_TODAY_DISTANCE_DAYS
    scale = scale_around([*days, today] if near else days, LABEL_WIDTH, SHEET_WIDTH - RIGHT_MARGIN)
    rows, bottom = _lay_out_rows(shown, scale, today)
    height = bottom + _FOOTER_HEIGHT + (_MORE_LINE_HEIGHT if len(marks) > MAX_ROWS else 0)
    parts = {
        "title": fit_label(title, SHEET_WIDTH - 48, 20),
        "months": list(scale.month_labels()),
        "mondays": scale.monday_positions(),
        "today": (scale.x_of(today), f"today {short_day(today, today)}") if near else None,
        "rows": rows,
        "arrows": _lay_out_arrows(bonds, {row["id"]: row for row in rows if row["id"]}),
        "top": TOP_MARGIN,
        "bottom": bottom,
        "more": f"+{len(marks) - MAX_ROWS} more milestones not drawn" if len(marks) > MAX_ROWS else "",
        "left": LABEL_WIDTH,
        "right": SHEET_WIDTH - RIGHT_MARGIN,
    }
    return Sheet(SHEET_WIDTH, height, _alt_text(title, marks, bonds, today), parts)


def _lay_out_rows(marks: list[TimelineMilestone], scale: DayScale, today: date) -> tuple[list[dict[str, Any]], int]:
    rows: list[dict[str, Any]] = []
    y = TOP_MARGIN + ROW_HEIGHT // 2
    for project in dict.fromkeys(mark.project for mark in marks):
        rows.append({"id": "", "y": y, "name": fit_label(project, LABEL_WIDTH - 40, 13)})
        y += ROW_HEIGHT
        for mark in (mark for mark in marks if mark.project == project):
            rows.append(_lay_out_row(mark, scale, today, y))
            y += ROW_HEIGHT
    return rows, y - ROW_HEIGHT // 2 + 6


def _lay_out_row(mark: TimelineMilestone, scale: DayScale, today: date, y: int) -> dict[str, Any]:
    x = scale.x_of(mark.expected)
    base = scale.x_of(mark.baseline) if mark.baseline else None
    on = short_day(mark.expected, today)
    note = [f"done {on}" if mark.done else on]
    note += [filters.signed_workdays(mark.slip)] if mark.slip else []
    note += ["critical"] if mark.critical and not mark.done else []
    return {
        "id": mark.id,
        "y": y,
        "x": x,
        "name": fit_label(f"{mark.id} {mark.name}", LABEL_WIDTH - 52),
        "base": base if base != x else None,
        "slipped": base is not None and abs(x - base) > 12,
        "beside": max(x, base or x) + 14,
        "later": base is not None and x > base,
        "done": mark.done,
        "critical": mark.critical and not mark.done,
        "note": " · ".join(note),
    }


def _lay_out_arrows(bonds: Sequence[TimelineDependency], rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    arrows = []
    leaving = Counter[str]()
    for bond in bonds:
        if bond.provider in rows and bond.consumer in rows:
            aside = (0, -4, 4)[leaving[bond.provider] % 3]  # so that arrows from one mark do not hide each other
            leaving[bond.provider] += 1
            path, into = _elbow_path(rows[bond.provider], rows[bond.consumer], aside)
            arrows.append({"path": path, "head": into, "critical": bond.critical, "broken": bond.broken})
    return sorted(arrows, key=lambda arrow: (arrow["broken"], arrow["critical"]))


def _elbow_path(start: dict[str, Any], end: dict[str, Any], aside: int) -> tuple[str, tuple[float, float]]:
    """This will lead from below (or above) one mark into the left of the other, by a detour when that is earlier."""
    x, into = start["x"] + aside, (end["x"] - 9, end["y"])
    down = 1 if end["y"] > start["y"] else -1
    leave = start["y"] + down * (8 - abs(aside))
    if into[0] >= x + 4:
        return f"M{x} {leave}V{into[1]}H{into[0]}", into
    lane, back = end["y"] - down * ROW_HEIGHT // 2, into[0] - 12
    return f"M{x} {leave}V{lane}H{back}V{into[1]}H{into[0]}", into


def _alt_text(title: str, marks: Sequence[TimelineMilestone], bonds: Sequence[TimelineDependency], today: date) -> str:
    if not marks:
        return f"{one_line(title)}: no milestones with a date."
    days = [mark.expected for mark in marks]
    late = [f"{mark.id} {one_line(mark.name)} {filters.signed_workdays(mark.slip)}" for mark in marks if mark.slip > 0]
    critical = [mark.id for mark in marks if mark.critical and not mark.done]
    broken = [f"{bond.consumer} before {bond.provider}" for bond in bonds if bond.broken]
    shown_projects = {mark.project for mark in marks}
    facts = [
        f"{filters.count_noun(len(marks), 'milestone')} of {filters.count_noun(len(shown_projects), 'project')}",
        f"{filters.long_date(min(days))} to {filters.long_date(max(days))}",
        f"today is {filters.long_date(today)}",
        f"{sum(mark.done for mark in marks)} done",
        f"later than baseline: {', '.join(late)}" if late else "none later than its baseline",
    ]
    facts += [f"critical path: {', '.join(critical)}"] if critical else []
    facts += [f"broken dependencies: {', '.join(broken)}"] if broken else []
    return f"Timeline {one_line(title)}: {'; '.join(facts)}."
