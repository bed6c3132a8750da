"""Pictures: drawn with our own fonts in a separate process, and described completely in alt text."""

import re
import struct
import time
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from templates import environment, pictures
from templates.pictures import PictureError, TimelineDependency, TimelineMilestone, layout, timeline

START = date(2026, 3, 2)
MARKS = [
    TimelineMilestone("M-1", "API signed", "Backend", START, START, done=True),
    TimelineMilestone(
        "M-2", "Service live 里程碑", "Backend", date(2026, 4, 3), date(2026, 3, 20), slip=10, critical=True
    ),
    TimelineMilestone("M-3", "<b>& Login</b>", "App", date(2026, 3, 27), date(2026, 3, 30), slip=-1),
]
BONDS = [
    TimelineDependency("M-1", "M-2"),
    TimelineDependency("M-2", "M-3", broken=True),
    TimelineDependency("M-9", "M-3"),
]


def test_timeline_alt_text_is_complete() -> None:
    picture = pictures.draw_now("timeline", title="Mobile", marks=MARKS, bonds=BONDS, today=date(2026, 3, 10))
    assert picture.alt == (
        "Timeline Mobile: 3 milestones of 2 projects; Monday 2 March 2026 to Friday 3 April 2026; "
        "today is Tuesday 10 March 2026; 1 done; later than baseline: Service live 里程碑 (M-2) +10 days; "
        "critical path: M-2; broken dependencies: M-3 before M-2."
    )
    assert picture.png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture.png[16:24])
    assert (width, height) == (2400, 2 * (timeline.TOP_MARGIN + 5 * timeline.ROW_HEIGHT + 6 + timeline._FOOTER_HEIGHT))


async def test_same_facts_give_the_same_bytes() -> None:
    facts = {"title": "Mobile", "marks": MARKS, "bonds": BONDS, "today": START}
    assert await pictures.draw("timeline", **facts) == pictures.draw_now("timeline", **facts)


def test_slow_drawing_is_given_up() -> None:
    started = time.monotonic()
    with pytest.raises(PictureError, match=r"more than 0.001 s"):
        pictures.draw_now("timeline", seconds=0.001, title="Mobile", marks=MARKS, today=START)
    assert time.monotonic() - started < 2


def test_too_large_picture_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures.drawing, "PIXELS", 1_000_000)
    with pytest.raises(PictureError, match=r"1200 × 322 is more than a picture may have"):
        pictures.draw_now("timeline", title="Mobile", marks=MARKS, today=START)


def test_plan_of_many_projects_fits_a_picture() -> None:
    marks = [TimelineMilestone(f"M-{number}", "x", f"P-{number}", START) for number in range(200)]
    sheet = timeline.lay_out(title="t", marks=marks, today=START)
    assert sheet.width * sheet.height * 4 < pictures.drawing.PIXELS
    assert sheet.parts["more"] == "+140 more milestones not drawn"


@pytest.mark.parametrize("marks", [[], MARKS[:1]])
def test_empty_or_one_day_plan_can_be_drawn(marks: list[TimelineMilestone]) -> None:
    sheet = timeline.lay_out(title="", marks=marks, today=START)
    assert all(290 <= row["x"] <= 1200 - timeline.MIN_RIGHT_MARGIN for row in sheet.parts["rows"] if row["id"])


def test_arrows_end_at_the_left_of_their_target() -> None:
    sheet = timeline.lay_out(title="t", marks=MARKS, bonds=BONDS, today=START)
    (forward, back) = sheet.parts["arrows"]
    rows = {row["id"]: row for row in sheet.parts["rows"]}
    assert forward["head"] == (rows["M-2"]["x"] - 9, rows["M-2"]["y"])
    assert (back["broken"], back["head"]) == (True, (rows["M-3"]["x"] - 9, rows["M-3"]["y"]))
    assert back["path"].count("H") == 2


@given(st.integers(0, 900), st.integers(-400, 400), st.booleans())
def test_labels_end_before_the_edge(days: int, slip: int, critical: bool) -> None:
    last = START + timedelta(days=days)
    marks = [*MARKS, TimelineMilestone("M-9", "Retrospective " * 9, "App", last, START, slip=slip, critical=critical)]
    rows = [row for row in timeline.lay_out(title="t", marks=marks, today=START).parts["rows"] if row["id"]]
    assert all(row["beside"] + row["note_width"] + timeline.LABEL_MARGIN <= timeline.SHEET_WIDTH + 1 for row in rows)
    assert rows[-1]["name"].endswith("… (M-9)") or rows[-1]["id"] != "M-9"


def path_heights(path: str) -> list[float]:
    """Return the y of every point of a path ("391 422L399 414V430"), whose first move is left out."""
    heights: list[float] = []
    for command, numbers in re.findall(r"([MLHV])([^MLHVZ]*)", f"M{path}"):
        places = [float(number) for number in numbers.split()]
        heights += places if command == "V" else places[1::2]
    return heights


@example(days=[(0, 0)] * 7 + [(23, 0), (1, 0)], pairs=[])
@given(
    days=st.lists(st.tuples(st.integers(0, 200), st.integers(-30, 30)), min_size=2, max_size=9),
    pairs=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=12),
)
def test_no_line_runs_through_a_label(days: list[tuple[int, int]], pairs: list[tuple[int, int]]) -> None:
    marks = [
        TimelineMilestone(
            f"M-{n}", "x", f"P-{n % 3}", START + timedelta(days=day), START, slip=slip, critical=n % 2 == 0
        )
        for n, (day, slip) in enumerate(days)
    ]
    bonds = [TimelineDependency(*(marks[end % len(marks)].id for end in pair)) for pair in pairs]
    sheet = timeline.lay_out(title="t", marks=marks, bonds=bonds, today=START)
    svg = environment.fill_template(environment.jinja_environment(), "pictures/timeline.svg.j2", {"sheet": sheet})
    for row in (row for row in sheet.parts["rows"] if row["id"]):
        left, right, top, bottom = row["beside"], row["beside"] + row["note_width"], row["y"] - 8, row["y"] + 6
        plate = f'<rect x="{row["beside"] - 4}" y="{row["y"] - 9}" width="{row["note_width"] + 8}"'
        assert svg.count(plate) == 1, "each label has a plate that hides the lines behind it"
        for lines in re.findall(r'<path[^>]* d="M([^"]*)"', svg[svg.index(plate) :].partition("<g ")[0]):
            x, heights = float(lines.split()[0]), path_heights(lines)
            assert not (left <= x <= right and min(heights) <= bottom and max(heights) >= top), lines


def test_large_picture_draws_what_is_ahead_first() -> None:
    past = [TimelineMilestone(f"M-{n}", "x", "P", START - timedelta(days=n), done=True) for n in range(80, 0, -1)]
    ahead = [TimelineMilestone(f"M-{n}", "y", "P", START + timedelta(days=n)) for n in range(100, 150)]
    drawn = {row["id"] for row in timeline.lay_out(title="t", marks=past + ahead, today=START).parts["rows"]}
    assert drawn >= {mark.id for mark in ahead}
    assert drawn & {mark.id for mark in past} == {f"M-{n}" for n in range(1, 11)}


def test_distant_today_does_not_squeeze_the_plan() -> None:
    assert timeline.lay_out(title="t", marks=MARKS, today=START + timedelta(days=400)).parts["today"] is None


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Launch 🎉 day", "Launch day"),
        ("a\nb", "a b"),
        ("x" * 100, "x" * 11 + "…"),
        ("里程碑 review", "… review"),
        ("", ""),
    ],
)
def test_labels_fit_and_have_no_emoji(words: str, shown: str) -> None:
    assert layout.fit_label(words, 100) == shown
