"""The alignment picture: projects on the left, goals on the right, and a ribbon as wide as each weight between them.

It is narrow and its letters are large, so that it can be read on a phone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from templates import filters
from templates.pictures.layout import Sheet, fit_label, one_line

SHEET_WIDTH = 760
MARGIN = 20
BOX_WIDTH = 270
BOX_HEIGHT = 64
BOX_GAP = 14
TOP = 84
_FOOTER_HEIGHT = 62
_MORE_LINE_HEIGHT = 30
# The widest ribbon, of a project that serves one goal.
RIBBON_WIDTH = 44.0
# More rows cannot be read on a phone; the rest are counted in words.
MAX_PROJECTS = 24
MAX_GOALS = 12
NAME_SIZE = 19
PAINTS = {"red": "#b4232a", "amber": "#b86e00", "green": "#1f7a4d", "grey": "#6b7482"}


@dataclass(frozen=True, slots=True)
class AlignmentGoal:
    """A goal; `score` is 0–1, None before the first reading."""

    id: str
    name: str
    score: float | None = None


@dataclass(frozen=True, slots=True)
class AlignmentProject:
    """A project with its computed colour, and its weights in percent by goal."""

    id: str
    name: str
    colour: str
    weights: Mapping[str, float] = field(default_factory=dict)


def lay_out(
    *, title: str, goals: Sequence[AlignmentGoal], projects: Sequence[AlignmentProject], ids: bool = True
) -> Sheet:
    """Lay out the goals in the given order, and each project beside the goal that it serves most.

    Without `ids`, the description names goals alone, as executives read them.
    """
    drawn_goals, drawn_projects = _choose_drawn(goals, projects)
    left = _lay_out_projects(drawn_projects)
    served = {goal for project in projects for goal, share in project.weights.items() if share}
    right = _lay_out_goals(drawn_goals, drawn_projects, served)
    bottom = max((box["y"] + box["height"] for box in (*left.values(), *right.values())), default=TOP) + BOX_GAP
    _centre(left, bottom)
    _centre(right, bottom)
    hidden = [(len(goals) - len(drawn_goals), "goal"), (len(projects) - len(drawn_projects), "project")]
    more = " and ".join(filters.count_noun(count, f"more {noun}") for count, noun in hidden if count > 0)
    parts = {
        "title": fit_label(title, SHEET_WIDTH - 2 * MARGIN, 26),
        "projects": list(left.values()),
        "goals": list(right.values()),
        "ribbons": _lay_out_ribbons(drawn_projects, left, right),
        "left": MARGIN,
        "right": SHEET_WIDTH - MARGIN - BOX_WIDTH,
        "box": BOX_WIDTH,
        "top": TOP,
        "bottom": bottom,
        "paints": PAINTS,
        "more": f"{more} not drawn" if more else "",
    }
    height = bottom + _FOOTER_HEIGHT + (_MORE_LINE_HEIGHT if more else 0)
    return Sheet(SHEET_WIDTH, round(height), _alt_text(title, goals, projects, ids), parts)


def _choose_drawn(
    goals: Sequence[AlignmentGoal], projects: Sequence[AlignmentProject]
) -> tuple[list[AlignmentGoal], list[AlignmentProject]]:
    """Return the goals that most is done for and the projects that serve them most, in the order they are drawn."""
    total = {goal.id: sum(project.weights.get(goal.id, 0) for project in projects) for goal in goals}
    chosen = {goal.id for goal in sorted(goals, key=lambda goal: -total[goal.id])[:MAX_GOALS]}
    drawn_goals = [goal for goal in goals if goal.id in chosen]
    place = {goal.id: number for number, goal in enumerate(drawn_goals)}

    def main_weight(project: AlignmentProject) -> tuple[float, int]:
        weights = [(share, -place[goal]) for goal, share in project.weights.items() if goal in place]
        share, at = max(weights, default=(0.0, -len(place)))
        return share, -at

    by_interest = sorted(projects, key=lambda project: -main_weight(project)[0])[:MAX_PROJECTS]
    return drawn_goals, sorted(by_interest, key=lambda project: main_weight(project)[1])


def _lay_out_projects(projects: Sequence[AlignmentProject]) -> dict[str, dict[str, Any]]:
    boxes = {}
    for number, project in enumerate(projects):
        colour = project.colour if project.colour in PAINTS else "grey"
        note = "no data" if colour == "grey" else colour
        boxes[project.id] = {
            "y": TOP + number * (BOX_HEIGHT + BOX_GAP),
            "height": BOX_HEIGHT,
            "name": fit_label(project.name, BOX_WIDTH - 24, NAME_SIZE),
            "note": note if any(project.weights.values()) else f"{note} · no goal",
            "colour": colour,
            "bare": not any(project.weights.values()),
        }
    return boxes


def _lay_out_goals(
    goals: Sequence[AlignmentGoal], projects: Sequence[AlignmentProject], served: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return the boxes of the goals; `served` are those of a project, which may not be drawn."""
    boxes: dict[str, dict[str, Any]] = {}
    y = float(TOP)
    for goal in goals:
        width = sum(project.weights.get(goal.id, 0) for project in projects) / 100 * RIBBON_WIDTH
        height = max(BOX_HEIGHT, width + 16)
        score = "not measured" if goal.score is None else f"score {goal.score:.2f}"
        boxes[goal.id] = {
            "y": y,
            "height": height,
            "name": fit_label(goal.name, BOX_WIDTH - 24, NAME_SIZE),
            "note": score if goal.id in served else f"{score} · no project",
            "share": goal.score or 0.0,
            "bare": goal.id not in served,
            "width": width,
        }
        y += height + BOX_GAP
    return boxes


def _centre(boxes: dict[str, dict[str, Any]], bottom: float) -> None:
    """Spread the boxes of a column over the whole height."""
    if not boxes:
        return
    end = max(box["y"] + box["height"] for box in boxes.values()) + BOX_GAP
    room = (bottom - end) / (len(boxes) + 1)
    for number, box in enumerate(boxes.values(), 1):
        box["y"] = round(box["y"] + room * number, 1)


def _lay_out_ribbons(
    projects: Sequence[AlignmentProject], left: Mapping[str, dict[str, Any]], right: Mapping[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return a ribbon for each weight; those of a box lie beside one another, in the order of the other column."""
    filled = {id: box["y"] + (box["height"] - box["width"]) / 2 for id, box in right.items()}
    start, end = MARGIN + BOX_WIDTH, SHEET_WIDTH - MARGIN - BOX_WIDTH
    middle = (start + end) / 2
    ribbons = []
    for project in projects:
        shares = [(goal, project.weights[goal]) for goal in right if project.weights.get(goal)]
        width = sum(share for _, share in shares) / 100 * RIBBON_WIDTH
        y = left[project.id]["y"] + (BOX_HEIGHT - width) / 2
        for goal, share in shares:
            thick = share / 100 * RIBBON_WIDTH
            top, target = y, filled[goal]
            over = f"M{start} {top:.1f}C{middle} {top:.1f} {middle} {target:.1f} {end} {target:.1f}"
            under, below = top + thick, target + thick
            back = f"V{below:.1f}C{middle} {below:.1f} {middle} {under:.1f} {start} {under:.1f}Z"
            label = f"{share:g}%" if share < 99.95 else ""
            ribbons.append(
                {"path": over + back, "paint": PAINTS[left[project.id]["colour"]], "label": label}
                | {"x": start + 6, "y": round(top + thick / 2 + 5, 1), "tall": thick >= 12}
            )
            y += thick
            filled[goal] += thick
    return ribbons


def _alt_text(title: str, goals: Sequence[AlignmentGoal], projects: Sequence[AlignmentProject], ids: bool) -> str:
    if not goals:
        return f"{one_line(title)}: no goals."
    facts = []
    for goal in goals:
        serving = sorted((p for p in projects if p.weights.get(goal.id)), key=lambda p: -p.weights[goal.id])
        score = "not measured" if goal.score is None else f"score {goal.score:.2f}"
        names = ", ".join(f"{one_line(p.name)} {p.weights[goal.id]:g}% ({_word(p.colour)})" for p in serving)
        label = f"{one_line(goal.name)} ({goal.id})" if ids else one_line(goal.name)
        facts.append(f"{label}, {score}: {names or 'no project'}")
    idle = [one_line(project.name) for project in projects if not any(project.weights.values())]
    facts += [f"serving no goal: {', '.join(idle)}"] if idle else []
    return f"{one_line(title)}: {'; '.join(facts)}."


def _word(colour: str) -> str:
    return "no data" if colour not in PAINTS or colour == "grey" else colour
