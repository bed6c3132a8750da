"""The timeline: projects and their milestones on a scale of days, with baselines, slips, dependencies and today."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from templates import filters
from templates.pictures.layout import DayScale, Sheet, fit_label, one_line, scale_around, short_day, text_width

SHEET_WIDTH = 1200
LABEL_WIDTH = 290
MIN_RIGHT_MARGIN = 120
# Room between the end of the longest label and the edge.
LABEL_MARGIN = 16
PLATE_HEIGHT = 18
TOP_MARGIN = 120
ROW_HEIGHT = 28
# More rows cannot be read in a chat; the rest are counted in words.
MAX_ROWS = 60
_FOOTER_HEIGHT = 56
_MORE_LINE_HEIGHT = 28
# A `today` farther away than this would squeeze the plan, so its line is left out.
_MAX_TODAY_DISTANCE_DAYS = 90


@dataclass(frozen=True, slots=True)
class TimelineMilestone:
    """One milestone. `expected` is its forecast, or the day it was done; `slip` is in working days after baseline."""

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
    """A dependency between two milestone ids; `broken` if the consumer comes before its provider."""

    provider: str
    consumer: str
    critical: bool = False
    broken: bool = False


def lay_out(
    *, title: str, marks: Sequence[TimelineMilestone], today: date, bonds: Sequence[TimelineDependency] = ()
) -> Sheet:
    """Lay out projects in the order of their first milestone, and milestones in the given order."""
    drawn = _choose_drawn(marks)
    days = [day for mark in drawn for day in (mark.expected, mark.baseline) if day] or [today]
    shows_today = min(abs((day - today).days) for day in days) <= _MAX_TODAY_DISTANCE_DAYS
    scale = _scale_with_labels([*days, today] if shows_today else days, drawn, today)
    rows, bottom = _lay_out_rows(drawn, scale, today)
    height = bottom + _FOOTER_HEIGHT + (_MORE_LINE_HEIGHT if len(marks) > MAX_ROWS else 0)
    parts = {
        "title": fit_label(title, SHEET_WIDTH - 48, 40),
        "months": list(scale.month_labels()),
        "mondays": scale.monday_positions(),
        "today": (scale.x_of(today), f"today {short_day(today, today)}") if shows_today else None,
        "rows": rows,
        "arrows": _lay_out_arrows(bonds, {row["id"]: row for row in rows if row["id"]}),
        "top": TOP_MARGIN,
        "plate": PLATE_HEIGHT,
        "bottom": bottom,
        "more": f"+{len(marks) - MAX_ROWS} more milestones not drawn" if len(marks) > MAX_ROWS else "",
        "left": LABEL_WIDTH,
        "right": scale.right,
    }
    return Sheet(SHEET_WIDTH, height, _alt_text(title, marks, bonds, today), parts)


def _choose_drawn(marks: Sequence[TimelineMilestone]) -> list[TimelineMilestone]:
    """Return what is drawn: everything that fits, or what is ahead and then the latest of what is done."""
    if len(marks) <= MAX_ROWS:
        return list(marks)
    by_interest = sorted(marks, key=lambda mark: (mark.done, -mark.expected.toordinal() if mark.done else 0))
    chosen = {mark.id for mark in by_interest[:MAX_ROWS]}
    return [mark for mark in marks if mark.id in chosen][:MAX_ROWS]


def _scale_with_labels(days: Sequence[date], drawn: Sequence[TimelineMilestone], today: date) -> DayScale:
    """Return the scale that leaves room for the label beside each mark; a second round corrects the first."""
    right = float(SHEET_WIDTH - MIN_RIGHT_MARGIN)
    for _ in range(2):
        scale = scale_around(days, LABEL_WIDTH, right)
        rows = [_lay_out_row(mark, scale, today, 0) for mark in drawn]
        over = max((row["beside"] + row["note_width"] + LABEL_MARGIN - SHEET_WIDTH for row in rows), default=0)
        if over <= 0:
            return scale
        right -= over
    return scale_around(days, LABEL_WIDTH, max(right, LABEL_WIDTH + 100.0))


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
    baseline_x = scale.x_of(mark.baseline) if mark.baseline else None
    expected_day = short_day(mark.expected, today)
    notes = [f"done {expected_day}" if mark.done else expected_day]
    notes += [_slip_text(mark.slip)] if mark.slip else []
    notes += ["critical"] if mark.critical and not mark.done else []
    note, is_critical = " · ".join(notes), mark.critical and not mark.done
    return {
        "id": mark.id,
        "y": y,
        "x": x,
        "name": _fit_name(mark),
        "base": baseline_x if baseline_x != x else None,
        "slipped": baseline_x is not None and abs(x - baseline_x) > 12,
        "beside": max(x, baseline_x or x) + 14,
        "later": baseline_x is not None and x > baseline_x,
        "done": mark.done,
        "critical": is_critical,
        "note": note,
        "note_width": round(text_width(note, bold=is_critical)),
    }


def _fit_name(mark: TimelineMilestone) -> str:
    """Return “Auth API (M-1)”; where the name is long, it is cut and the id is kept."""
    if not mark.name or mark.name == mark.id:
        return mark.id
    return f"{fit_label(mark.name, LABEL_WIDTH - 62 - text_width(mark.id))} ({mark.id})"


def _slip_text(days: int) -> str:
    return f"{days:+,d} {'day' if abs(days) == 1 else 'days'}".replace("-", "−")


def _lay_out_arrows(bonds: Sequence[TimelineDependency], rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    arrows = []
    arrows_from = Counter[str]()
    for bond in bonds:
        if bond.provider in rows and bond.consumer in rows:
            # Arrows from one mark are shifted, so that they do not hide each other.
            shift = (0, -4, 4)[arrows_from[bond.provider] % 3]
            arrows_from[bond.provider] += 1
            path, head = _elbow_path(rows[bond.provider], rows[bond.consumer], shift)
            arrows.append({"path": path, "head": head, "critical": bond.critical, "broken": bond.broken})
    return sorted(arrows, key=lambda arrow: (arrow["broken"], arrow["critical"]))


def _elbow_path(start: dict[str, Any], end: dict[str, Any], aside: int) -> tuple[str, tuple[float, float]]:
    """Build the path from below (or above) one mark to the left of another, with a detour if that one is earlier."""
    x, head = start["x"] + aside, (end["x"] - 9, end["y"])
    direction = 1 if end["y"] > start["y"] else -1
    start_y = start["y"] + direction * (8 - abs(aside))
    if head[0] >= x + 4:
        return f"M{x} {start_y}V{head[1]}H{head[0]}", head
    lane_y, detour_x = end["y"] - direction * ROW_HEIGHT // 2, head[0] - 12
    return f"M{x} {start_y}V{lane_y}H{detour_x}V{head[1]}H{head[0]}", head


def _alt_text(title: str, marks: Sequence[TimelineMilestone], bonds: Sequence[TimelineDependency], today: date) -> str:
    if not marks:
        return f"{one_line(title)}: no milestones with a date."
    days = [mark.expected for mark in marks]
    late = [f"{one_line(mark.name)} ({mark.id}) {_slip_text(mark.slip)}" for mark in marks if mark.slip > 0]
    critical = [mark.id for mark in marks if mark.critical and not mark.done]
    broken = [f"{bond.consumer} before {bond.provider}" for bond in bonds if bond.broken]
    project_names = {mark.project for mark in marks}
    facts = [
        f"{filters.count_noun(len(marks), 'milestone')} of {filters.count_noun(len(project_names), 'project')}",
        f"{filters.long_date(min(days))} to {filters.long_date(max(days))}",
        f"today is {filters.long_date(today)}",
        f"{sum(mark.done for mark in marks)} done",
        f"later than baseline: {', '.join(late)}" if late else "none later than its baseline",
    ]
    facts += [f"critical path: {', '.join(critical)}"] if critical else []
    facts += [f"broken dependencies: {', '.join(broken)}"] if broken else []
    return f"Timeline {one_line(title)}: {'; '.join(facts)}."
