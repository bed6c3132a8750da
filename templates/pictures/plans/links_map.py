"""The map of dependencies: a row each, and arcs beside them from what is needed to what needs it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from templates import filters
from templates.pictures.canvas import MARGIN, MUTED, PAINTS, SMALL_SIZE, WIDTH, Canvas
from templates.pictures.layout import Sheet, axis_day, drawable_text, one_line
from templates.pictures.plans.elbows import arrow_head
from templates.pictures.widths import fit_name, words_width

# Arcs begin beside the longest name, between these two.
LEAST_LEFT, MOST_LEFT, ARCS_RIGHT = 330.0, 470.0, float(WIDTH - MARGIN)
ROW_HEIGHT, HEADING_HEIGHT = 46.0, 34.0
# More cannot be read in a chat; the rest are counted in words.
MAX_ROWS = 32
NAMED_IN_WORDS = 5


@dataclass(frozen=True, slots=True)
class MapStation:
    """A project with how often it is needed and needs others, or a milestone with its project and day.

    `steps` from the milestone that the map is about: negative for what it needs. `focus` marks the subject of the map.
    """

    id: str
    name: str
    state: str
    gives: int = 0
    needs: int = 0
    project: str = ""
    day: date | None = None
    steps: int = 0
    focus: bool = False

    @property
    def heading(self) -> str:
        if not self.steps:
            return ""
        away = "" if abs(self.steps) == 1 else f", {abs(self.steps)} steps away"
        return f"{'Needed' if self.steps < 0 else 'Needs it'}{away}"

    @property
    def label(self) -> str:
        return one_line(self.name) or self.id


@dataclass(frozen=True, slots=True)
class MapArc:
    """One or several dependencies between two rows, in the worst colour of theirs."""

    provider: str
    consumer: str
    count: int
    state: str


def lay_out(*, title: str, rows: Sequence[MapStation], arcs: Sequence[MapArc], today: date) -> Sheet:
    """Lay out the rows in the given order; arcs to rows that are not drawn are left out."""
    canvas, drawn = Canvas(), _choose_drawn(rows)
    left = _arcs_left(drawn, today)
    y = canvas.head(title, _finding(arcs)) + 6
    places, heading = {}, ""
    for row in drawn:
        if row.heading != heading:
            heading = row.heading
            canvas.write(MARGIN, y + 23, heading, bold=True, ink=MUTED, room=left - MARGIN - 20)
            y += HEADING_HEIGHT if heading else 8
        places[row.id] = y + ROW_HEIGHT / 2
        _draw_row(canvas, row, y, left, _note(row, today))
        y += ROW_HEIGHT
    seen = [arc for arc in arcs if arc.provider in places and arc.consumer in places]
    longest = max((abs(places[arc.provider] - places[arc.consumer]) for arc in seen), default=1.0)
    for arc in sorted(seen, key=lambda arc: (arc.state == "red", arc.state == "amber")):
        _draw_arc(canvas, arc, places[arc.provider], places[arc.consumer], longest, left)
    y += 26
    if hidden := len(rows) - len(drawn):
        canvas.write(MARGIN, y, f"{hidden:,} more not drawn", bold=True, ink=MUTED)
        y += 28
    canvas.write(MARGIN, y, "An arrow leads from what is needed to what needs it.", ink=MUTED)
    kinds = [("green", "green"), ("amber", "amber"), ("red", "red"), ("done", "done"), ("grey", "no data")]
    y = canvas.legend(y + 28, kinds)
    return canvas.sheet(y, f"{one_line(title)}: {_finding(arcs)}{_details(rows, arcs)}.")


def _choose_drawn(rows: Sequence[MapStation]) -> list[MapStation]:
    """Return what fits, in the given order: the subject of the map, and what is nearest to it."""
    nearest = sorted(rows, key=lambda row: (not row.focus, abs(row.steps)))[:MAX_ROWS]
    chosen = {row.id for row in nearest}
    return [row for row in rows if row.id in chosen]


def _arcs_left(rows: Sequence[MapStation], today: date) -> float:
    widths = [words_width(f"{drawable_text(row.name)} ({row.id})", SMALL_SIZE, bold=row.focus) for row in rows]
    widths += [words_width(drawable_text(_note(row, today)), 14) for row in rows]
    widths += [words_width(row.heading, SMALL_SIZE, bold=True) - 20 for row in rows]
    return min(MOST_LEFT, max([LEAST_LEFT, *(width + MARGIN + 56 for width in widths)]))


def _note(row: MapStation, today: date) -> str:
    if row.day is None:
        return f"needed {row.gives} {'time' if row.gives == 1 else 'times'}, needs {row.needs}"
    return " · ".join(filter(None, (axis_day(row.day, today), row.project)))


def _draw_row(canvas: Canvas, row: MapStation, y: float, left: float, note: str) -> None:
    room = left - MARGIN - 54
    if row.focus:
        canvas.box(MARGIN - 8, y, left - 14, y + ROW_HEIGHT - 2, "#e4ddf3")
    canvas.mark(MARGIN + 10, y + 17, row.state)
    id = row.id if row.id.startswith("M-") else ""
    canvas.write(
        MARGIN + 28, y + 20, fit_name(row.name, id, room, SMALL_SIZE, bold=row.focus), bold=row.focus, room=room
    )
    canvas.write(MARGIN + 28, y + 39, note, size=14, ink=MUTED, room=room)


def _draw_arc(canvas: Canvas, arc: MapArc, start: float, end: float, longest: float, left: float) -> None:
    """Draw an arc that is the wider the further it goes, with its head at the one that waits."""
    colour = PAINTS.get(arc.state, PAINTS["grey"])
    down = 1 if end > start else -1
    start, end = start + down * 5, end - down * 5
    reach = 34 + (ARCS_RIGHT - left - 44) * min(1.0, abs(end - start) / longest)
    points = [_on_curve(step / 24, start, end, reach, left) for step in range(25)]
    canvas.line(points, colour, width=min(6.0, 1.6 + 0.8 * (arc.count - 1)))
    canvas.area(arrow_head((left - 2, end), size=5.5, way=-1), colour)


def _on_curve(share: float, start: float, end: float, reach: float, left: float) -> tuple[float, float]:
    """Return a point of the cubic curve from the provider to the consumer, bulging to the right."""
    rest = 1 - share
    bulge = 3 * rest * share * reach
    return left + bulge, start * rest * rest * (rest + 3 * share) + end * share * share * (share + 3 * rest)


def _finding(arcs: Sequence[MapArc]) -> str:
    total = sum(arc.count for arc in arcs)
    if not total:
        return "no dependencies"
    counts = {state: sum(arc.count for arc in arcs if arc.state == state) for state in ("red", "amber")}
    said = [f"{count} {state}" for state, count in counts.items() if count]
    noun = "dependency" if total == 1 else "dependencies"
    return f"{total:,} {noun}: {', '.join(said)}" if said else f"{total:,} {noun}, none at risk"


def _details(rows: Sequence[MapStation], arcs: Sequence[MapArc]) -> str:
    names = {row.id: row.label for row in rows}
    worst = sorted(arcs, key=lambda arc: (arc.state != "red", arc.state != "amber", -arc.count))
    known = [arc for arc in worst if arc.provider in names and arc.consumer in names]
    said = [
        f"{names[arc.consumer]} needs {names[arc.provider]}"
        + (f" ({arc.count} times)" if arc.count > 1 else "")
        + (f", {arc.state}" if arc.state in ("red", "amber") else "")
        for arc in known[:NAMED_IN_WORDS]
    ]
    more = f"; {filters.count_noun(len(known) - NAMED_IN_WORDS, 'more arrow')}" if len(known) > NAMED_IN_WORDS else ""
    return f". {'; '.join(said)}{more}" if said else ""
