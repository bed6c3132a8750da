"""The heat map of load: its size and its words."""

from datetime import date, timedelta

from templates.pictures import HeatLine, load

MONDAYS = [date(2026, 3, 2) + timedelta(weeks=number) for number in range(13)]
CALM = HeatLine("Bo", ((80.0, "green"),) * 13)
BUSY = HeatLine("Cleo", ((0.0, "green"), (140.0, "red"), (None, "red"), *((60.0, "green"),) * 10))


def _lay_out(*rows: HeatLine) -> load.Sheet:
    return load.lay_out(title="Load of people", mondays=MONDAYS, rows=rows, today=MONDAYS[0])


def test_words_say_the_finding() -> None:
    assert _lay_out(CALM).alt == "Load of people: none of 1 is booked above capacity."
    expected = "1 of 2 is booked above capacity: Cleo booked while away in the week of Monday 16 March 2026."
    assert _lay_out(BUSY, CALM).alt == f"Load of people: {expected}"
    assert _lay_out(*[BUSY] * 7).alt.endswith("2 more.")


def test_many_rows_are_lower_and_the_rest_is_counted() -> None:
    few, many = _lay_out(*[CALM] * 40), _lay_out(*[CALM] * 250)
    assert len(few.parts["numbers"]) == 520
    assert many.parts["numbers"] == []
    assert many.parts["left_out"] == 50
    assert many.height < 96 + 200 * 12 + 49
