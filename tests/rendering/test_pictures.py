"""Pictures: drawn with our own fonts in a process of their own, and complete in words."""

import struct
import time
from datetime import date, timedelta

import pytest

from templates import pictures
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


def test_a_timeline_says_in_words_all_that_matters() -> None:
    picture = pictures.draw_now("timeline", title="Mobile", marks=MARKS, bonds=BONDS, today=date(2026, 3, 10))
    assert picture.alt == (
        "Timeline Mobile: 3 milestones of 2 projects; Monday 2 March 2026 to Friday 3 April 2026; "
        "today is Tuesday 10 March 2026; 1 done; later than baseline: M-2 Service live 里程碑 +10 wd; "
        "critical path: M-2; broken dependencies: M-3 before M-2."
    )
    assert picture.png.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture.png[16:24])
    assert (width, height) == (2400, 2 * (timeline.TOP_MARGIN + 5 * timeline.ROW_HEIGHT + 6 + timeline._FOOTER_HEIGHT))


async def test_the_same_facts_give_the_same_bytes_also_off_the_event_loop() -> None:
    facts = {"title": "Mobile", "marks": MARKS, "bonds": BONDS, "today": START}
    assert await pictures.draw("timeline", **facts) == pictures.draw_now("timeline", **facts)


def test_a_drawing_that_takes_too_long_is_given_up() -> None:
    begun = time.monotonic()
    with pytest.raises(PictureError, match=r"more than 0.001 s"):
        pictures.draw_now("timeline", seconds=0.001, title="Mobile", marks=MARKS, today=START)
    assert time.monotonic() - begun < 2


def test_a_picture_that_would_be_too_large_is_never_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures.drawing, "PIXELS", 1_000_000)
    with pytest.raises(PictureError, match=r"1200 × 302 is more than a picture may have"):
        pictures.draw_now("timeline", title="Mobile", marks=MARKS, today=START)


def test_a_plan_of_many_projects_still_fits_a_picture() -> None:
    marks = [TimelineMilestone(f"M-{n}", "x", f"P-{n}", START) for n in range(200)]
    sheet = timeline.lay_out(title="t", marks=marks, today=START)
    assert sheet.width * sheet.height * 4 < pictures.drawing.PIXELS
    assert sheet.parts["more"] == "+140 more milestones not drawn"


@pytest.mark.parametrize("marks", [[], MARKS[:1]])
def test_a_plan_of_nothing_or_one_day_can_be_drawn(marks: list[TimelineMilestone]) -> None:
    sheet = timeline.lay_out(title="", marks=marks, today=START)
    assert all(290 <= row["x"] <= 990 for row in sheet.parts["rows"] if row["id"])


def test_arrows_lead_from_a_mark_into_the_left_of_another_even_an_earlier_one() -> None:
    sheet = timeline.lay_out(title="t", marks=MARKS, bonds=BONDS, today=START)
    (forward, back) = sheet.parts["arrows"]
    rows = {row["id"]: row for row in sheet.parts["rows"]}
    assert forward["head"] == (rows["M-2"]["x"] - 9, rows["M-2"]["y"])
    assert (back["broken"], back["head"]) == (True, (rows["M-3"]["x"] - 9, rows["M-3"]["y"]))
    assert back["path"].count("H") == 2


def test_a_today_far_away_does_not_squeeze_the_plan() -> None:
    assert timeline.lay_out(title="t", marks=MARKS, today=START + timedelta(days=400)).parts["today"] is None


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Launch 🎉 day", "Launch day"),
        ("a\nb", "a b"),
        ("x" * 100, "x" * 13 + "…"),
        ("里程碑 review", "… review"),
        ("", ""),
    ],
)
def test_labels_fit_and_have_no_emoji(words: str, shown: str) -> None:
    assert layout.fit_label(words, 100) == shown
