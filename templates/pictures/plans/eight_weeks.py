"""The next eight weeks: a row a project, its milestones as marks with their colour and day, on bands of weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from templates import filters
from templates.pictures.canvas import BAND, INK, MARGIN, MUTED, PAINTS, SMALL_SIZE, TEXT_SIZE, WHITE, WIDTH, Canvas
from templates.pictures.layout import DayScale, Sheet, one_line, short_day
from templates.pictures.widths import fit_name, words_width

WEEKS = 8
LEFT, RIGHT = float(MARGIN), float(WIDTH - MARGIN)
LANE_HEIGHT, NAME_HEIGHT, ROW_GAP = 27.0, 30.0, 12.0
# More cannot be read in a chat; the rest are counted in words.
MAX_LANES, MAX_LANES_OF_PROJECT = 40, 4
NAMED_IN_WORDS = 5
_LABEL_ROOM, _LABEL_GAP, _MARK_ROOM = 400.0, 16.0, 15.0


@dataclass(frozen=True, slots=True)
class WeekMilestone:
    """A milestone in the window; `state` is its colour or "done", `days_late` counts from its committed date.

    Without its id, it is named alone, as executives read it.
    """

    name: str
    day: date
    state: str
    id: str = ""
    days_late: int = 0
    overdue: bool = False

    @property
    def label(self) -> str:
        return f"{one_line(self.name)} ({self.id})" if self.id and self.name != self.id else one_line(self.name)


@dataclass(frozen=True, slots=True)
class ProjectWeeks:
    """A project with its computed colour and its milestones of the window, earliest first."""

    name: str
    colour: str
    marks: tuple[WeekMilestone, ...]


@dataclass(frozen=True, slots=True)
class _PlacedMark:
    mark: WeekMilestone
    lane: int
    x: float
    text: str
    is_before: bool


def lay_out(*, title: str, projects: Sequence[ProjectWeeks], monday: date, today: date) -> Sheet:
    """Lay out the projects in the given order; those with nothing due are counted below."""
    canvas = Canvas()
    scale = DayScale(monday, monday + timedelta(weeks=WEEKS), LEFT, RIGHT)
    busy = [project for project in projects if project.marks]
    top = canvas.head(title, _finding(busy)) + 20
    drawn, hidden, y = 0, 0, top + 8
    rows = []
    for project in busy:
        placed, left_out = _place(project.marks, scale, today)
        lanes = 1 + max((each.lane for each in placed), default=0)
        if drawn + lanes > MAX_LANES:
            hidden += 1
            continue
        drawn += lanes
        rows.append((project, placed, left_out, y))
        y += NAME_HEIGHT + lanes * LANE_HEIGHT + ROW_GAP
    bottom = max(y, top + 20)
    _draw_weeks(canvas, scale, top, bottom, today)
    for row in rows:
        _draw_project(canvas, *row)
    bottom = _foot(canvas, bottom + 26, hidden, len(projects) - len(busy))
    return canvas.sheet(bottom, f"{one_line(title)}: {_finding(busy)}{_details(busy, today)}.")


def _place(marks: Sequence[WeekMilestone], scale: DayScale, today: date) -> tuple[list[_PlacedMark], int]:
    """Put each mark with its label into the first lane with room; return also how many found none."""
    ends: list[float] = []
    placed: list[_PlacedMark] = []
    left_out = 0
    for mark in sorted(marks, key=lambda mark: (mark.day, mark.label)):
        x = min(max(scale.x_of(mark.day), LEFT + 12), RIGHT - 12)
        beside = {False: RIGHT - x - _MARK_ROOM, True: x - _MARK_ROOM - LEFT}
        wanted = words_width(_label(mark, today, _LABEL_ROOM), SMALL_SIZE)
        is_before = wanted > beside[False] and beside[True] > beside[False]
        text = _label(mark, today, min(_LABEL_ROOM, beside[is_before]))
        width = words_width(text, SMALL_SIZE)
        start = x - _MARK_ROOM - width if is_before else x - 12
        end = x + 12 if is_before else x + _MARK_ROOM + width
        lane = next((number for number, taken in enumerate(ends) if start >= taken + _LABEL_GAP), len(ends))
        if lane >= MAX_LANES_OF_PROJECT:
            left_out += 1
            continue
        ends[lane : lane + 1] = [end]
        placed.append(_PlacedMark(mark, lane, x, text, is_before))
    return placed, left_out


def _label(mark: WeekMilestone, today: date, room: float) -> str:
    if mark.state == "done":
        return fit_name(mark.name, mark.id, room, SMALL_SIZE)
    notes = [short_day(mark.day, today)]
    notes += ["overdue"] if mark.overdue else []
    notes += [f"{mark.days_late:+d} {'day' if mark.days_late == 1 else 'days'}"] if mark.days_late > 0 else []
    said = f"{', '.join(notes)} · "
    return said + fit_name(mark.name, mark.id, room - words_width(said, SMALL_SIZE), SMALL_SIZE)


def _draw_weeks(canvas: Canvas, scale: DayScale, top: float, bottom: float, today: date) -> None:
    """Draw bands in place of lines, so that none runs through a label; the one of today is darker."""
    for week in range(WEEKS):
        monday = scale.first + timedelta(weeks=week)
        left, right = scale.x_of(monday), scale.x_of(monday + timedelta(weeks=1))
        is_now = monday <= today < monday + timedelta(weeks=1)
        canvas.box(left, top, right, bottom, "#e4ddf3" if is_now else BAND if week % 2 == 0 else WHITE)
        canvas.write(
            (left + right) / 2, top - 6, short_day(monday, today), anchor="middle", ink=MUTED, room=right - left
        )


def _draw_project(
    canvas: Canvas, project: ProjectWeeks, placed: Sequence[_PlacedMark], left_out: int, y: float
) -> None:
    more = f"+{left_out} more" if left_out else ""
    note = canvas.write(RIGHT, y + 20, more, anchor="end", ink=MUTED) if more else 0
    canvas.mark(LEFT + 10, y + 14, project.colour)
    canvas.write(LEFT + 26, y + 20, project.name, size=TEXT_SIZE, bold=True, room=RIGHT - LEFT - 40 - note)
    for each in placed:
        middle = y + NAME_HEIGHT + each.lane * LANE_HEIGHT + 12
        canvas.mark(each.x, middle, each.mark.state)
        away = -_MARK_ROOM if each.is_before else _MARK_ROOM
        canvas.write(
            each.x + away,
            middle + 6,
            each.text,
            anchor="end" if each.is_before else "start",
            ink=PAINTS["red"] if each.mark.overdue else INK,
        )


def _foot(canvas: Canvas, y: float, hidden: int, idle: int) -> float:
    counted = [f"{filters.count_noun(hidden, 'more project')} not drawn"] if hidden else []
    counted += [f"{filters.count_noun(idle, 'project')} with nothing due"] if idle else []
    if counted:
        canvas.write(MARGIN, y, ", ".join(counted), bold=True, ink=MUTED)
        y += 28
    kinds = [("done", "done"), ("green", "green"), ("amber", "amber"), ("red", "red"), ("grey", "no data")]
    return canvas.legend(y, [*kinds])


def _finding(projects: Sequence[ProjectWeeks]) -> str:
    """Say what matters: "3 of 12 milestones late, 1 overdue"."""
    marks = [mark for project in projects for mark in project.marks]
    ahead = [mark for mark in marks if mark.state != "done"]
    if not marks:
        return "no milestone is due"
    late, overdue = sum(mark.days_late > 0 for mark in ahead), sum(mark.overdue for mark in ahead)
    said = [f"{late} of {filters.count_noun(len(ahead), 'milestone')} late" if late else ""]
    said += ["" if late else f"{filters.count_noun(len(ahead), 'milestone')} due, none late"]
    said += [
        f"{overdue} overdue" if overdue else "",
        f"{len(marks) - len(ahead)} done" if len(marks) > len(ahead) else "",
    ]
    return ", ".join(filter(None, said))


def _details(projects: Sequence[ProjectWeeks], today: date) -> str:
    """Name the latest ones, else the next ones."""
    marks = [mark for project in projects for mark in project.marks if mark.state != "done"]
    late = sorted((mark for mark in marks if mark.days_late > 0), key=lambda mark: -mark.days_late)
    named = late or sorted(marks, key=lambda mark: mark.day)
    said = [f"{mark.label} {_day_words(mark, today)}" for mark in named[:NAMED_IN_WORDS]]
    more = f"; {len(named) - NAMED_IN_WORDS} more" if len(named) > NAMED_IN_WORDS else ""
    return f". {'Latest' if late else 'Next'}: {'; '.join(said)}{more}" if said else ""


def _day_words(mark: WeekMilestone, today: date) -> str:
    late = f" ({filters.count_noun(mark.days_late, 'day')} late)" if mark.days_late > 0 else ""
    return f"{short_day(mark.day, today)}{late}"
