"""The picture of a scenario: both dates on one scale, what is missed said in words, and no row without limit."""

from datetime import date

from templates import pictures
from templates.pictures import ScenarioDates, scenario

TODAY = date(2026, 3, 2)
ROWS = (
    ScenarioDates("Launch (M-8)", date(2026, 4, 1), date(2026, 4, 8), 5, date(2026, 4, 2)),
    ScenarioDates("Beta (M-5)", date(2026, 3, 20), date(2026, 3, 20), 0, date(2026, 3, 27)),
    ScenarioDates("Checkout (M-3)", date(2026, 3, 27), date(2026, 3, 13), -10),
)


def test_same_scenario_gives_the_same_picture() -> None:
    first, second = (pictures.draw_now("scenario", title="What if", rows=ROWS, today=TODAY) for _ in range(2))
    assert first.png == second.png
    assert first.png.startswith(b"\x89PNG")


def test_description_says_what_moves_and_what_is_missed() -> None:
    alt = scenario.lay_out(title="What if", rows=ROWS, today=TODAY).alt
    assert "Launch (M-8): 1 Apr → 8 Apr, +5 days, too late, misses its committed date 2 Apr." in alt
    assert "Beta (M-5): 20 Mar, same day." in alt
    assert "Checkout (M-3): 27 Mar → 13 Mar, -10 days." in alt


def test_later_dates_are_drawn_further_right() -> None:
    rows = scenario.lay_out(title="What if", rows=ROWS, today=TODAY).parts["rows"]
    assert rows[0]["plan"] < rows[0]["committed"] < rows[0]["scenario"]
    assert rows[1]["plan"] == rows[1]["scenario"]
    assert rows[2]["scenario"] < rows[2]["plan"]


def test_many_rows_are_counted() -> None:
    sheet = scenario.lay_out(title="What if", rows=ROWS * 100, today=TODAY)
    assert len(sheet.parts["rows"]) == scenario.MAX_ROWS
    assert sheet.parts["more"] == "288 more targets not drawn"
    assert sheet.height < 1_200
