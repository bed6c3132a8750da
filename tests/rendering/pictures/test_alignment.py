"""The alignment picture: words for each colour, folded when there is much, and an honest description."""

import struct
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from templates import pictures
from templates.pictures import AlignmentGoal, AlignmentProject, alignment, drawing

GOALS = [AlignmentGoal("G-1", "Keep our customers", 0.75), AlignmentGoal("G-2", "Sell abroad")]
PROJECTS = [
    AlignmentProject("PRJ-1", "Identity", "amber", {"G-1": 60.0, "G-2": 40.0}),
    AlignmentProject("PRJ-2", "Payments", "grey"),
]


def test_alt_text_names_weights_scores_and_colours() -> None:
    picture = pictures.draw_now("alignment", title="Goals of Atlas", goals=GOALS, projects=PROJECTS)
    assert picture.png.startswith(b"\x89PNG")
    assert picture.alt == (
        "Goals of Atlas: Keep our customers (G-1), score 0.75: Identity 60% (amber); "
        "Sell abroad (G-2), not measured: Identity 40% (amber); serving no goal: Payments."
    )


def test_each_colour_stands_with_its_word() -> None:
    sheet = alignment.lay_out(title="Goals", goals=GOALS, projects=PROJECTS)
    assert [box["note"] for box in sheet.parts["projects"]] == ["amber", "no data · no goal"]
    assert [box["note"] for box in sheet.parts["goals"]] == ["score 0.75", "not measured"]
    assert [ribbon["label"] for ribbon in sheet.parts["ribbons"]] == ["60%", "40%"]


def test_picture_of_500_goals_and_projects_is_folded() -> None:
    goals = [AlignmentGoal(f"G-{number}", f"Goal {number}") for number in range(500)]
    projects = [AlignmentProject(f"PRJ-{number}", "x", "red", {f"G-{number}": 100.0}) for number in range(500)]
    sheet = alignment.lay_out(title="Goals", goals=goals, projects=projects)
    assert sheet.width * sheet.height * 4 <= drawing.PIXELS
    assert sheet.parts["more"] == "488 more goals and 476 more projects not drawn"
    # A goal whose projects are not drawn is not called idle.
    assert not any("no project" in box["note"] for box in sheet.parts["goals"])
    width, _ = struct.unpack(">II", pictures.draw_now("alignment", title="", goals=goals, projects=projects).png[16:24])
    assert width == 2 * alignment.SHEET_WIDTH


@given(
    st.lists(st.dictionaries(st.integers(0, 20).map(str), st.floats(1, 100), max_size=5), max_size=40),
    st.integers(0, 20),
)
def test_boxes_stay_on_the_sheet_and_apart(weights: list[dict[str, float]], count: int) -> None:
    goals = [AlignmentGoal(str(number), "x") for number in range(count)]
    projects = [AlignmentProject(f"PRJ-{number}", "x", "green", found) for number, found in enumerate(weights)]
    sheet = alignment.lay_out(title="Goals", goals=goals, projects=projects)
    for column in ("projects", "goals"):
        boxes = sorted(sheet.parts[column], key=lambda box: box["y"])
        assert all(box["y"] >= alignment.TOP and box["y"] + box["height"] <= sheet.height for box in boxes)
        assert all(above["y"] + above["height"] <= below["y"] for above, below in pairwise(boxes))
